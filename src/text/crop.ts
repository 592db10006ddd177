import { cutWords } from './analyze.js';
import { originalEnd, originalStart } from './fold.js';
import type { Span } from './marks.js';
import type { Segmenter } from './segmenter.js';

export interface CropOptions {
  /** Longest crop in words as we cut them; 0: the whole text. */
  readonly cropWords: number;
  /** Which term each span belongs to: a crop with more different terms is better. */
  readonly termOf: (span: Span) => number;
}

/** How far around a match the text is cut into words at first, for each word wanted and at least. */
const reachOfWordUtf16 = 8, leastReachUtf16 = 200;
/** Marks looked at, at most: a text with more has them everywhere. */
const mostMarks = 500;

const sentenceEnd = /[。！？!?；;\n…]/u;

/**
 * The stretch of a text with at most so many words that shows most of its marks: whole words, from the beginning of a sentence where that is near.
 * @param spans merged and in order; without any it is the text's beginning
 * @returns UTF-16 units; up to an end of the text it has all that stands there
 */
export function cropOf(text: string, spans: readonly Span[], { cropWords, termOf }: CropOptions, segmenter: Segmenter): Span {
  if (cropWords === 0) return [0, text.length];
  const core = spans.length ? best(spans.slice(0, mostMarks), cropWords * reachOfWordUtf16, termOf) : [0, 0] as const;
  for (let reach = Math.max(leastReachUtf16, cropWords * reachOfWordUtf16); ; reach *= 4) {
    const from = Math.max(0, core[0] - reach), to = Math.min(text.length, core[1] + reach);
    const isWhole = from === 0 && to === text.length;
    const words = wordsBetween(text, from, to, segmenter);
    const before = words.filter(([start]) => start < core[0]).length, behind = words.length - before;
    if (isWhole || ((before > cropWords || from === 0) && (behind > cropWords || to === text.length))) return windowOf(text, words, core, spans, cropWords);
  }
}

/** Words of a part of a text, in its own offsets; what the part cuts off is no word. */
function wordsBetween(text: string, from: number, to: number, segmenter: Segmenter): Span[] {
  const { folded, starts, ends } = cutWords(text.slice(from, to), segmenter, false);
  const words = starts.map((start, i): Span => [originalStart(folded, start) + from, originalEnd(folded, ends[i] as number) + from]);
  return words.slice(from > 0 ? 1 : 0, to < text.length ? -1 : undefined);
}

/** The stretch of marks no longer than `reachUtf16` with the most different terms, then with the most marks, then the first. */
function best(spans: readonly Span[], reachUtf16: number, termOf: CropOptions['termOf']): Span {
  let chosen: Span = spans[0] as Span, most = -1;
  spans.forEach(([start, firstEnd], i) => {
    const terms = new Set<number>();
    let end = firstEnd, k = i;
    for (; k < spans.length && ((spans[k] as Span)[1] - start <= reachUtf16 || k === i); k++) {
      terms.add(termOf(spans[k] as Span));
      end = (spans[k] as Span)[1];
    }
    const value = terms.size * 1_000 + k - i;
    if (value > most) [chosen, most] = [[start, end], value];
  });
  return chosen;
}

function windowOf(text: string, words: readonly Span[], core: Span, spans: readonly Span[], cropWords: number): Span {
  if (words.length === 0) return spans.length ? core : [0, text.length];
  const isCore = ([start, end]: Span) => end > core[0] && start < core[1];
  let first = words.findIndex(isCore);
  if (first < 0) first = Math.max(0, words.findIndex(([start]) => start >= core[0]));
  let last = first;
  while (last + 1 < words.length && isCore(words[last + 1] as Span)) last++;
  last = Math.min(last, first + cropWords - 1);
  const spare = cropWords - (last - first + 1);
  // At most half of what is to spare stands before the marks; less where a sentence begins nearer.
  let start = Math.max(0, first - (spare >> 1));
  for (let i = first; i > start; i--) {
    if (sentenceEnd.test(text.slice((words[i - 1] as Span)[1], (words[i] as Span)[0]))) { start = i; break; }
  }
  const end = Math.min(words.length, start + cropWords);
  // Near the end of the text what is left over goes before.
  start = Math.min(start, Math.max(0, end - cropWords));
  const from = words[start] as Span, to = words[end - 1] as Span;
  return [start === 0 && isFirst(text, from) ? 0 : from[0], end === words.length && isLast(text, to) ? text.length : to[1]];
}

const hasWord = /[\p{L}\p{N}]/u;
const isFirst = (text: string, [start]: Span): boolean => !hasWord.test(text.slice(Math.max(0, start - 2_000), start)) && start < 2_000;
const isLast = (text: string, [, end]: Span): boolean => text.length - end < 2_000 && !hasWord.test(text.slice(end));
