import { setImmediate as nextTurn } from 'node:timers/promises';
import { textOf, type Article } from './article.js';
import type { Engine } from './engines/engine.js';
import type { OpenIndex } from './service.js';
import { characterTokens } from './text/analyze.js';
import { foldText } from './text/fold.js';
import { WordMatcher } from './text/user-words.js';

/** Up to so many words, and articles of one of them, are asked of the engine; otherwise all articles are looked through. */
const mostAsked = 20, mostOfWord = 2_000;
const writtenAtOnce = 200, analyzedAtOnce = 4;

/** The text of an article's searched fields, folded, set apart so that no word stands across two of them. */
export function foldedText({ fields }: OpenIndex['fields'], article: Article): string {
  return fields.filter(f => (f.kind === 'text' || f.kind === 'texts') && (f.weight ?? 0) > 0).map(f => foldText(textOf(article[f.name]))).join('\n');
}

/** The articles in which one of the words stands as a substring, each once. */
export async function* articlesWith({ engine, fields }: Pick<OpenIndex, 'engine' | 'fields'>, words: readonly string[]): AsyncGenerator<Article> {
  const asked = words.length <= mostAsked ? await asksFor(engine, words) : null;
  if (asked) {
    yield* asked;
    return;
  }
  const matcher = new WordMatcher(words);
  // What is written meanwhile may be met again.
  const met = new Set<string>();
  for await (const { article } of engine.stored()) {
    if (met.has(article.id) || !matcher.in(foldedText(fields, article)).length) continue;
    met.add(article.id);
    yield article;
  }
}

/** What the engine finds; null where it cannot give all of it at once. */
async function asksFor(engine: Engine, words: readonly string[]): Promise<Iterable<Article> | null> {
  const found = new Map<string, Article>();
  for (const word of words) {
    const tokens = characterTokens(foldText(word)).map(token => token.text);
    const { candidates, total, totalIsExact } = await engine.search({
      tiers: [{ tier: 'substring', condition: { kind: 'characters', tokens, prefix: false } }], filter: null, sort: null, facets: [], offset: 0, limit: mostOfWord, callerRanks: true,
    });
    if (total > candidates.length || !totalIsExact) return null;
    for (const { article } of candidates) found.set(article.id, article);
  }
  return found.values();
}

/**
 * Cuts articles anew and writes them where they come out otherwise. In small steps: the service answers meanwhile.
 * @param words those whose articles may be cut otherwise; null: nobody knows, every article is compared
 */
export async function recutIndex(index: OpenIndex, words: readonly string[] | null, onDone: (articles: number) => void, signal: AbortSignal): Promise<void> {
  const { engine, analyze } = index;
  let batch: Article[] = [];
  const flush = async () => {
    const analyzed = [];
    for (const [i, article] of batch.entries()) {
      // Its own origin and place stay.
      analyzed.push(analyze(article, ''));
      if (i % analyzedAtOnce === 0) await nextTurn();
    }
    signal.throwIfAborted();
    await engine.recut(analyzed);
    onDone(batch.length);
    batch = [];
  };
  for await (const article of words ? articlesWith(index, words) : otherwiseCut(index)) {
    signal.throwIfAborted();
    batch.push(article);
    if (batch.length >= writtenAtOnce) await flush();
  }
  if (batch.length) await flush();
}

/** The articles that were cut with other words of the user's, or by another version, as their hash says. */
async function* otherwiseCut({ engine, hashOf }: OpenIndex): AsyncGenerator<Article> {
  let looked = 0;
  for await (const { article, hash } of engine.stored()) {
    if (hash !== hashOf(article)) yield article;
    if (++looked % writtenAtOnce === 0) await nextTurn();
  }
}
