import { randomUUID } from 'node:crypto';
import type { Article } from '../../article.js';
import { nothingFound, type Found, type NumberStats, type Sort } from '../../engines/engine.js';
import { all, any, type Condition } from '../../query/condition.js';
import { foldText } from '../../text/fold.js';
import type { Segmenter } from '../../text/segmenter.js';
import { sortKey } from '../../text/sort-key.js';
import { readDistinct, readFacets, readFilter, type ShownIndex } from './attributes.js';
import { filterError, indexNotFound, MeilisearchError } from './errors.js';
import { elapsedMs, facetAnswer, gather, hitOf, metadataOf, pageOf, performanceDetails, search, type Gathered, type Wishes } from './search.js';
import { notEnabled, type Federation, type MultiQuery } from './parameters.js';
import { FilterError } from '../../query/filter.js';

type Json = Record<string, unknown>;
type Indexes = ReadonlyMap<string, ShownIndex>;

/** Says of an error in which query it happened. */
async function inside<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FilterError) throw filterError(error).inside(place, 400);
    throw error instanceof MeilisearchError ? error.inside(place, 400) : error;
  }
}

function indexOf(indexes: Indexes, uid: string): ShownIndex {
  const index = indexes.get(uid);
  if (!index) throw indexNotFound(uid);
  return index;
}

/** Answers several searches, each by itself. */
export async function multiSearch(indexes: Indexes, queries: readonly MultiQuery[], wishes: Wishes): Promise<{ readonly results: readonly Json[] }> {
  const results: Json[] = [];
  for (const [i, query] of queries.entries()) {
    results.push(await inside(`.queries[${i}]`, async () => {
      if (query.federationOptions) throw new MeilisearchError('invalid_multi_search_federation_options', 'Using `federationOptions` is not allowed in a non-federated search.\n - Hint: remove `federationOptions` from the query or add `federation` to the request.');
      return { indexUid: query.indexUid, ...await search(indexOf(indexes, query.indexUid), query, wishes) };
    }));
  }
  return { results };
}

const pagination = ['limit', 'offset', 'page', 'hitsPerPage'];

function checkFederated({ given, facets, indexUid, federationOptions }: MultiQuery): void {
  const paging = pagination.find(name => given.has(name));
  if (paging !== undefined)
    throw new MeilisearchError('invalid_multi_search_query_pagination', `Using pagination options is not allowed in federated queries.\n - Hint: remove \`${paging}\` from the query or remove \`federation\` from the request\n - Hint: pass \`federation.limit\` and \`federation.offset\` for pagination in federated search`);
  if (facets?.length)
    throw new MeilisearchError('invalid_multi_search_query_facets', `Using facet options is not allowed in federated queries.\n - Hint: remove \`facets\` from the query or remove \`federation\` from the request\n - Hint: pass \`federation.facetsByIndex.${indexUid}: ${JSON.stringify(facets)}\` for facets in federated search`);
  if (federationOptions?.remote != null) throw notEnabled('Performing a remote federated search', 'network');
}

/** A hit of one of the queries, with what it is ordered by. */
interface Merged {
  readonly index: ShownIndex;
  readonly query: MultiQuery;
  readonly gathered: Gathered;
  readonly hit: Gathered['ranked'][number];
  readonly position: number;
  readonly weighted: number;
  readonly keys: readonly (string | number | null)[];
}

/** Answers several searches as one list: the best of all of them, a document of one index once. */
export async function federatedSearch(indexes: Indexes, queries: readonly MultiQuery[], federation: Federation, wishes: Wishes): Promise<Json> {
  const since = performance.now();
  if (federation.personalize !== null) throw notEnabled('reranking search results', 'personalization');
  const { offset, limit, told } = pageOf(federation);
  const merged: Merged[] = [];
  const unions = new Map<string, Condition[]>(), metadata: Json[] = [];
  let leftOut = 0, hasAll = true;
  for (const [i, query] of queries.entries()) {
    await inside(`.queries[${i}]`, async () => {
      checkFederated(query);
      const index = indexOf(indexes, query.indexUid);
      if (federation.distinct !== null) readDistinct(federation.distinct, query.indexUid, index.fields);
      const gathered = await gather(index, query, 0, offset + limit, [], query.distinct ?? federation.distinct);
      leftOut += gathered.finding.found.total - gathered.total;
      hasAll &&= gathered.ranked.length >= gathered.total;
      const { asked } = gathered.finding, filter = readFilter(query.filter, index.fields);
      if (gathered.finding.found.total) unions.set(query.indexUid, [...unions.get(query.indexUid) ?? [], all([any(asked.map(tier => tier.condition)), ...filter ? [{ kind: 'filter', filter } as const] : []])]);
      const { weight, queryPosition } = query.federationOptions ?? { weight: 1, queryPosition: null };
      for (const hit of gathered.ranked) {
        merged.push({ index, query, gathered, hit, position: queryPosition ?? i, weighted: hit.rankingScore * weight, keys: keysOf(hit.candidate.article, gathered.sorts, index.searcher.segmenter) });
      }
      metadata.push(metadataOf(index, query.q));
    });
  }
  const facets = await facetsOf(indexes, queries, federation, unions);
  const best = onceEach([...merged].sort(compare), federation.distinct);
  const together = [...facets.values()].reduce((sum, { total: found }) => sum + found, 0);
  const total = hasAll ? best.length : Math.max(best.length, together - leftOut);
  const hits = best.slice(offset, offset + limit).map(({ index, query, gathered, hit, position, weighted }) => {
    const { rankingScore, ...ranked } = hit;
    return hitOf(index, { ranked, rankingScore }, gathered, query, { _federation: { indexUid: query.indexUid, queriesPosition: position, weightedRankingScore: weighted } });
  });
  return {
    hits, processingTimeMs: elapsedMs(since), ...told(total), ...facetsTold(federation, facets), requestUid: randomUUID(),
    ...(wishes.metadata ? { metadata } : {}), ...(federation.showPerformanceDetails ? { performanceDetails: performanceDetails(since) } : {}),
  };
}

