/** What the pages are made from. The shapes follow the answers of `/api/search` and `/api/articles/:id`. */

export type Lang = 'zh' | 'en';

/** How strictly a hit matched, strictest first. */
export type Tier = 'words' | 'substring' | 'apart' | 'sound' | 'some';

export const pageSorts = ['relevance', 'date:desc', 'date:asc'] as const;
export type PageSort = (typeof pageSorts)[number];

/** Facets that the page offers, as its address names them. */
export const pageFacets = ['publication', 'section', 'author', 'year'] as const;
export type PageFacet = (typeof pageFacets)[number];
export type PageFilters = { readonly [facet in PageFacet]: readonly string[] };

/** What each facet counts: a field of the articles, or the year of the date. */
export const facetFields = { publication: 'publication', section: 'section', author: 'authors', year: 'year' } as const satisfies { readonly [facet in PageFacet]: string };

/** Everything that the page has counted: its facets, and the months for the histogram. */
export const countedFields = [...Object.values(facetFields), 'month'] as const;

/** What a suggestion under the box can be, as `/api/suggest` names it. */
export type SuggestionKind = 'title' | 'word' | 'author' | 'section';

/** Everything that a page's address says. */
export interface PageParams {
  readonly q: string;
  /** From 1. */
  readonly page: number;
  readonly sort: PageSort;
  /** Chosen values: any of a facet's own, and of every facet. */
  readonly filters: PageFilters;
  /** A stretch of time, both ends included: years (`2024`) or months (`2024-03`), `''` where it is open. */
  readonly from: string;
  readonly to: string;
  readonly lang: Lang;
  /** Near-duplicates one by one; left out: folded. */
  readonly duplicates?: 'show';
}

/** An article's fields as stored. Whatever is no text where text belongs is left out. */
export interface PageArticle {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** Fields as HTML in which the only tag is `<mark>`, inserted as they are; lists of such for lists. */
export interface PageMarked {
  readonly [field: string]: unknown;
}

export interface PageHit {
  readonly id: string;
  readonly score: number;
  readonly tier: Tier;
  /** How many near-duplicates are folded into this hit. */
  readonly alsoIn?: number;
  readonly article: PageArticle;
  readonly marked: PageMarked;
  /** HTML in which the only tag is `<mark>`. */
  readonly snippets: readonly string[];
}

export interface PageTerm {
  readonly text: string;
  readonly kind: string;
  readonly found: readonly string[];
}

export interface PageResult {
  readonly total: number;
  readonly totalIsExact: boolean;
  readonly page: number;
  readonly perPage: number;
  readonly tookMs: number;
  readonly timedOut?: boolean;
  /** The strictest tier that has a hit. */
  readonly match?: Tier | null;
  readonly corrected: { readonly query: string; readonly reason: string } | null;
  readonly terms: readonly PageTerm[];
  /** Articles folded into others, as far as it is known. */
  readonly folded?: number;
  readonly hits: readonly PageHit[];
  /** Counts of {@link countedFields}; of a facet with chosen values, as if none of these were chosen. */
  readonly facets: { readonly [field: string]: { readonly [value: string]: number } };
}

/** What every page needs. */
export interface PageView {
  /** What stands before every path: `""`, or as `/clippings`. */
  readonly basePath: string;
  readonly params: PageParams;
  /** What the page's own script shows in place of a search key; needed where `SEARCH_KEYS` is set. */
  readonly token?: string;
}

/** What the script of the search page needs to search by itself; it stands in the page as JSON. */
export interface ScriptContext {
  readonly basePath: string;
  /** The index searched, as `/indexes/NAME` names it. */
  readonly index: string;
  readonly examples: readonly string[];
  readonly articleCount?: number;
}

export interface SearchView extends PageView {
  /** null: the start page, where nothing has been asked yet. */
  readonly result: PageResult | null;
  /** The index searched. */
  readonly index: string;
  /** Queries to try, shown on the start page and where nothing was found. */
  readonly examples: readonly string[];
  /** How many articles there are, told on the start page. */
  readonly articleCount?: number;
}

export interface ArticleView extends PageView {
  readonly article: PageArticle;
  readonly marked: PageMarked;
  /** The other articles of the same page of the same issue. */
  readonly samePage?: readonly PageArticle[];
  /** Articles about the same matter. */
  readonly similar?: readonly PageArticle[];
}

/** A problem as the API answers it; texts are shown as they are. */
export interface ErrorView extends PageView {
  /** Of HTTP; 0: the server did not answer. */
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
  /** Where to try again, if not at the search itself. */
  readonly retryHref?: string;
  readonly examples?: readonly string[];
}
