import type { Filter } from './filter.js';

/** How strictly an article matched, strictest first: see api.md. */
export const tiers = ['words', 'substring', 'apart', 'sound', 'some'] as const;
export type Tier = (typeof tiers)[number];

/**
 * What an article must contain, in the streams that every engine keeps of it: words in order (with their sub-words beside them), and characters in order.
 * `fields`: only there; otherwise in any searched field.
 */
export type Condition =
  /** Words side by side in the word stream; a single one may be a sub-word too. */
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly fields?: readonly string[] }
  /** Tokens side by side in the character stream: an exact substring. `prefix`: the last one may be only the beginning of a token. */
  | { readonly kind: 'characters'; readonly tokens: readonly string[]; readonly prefix: boolean; readonly fields?: readonly string[] }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'filter'; readonly filter: Filter }
  /** The article with this id. */
  | { readonly kind: 'id'; readonly id: string }
  /** Every article. */
  | { readonly kind: 'everything' };

/** All of some conditions, without needless nesting. */
export const all = (of: readonly Condition[]): Condition => of.length === 1 ? of[0] as Condition : { kind: 'all', of };
/** Any of some conditions, without needless nesting. */
export const any = (of: readonly Condition[]): Condition => of.length === 1 ? of[0] as Condition : { kind: 'any', of };
