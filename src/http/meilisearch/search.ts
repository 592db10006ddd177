import { randomUUID } from 'node:crypto';
import type { Article, FieldValue } from '../../article.js';
import type { Sort } from '../../engines/engine.js';
import { tiers, type Tier } from '../../query/condition.js';
import { isRanking, type Plan } from '../../query/plan.js';
import { pageSnippetChars, type Finding, type FindRequest, type Ranked } from '../../search/answer.js';
import { within } from '../../search/restricted.js';
import { characterTokens } from '../../text/analyze.js';
import { foldText } from '../../text/fold.js';
import { documentOf, knownAttributes, readDistinct, readFacets, readFilter, readSearchOn, readSort, type ShownIndex } from './attributes.js';
import { MeilisearchError } from './errors.js';
import { Formatter, readCrop, select } from './format.js';
import { checkFeatures, type SearchParameters } from './parameters.js';

/** What may be turned to: an instance's `maxTotalHits`. */
export const mostHits = 10_000;
/** Hits that are gathered where some of them are left out. */
const gathered = 1_000;
/** What of a query is searched; all of it comes back in `query`. */
const longestQueryChars = 2_000;

type Json = Record<string, unknown>;

/** Headers of a request that change its answer. */
export interface Wishes {
  /** `Meili-Include-Metadata: true`. */
  readonly metadata: boolean;
  /** `Jianbao-Include: reading`, which is ours alone: how the query was understood, and of each hit its tier and snippets. */
  readonly reading?: boolean;
  /** `Jianbao-Include: folded`: near-duplicates come as one hit; with `reading` each says how many. */
  readonly folded?: boolean;
}

