/** What the pages are made from. The shapes follow the answers of `/api/search` and `/api/articles/:id`. */

export type Lang = 'zh' | 'en';

/** How strictly a hit matched, strictest first. */
export type Tier = 'words' | 'substring' | 'apart' | 'sound' | 'some';

export const pageSorts = ['relevance', 'date:desc', 'date:asc'] as const;
export type PageSort = (typeof pageSorts)[number];

/** Facets that the page offers; `year` is the year of an article's date. */
export const pageFacets = ['publication', 'section', 'year'] as const;
export type PageFacet = (typeof pageFacets)[number];
export type PageFilters = { readonly [facet in PageFacet]: readonly string[] };

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
  readonly lang: Lang;
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
  readonly hits: readonly PageHit[];
  readonly facets: { readonly [facet: string]: { readonly [value: string]: number } };
}

/** What every page needs. */
export interface PageView {
  /** What stands before every path: `""`, or as `/clippings`. */
  readonly basePath: string;
  readonly params: PageParams;
}

export interface SearchView extends PageView {
  /** null: the start page, where nothing has been asked yet. */
  readonly result: PageResult | null;
  /** Queries to try, shown on the start page and where nothing was found. */
  readonly examples: readonly string[];
  /** How many articles there are, told on the start page. */
  readonly articleCount?: number;
}

export interface ArticleView extends PageView {
  readonly article: PageArticle;
  readonly marked: PageMarked;
}

/** A problem as the API answers it; texts are shown as they are. */
export interface ErrorView extends PageView {
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
  /** Where to try again, if not at the search itself. */
  readonly retryHref?: string;
  readonly examples?: readonly string[];
}
