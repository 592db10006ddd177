import { isFullLine, type PageStyle } from './style.js';
import { isClosed, startsMid } from './text.js';
import type { Line } from './types.js';

/** One line of a body with what it is. */
export interface BodyLine {
  line: Line;
  kind: 'body' | 'subhead' | 'verse';
}

/** Joins two pieces of broken print: no space between Han or digits, one between Latin words. */
export function joinText(a: string, b: string): string {
  return /[A-Za-z\u00c0-\u024f]$/.test(a.slice(-1)) && /^[A-Za-z\u00c0-\u024f]/.test(b) ? `${a} ${b}` : a + b;
}

/** The paragraphs of a body: broken lines joined, subheads and verses on their own, doubled heads of lines dropped. */
export function paragraphsOf(entries: readonly BodyLine[], style: PageStyle): string[] {
  const paragraphs: string[] = [];
  // a body of one megabyte must not be copied for every line that joins it
  let open: string[] = [];
  let before: BodyLine | undefined;
  const flush = (): void => {
    if (open.length > 0) paragraphs.push(open.reduce(joinText));
    open = [];
  };
  for (const entry of entries) {
    const text = entry.line.overlapChars ? dropHead(entry.line.text, entry.line.overlapChars) : entry.line.text;
    if (text === '') continue;
    if (before && breaksBetween(before, entry, style)) flush();
    open.push(text);
    before = entry;
  }
  flush();
  return paragraphs.filter((p) => p !== '');
}

function breaksBetween(before: BodyLine, entry: BodyLine, style: PageStyle): boolean {
  if (entry.kind === 'verse' || before.kind === 'verse') return true;
  if (startsMid(entry.line.text)) return false;
  if (entry.kind === 'subhead' || before.kind === 'subhead') return true;
  const indented = style.indent > 0 && entry.line.indent >= style.indent - 1;
  if (style.kind === 'block') return isClosed(before.line.text) && (style.indent === 0 || indented);
  const full = isFullLine(before.line, style.widthChars);
  if (style.indent > 0) return indented && (isClosed(before.line.text) || !full);
  if (!isClosed(before.line.text)) return false;
  return !full || /^[“‘「『]/u.test(entry.line.text);
}

function dropHead(text: string, bareChars: number): string {
  let at = 0;
  for (let left = bareChars; at < text.length && left > 0; at++) if (!/\s/u.test(text.charAt(at))) left--;
  return text.slice(at).trimStart();
}
