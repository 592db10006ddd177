import type { Hit, RenderOptions, UiState } from 'instantsearch.js';
import { hitsPerPage } from '../params.js';
import { facetFields, pageFacets, pageSorts, type PageHit, type PageParams, type PageResult, type Tier } from '../view.js';

export type SearchResults = NonNullable<RenderOptions['results']>;

/** The state of the one index, as InstantSearch keeps it. `dates` is our own widget's. */
export interface PageUiState extends UiState {
  [index: string]: UiState[string] & { readonly dates?: Pick<PageParams, 'from' | 'to'> };
}

/** @returns an address's search as InstantSearch's state */
export function uiStateOf(params: PageParams, index: string): PageUiState {
  return { [index]: {
    query: params.q, page: params.page,
    ...(params.sort === 'relevance' ? {} : { sortBy: `${index}:${params.sort}` }),
    refinementList: Object.fromEntries(pageFacets.map(facet => [facetFields[facet], [...params.filters[facet]]])),
    dates: { from: params.from, to: params.to },
  } };
}

/** What stays as it was when the page was loaded. */
export type FixedParams = Pick<PageParams, 'lang' | 'duplicates'>;

/** @returns InstantSearch's state as an address's search: the other way round */
export function paramsOf(state: PageUiState, index: string, fixed: FixedParams): PageParams {
  const { query = '', page = 1, sortBy, refinementList = {}, dates = { from: '', to: '' } } = state[index] ?? {};
  const chosen = Object.fromEntries(pageFacets.map(facet => [facet, refinementList[facetFields[facet]] ?? []])) as unknown as PageParams['filters'];
  return { q: query, page, sort: pageSorts.find(sort => `${index}:${sort}` === sortBy) ?? 'relevance', filters: chosen, ...dates, ...fixed };
}

/** What our service tells beside Meilisearch's own answer: see `Wishes` in `src/http/meilisearch`. */
type Reading = Pick<PageResult, 'match' | 'corrected' | 'terms' | 'totalIsExact' | 'folded'>;
interface HitReading { readonly tier: Tier; readonly snippets: readonly string[]; readonly alsoIn?: number }
type Found = Hit<Record<string, unknown> & { readonly id: string; readonly _reading: HitReading }>;

/** @returns an answer as InstantSearch gives it, as the pages draw it */
export function resultOf(results: SearchResults, hits: readonly Hit[]): PageResult {
  const { metadata } = (results as SearchResults & { readonly _meilisearch: { readonly metadata: { readonly reading: Reading } } })._meilisearch;
  return {
    total: results.nbHits, page: results.page + 1, perPage: hitsPerPage, tookMs: results.processingTimeMS,
    ...metadata.reading,
    hits: hits.map(hit => hitOf(hit as Found)),
    facets: Object.fromEntries([...results.facets, ...results.disjunctiveFacets].map(({ name, data }) => [name, data as Readonly<Record<string, number>>])),
  };
}

function hitOf({ _reading: { tier, snippets, alsoIn = 0 }, _highlightResult: marked = {}, ...article }: Found): PageHit {
  // Values that are null come as texts that say so.
  const values = Object.entries(marked).filter(([name]) => typeof article[name] === 'string' || Array.isArray(article[name])).map(([name, value]) => [name, Array.isArray(value) ? value.map(markedText) : markedText(value)]);
  return { id: article.id, score: 0, tier, alsoIn, article, marked: Object.fromEntries(values) as PageHit['marked'], snippets };
}

/** InstantSearch has escaped it, and put `<mark>` where the service's marks were. */
const markedText = (value: unknown): string => (value as { readonly value: string }).value;
