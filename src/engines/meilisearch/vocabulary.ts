import type { Meilisearch } from 'meilisearch';
import { initialsOf, weakened } from '../../text/pinyin.js';
import type { VocabularyEntry, VocabularyLookup, VocabularyWord } from '../engine.js';
import { codeWord } from './code.js';
import { exactBeginning, exactValue, originalValue } from './comparable.js';
import { isApiError, type Connection } from './connection.js';

/** A word in one of its readings, as a document. */
interface WordDocument {
  readonly id: string;
  readonly w: string;
  readonly p: string;
  readonly r: string;
  readonly i: string;
  readonly k: string;
  readonly n: number;
}

/** Documents of one word at most: one for each of its readings. */
const mostReadingsOfWord = 10;

/** No word. */
const never = 'w IN []';

const attributes = { word: 'w', reading: 'r', initials: 'i', weak: 'k' } as const;

export const vocabularySettings = {
  searchableAttributes: ['none'],
  filterableAttributes: [{ attributePatterns: Object.values(attributes), features: { facetSearch: false, filter: { equality: true, comparison: false } } }],
  sortableAttributes: ['n'],
  rankingRules: ['sort'],
  typoTolerance: { enabled: false },
  facetSearch: false,
  prefixSearch: 'disabled',
} as const;

/** The documents of a word, one for each of its readings. */
export function wordDocuments({ word, printed, readings }: VocabularyEntry, count: number): WordDocument[] {
  const coded = codeWord(word);
  return (readings.length ? readings : ['']).map(reading => ({
    id: reading ? `${coded}-${reading.replaceAll(' ', '_')}` : coded,
    w: exactValue(word), p: printed === word ? '' : printed, r: reading, i: initialsOf(reading), k: weakened(reading), n: count,
  }));
}

/** Looks words up, for each key the most frequent first. Words that are not there were never written: the index may be one build behind. */
export async function lookUp(connection: Connection, uid: string, { by, keys, beginning }: VocabularyLookup, mostOfKey: number): Promise<VocabularyWord[]> {
  if (!keys.length) return [];
  if (by === 'word' && !beginning) return wordsOf(connection, uid, keys, mostOfKey);
  const name = attributes[by];
  const filterOf = (key: string): string => {
    const value = by === 'word' ? beginning ? exactBeginning(key) : exactValue(key) : /^[a-z ]+$/.test(key) ? key : '';
    return value === '' ? never : `${name} ${beginning ? 'STARTS WITH' : '='} "${value}"`;
  };
  return ask(connection, keys.map(key => ({ indexUid: uid, filter: filterOf(key), limit: mostOfKey, ...asked })));
}

const asked = { sort: ['n:desc'], attributesToRetrieve: ['w', 'p', 'r', 'n'] };
const keysAtOnce = 200, readingsOfWord = 5;

/** Whole words are named in one query, whatever their number: most of what is looked up so is no word at all. */
async function wordsOf(connection: Connection, uid: string, keys: readonly string[], mostOfKey: number): Promise<VocabularyWord[]> {
  const queries = Array.from({ length: Math.ceil(keys.length / keysAtOnce) }, (_, i) => {
    const some = keys.slice(i * keysAtOnce, (i + 1) * keysAtOnce);
    return { indexUid: uid, filter: `w IN [${some.map(key => `"${exactValue(key)}"`).join(', ')}]`, limit: some.length * readingsOfWord, ...asked };
  });
  const found = new Map<string, VocabularyWord[]>([...new Set(keys)].map(key => [key, []]));
  for (const word of await ask(connection, queries)) found.get(word.word)?.push(word);
  return [...found.values()].flatMap(words => words.slice(0, mostOfKey));
}

async function ask(connection: Connection, queries: { indexUid: string; filter: string; limit: number }[]): Promise<VocabularyWord[]> {
  try {
    const { results } = await connection.ask((client: Meilisearch) => client.multiSearch<{ queries: typeof queries }, WordDocument>({ queries }));
    return results.flatMap(result => result.hits.map(hit => {
      const word = originalValue(hit.w);
      return { word, printed: hit.p || word, reading: hit.r, count: hit.n };
    }));
  } catch (error) {
    if (isApiError(error, 'index_not_found')) return [];
    throw error;
  }
}

/** Adds to the counts of words of articles that were written; words that are new stand in one at least. */
export async function countedAgain(connection: Connection, uid: string, entries: ReadonlyMap<string, { readonly entry: VocabularyEntry; readonly count: number }>): Promise<WordDocument[]> {
  const fresh = [...entries.values()].flatMap(({ entry, count }) => wordDocuments(entry, count));
  const known = new Map<string, number>();
  for (let from = 0; from < fresh.length; from += 1000) {
    const ids = fresh.slice(from, from + 1000).map(document => document.id);
    const { results } = await connection.manage(client => client.httpRequest.post<{ results: { id: string; n: number }[] }>(
      { path: `indexes/${uid}/documents/fetch`, body: { ids, fields: ['id', 'n'], limit: ids.length } }));
    for (const { id, n } of results) known.set(id, n);
  }
  return fresh.map(document => ({ ...document, n: Math.max(1, document.n + (known.get(document.id) ?? 0)) }));
}

/** Sets the counts of words, and removes those that stand nowhere any more. */
export async function recount(connection: Connection, uid: string, counts: ReadonlyMap<string, number>): Promise<void> {
  const words = [...counts.keys()];
  for (let from = 0; from < words.length; from += 500) {
    const some = words.slice(from, from + 500);
    const { results } = await connection.manage(client => client.httpRequest.post<{ results: { id: string; w: string }[] }>(
      { path: `indexes/${uid}/documents/fetch`, body: { filter: `w IN [${some.map(word => `"${exactValue(word)}"`).join(', ')}]`, fields: ['id', 'w'], limit: some.length * mostReadingsOfWord } }));
    const there = results.map(({ id, w }) => ({ id, n: counts.get(originalValue(w)) ?? 0 }));
    const gone = there.filter(({ n }) => !n).map(({ id }) => id);
    if (gone.length) await connection.task(client => client.index(uid).deleteDocuments(gone));
    const kept = there.filter(({ n }) => n);
    if (kept.length) await connection.task(client => client.index(uid).updateDocuments(kept));
  }
}
