import type { Field, IndexFields } from '../../config/fields.js';
import type { Article, FieldValue } from '../article.js';
import type { Candidate, Found, Sort, TierAsk } from '../engines/engine.js';
import type { Tier } from '../query/condition.js';
import type { Filter } from '../query/filter.js';
import type { Plan } from '../query/plan.js';

/** Longest snippet of the search page, and of a `_reading`. */
export const pageSnippetChars = 140;

/** What is to be found, already checked. */
export interface FindRequest {
  readonly q: string;
  readonly offset: number;
  readonly limit: number;
  readonly filter: Filter | null;
  readonly facets: readonly string[];
  readonly sort: Sort | null;
  readonly thenBy?: readonly Sort[];
  /** Only the tiers `words` and `substring`: articles with everything that was asked for. */
  readonly strict?: boolean;
  /** Near-duplicates come as one hit, except where a phrase is asked for in quotes. */
  readonly fold?: boolean;
}

/** An article in its place; `score` as in {@link Hit}, 0 where no second look was taken. */
export interface Ranked {
  readonly candidate: Candidate;
  readonly score: number;
  /** Copies folded into it. */
  readonly alsoIn?: number;
}

/** Candidates in the engine's own order. */
export const scored = (candidates: readonly Candidate[]): Ranked[] => candidates.map(candidate => ({ candidate, score: 0 }));

/** What was found, in order, and how the query was understood. */
export interface Finding {
  readonly asked: readonly TierAsk[];
  readonly plan: Plan;
  readonly corrected: SearchAnswer['corrected'];
  readonly found: Omit<Found, 'candidates'>;
  /** The strictest tier with a hit. */
  readonly match: Tier | null;
  readonly ranked: readonly Ranked[];
  /** Whether this is only what was found in time. */
  readonly timedOut: boolean;
  /** Articles folded into others, as far as the order was read: hits are so many fewer than articles. */
  readonly folded: number;
}

/** A search of the native API, already checked. */
export interface SearchRequest extends Omit<FindRequest, 'offset' | 'limit'> {
  readonly page: number;
  readonly perPage: number;
  readonly highlight: 'snippet' | 'full';
  readonly snippetChars: number;
}

export interface Hit {
  readonly id: string;
  readonly score: number;
  readonly tier: Tier;
  /** Near-duplicates behind it that are folded into it. */
  readonly alsoIn: number;
  readonly article: Article;
  readonly marked: Readonly<Record<string, string | null | readonly string[]>>;
  readonly snippets: readonly string[];
}

export interface SearchAnswer {
  readonly query: string;
  readonly total: number;
  readonly totalIsExact: boolean;
  readonly page: number;
  readonly perPage: number;
  readonly tookMs: number;
  readonly timedOut: boolean;
  readonly match: Tier | null;
  readonly corrected: { readonly query: string; readonly reason: 'sound' | 'shape' | 'pinyin' } | null;
  readonly terms: readonly { readonly text: string; readonly kind: string; readonly found: readonly string[] }[];
  /** Articles folded into others, as far as the order was read (the first 60, and to the page's end); left out where there are none. */
  readonly folded?: number;
  readonly hits: readonly Hit[];
  readonly facets?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const isText = (field: Field): boolean => field.kind === 'text' || field.kind === 'texts';
const isList = (field: Field): boolean => field.kind === 'texts' || field.kind === 'keywords';

/** A field's own value: one may be called `constructor`. */
const valueOf = (article: Article, name: string): FieldValue | undefined => Object.hasOwn(article, name) ? article[name] : undefined;

/** An article as it is shown: every field of the index there (null or an empty list where it has none), unknown fields as given. */
export function shownArticle(article: Article, { fields, bodyField }: IndexFields, withBody: boolean): Article {
  const shown = new Map<string, FieldValue>([['id', article.id]]);
  for (const field of fields) if (withBody || field.name !== bodyField) shown.set(field.name, valueOf(article, field.name) ?? (isList(field) ? [] : null));
  for (const [name, value] of Object.entries(article)) if (!shown.has(name) && (withBody || name !== bodyField)) shown.set(name, value);
  return Object.fromEntries(shown) as Article;
}
