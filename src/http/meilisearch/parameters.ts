import type { FilterInput } from '../../query/filter.js';
import { MeilisearchError } from './errors.js';
import { anything, asFilter, asFlag, asNames, asNumber, asText, asWhole, field, flag, fromAddress, listOf, numberWithin, oneOf, orNull, read, shownJson, text, whole, type Given, type Place, type Read } from './values.js';

/** Languages that a query may be said to be in, as Meilisearch 1.50 takes them (ISO 639-1 and 639-3). Ours are told by the script. */
const locales = `af ak am ar az be bn bg ca cs da de el en eo et fi fr gu he hi hr hu hy id it jv ja kn ka km ko la lv lt ml mr mk my ne nl nb or pa fa pl pt ro ru si sk sl sn es sr sv ta te tl th tk tr uk ur uz vi yi zh zu
  afr aka amh ara aze bel ben bul cat ces dan deu ell eng epo est fin fra guj heb hin hrv hun hye ind ita jav jpn kan kat khm kor lat lav lit mal mar mkd mya nep nld nob ori pan pes pol por ron rus sin slk slv sna spa srp swe tam tel tgl tha tuk tur ukr urd uzb vie yid zho zul cmn`.split(/\s+/);

const names = listOf(text);
const share = numberWithin(value => value >= 0 && value <= 1, 'a float between `0.0` and `1.0`');
const semanticShare = numberWithin(value => value >= 0 && value <= 1, 'a value in `0.0..=1.0`');

/** A filter's form; what it says is read where the index is known. */
const filterForm: Read<FilterInput> = (value, { code }) => {
  const refuse = (expected: string, one: unknown) => new MeilisearchError(code, `Invalid syntax for the filter parameter: \`expected ${expected}, found: ${shownJson(one)}\`.`);
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) throw refuse('String, Array', value);
  for (const part of value as unknown[]) {
    if (typeof part === 'string') continue;
    if (!Array.isArray(part)) throw refuse('String, [String]', part);
    for (const one of part as unknown[]) if (typeof one !== 'string') throw refuse('String', one);
  }
  return value as (string | string[])[];
};

const hybrid: Read<{ readonly embedder: string; readonly semanticRatio: number }> = (value, { path }) => {
  const given = read({ embedder: field<string | null>('invalid_search_embedder', text, null), semanticRatio: field('invalid_search_semantic_ratio', semanticShare, 0.5) }, value, { path, code: 'invalid_search_hybrid_query' }, { unknownCode: 'invalid_search_hybrid_query' });
  if (given.embedder === null) throw new MeilisearchError('invalid_search_hybrid_query', `Missing field \`embedder\` inside \`${path}\``);
  return { ...given, embedder: given.embedder };
};

/** What a search takes in a body: Meilisearch 1.50's parameters. */
export const searchShape = {
  q: field('invalid_search_q', orNull(text), null),
  offset: field('invalid_search_offset', whole, 0),
  limit: field('invalid_search_limit', whole, 20),
  page: field<number | null>('invalid_search_page', orNull(whole), null),
  hitsPerPage: field<number | null>('invalid_search_hits_per_page', orNull(whole), null),
  attributesToRetrieve: field('invalid_search_attributes_to_retrieve', orNull(names), null),
  attributesToCrop: field('invalid_search_attributes_to_crop', orNull(names), null),
  cropLength: field('invalid_search_crop_length', whole, 10),
  cropMarker: field('invalid_search_crop_marker', text, '…'),
  attributesToHighlight: field('invalid_search_attributes_to_highlight', orNull(names), null),
  highlightPreTag: field('invalid_search_highlight_pre_tag', text, '<em>'),
  highlightPostTag: field('invalid_search_highlight_post_tag', text, '</em>'),
  showMatchesPosition: field('invalid_search_show_matches_position', flag, false),
  filter: field<FilterInput | null>('invalid_search_filter', orNull(filterForm), null),
  sort: field('invalid_search_sort', orNull(names), null),
  distinct: field('invalid_search_distinct', orNull(text), null),
  facets: field('invalid_search_facets', orNull(names), null),
  matchingStrategy: field<'last' | 'all' | 'frequency'>('invalid_search_matching_strategy', oneOf('last', 'all', 'frequency'), 'last'),
  attributesToSearchOn: field('invalid_search_attributes_to_search_on', orNull(names), null),
  rankingScoreThreshold: field<number | null>('invalid_search_ranking_score_threshold', orNull(share), null),
  locales: field('invalid_search_locales', orNull(listOf(oneOf(...locales))), null),
  hybrid: field<ReturnType<typeof hybrid> | null>('invalid_search_hybrid_query', orNull(hybrid), null),
  vector: field('invalid_search_vector', orNull(listOf(numberWithin(Number.isFinite, 'a number'))), null),
  retrieveVectors: field('invalid_search_retrieve_vectors', flag, false),
  media: field('invalid_search_media', anything, null),
  personalize: field('invalid_search_personalize', anything, null),
  useNetwork: field('invalid_search_use_network', orNull(flag), null),
  showRankingScore: field('invalid_search_show_ranking_score', flag, false),
  showRankingScoreDetails: field('invalid_search_show_ranking_score_details', flag, false),
  showPerformanceDetails: field('invalid_search_show_performance_details', flag, false),
};

