import { textOf, type Article } from '../article.js';
import type { Condition } from '../query/condition.js';
import { characterTokens, cutWords, GAP } from '../text/analyze.js';
import { fold, originalEnd, originalStart } from '../text/fold.js';
import type { Searcher } from './searcher.js';

/** An article that is there, but was not found. */
export interface Missed {
  readonly id: string;
  readonly title: string;
  /** Where the text stands that it was looked for by. */
  readonly in: 'title' | 'body' | 'words of the title';
  readonly text: string;
}

export interface Verification {
  readonly articles: number;
  readonly checked: number;
  /** How many articles were not found by all of it. */
  readonly missedCount: number;
  /** The first of them. */
  readonly missed: readonly Missed[];
  /** Chooses the same articles and pieces again. */
  readonly seed: number;
}

export interface VerifyOptions {
  /** So many articles, chosen at random; default: all. */
  readonly sample?: number | undefined;
  readonly seed: number;
  readonly onProgress?: (checked: number, of: number) => void;
  readonly signal?: AbortSignal;
}

const mostListed = 100;
/** Longer ones are not typed; well below what a query may have. */
const longestPieceTokens = 20, longestTitleTokens = 200;
/** A server answers several questions at once. */
const atOnce = 8;
const quotes = [['"', '"'], ['“', '”'], ['「', '」'], ['『', '』']] as const;

/**
 * Looks for every stored article by its own title and by a random piece of its body, in quotes, as a reader would, and by a word of its title.
 * What is replaced or removed meanwhile counts as found.
 */
export async function verify(searcher: Searcher, { sample, seed, onProgress, signal }: VerifyOptions): Promise<Verification> {
  const { engine, fields } = searcher;
  const articles = await engine.size(), wanted = Math.min(sample ?? articles, articles);
  const cutWith = await engine.cutWith(), isSettled = cutWith?.dictionary === searcher.segmenter.dictionary.version;
  const missed: Missed[] = [];
  let missedCount = 0, checked = 0, seen = 0, chosen = 0;

  const check = async (article: Article): Promise<void> => {
    const random = randomOf(`${seed} ${article.id}`);
    const title = textOf(article[fields.titleField]), body = textOf(article[fields.bodyField]);
    const probes: { readonly in: Missed['in']; readonly text: string; readonly condition: Condition | null }[] = [];
    for (const [where, text] of [['title', pieceOf(title, () => 0, longestTitleTokens)], ['body', pieceOf(body, random, 1 + Math.floor(random() * longestPieceTokens))]] as const)
      if (text) probes.push({ in: where, text, condition: (await searcher.plan(quoted(text))).tiers.words });
    // While articles are cut anew, some have their words as another dictionary cut them.
    const word = isSettled ? longestOf(cutWords(title, searcher.segmenter, false).words) : '';
    if (word) probes.push({ in: 'words of the title', text: word, condition: { kind: 'words', words: [word], fields: [fields.titleField] } });
    for (const { condition, ...probe } of probes) {
      if (condition && await searcher.meets(condition, article.id)) continue;
      if (JSON.stringify(await engine.get(article.id)) !== JSON.stringify(article)) break;
      missedCount++;
      if (missed.length < mostListed) missed.push({ id: article.id, title, ...probe });
      break;
    }
    onProgress?.(++checked, wanted);
  };

  const random = randomOf(String(seed)), running = new Set<Promise<void>>();
  for await (const { article } of engine.stored()) {
    signal?.throwIfAborted();
    // Each of what is left with the same chance, until enough are chosen (Knuth's algorithm S).
    const isChosen = random() * (articles - seen++) < wanted - chosen;
    if (!isChosen && seen <= articles) continue;
    chosen++;
    const one = check(article);
    running.add(one);
    one.then(() => running.delete(one), () => undefined);
    if (running.size >= (engine.isRemote ? atOnce : 1)) await Promise.race(running);
  }
  await Promise.all(running);
  return { articles, checked, missedCount, missed, seed };
}

/** In quotes that close only at its end. */
function quoted(text: string): string {
  const [open, close] = quotes.find(([, partner]) => !text.includes(partner)) ?? quotes[0];
  return `${open}${text.replaceAll(close, ' ')}${close}`;
}

/** Some tokens of a text as they stand there, from a random one that is searched for; '' where it has none. */
function pieceOf(text: string, random: () => number, mostTokens: number): string {
  const folded = fold(text), tokens = characterTokens(folded.text);
  const starts = tokens.flatMap((token, i) => token.text === GAP ? [] : [i]);
  const first = starts[Math.floor(random() * starts.length)];
  if (first === undefined) return '';
  let last = Math.min(first + mostTokens, tokens.length) - 1;
  while (tokens[last]?.text === GAP) last--;
  return text.slice(originalStart(folded, tokens[first]?.start ?? 0), originalEnd(folded, tokens[last]?.end ?? 0));
}

const longestOf = (words: readonly string[]): string => words.reduce((longest, word) => word.length > longest.length ? word : longest, '');

/** Numbers from 0 to below 1, the same ones for the same seed: FNV-1a of the text, then mulberry32 (Tommy Ettinger, public domain). */
function randomOf(seed: string): () => number {
  let state = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
