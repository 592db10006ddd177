import type { Condition } from '../../query/condition.js';
import { codeWord } from './code.js';
import { compile, named } from './compile.js';
import type { Connection } from './connection.js';
import type { Counts } from './counts.js';
import { setMark } from './documents.js';
import type { Clause } from './filters.js';
import { attribute, mostHits, wordsAttribute, type Layout } from './layout.js';
import { askEach } from './queries.js';
import { articleOf, codedWords, hasCharacters, Looked } from './verify.js';

/** An index of Meilisearch, and what is known of its words. */
export interface Index {
  readonly connection: Connection;
  readonly layout: Layout;
  readonly uid: string;
  readonly counts: Counts;
}

/** Documents that meet one of some alternatives, those with the rarest words first. */
export interface Gathered {
  readonly ids: readonly string[];
  readonly isExact: boolean;
}

/** Documents of one alternative that are looked at where queries cannot say it whole. */
const mostLookedAt = 1_000;
/** Documents whose own words are weighed; the others follow by the rarity of what found them. */
const mostWeighed = 200;
/** BM25's usual parameters, and those of FTS5. */
const k1 = 1.2, b = 0.75;

/** Finds the documents of each alternative by itself: Meilisearch has no order that adds up what an article has of them. */
export async function gather(index: Index, condition: Condition, filters: readonly Clause[]): Promise<Gathered> {
  const { connection, layout, uid } = index;
  const queries = alternativesOf(condition).map(alternative => compile(layout, alternative)).flatMap(({ branches, residual }) => branches.map(branch => ({ branch, residual })));
  const found = await askEach(connection, uid, queries.map(({ branch, residual }) => ({
    branch, filters, limit: residual ? mostLookedAt : mostHits,
    attributes: [attribute.id, ...residual ? wordsOf(layout) : [], ...residual && hasCharacters(residual) ? [attribute.article] : []],
  })));
  const rarity = await rarityOf(queries.flatMap(({ branch }) => branch.must), index.counts);
  const tokens = new Map<string, Set<string>>();
  queries.forEach(({ branch, residual }, i) => {
    for (const document of found[i]?.documents ?? []) {
      if (residual && !new Looked(layout, articleOf(document), document).meets(residual)) continue;
      const id = String(document[attribute.id]);
      tokens.set(id, new Set([...tokens.get(id) ?? [], ...branch.must]));
    }
  });
  const scores = [...tokens].map(([id, has]) => ({ id, score: [...has].reduce((sum, token) => sum + (rarity.get(token) ?? 0), 0) }));
  return { ids: scores.sort((x, y) => y.score - x.score).map(({ id }) => id), isExact: found.every(({ total, documents }) => total <= documents.length) };
}

/** Each alternative with everything that is asked beside it. */
function alternativesOf(condition: Condition): readonly Condition[] {
  if (condition.kind === 'any') return condition.of;
  if (condition.kind !== 'all') return [condition];
  const [first, ...others] = condition.of;
  return first?.kind === 'any' ? first.of.map(of => ({ kind: 'all', of: [of, ...others] })) : [condition];
}

/** Orders what was gathered by BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009), fields by their weights as FTS5 does. */
export async function bestFirst(index: Index, condition: Condition, ids: readonly string[]): Promise<string[]> {
  const { connection, layout, uid, counts } = index;
  const [{ documents } = { documents: [] }] = await askEach(connection, uid, [{ branch: named(ids.slice(0, mostWeighed)), filters: [], limit: mostWeighed, attributes: [attribute.id, ...wordsOf(layout)] }]);
  const sequences = sequencesOf(condition), rarity = await rarityOf(sequences.flat(), counts);
  const weighted = sequences.map(tokens => ({ text: tokens.join(' '), idf: Math.max(...tokens.map(token => rarity.get(token) ?? 0)) }));
  const texts = documents.map(document => layout.searched.map((_, i) => codedWords(document, i)));
  // As long as its words in order: the words inside of these are further names for the same text.
  const lengths = texts.map(fields => fields.reduce((sum, text) => sum + text.indexOf(setMark), 0));
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const scoreOf = (fields: readonly string[], length: number): number => weighted.reduce((sum, { text, idf }) => {
    const frequency = fields.reduce((n, field, i) => n + (layout.searched[i]?.weight ?? 1) * occurrences(field, text), 0);
    return sum + idf * frequency * (k1 + 1) / (frequency + k1 * (1 - b + b * length / average));
  }, 0);
  const scored = documents.map((document, i) => ({ id: String(document[attribute.id]), score: scoreOf(texts[i] ?? [], lengths[i] ?? 0) }));
  return [...scored.sort((x, y) => y.score - x.score).map(({ id }) => id), ...ids.slice(mostWeighed)];
}

const wordsOf = (layout: Layout): string[] => layout.searched.map((_, i) => wordsAttribute(i));

/** How much it says of an article that it has a token: 0 where most have it. */
async function rarityOf(tokens: readonly string[], counts: Counts): Promise<Map<string, number>> {
  const distinct = [...new Set(tokens)];
  const [known, articles] = await Promise.all([counts.ofTokens(distinct), counts.articles()]);
  return new Map(distinct.map((token, i) => [token, Math.max(0, Math.log((articles - (known[i] ?? 0) + 0.5) / ((known[i] ?? 0) + 0.5)))]));
}

/** Words side by side that a condition asks for, as documents are written; exclusions left aside. */
const sequencesOf = (condition: Condition): string[][] =>
  condition.kind === 'words' ? [condition.words.map(codeWord)] : condition.kind === 'all' || condition.kind === 'any' ? condition.of.flatMap(sequencesOf) : [];

function occurrences(field: string, text: string): number {
  let n = 0;
  const padded = ` ${field} `, wanted = ` ${text} `;
  for (let at = padded.indexOf(wanted); at >= 0; at = padded.indexOf(wanted, at + wanted.length - 1)) n++;
  return n;
}
