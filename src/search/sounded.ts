import type { TierAsk } from '../engines/engine.js';
import type { PlannedTerm, Variant } from '../query/plan.js';

/** What was searched instead of what was typed. */
export interface Sounded {
  readonly tier: TierAsk;
  readonly terms: readonly PlannedTerm[];
  readonly corrected: { readonly query: string; readonly reason: 'sound' | 'shape' | 'pinyin' };
}

/** A term as it would be typed, in its first spelling. */
export function asTyped({ term, kind, variants }: PlannedTerm): string {
  const text = kind === 'pinyin' || kind === 'sound' ? (variants[0] as Variant).text : term.text;
  return `${term.excluded ? '-' : ''}${term.field ? `${term.field.name}:` : ''}${term.quoted ? `"${text}"` : text}`;
}