/** Counts as clients want them: values in the order of their bytes. */
export function facetAnswer({ facets, stats }: Pick<Finding['found'], 'facets' | 'stats'>): { facetDistribution: Json; facetStats: Json } {
  const distribution = Object.fromEntries(Object.entries(facets).map(([name, counts]) => [name, Object.fromEntries(Object.entries(counts).sort(([a], [b]) => byBytes(a, b)))]));
  return { facetDistribution: distribution, facetStats: stats };
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Hits of a query in order, from the first one. */
export interface Gathered {
  readonly ranked: readonly (Ranked & { readonly rankingScore: number })[];
  readonly total: number;
  readonly finding: Finding;
  readonly sorts: readonly Sort[];
}

/**
 * Finds what a query asks for.
 * @param offset of the first hit wanted
 * @param distinct beside the query's own
 * @param fold whether near-duplicates come as one hit, where nothing else is left out
 */
export async function gather(index: ShownIndex, parameters: SearchParameters, offset: number, limit: number, facets: readonly string[], distinct = parameters.distinct, fold = false): Promise<Gathered> {
  checkFeatures(parameters);
  const { fields, uid } = index, { rankingScoreThreshold: threshold } = parameters;
  const q = plainQuery(parameters.q ?? '');
  if (parameters.hybrid && q !== '' && parameters.hybrid.semanticRatio > 0)
    throw new MeilisearchError('invalid_search_embedder', `Index \`${uid}\`: Cannot find embedder with name \`${parameters.hybrid.embedder}\`.`);
  const [sort = null, ...thenBy] = readSort(parameters.sort, fields, 'invalid_search_sort', `Index \`${uid}\`: `);
  const distinctField = distinct === null ? null : readDistinct(distinct, uid, fields);
  const searchOn = readSearchOn(parameters.attributesToSearchOn, index);
  const room = Math.max(0, Math.min(limit, mostHits - offset));
  const someLeftOut = distinctField !== null || threshold !== null;
  const request: FindRequest = {
    q, sort, thenBy, facets, fold: fold && !someLeftOut, strict: parameters.matchingStrategy === 'all',
    filter: readFilter(parameters.filter, fields),
    offset: someLeftOut ? 0 : offset, limit: someLeftOut ? Math.min(mostHits, Math.max(gathered, offset + room)) : room,
  };
  const answered = searchOn?.length === 0 && q !== '' ? nothing(await index.searcher.find({ ...request, q: '', limit: 0 }), facets) : await (searchOn ? index.searcher.within(searchOn) : index.searcher).find(request);
  // What was asked may be asked again by the caller: of the same fields.
  const finding = searchOn ? { ...answered, asked: answered.asked.map(({ tier, condition }) => ({ tier, condition: within(condition, searchOn) })) } : answered;
  const isPlaceholder = !finding.plan.terms.some(isRanking);
  const ranked = finding.ranked.map(one => ({ ...one, rankingScore: isPlaceholder ? 1 : one.score || floorOf(one.candidate.tier) }));
  const sorts = sort ? [sort, ...thenBy] : [];
  if (!someLeftOut) return { ranked, total: finding.found.total, finding, sorts };
  const kept = oncePerValue(ranked.filter(one => one.rankingScore >= (threshold ?? 0)), distinctField);
  // What was not gathered is counted as far as its score can still be high enough.
  const last = ranked.at(-1);
  const behind = last && floorOf(last.candidate.tier) >= (threshold ?? 0) ? finding.found.total - ranked.length : 0;
  return { ranked: kept.slice(offset, offset + room), total: kept.length + behind, finding, sorts };
}

/** Only spaces or punctuation ask for everything. */
function plainQuery(q: string): string {
  const searched = q.length > longestQueryChars ? [...q].slice(0, longestQueryChars).join('') : q;
  return characterTokens(foldText(searched)).length ? searched : '';
}

const nothing = (finding: Finding, facets: readonly string[]): Finding =>
  ({ ...finding, ranked: [], found: { ...finding.found, total: 0, facets: Object.fromEntries(facets.map(name => [name, {}])), stats: {} } });

/** The least score of a tier; see `secondLook`. */
const floorOf = (tier: Tier): number => (tiers.length - 1 - tiers.indexOf(tier)) / tiers.length;

/** The best hit of each value; hits without one stay. */
function oncePerValue<T extends { readonly candidate: { readonly article: Article } }>(ranked: readonly T[], field: string | null): T[] {
  if (field === null) return [...ranked];
  const seen = new Set<string>();
  return ranked.filter(({ candidate: { article } }) => {
    const value = article[field];
    const values = (Array.isArray(value) ? value : [value]).filter(one => one !== undefined && one !== null).map(one => JSON.stringify(one));
    if (values.some(one => seen.has(one))) return false;
    values.forEach(one => seen.add(one));
    return true;
  });
}

/** A hit as it is answered. */
export function hitOf(index: ShownIndex, { ranked, rankingScore }: { readonly ranked: Ranked; readonly rankingScore: number }, { finding: { plan }, sorts }: Pick<Gathered, 'finding' | 'sorts'>, parameters: SearchParameters, between: Json = {}): Json {
  const { article, tier } = ranked.candidate;
  const document = documentOf(index, article);
  const formatter = new Formatter(document, plan.terms, tier, index.searcher.segmenter);
  const formatted = formatter.formatted({
    retrieve: parameters.attributesToRetrieve, highlight: parameters.attributesToHighlight ?? [], crop: readCrop(parameters.attributesToCrop ?? [], parameters.cropLength),
    preTag: parameters.highlightPreTag, postTag: parameters.highlightPostTag, cropMarker: parameters.cropMarker,
  }, knownAttributes(index));
  return {
    ...select(document, parameters.attributesToRetrieve),
    ...(parameters.retrieveVectors ? { _vectors: {} } : {}),
    ...(formatted ? { _formatted: formatted } : {}),
    ...(parameters.showMatchesPosition ? { _matchesPosition: formatter.positions() } : {}),
    ...between,
    ...(parameters.showRankingScore ? { _rankingScore: rankingScore } : {}),
    ...(parameters.showRankingScoreDetails ? { _rankingScoreDetails: detailsOf(index, article, tier, plan, sorts) } : {}),
  };
}

/** What of Meilisearch's ranking rules there is here: how many words matched, how strictly, and the sort. */
function detailsOf({ fields }: ShownIndex, article: Article, tier: Tier, plan: Plan, sorts: readonly Sort[]): Json {
  const words = [...new Set(plan.terms.filter(isRanking).flatMap(term => term.variants[0]?.words ?? []))];
  const text = foldText(fields.fields.map(field => textOf(article[field.name])).join('\n'));
  const matching = tier === 'some' ? words.filter(word => text.includes(word)).length : words.length;
  const title = foldText(textOf(article[fields.titleField])), whole = foldText(plan.query.text.trim());
  const [matchType, exactness] = whole !== '' && title === whole ? ['exactMatch', 1] : whole !== '' && title.startsWith(whole) ? ['matchesStart', 2 / 3] : ['noExactMatch', 1 / 3];
  const rules: [string, Json][] = [
    ['words', { matchingWords: matching, maxMatchingWords: words.length, score: words.length ? matching / words.length : 1 }],
    ...sorts.map(({ field, descending }): [string, Json] => [`${field}:${descending ? 'desc' : 'asc'}`, { value: article[field] ?? null }]),
    ['exactness', { matchType, score: exactness }],
  ];
  return Object.fromEntries(rules.map(([name, rule], order) => [name, { order, ...rule }]));
}

const textOf = (value: FieldValue | undefined): string => typeof value === 'string' ? value : Array.isArray(value) ? value.map(textOf).join('\n') : '';

/** Which hits a page or an offset means, and how the answer tells it. */
export function pageOf({ page, hitsPerPage, offset, limit }: Pick<SearchParameters, 'page' | 'hitsPerPage' | 'offset' | 'limit'>): { readonly offset: number; readonly limit: number; readonly told: (total: number) => Json } {
  if (page === null && hitsPerPage === null) return { offset, limit, told: total => ({ limit, offset, estimatedTotalHits: total }) };
  const number = page ?? 1, size = hitsPerPage ?? 20;
  return {
    offset: Math.max(0, number - 1) * size, limit: number === 0 ? 0 : size,
    told: total => ({ hitsPerPage: size, page: number, totalPages: size === 0 ? 0 : Math.ceil(Math.min(total, mostHits) / size), totalHits: total }),
  };
}

/** Milliseconds gone by, whole. */
export const elapsedMs = (since: number): number => Math.round(performance.now() - since);

/** Answers one search. */
export async function search(index: ShownIndex, parameters: SearchParameters, wishes: Wishes): Promise<Json> {
  const since = performance.now();
  const facets = parameters.facets?.length ? readFacets(parameters.facets, index.fields) : [];
  const { offset, limit, told } = pageOf(parameters);
  const found = await gather(index, parameters, offset, limit, facets, parameters.distinct, wishes.folded);
  const { searcher } = index, { finding } = found;
  const readingOf = ({ candidate, alsoIn }: Ranked): Json => wishes.reading
    ? { _reading: { tier: candidate.tier, snippets: searcher.snippets(candidate, finding.plan, pageSnippetChars), ...(alsoIn ? { alsoIn } : {}) } } : {};
  const hits = found.ranked.map(({ rankingScore, ...ranked }) => hitOf(index, { ranked, rankingScore }, found, parameters, readingOf(ranked)));
  const reading = wishes.reading ? { reading: { ...searcher.reading(finding), totalIsExact: finding.found.totalIsExact, ...(finding.folded ? { folded: finding.folded } : {}) } } : {};
  const query = parameters.q ?? '';
  return {
    hits, query, processingTimeMs: elapsedMs(since), ...told(found.total),
    ...(parameters.facets?.length ? facetAnswer(found.finding.found) : {}),
    requestUid: randomUUID(),
    ...(wishes.metadata || wishes.reading ? { metadata: { ...metadataOf(index, parameters.q), ...reading } } : {}),
    ...(parameters.showPerformanceDetails ? { performanceDetails: performanceDetails(since) } : {}),
  };
}

export const metadataOf = ({ uid }: ShownIndex, query: string | null): Json => ({ ...(query === null ? {} : { query }), queryUid: randomUUID(), indexUid: uid, primaryKey: 'id' });

export const performanceDetails = (since: number): Json => ({ search: `${(performance.now() - since).toFixed(2)}ms` });
