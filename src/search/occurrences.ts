import type { PlannedTerm, Variant } from '../query/plan.js';
import { isBoundPair, isSingleCharacter } from '../query/plan.js';
import type { Tier } from '../query/condition.js';
import { cuttable } from '../text/analyze.js';
import { fold, originalEnd, originalStart, type Folded } from '../text/fold.js';
import { originalSpans, type Span } from '../text/marks.js';
import { runsOf, type Run } from '../text/runs.js';
import { Han, Letter } from '../text/scripts.js';
import type { Segmenter } from '../text/segmenter.js';
import { exactSpans } from '../text/substring.js';

/** Where the terms of a plan stand in a text. */
export interface Occurrences {
  /** Merged spans of the original text. */
  readonly spans: readonly Span[];
  /** Which term (its number in the plan) stands first in a span. */
  readonly termOf: (span: Span) => number;
}

/** A span of the folded text. */
interface Place {
  readonly span: Span;
  readonly term: number;
  /** Whether it stands there; false: as characters it does, as a word perhaps not. */
  isSure: boolean;
}

/** Han characters cut to tell words from accidental neighbours, at most; beyond, every occurrence counts. */
const mostCutUtf16 = 20_000;

/**
 * Finds what of the plan's terms stands in a text, as strictly as the article matched: whole words in the tiers `words` and `some`
 * (和服 is not marked in 产品和服务), the terms as typed in `substring`, their pieces in `apart`; phrases always exactly.
 */
export function findOccurrences(text: string, fieldName: string, terms: readonly PlannedTerm[], tier: Tier, segmenter: Segmenter): Occurrences {
  const likely = new LikelyOccurrences(text, fieldName, terms, tier, segmenter);
  likely.makeSure([[0, text.length]]);
  return likely.occurrences();
}

/** Occurrences that are made sure of only where it matters: cutting a text to see where its words begin and end is most of finding them. */
export class LikelyOccurrences {
  readonly #folded: Folded;
  readonly #borders: WordBorders;
  #places: Place[] = [];

