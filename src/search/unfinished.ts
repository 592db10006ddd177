import { isRanking, type Plan, type PlannedTerm } from '../query/plan.js';
import { cutWords, type Words } from '../text/analyze.js';
import { foldText } from '../text/fold.js';
import type { Segmenter } from '../text/segmenter.js';
import { exactSpans } from '../text/substring.js';

/** Texts looked into, places in each, letters or characters that a word may go on for, words told. */
const mostTexts = 40, mostPlaces = 20, longestRestUtf16 = 24, mostWords = 8;

/**
 * The last term, where it was found only as the beginning of longer words, and these as they stand in the texts found.
 * @returns null where it was found as it was typed
 */
export function unfinishedTerm(plan: Plan, texts: readonly (readonly string[])[], segmenter: Segmenter): { readonly term: PlannedTerm; readonly words: readonly string[] } | null {
  const last = plan.query.terms.at(-1);
  const term = plan.terms.find(t => t.term === last);
  const variant = term?.variants[0];
  if (!term || !variant || !isRanking(term) || term.term.quoted || term.kind === 'excluded') return null;
  const found = new Set<string>();
  for (const text of texts.flat().slice(0, mostTexts)) {
    const folded = foldText(text);
    for (const [start, end] of exactSpans(folded, variant.tokens, true).slice(0, mostPlaces)) {
      const longer = wordAcross(cutWords(folded.slice(start, end + longestRestUtf16), segmenter, false), end - start);
      if (longer === null) return null;
      if (found.size < mostWords) found.add(longer);
    }
  }
  return found.size ? { term, words: [...found] } : null;
}

/** The word that begins before a place and ends behind it; null where a word ends there. */
function wordAcross({ words, starts, ends }: Words, at: number): string | null {
  const i = words.findIndex((_, k) => (starts[k] ?? 0) < at && (ends[k] ?? 0) > at);
  return words[i] ?? null;
}