export type SearchParameters = Given<typeof searchShape>;

export const notEnabled = (what: string, feature: string) => new MeilisearchError('feature_not_enabled', `${what} requires enabling the \`${feature}\` experimental feature.`);

/** Refuses what an instance without vectors, personalization and a network refuses. */
export function checkFeatures(parameters: Pick<SearchParameters, 'hybrid' | 'vector' | 'media' | 'personalize' | 'useNetwork'>): void {
  if (!parameters.hybrid && (parameters.vector || parameters.media !== null)) throw new MeilisearchError('missing_search_hybrid', 'Invalid request: missing `hybrid` parameter when `vector` or `media` are present.');
  if (parameters.personalize !== null) throw notEnabled('reranking search results', 'personalization');
  if (parameters.useNetwork !== null) throw notEnabled('passing `useNetwork` in a search query', 'network');
}

export function searchFromBody(body: unknown): SearchParameters {
  return read(searchShape, body, { path: '', code: 'bad_request' });
}

const addressed = {
  q: asText, offset: asWhole, limit: asWhole, page: asWhole, hitsPerPage: asWhole, attributesToRetrieve: asNames, attributesToCrop: asNames, cropLength: asWhole, cropMarker: asText,
  attributesToHighlight: asNames, highlightPreTag: asText, highlightPostTag: asText, showMatchesPosition: asFlag, filter: asFilter, sort: asNames, distinct: asText, facets: asNames, matchingStrategy: asText,
  attributesToSearchOn: asNames, rankingScoreThreshold: asNumber, locales: asNames, hybridEmbedder: asText, hybridSemanticRatio: asNumber, vector: asNames, retrieveVectors: asFlag, personalizeUserContext: asText,
  useNetwork: asFlag, showRankingScore: asFlag, showRankingScoreDetails: asFlag, showPerformanceDetails: asFlag,
} as const;
const codeOf = (name: string): string => Object.hasOwn(searchShape, name) ? searchShape[name as keyof typeof searchShape].code : `invalid_search_${name.replace(/[A-Z]/g, c => `_${c.toLowerCase()}`).replace('hybrid_', '')}`;
const searchWays = Object.fromEntries(Object.entries(addressed).map(([name, way]) => [name, [codeOf(name), way] as const]));

export function searchFromAddress(query: Readonly<Record<string, unknown>>): SearchParameters {
  const { hybridEmbedder, hybridSemanticRatio, personalizeUserContext, vector, ...rest } = fromAddress(searchWays, query);
  if (hybridEmbedder === undefined && (vector !== undefined || hybridSemanticRatio !== undefined))
    throw new MeilisearchError('missing_search_hybrid', `\`hybridEmbedder\` is mandatory when \`${vector === undefined ? 'hybridSemanticRatio' : 'vector'}\` is present`);
  return read(searchShape, {
    ...rest,
    ...(vector === undefined ? {} : { vector: (vector as string[]).map(Number) }),
    ...(hybridEmbedder === undefined ? {} : { hybrid: { embedder: hybridEmbedder, ...(hybridSemanticRatio === undefined ? {} : { semanticRatio: hybridSemanticRatio }) } }),
    ...(personalizeUserContext === undefined ? {} : { personalize: { userContext: personalizeUserContext } }),
  }, { path: '', code: 'bad_request' });
}

const facetSearchShape = {
  facetName: field<string | null>('invalid_facet_search_facet_name', text, null),
  facetQuery: field('invalid_facet_search_query', orNull(text), null),
  q: searchShape.q, filter: searchShape.filter, matchingStrategy: searchShape.matchingStrategy, attributesToSearchOn: searchShape.attributesToSearchOn,
  rankingScoreThreshold: searchShape.rankingScoreThreshold, locales: searchShape.locales,
};

/** A search among a facet's values. Whatever else the body has is ignored: clients send the whole search along. */
export function facetSearchFromBody(body: unknown): Given<typeof facetSearchShape> & { readonly facetName: string } {
  const given = read(facetSearchShape, body, { path: '', code: 'bad_request' }, { others: true });
  if (given.facetName === null) throw new MeilisearchError('missing_facet_search_facet_name', 'Missing field `facetName`');
  return { ...given, facetName: given.facetName };
}

const indexUid: Read<string> = (value, place) => checkedUid(text(value, place), place);

/** @throws MeilisearchError for a name that no index can have */
export function checkedUid(uid: string, place?: Place, code = 'invalid_index_uid'): string {
  if (/^[A-Za-z0-9_-]{1,512}$/.test(uid)) return uid;
  throw new MeilisearchError(code, `${place ? `Invalid value at \`${place.path}\`: ` : ''}\`${uid.slice(0, 200)}\` is not a valid index uid. Index uid can be an integer or a string containing only alphanumeric characters, hyphens (-) and underscores (_), and can not be more than 512 bytes.`);
}

