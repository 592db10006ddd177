import type { PlannedTerm } from '../query/plan.js';
import { foldText } from '../text/fold.js';

/** What a synonym costs beside the literal word, on the scale of the second look's scores: less than standing in the body instead of the title. */
export const synonymCost = 0.01;

/**
 * Makes texts read as if they had the literal word where they have a synonym of it, so that both are looked at alike.
 * @returns null where the plan has no synonyms
 */
export function literalReader(terms: readonly PlannedTerm[]): { read: (text: string) => string; lacksLiteral: (texts: readonly string[]) => boolean } | null {
  const phrases = terms.flatMap(t => t.kind === 'excluded' ? [] : t.variants.flatMap(v => v.phrases ?? []));
  if (!phrases.length) return null;
  // The longest first: one may be inside of another.
  const literalOf = new Map([...new Map(phrases.map(({ text, literal }) => [text, literal]))].sort(([a], [b]) => b.length - a.length));
  const anySynonym = new RegExp([...literalOf.keys()].map(text => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'gu');
  return {
    read: text => foldText(text).replace(anySynonym, found => literalOf.get(found) ?? found),
    lacksLiteral: texts => {
      const folded = texts.map(foldText).join('\n');
      return [...new Set(literalOf.values())].some(literal => !folded.includes(literal) && phrases.some(phrase => phrase.literal === literal && folded.includes(phrase.text)));
    },
  };
}
