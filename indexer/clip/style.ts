import { parseBylineLine, parseLead } from './byline.js';
import { countOf, isClosed, startsMid, widthOf } from './text.js';
import type { Line } from './types.js';

/** How a page was dumped; everything that decides borders asks this first. */
export interface PageStyle {
  /** wrapped: lines of one fixed width; block: a line is a paragraph or a column frame. */
  kind: 'wrapped' | 'block';
  /** Width of a full line in full-width characters; 0 when the page is not wrapped. */
  widthChars: number;
  /** Indent columns of a paragraph's first line; 0 when paragraphs are not indented. */
  indent: number;
  /** 0..1: how far an empty line means that something new begins. */
  blankTrust: number;
  /** 0..1: how far something new has an empty line above. */
  blankNeed: number;
  /** Lines are column frames of running text: paragraphs, and with them subheads, are lost. */
  frames: boolean;
  /** 0..1: share of sure headlines (a byline follows) that an empty line parts from their text; undefined when there are none. */
  headGap: number | undefined;
}

/** Finds the style of the dump from its lines (noise left out). */
export function findStyle(lines: readonly Line[]): PageStyle {
  const widthChars = wrapWidth(lines);
  const need = blankNeed(lines, widthChars);
  return { kind: widthChars > 0 ? 'wrapped' : 'block', widthChars, indent: paragraphIndent(lines), blankTrust: blankTrust(lines, widthChars) * (0.2 + 0.8 * need), blankNeed: need, frames: widthChars === 0 && areFrames(lines), headGap: headGap(lines, widthChars) };
}

function areFrames(lines: readonly Line[]): boolean {
  const isProse = (l: Line | undefined): l is Line => l !== undefined && l.width >= 24 && /[，。]/u.test(l.text.slice(0, 200));
  let pairs = 0;
  let open = 0;
  let long = 0;
  lines.forEach((line, i) => {
    const before = lines[i - 1];
    if (isProse(line) && line.width >= 60) long++;
    if (!isProse(line) || !isProse(before) || parseLead(line.text) || line.width < 50) return;
    pairs++;
    if (!isClosed(before.text)) open++;
  });
  return lines.every((l) => l.indent < 2 || l.width < 30) && long >= lines.filter(isProse).length * 0.5 && long >= 2 && open >= pairs * 0.65;
}

function headGap(lines: readonly Line[], widthChars: number): number | undefined {
  let heads = 0;
  let gaps = 0;
  lines.forEach((line, i) => {
    const head = lines[i - 1];
    if (!head || !looksHead(head, widthChars) || !(parseLead(line.text) || (parseBylineLine(line.text)?.strength ?? 0) > 1)) return;
    heads++;
    if (line.blankBefore > 0) gaps++;
  });
  return heads > 0 ? gaps / heads : undefined;
}

/** The width at which lines were broken; 0 when lines are not of one width. */
function wrapWidth(lines: readonly Line[]): number {
  const full = new Map<number, number>();
  let prose = 0;
  for (const line of lines) {
    const edge = Math.round(line.width * 2 + line.indent);
    if (edge >= 16 && edge <= 96) full.set(edge, (full.get(edge) ?? 0) + 1);
    if (line.width >= 8) prose++;
  }
  const at2 = (half: number): number => full.get(half) ?? 0;
  let best = 0;
  let bestCount = 0;
  for (const [half] of full) {
    // a mark that may not begin a line hangs over, one that may not end it leaves a gap
    const count = at2(half) + at2(half - 1) + at2(half - 2) + (at2(half + 1) + at2(half + 2)) * 0.3;
    if (count > bestCount || (count === bestCount && half / 2 > best)) {
      best = half / 2;
      bestCount = count;
    }
  }
  if (best === 0 || prose < 4) return 0;
  const at = lines.filter((l) => Math.abs(l.width + l.indent / 2 - best) <= 1.5);
  const wide = lines.filter((l) => l.width > best + 4).length;
  const open = at.filter((l) => !isClosed(l.text)).length;
  return at.length >= 4 && at.length >= prose * 0.4 && wide <= lines.length * 0.12 && open >= at.length * 0.5 ? best : 0;
}

function paragraphIndent(lines: readonly Line[]): number {
  const counts = new Map<number, number>();
  let sentences = 0;
  for (const line of lines) {
    if (countOf(line.text.slice(0, 200), /[，。]/g) === 0) continue;
    sentences++;
    if (line.indent >= 2) counts.set(line.indent, (counts.get(line.indent) ?? 0) + 1);
  }
  const [indent, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
  return count >= 2 && count >= sentences * 0.15 ? indent : 0;
}

/** Printed width with the indent, without the closing marks that may hang over the edge. */
function innerEdge(line: Line): number {
  const hang = /[，。、；：！？”’）》」』】,.;:!?)—…]{1,3}$/u.exec(line.text.slice(-4))?.[0];
  return line.width + line.indent / 2 - (hang ? widthOf(hang) : 0);
}

/** Whether a line of a wrapped page fills its column, so that its end says nothing about a paragraph's. */
export function isFullLine(line: Line, widthChars: number): boolean {
  return widthChars > 0 && line.width + line.indent / 2 >= widthChars - 1.5 && innerEdge(line) <= widthChars + 0.5;
}

/** Whether a line of a wrapped page is wider than its column: no prose of the column. */
export function isWideLine(line: Line, widthChars: number): boolean {
  return widthChars > 0 && innerEdge(line) > widthChars + 0.5;
}

/** Whether a line could be a headline by its shape alone; used only to learn what blank lines mean on this page. */
export function looksHead(line: Line, widthChars: number): boolean {
  const { text, width } = line;
  if (width > 36 || isClosed(text) || /[，、；：,;。]$/u.test(text) || startsMid(text) || text.slice(0, 60).includes('。')) return false;
  return !isFullLine(line, widthChars);
}

function blankTrust(lines: readonly Line[], widthChars: number): number {
  let blanks = 0;
  let good = 0;
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i];
    const before = lines[i - 1];
    // an empty line below a headline line says nothing about where articles begin
    if (!line || !before || line.blankBefore === 0 || looksHead(before, widthChars)) continue;
    blanks++;
    if (looksHead(line, widthChars) && isClosed(before.text)) good++;
  }
  return blanks === 0 ? 0 : Math.max(0, (good / blanks) * 1.5 - 0.5);
}

/** Share of sure headlines (a byline follows their text) with an empty line above; half of it counts when there is but one. */
function blankNeed(lines: readonly Line[], widthChars: number): number {
  let heads = 0;
  let gaps = 0;
  lines.forEach((line, i) => {
    if (i < 2 || !(parseLead(line.text) || (parseBylineLine(line.text)?.strength ?? 0) > 1)) return;
    let first = i;
    while (first > 1 && i - first < 4 && looksHead(lines[first - 1] ?? line, widthChars)) first--;
    const head = lines[first];
    if (!head || first === i || first < 2 || !isClosed(lines[first - 1]?.text ?? '')) return;
    heads++;
    if (head.blankBefore > 0) gaps++;
  });
  return heads === 0 ? 0 : (gaps / heads) * (heads === 1 ? 0.5 : 1);
}
