import type { Field, IndexFields } from '../../config/fields.js';
import type { Article, FieldValue } from '../article.js';
import type { Tier } from '../query/condition.js';
import type { Filter } from '../query/filter.js';

/** A search, already checked. */
export interface SearchRequest {
  readonly q: string;
  readonly page: number;
  readonly perPage: number;
  readonly filter: Filter | null;
  /** What the asker may see at all (a tenant's filter); it decides with which tiers open. */
  readonly scope: Filter | null;
  readonly facets: readonly string[];
  readonly sort: { readonly field: string; readonly descending: boolean } | null;
  readonly highlight: 'snippet' | 'full';
  readonly snippetChars: number;
}

export interface Hit {
  readonly id: string;
  readonly score: number;
  readonly tier: Tier;
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