  /** As {@link findOccurrences}. */
  constructor(text: string, fieldName: string, terms: readonly PlannedTerm[], tier: Tier, segmenter: Segmenter) {
    this.#folded = fold(text);
    this.#borders = new WordBorders(this.#folded, segmenter);
    terms.forEach((planned, term) => {
      if (planned.term.excluded || (planned.term.field && planned.term.field.name !== fieldName)) return;
      for (const variant of planned.parts ? [...planned.parts.flatMap(part => part.variants), ...planned.variants.slice(1)] : planned.variants) {
        const strictness = planned.term.quoted ? 'substring' : planned.kind === 'pinyin' ? pinyinTier(this.#folded.text, variant) : tier;
        const { sure, words } = spansOf(this.#folded.text, variant, strictness);
        for (const span of sure) this.#places.push({ span, term, isSure: true });
        for (const span of words) this.#places.push({ span, term, isSure: false });
      }
    });
    this.#places.sort((a, b) => a.span[0] - b.span[0]);
  }

  occurrences(): Occurrences {
    const spans = originalSpans(this.#folded, this.#places.map(place => place.span));
    // From the last to the first, so that of several terms that begin at one place the first found stays.
    const termAt = new Map(this.#places.map(place => [originalStart(this.#folded, place.span[0]), place.term] as const).reverse());
    return { spans, termOf: ([start]) => termAt.get(start) ?? 0 };
  }

  /** Drops what stands in these stretches of the original text by accident. @returns whether everything there was right */
  makeSure(stretches: readonly Span[]): boolean {
    const before = this.#places.length;
    const doubtful = new Set(this.#places.filter(({ isSure, span: [start, end] }) =>
      !isSure && stretches.some(([from, to]) => originalStart(this.#folded, start) < to && originalEnd(this.#folded, end) > from)));
    this.#borders.cutAt([...doubtful].map(place => place.span[0]));
    this.#places = this.#places.filter(place => !doubtful.has(place) || (place.isSure = this.#borders.isWord(...place.span)));
    return this.#places.length === before;
  }
}

/** What pinyin was read as is marked as one where it stands as one, else word by word. */
const pinyinTier = (text: string, { folded }: Variant): Tier => text.includes(folded) ? 'substring' : 'words';

/** @returns what stands there for sure, and what does if it is a word (or a sub-word of a longer one) there */
function spansOf(text: string, variant: Variant, tier: Tier): { readonly sure: Span[]; readonly words: Span[] } {
  if (tier === 'substring' || !variant.words.length) return { sure: exactSpans(text, variant.tokens, true), words: [] };
  if (tier === 'apart') return { sure: variant.words.flatMap(word => exactSpans(text, [...tokensOf(word)], false)), words: [] };
  const { words, touches } = variant;
  if (words.length === 1) return { sure: [], words: placesOf(text, words[0] as string) };
  if (isBoundPair(variant) && !variant.phrases) return { sure: exactSpans(text, words.flatMap(tokensOf), false), words: [] };
  const phrases = (variant.phrases ?? []).filter(phrase => phrase.last > phrase.first);
  const spans: Span[] = phrases.flatMap(phrase => exactSpans(text, phrase.tokens, false)), asWords: Span[] = [];
  words.forEach((word, i) => {
    if (phrases.some(({ first, last }) => i >= first && i <= last)) return;
    if (!isSingleCharacter(word)) asWords.push(...placesOf(text, word));
    else {
      // A single character counts only beside what it touches in the term.
      if (touches[i]) spans.push(...exactSpans(text, [...tokensOf(words[i - 1] as string), word], false));
      if (touches[i + 1]) spans.push(...exactSpans(text, [word, ...tokensOf(words[i + 1] as string)], false));
      if (!touches[i] && !touches[i + 1]) asWords.push(...placesOf(text, word));
    }
  });
  return { sure: spans, words: asWords };
}

const tokensOf = (word: string): string[] => {
  const [run] = runsOf(word);
  if (!run || run.script !== Letter) return [...word];
  return word.match(/\p{N}+|[^\p{N}]+/gu) ?? [word];
};

/** Where the characters of a word stand. */
function placesOf(text: string, word: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) spans.push([at, at + word.length]);
  return spans;
}

/** Where words begin and end in a folded text; cuts only the runs that are asked about. */
class WordBorders {
  #runs: Run[] | null = null;
  /** Where the words of a run begin, and it ends; null: too much was cut before it. */
  readonly #cut = new Map<Run, readonly number[] | null>();
  #spentUtf16 = 0;

  constructor(readonly folded: Folded, readonly segmenter: Segmenter) {}

  /** Cuts the runs that stand at these places, all at once. */
  cutAt(places: readonly number[]): void {
    const uncut: Run[] = [];
    for (const at of places) {
      const run = this.#runAt(at);
      if (run?.script !== Han || this.#cut.has(run)) continue;
      const length = run.end - run.start, isTooMuch = this.#spentUtf16 + length > mostCutUtf16;
      this.#cut.set(run, null);
      if (isTooMuch) continue;
      this.#spentUtf16 += length;
      uncut.push(run);
    }
    if (!uncut.length) return;
    this.segmenter.cut(uncut.map(run => cuttable(this.folded, run))).forEach((words, i) => {
      const run = uncut[i] as Run, borders = [run.start];
      for (const { length } of words) borders.push((borders.at(-1) as number) + length);
      this.#cut.set(run, borders);
    });
  }

  /** Whether a word, or a sub-word of one, stands there; what was not cut counts as one. */
  isWord(start: number, end: number): boolean {
    const run = this.#runAt(start);
    if (!run || end > run.end) return false;
    if (run.script === Letter) return start === run.start && end === run.end;
    const borders = this.#cut.get(run);
    if (!borders) return true;
    const word = lastAt(borders.length - 1, i => borders[i] as number, start), from = borders[word] as number, to = borders[word + 1] as number;
    if (start === from && end === to) return true;
    return end <= to && to - from >= 3 && this.segmenter.subwords(this.folded.text.slice(from, to)).some(([offset, length]) => from + offset === start && length === end - start);
  }

  #runAt(at: number): Run | undefined {
    const runs = this.#runs ??= runsOf(this.folded.text);
    return runs[lastAt(runs.length, i => (runs[i] as Run).start, at)];
  }
}

/** Which of things in order is the last that begins at a place or before it; the first where none does. */
function lastAt(length: number, startOf: (i: number) => number, at: number): number {
  let low = 0, high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startOf(middle) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