/** What a document is sorted by, comparable across indexes. */
const keysOf = (article: Article, sorts: readonly Sort[], segmenter: Segmenter): (string | number | null)[] => sorts.map(({ field }) => {
  const value = article[field];
  if (typeof value === 'number') return value;
  return typeof value !== 'string' || value === '' ? null : /^\d{4}(-\d\d)*$/.test(value) ? value : sortKey(value, segmenter);
});

/** Sorted queries by what they are sorted by, the others by their weighted scores; level ones in the order of the queries. */
function compare(a: Merged, b: Merged): number {
  for (const [i, { descending }] of a.gathered.sorts.entries()) {
    const [x = null, y = null] = [a.keys[i], b.keys[i]];
    if (x === y) continue;
    if (x === null || y === null) return x === null ? 1 : -1;
    if (typeof x === typeof y) return (x < y ? -1 : 1) * (descending ? -1 : 1);
  }
  return b.weighted - a.weighted;
}

const identity = ({ index, hit }: Merged): string => `${index.fields.index} ${hit.candidate.article.id}`;

function onceEach(merged: readonly Merged[], distinct: string | null): Merged[] {
  const seen = new Set<string>();
  return merged.filter(one => {
    const value = distinct === null ? undefined : one.hit.candidate.article[distinct];
    const keys = [`id ${identity(one)}`, ...value === undefined || value === null ? [] : [`distinct ${typeof value === 'string' ? foldText(value) : JSON.stringify(value)}`]];
    if (keys.some(key => seen.has(key))) return false;
    keys.forEach(key => seen.add(key));
    return true;
  });
}

/** How many documents of each index some query found, and their facets. */
async function facetsOf(indexes: Indexes, queries: readonly MultiQuery[], { facetsByIndex }: Federation, unions: ReadonlyMap<string, readonly Condition[]>): Promise<Map<string, Found>> {
  const counted = new Map<string, Found>();
  for (const uid of new Set([...Object.keys(facetsByIndex), ...queries.map(query => query.indexUid)])) {
    const place = `.federation.facetsByIndex.${uid}`, first = queries.findIndex(query => query.indexUid === uid);
    await inside(first < 0 ? place : `.queries[${first}]`, async () => {
      const index = indexOf(indexes, uid);
      const facets = readFacets(facetsByIndex[uid] ?? [], index.fields, `Inside \`${place}\`: `);
      const union = unions.get(uid);
      counted.set(uid, union ? await index.engine.search({ tiers: [{ tier: 'words', condition: any(union) }], filter: null, sort: null, offset: 0, limit: 0, facets }) : nothingFound(facets));
    });
  }
  return counted;
}

function facetsTold({ facetsByIndex, mergeFacets }: Federation, counted: ReadonlyMap<string, Found>): Json {
  const wanted = [...counted].filter(([uid]) => facetsByIndex[uid]?.length);
  if (!Object.keys(facetsByIndex).length) return {};
  if (!mergeFacets) return { facetsByIndex: Object.fromEntries(wanted.map(([uid, found]) => {
    const { facetDistribution: distribution, facetStats: stats } = facetAnswer(found);
    return [uid, { distribution, stats }];
  })) };
  const facets = new Map<string, Map<string, number>>(), stats = new Map<string, NumberStats>();
  for (const [, found] of wanted) {
    for (const [name, counts] of Object.entries(found.facets)) {
      const sum = facets.get(name) ?? new Map<string, number>();
      for (const [value, count] of Object.entries(counts)) sum.set(value, (sum.get(value) ?? 0) + count);
      facets.set(name, sum);
    }
    for (const [name, { min, max }] of Object.entries(found.stats)) {
      const known = stats.get(name) ?? { min, max };
      stats.set(name, { min: Math.min(min, known.min), max: Math.max(max, known.max) });
    }
  }
  const most = mergeFacets.maxValuesPerFacet ?? 100;
  const merged = Object.fromEntries([...facets].sort(([a], [b]) => a < b ? -1 : 1).map(([name, sum]) => [name, Object.fromEntries([...sum].sort((a, b) => b[1] - a[1]).slice(0, most))]));
  return facetAnswer({ facets: merged, stats: Object.fromEntries(stats) });
}
