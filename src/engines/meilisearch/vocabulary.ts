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

/** Looks words up: for each key its words, the most frequent first. Words that are not there were never written: the index may be one build behind. */
export async function lookUp(connection: Connection, uid: string, { by, keys, beginning }: VocabularyLookup, mostOfKey: number): Promise<VocabularyWord[][]> {
  const valueOf = (key: string): string => by === 'word' ? beginning ? exactBeginning(key) : exactValue(key) : /^[a-z ]+$/.test(key) ? key : '';
  const ask = (filters: readonly string[], limit: number) => asked(connection, filters.map(filter => ({ indexUid: uid, filter, limit, sort: ['n:desc'], attributesToRetrieve: ['w', 'p', 'r', 'n'] })));
  const eachOf = (of: readonly string[]) => ask(of.map(key => {
    const value = valueOf(key);
    return value === '' ? never : `${attributes[by]} ${beginning ? 'STARTS WITH' : '='} "${value}"`;
  }), mostOfKey);
  if (beginning) return nested(keys.filter(key => valueOf(key) !== ''), mostOfKey, keysOf[by], eachOf).then(words => keys.map(key => words.get(key) ?? []));
  // Whole keys are named in few queries: most of what is looked up is no word at all.
  const batches = Array.from({ length: Math.ceil(keys.length / keysAtOnce) }, (_, i) => keys.slice(i * keysAtOnce, (i + 1) * keysAtOnce));
  const limit = Math.min(mostFound, keysAtOnce * Math.max(mostOfKey, readingsOfWord));
  const found = await ask(batches.map(batch => `${attributes[by]} IN [${batch.map(valueOf).filter(value => value !== '').map(value => `"${value}"`).join(', ')}]`), limit);
  return (await Promise.all(batches.map(async (batch, i) => {
    const words = found[i] ?? [];
    // Of frequent words there may be so many that others are left out.
    if (words.length >= limit) return eachOf(batch);
    const byKey = new Map<string, VocabularyWord[]>(batch.map(key => [key, []]));
    for (const word of words) byKey.get(keysOf[by](word))?.push(word);
    return batch.map(key => (byKey.get(key) ?? []).slice(0, mostOfKey));
  }))).flat();
}

/** What begins with a longer beginning begins with a shorter one: only where there are too many of these is the longer one asked for too. */
async function nested(keys: readonly string[], mostOfKey: number, keyOf: (word: VocabularyWord) => string, ask: (of: readonly string[]) => Promise<VocabularyWord[][]>): Promise<Map<string, VocabularyWord[]>> {
  const known = new Map<string, VocabularyWord[]>();
  const learn = async (of: readonly string[]) => { (await ask(of)).forEach((words, i) => known.set(of[i] as string, words)); };
  const shortestOf = (key: string) => keys.filter(other => key.startsWith(other)).reduce((a, b) => b.length < a.length ? b : a);
  await learn([...new Set(keys.map(shortestOf))]);
  for (const key of keys) {
    const words = known.get(shortestOf(key)) ?? [];
    if (words.length < mostOfKey) known.set(key, words.filter(word => keyOf(word).startsWith(key)));
  }
  await learn(keys.filter(key => !known.has(key)));
  return known;
}

const keysAtOnce = 50, readingsOfWord = 5;
/** Meilisearch's own limit. */
const mostFound = 1_000;
const keysOf = {
  word: ({ word }: VocabularyWord) => word, reading: ({ reading }: VocabularyWord) => reading,
  initials: ({ reading }: VocabularyWord) => initialsOf(reading), weak: ({ reading }: VocabularyWord) => weakened(reading),
} as const;

async function asked(connection: Connection, queries: { indexUid: string; filter: string; limit: number; sort: string[]; attributesToRetrieve: string[] }[]): Promise<VocabularyWord[][]> {
  if (!queries.length) return [];
  try {
    const { results } = await connection.ask((client: Meilisearch) => client.multiSearch<{ queries: typeof queries }, WordDocument>({ queries }));
    return results.map(result => result.hits.map(hit => {
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
