import { markHtml, type Span } from './marks.js';
import { characterLengthUtf16 } from './scripts.js';

export interface SnippetOptions {
  /** Longest snippet in characters (code points), without `…`. */
  readonly snippetChars: number;
  readonly most: number;
  /** Which term each span belongs to: a snippet with more different terms is better. */
  readonly termOf: (span: Span) => number;
}

const sentenceEnd = /[。！？!?；;\n…]/u, clauseEnd = /[，,、：:\s]/u;

/**
 * The best stretches of a text around its marks, cut at sentence or clause borders where they can be.
 * @param spans merged and in order; without any it is the text's beginning
 */
export function windowsOf(text: string, spans: readonly Span[], options: SnippetOptions): Span[] {
  if (!text.trim()) return [];
  return spans.length ? bestWindows(text, spans, options) : [windowAround(text, [0, 0], options.snippetChars)];
}

/** {@link windowsOf} a text, as HTML with `<mark>`. */
export function snippetsOf(text: string, spans: readonly Span[], options: SnippetOptions, windows = windowsOf(text, spans, options)): string[] {
  return windows.map(([start, end]) => {
    const inside = spans.filter(([s, e]) => e > start && s < end).map(([s, e]): Span => [Math.max(s, start) - start, Math.min(e, end) - start]);
    return (start > 0 ? '…' : '') + markHtml(text.slice(start, end), inside) + (end < text.length ? '…' : '');
  });
}

/** Marks looked at to choose snippets, at most: a text with more has them everywhere. */
const mostMarks = 2_000;

function bestWindows(text: string, spans: readonly Span[], options: SnippetOptions): Span[] {
  const reach = options.snippetChars;
  const marks = spans.slice(0, mostMarks);
  const candidates = marks.map((span, i) => {
    const terms = new Map<number, number>();
    let last = i;
    for (let k = i; k < marks.length && (marks[k] as Span)[1] - span[0] <= reach; k++) {
      last = k;
      const term = options.termOf(marks[k] as Span), length = (marks[k] as Span)[1] - (marks[k] as Span)[0];
      terms.set(term, Math.max(terms.get(term) ?? 0, length));
    }
    // Different terms first, then how much of them stands together, then the earlier place.
    const longest = [...terms.values()].reduce((a, b) => a + b, 0);
    return { from: span[0], to: (marks[last] as Span)[1], terms, score: terms.size * 100 + Math.min(99, longest) };
  });
  const chosen: Span[] = [];
  const shown = new Set<number>();
  const rest = candidates.sort((a, b) => b.score - a.score || a.from - b.from);
  for (const { from, to, terms } of rest) {
    if (chosen.length >= options.most) break;
    if (chosen.length && ![...terms.keys()].some(term => !shown.has(term)) && chosen.length >= Math.min(2, options.most)) continue;
    const window = windowAround(text, [from, to], reach);
    if (chosen.some(([s, e]) => window[0] < e && window[1] > s)) continue;
    for (const term of terms.keys()) shown.add(term);
    chosen.push(window);
  }
  return chosen;
}

/** A stretch of at most `reach` characters that contains `core` as far as it fits, trimmed of outer white space. */
function windowAround(text: string, core: Span, reach: number): Span {
  if (countCharacters(text, 0, text.length, reach) <= reach) return trimmed(text, [0, text.length]);
  const coreEnd = forward(text, core[0], Math.min(reach, countCharacters(text, core[0], core[1], reach)));
  const spare = reach - countCharacters(text, core[0], coreEnd, reach);
  // Back to where the sentence begins if it is near, else to a clause; about a third of what is to spare stands before the marks.
  const earliest = backward(text, core[0], Math.floor(spare / 2));
  const start = borderBefore(text, earliest, core[0]);
  const latest = forward(text, coreEnd, spare - countCharacters(text, start, core[0], reach));
  const end = latest >= text.length ? text.length : borderAfter(text, coreEnd, latest);
  return trimmed(text, [start, end]);
}

function borderBefore(text: string, earliest: number, before: number): number {
  if (earliest === 0) return 0;
  for (const border of [sentenceEnd, clauseEnd])
    for (let i = earliest; i < before; i++) if (border.test(text[i - 1] ?? '')) return i;
  return earliest;
}

function borderAfter(text: string, after: number, latest: number): number {
  for (const border of [sentenceEnd, clauseEnd])
    for (let i = latest; i > after + (latest - after) / 2; i--) if (border.test(text[i - 1] ?? '')) return i;
  return latest;
}

function trimmed(text: string, [start, end]: Span): Span {
  while (start < end && /\s/.test(text[start] as string)) start++;
  while (end > start && /\s/.test(text[end - 1] as string)) end--;
  return [start, end];
}

/** Characters between two places, counted no further than `most` + 1. */
function countCharacters(text: string, start: number, end: number, most: number): number {
  let count = 0;
  for (let i = start; i < end && count <= most; i += characterLengthUtf16(text, i)) count++;
  return count;
}

function forward(text: string, from: number, characters: number): number {
  let i = from;
  for (let n = 0; n < characters && i < text.length; n++) i += characterLengthUtf16(text, i);
  return Math.min(i, text.length);
}

function backward(text: string, from: number, characters: number): number {
  let i = from;
  for (let n = 0; n < characters && i > 0; n++) {
    i--;
    if (i > 0 && /[\udc00-\udfff]/.test(text[i] as string) && /[\ud800-\udbff]/.test(text[i - 1] as string)) i--;
  }
  return i;
}
