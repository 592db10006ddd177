import { bare } from './text.js';
import type { Line } from './types.js';

const GRAM = 8;
const MIN_RUN_CHARS = 28;

/**
 * Marks columns that stand on the page a second time as `dup`, and the doubled head of a line by `overlapChars`.
 * Works on the page as one string without line breaks, so that it does not matter where either copy was broken:
 *
 *     first copy   …最后一句话说完。
 *     second copy  一句话说完。          every 8 characters of it stood `shift` characters earlier
 */
export function markDoubled(lines: readonly Line[]): void {
  const seen = new Map<string, number>();
  const texts = lines.map((l) => (l.hard || l.text.length > 4000 ? '' : bare(l.text)));
  const hits: { from: number; shift: number; share: number; chars: number; head: number }[] = [];
  let offset = 0;
  let before = '';
  for (const text of texts) {
    const hit = lookUp(text, offset, seen);
    hits.push({ from: offset, ...hit, chars: text.length });
    const window = before.slice(-(GRAM - 1)) + text;
    const base = offset - (window.length - text.length);
    for (let i = 0; i + GRAM <= window.length; i++) {
      const gram = window.slice(i, i + GRAM);
      if (!seen.has(gram)) seen.set(gram, base + i);
    }
    before = window;
    offset += text.length;
  }
  markRuns(lines, texts, hits);
}

type Hit = { from: number; shift: number; share: number; chars: number; head: number };

function lookUp(text: string, offset: number, seen: ReadonlyMap<string, number>): { shift: number; share: number; head: number } {
  const shifts = new Map<number, number>();
  let grams = 0;
  for (let i = 0; i + GRAM <= text.length; i++) {
    grams++;
    const at = seen.get(text.slice(i, i + GRAM));
    if (at !== undefined) shifts.set(offset + i - at, (shifts.get(offset + i - at) ?? 0) + 1);
  }
  let shift = 0;
  let count = 0;
  for (const [s, c] of shifts) if (c > count) [shift, count] = [s, c];
  let head = 0;
  while (shift > 0 && head + GRAM <= text.length && seen.get(text.slice(head, head + GRAM)) === offset + head - shift) head++;
  return { shift, share: grams > 0 ? count / grams : 0, head: head > 0 ? head + GRAM - 1 : 0 };
}

/** Neighbouring lines with one shift are one doubled column; a short last line goes with them. */
function markRuns(lines: readonly Line[], texts: readonly string[], hits: readonly Hit[]): void {
  const page = texts.join('');
  for (let i = 0; i < hits.length; i++) {
    const hit = hits[i];
    if (!hit || hit.share < 0.8) continue;
    let end = i;
    let chars = 0;
    while (end < hits.length && follows(hits[end], hit, page)) chars += hits[end++]?.chars ?? 0;
    // a column that repeats what stands directly above is doubled even when short
    const close = Math.abs(hit.shift - chars) <= 12;
    if (chars >= MIN_RUN_CHARS * (close ? 0.7 : 1.4)) for (let k = i; k < end; k++) markDup(lines[k]);
    i = Math.max(i, end - 1);
  }
  hits.forEach((hit, i) => {
    const line = lines[i];
    if (line && !line.hard && hit.head >= 16 && Math.abs(hit.shift - hit.head) <= 1) line.overlapChars = hit.head;
  });
}

function follows(hit: Hit | undefined, first: Hit, page: string): boolean {
  if (!hit || hit.chars === 0) return false;
  if (hit.share >= 0.7) return Math.abs(hit.shift - first.shift) <= 2;
  return hit.chars <= 16 && [0, -1, 1].some((d) => page.startsWith(page.slice(hit.from, hit.from + hit.chars), hit.from - first.shift + d));
}

function markDup(line: Line | undefined): void {
  if (line && !line.hard) line.hard = 'dup';
}
