import { originalEnd, originalStart, type Folded } from './fold.js';

/** A stretch of text, `[start, end)` in UTF-16 units. */
export type Span = readonly [start: number, end: number];

/** Sorts, joins what touches or overlaps, drops what is empty. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: [number, number][] = [];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (end <= start) continue;
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** Spans of folded units as spans of the original: whole characters, their accents with them. */
export const originalSpans = (folded: Folded, spans: readonly Span[]): Span[] =>
  mergeSpans(spans.map(([start, end]): Span => [originalStart(folded, start), originalEnd(folded, end)]));

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, c => entities[c] as string);

/**
 * Text as HTML in which the only tag is `<mark>`.
 * @param spans merged, inside of `text`
 */
export function markHtml(text: string, spans: readonly Span[]): string {
  let html = '', at = 0;
  for (const [start, end] of spans) {
    html += `${escapeHtml(text.slice(at, start))}<mark>${escapeHtml(text.slice(start, end))}</mark>`;
    at = end;
  }
  return html + escapeHtml(text.slice(at));
}