const federationOptionsShape = {
  weight: field('invalid_multi_search_weight', numberWithin(value => value >= 0, 'a positive float (>= 0.0)'), 1),
  remote: field('invalid_multi_search_remote', orNull(text), null),
  queryPosition: field('invalid_multi_search_query_position', orNull(whole), null),
};
const querySpecific = {
  federationOptions: field<Given<typeof federationOptionsShape> | null>('bad_request', orNull((value, place) => read(federationOptionsShape, value, place)), null),
};
const queryShape = { indexUid: field<string | null>('invalid_index_uid', indexUid, null), ...searchShape, ...querySpecific };

/** One query of several; `given` are the names that it came with. */
export type MultiQuery = Omit<Given<typeof queryShape>, 'indexUid'> & { readonly indexUid: string; readonly given: ReadonlySet<string> };

const query: Read<MultiQuery> = (value, place) => {
  const parameters = read(queryShape, value, place);
  if (parameters.indexUid === null) throw new MeilisearchError('missing_index_uid', `Missing field \`indexUid\` inside \`${place.path}\``);
  return { ...parameters, indexUid: parameters.indexUid, given: new Set(Object.entries(value as object).filter(([, one]) => one !== null).map(([name]) => name)) };
};

const facetsByIndex: Read<Record<string, readonly string[] | null>> = (value, place) => {
  const object = value as Record<string, unknown>;
  return Object.fromEntries(Object.keys(read({}, value, place, { others: true }) && object).map(uid => [checkedUid(uid, { ...place, path: `${place.path}.${uid}` }, place.code), orNull(names)(object[uid], { ...place, path: `${place.path}.${uid}` })]));
};
const mergeFacetsShape = { maxValuesPerFacet: field('invalid_multi_search_max_values_per_facet', orNull(whole), null) };
const federationShape = {
  limit: searchShape.limit, offset: searchShape.offset, page: searchShape.page, hitsPerPage: searchShape.hitsPerPage,
  facetsByIndex: field<Record<string, readonly string[] | null>>('invalid_multi_search_facets_by_index', facetsByIndex, {}),
  mergeFacets: field<Given<typeof mergeFacetsShape> | null>('invalid_multi_search_merge_facets', orNull((value, place) => read(mergeFacetsShape, value, place)), null),
  distinct: searchShape.distinct, showPerformanceDetails: searchShape.showPerformanceDetails, personalize: searchShape.personalize,
};
export type Federation = Given<typeof federationShape>;
const multiShape = {
  queries: field<MultiQuery[] | null>('bad_request', listOf(query), null),
  federation: field<Federation | null>('bad_request', orNull((value, place) => read(federationShape, value, place)), null),
};

export function multiSearchFromBody(body: unknown): { readonly queries: readonly MultiQuery[]; readonly federation: Federation | null } {
  const { queries, federation } = read(multiShape, body, { path: '', code: 'bad_request' });
  if (!queries) throw new MeilisearchError('bad_request', 'Missing field `queries`');
  return { queries, federation };
}

const documentsShape = {
  offset: field('invalid_document_offset', whole, 0),
  limit: field('invalid_document_limit', whole, 20),
  fields: field('invalid_document_fields', orNull(names), null),
  retrieveVectors: field('invalid_document_retrieve_vectors', flag, false),
  ids: field<(string | number)[] | null>('invalid_document_ids', orNull(listOf((value, place) => typeof value === 'number' ? value : text(value, place))), null),
  filter: field<FilterInput | null>('invalid_document_filter', orNull(filterForm), null),
  sort: field('invalid_document_sort', orNull(names), null),
  useNetwork: searchShape.useNetwork,
};
export type DocumentsParameters = Given<typeof documentsShape>;

export const documentsFromBody = (body: unknown): DocumentsParameters => read(documentsShape, body, { path: '', code: 'bad_request' });

export const documentsFromAddress = (address: Readonly<Record<string, unknown>>): DocumentsParameters => documentsFromBody(fromAddress({
  offset: ['invalid_document_offset', asWhole], limit: ['invalid_document_limit', asWhole], fields: ['invalid_document_fields', asNames], retrieveVectors: ['invalid_document_retrieve_vectors', asFlag],
  ids: ['invalid_document_ids', asNames], filter: ['invalid_document_filter', asFilter], sort: ['invalid_document_sort', asNames], useNetwork: ['bad_request', asFlag],
}, address));

/** Which fields of one document are wanted; null: all. */
export function documentFieldsFromAddress(address: Readonly<Record<string, unknown>>): { readonly fields: string[] | null; readonly retrieveVectors: boolean } {
  const { fields = null, retrieveVectors = false } = fromAddress({ fields: ['invalid_document_fields', asNames], retrieveVectors: ['invalid_document_retrieve_vectors', asFlag], useNetwork: ['bad_request', asFlag] }, address);
  return { fields: fields as string[] | null, retrieveVectors: retrieveVectors as boolean };
}

export function indexesFromAddress(address: Readonly<Record<string, unknown>>): { readonly offset: number; readonly limit: number } {
  const { offset = 0, limit = 20 } = fromAddress({ offset: ['invalid_index_offset', asWhole], limit: ['invalid_index_limit', asWhole] }, address);
  return { offset: offset as number, limit: limit as number };
}
