import type { PlannedTerm, Variant } from '../query/plan.js';
import { isBoundPair, isSingleCharacter } from '../query/plan.js';
import type { Tier } from '../query/condition.js';
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

/** Han characters cut to tell words from accidental neighbours, at most; beyond, every occurrence counts. */
const mostCutUtf16 = 20_000;

/**
 * Finds what of the plan's terms stands in a text, as strictly as the article matched: whole words in the tiers `words` and `some`
 * (和服 is not marked in 产品和服务), the terms as typed in `substring`, their pieces in `apart`; phrases always exactly.
 */
export function findOccurrences(text: string, fieldName: string, terms: readonly PlannedTerm[], tier: Tier, segmenter: Segmenter): Occurrences {
  const folded = fold(text);
  const words = new WordBorders(folded, segmenter);
  const found: { span: Span; term: number }[] = [];
  terms.forEach((planned, term) => {
    if (planned.term.excluded || (planned.term.field && planned.term.field.name !== fieldName)) return;
    for (const variant of planned.parts ? [...planned.parts.flatMap(part => part.variants), ...planned.variants.slice(1)] : planned.variants) {
      const strictness = planned.term.quoted ? 'substring' : planned.kind === 'pinyin' ? pinyinTier(folded.text, variant) : tier;
      for (const span of spansOf(folded.text, variant, strictness, words)) found.push({ span, term });
    }
  });
  found.sort((a, b) => a.span[0] - b.span[0]);
  const spans = originalSpans(folded, found.map(f => f.span));
  // From the last to the first, so that of several terms that begin at one place the first found stays.
  const termAt = new Map(found.map(f => [originalStart(folded, f.span[0]), f.term] as const).reverse());
  return { spans, termOf: ([start]) => termAt.get(start) ?? 0 };
}

/** What pinyin was read as is marked as one where it stands as one, else word by word. */
const pinyinTier = (text: string, { folded }: Variant): Tier => text.includes(folded) ? 'substring' : 'words';

function spansOf(text: string, variant: Variant, tier: Tier, borders: WordBorders): Span[] {
  if (tier === 'substring' || !variant.words.length) return exactSpans(text, variant.tokens, true);
  if (tier === 'apart') return variant.words.flatMap(word => exactSpans(text, [...tokensOf(word)], false));
  const { words, touches } = variant;
  if (words.length === 1) return wordSpans(text, words[0] as string, borders);
  if (isBoundPair(variant) && !variant.phrases) return exactSpans(text, words.flatMap(tokensOf), false);
  const phrases = (variant.phrases ?? []).filter(phrase => phrase.last > phrase.first);
  const spans: Span[] = phrases.flatMap(phrase => exactSpans(text, phrase.tokens, false));
  words.forEach((word, i) => {
    if (phrases.some(({ first, last }) => i >= first && i <= last)) return;
    if (!isSingleCharacter(word)) spans.push(...wordSpans(text, word, borders));
    else {
      // A single character counts only beside what it touches in the term.
      if (touches[i]) spans.push(...exactSpans(text, [...tokensOf(words[i - 1] as string), word], false));
      if (touches[i + 1]) spans.push(...exactSpans(text, [word, ...tokensOf(words[i + 1] as string)], false));
      if (!touches[i] && !touches[i + 1]) spans.push(...wordSpans(text, word, borders));
    }
  });
  return spans;
}

const tokensOf = (word: string): string[] => {
  const [run] = runsOf(word);
  if (!run || run.script !== Letter) return [...word];
  return word.match(/\p{N}+|[^\p{N}]+/gu) ?? [word];
};

/** Occurrences of a word as a word, or as a sub-word of a longer one. */
function wordSpans(text: string, word: string, borders: WordBorders): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (borders.isWord(at, at + word.length)) spans.push([at, at + word.length]);
  return spans;
}

/** Where words begin and end in a folded text; cuts only the runs that are asked about. */
class WordBorders {
  #runs: Run[] | null = null;
  readonly #cut = new Map<number, Set<string>>();
  #spentUtf16 = 0;

  constructor(readonly folded: Folded, readonly segmenter: Segmenter) {}

  isWord(start: number, end: number): boolean {
    this.#runs ??= runsOf(this.folded.text);
    const run = this.#runAt(start);
    if (!run || end > run.end) return false;
    if (run.script === Letter) return start === run.start && end === run.end;
    if (run.script !== Han) return true;
    let words = this.#cut.get(run.start);
    if (!words) {
      const length = run.end - run.start;
      if (this.#spentUtf16 + length > mostCutUtf16) return true;
      this.#spentUtf16 += length;
      this.#cut.set(run.start, words = this.#wordsOf(run));
    }
    return words.has(`${start} ${end}`);
  }

  #runAt(at: number): Run | undefined {
    const runs = this.#runs ?? [];
    let low = 0, high = runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((runs[middle] as Run).start <= at) low = middle;
      else high = middle - 1;
    }
    return runs[low];
  }

  #wordsOf(run: Run): Set<string> {
    const printed = this.folded.original.slice(originalStart(this.folded, run.start), originalEnd(this.folded, run.end));
    const text = this.folded.text.slice(run.start, run.end);
    const [cut = []] = this.segmenter.cut([printed.length === text.length ? printed : text]);
    const words = new Set<string>();
    let at = run.start;
    for (const { length } of cut) {
      words.add(`${at} ${at + length}`);
      if (length >= 3) {
        for (const [offset, pieceLength] of this.segmenter.subwords(this.folded.text.slice(at, at + length)))
          words.add(`${at + offset} ${at + offset + pieceLength}`);
      }
      at += length;
    }
    return words;
  }
}
