import type { Cohesion } from './cohesion.js';
import type { Feature } from './features.js';
import { looksVerse } from './features.js';
import { isWideLine, type PageStyle } from './style.js';
import type { Line } from './types.js';

/** What the best path makes of a line. */
export type Label = 'head' | 'byline' | 'body' | 'subhead' | 'verse' | 'tail' | 'noise';

/** One labelled line; `starts` where a new article begins, `doubtful` where another reading was nearly as good. */
export interface Labelled {
  label: Label;
  starts: boolean;
  margin: number;
}

/** States of the search. The noise states remember what they interrupt. */
const enum S {
  Outside,
  Head,
  HeadNoise,
  Byline,
  Body,
  Subhead,
  Verse,
  Tail,
  BodyNoise,
}
const STATES = 9;
const LABELS: readonly Label[] = ['noise', 'head', 'noise', 'byline', 'body', 'subhead', 'verse', 'tail', 'noise'];

/** How unsigned news begins: with its day or its source. */
const LEAD_START = /^(?:\d{1,2}月\d{1,2}日|[近日昨今前]日|日前|即日起|记者|从\d{1,2}月|今年以来|截至|历时|据)/u;

/** A path to one state at one line, with what later decisions need to know of it. */
interface Cell {
  score: number;
  back: Cell | undefined;
  state: S;
  starts: boolean;
  /** Line of the last prose, verse or subhead; -1 before any. */
  lastBody: number;
  headLines: number;
  subheads: number;
  bodyChars: number;
  bodyLines: number;
  verses: number;
  noises: number;
}

const NEVER = -1e9;
/** A caption, like a lead, begins with its day; the middle of a sentence seldom does. */
const BEGINS_ANEW = /^(?:\d{1,2}月\d{1,2}日|[近日昨今前]日|图|日前)/u;

/**
 * Labels all lines of a page at once: the best path through
 *
 *     Head+ → Byline? → (Body | Subhead | Verse)+ → Tail? → Head+ …      with noise between any two
 *
 * scored by shape, by what follows and by shared words. Time grows with the number of lines.
 */
export function findBorders(lines: readonly Line[], features: readonly Feature[], style: PageStyle, cohesion: Cohesion): Labelled[] {
  const search = new Search(lines, features, style, cohesion);
  return search.run();
}

let trIndex = 0;
class Search {
  constructor(
    private readonly lines: readonly Line[],
    private readonly features: readonly Feature[],
    private readonly style: PageStyle,
    private readonly cohesion: Cohesion,
  ) {}

  private siblings: Set<number> | undefined;
  /** 0..1: share of the page's headlines that a byline follows. */
  private signed = 0;

  /** Debug */
  trace(cell: Cell | undefined): void {
    for (let c = cell; c?.back; c = c.back) { const i = trIndex--; console.log(i, LABELS[c.state], c.starts ? '*' : ' ', (c.score - c.back.score).toFixed(1), c.score.toFixed(1), this.lines[i]?.text.slice(0, 30), 'H', this.features[i]?.head.toFixed(1), 'B', this.features[i]?.body.toFixed(1), 'aff', this.features[i]?.affinity.toFixed(2), 'soft', this.lines[i]?.soft, 'acr', this.cohesion.across(i), this.hasSibling(i) ? 'sib' : ''); }
  }

  run(): Labelled[] {
    const start: Cell = { score: 0, back: undefined, state: S.Outside, starts: false, lastBody: -1, headLines: 0, subheads: 0, bodyChars: 0, bodyLines: 0, verses: 0, noises: 0 };
    let cells: (Cell | undefined)[] = [start];
    const margins: number[] = [];
    this.signed = signedShare(this.features);
    for (let i = 0; i < this.lines.length; i++) {
      const next: (Cell | undefined)[] = new Array<Cell | undefined>(STATES).fill(undefined);
      for (const from of cells) if (from) this.extend(from, i, next);
      cells = next;
      margins.push(marginOf(cells));
    }
    let best: Cell | undefined;
    for (const cell of cells) {
      if (!cell) continue;
      cell.score += this.ending(cell);
      if (!best || cell.score > best.score) best = cell;
    }
    if (process.env['TRACE']) { trIndex = this.lines.length - 1; console.log(JSON.stringify(this.style)); this.trace(best); }
    const out: Labelled[] = [];
    for (let cell = best, i = this.lines.length - 1; cell?.back; cell = cell.back, i--) out[i] = { label: LABELS[cell.state] ?? 'body', starts: cell.starts, margin: margins[i] ?? 0 };
    return out;
  }

  private extend(from: Cell, i: number, next: (Cell | undefined)[]): void {
    for (let to = 0; to < STATES; to++) {
      const step = this.step(from, i, to);
      if (step <= NEVER) continue;
      const score = from.score + step;
      const held = next[to];
      if (held && held.score >= score) continue;
      next[to] = this.grow(from, i, to, score);
    }
  }

  private grow(from: Cell, i: number, to: S, score: number): Cell {
    const inHead = from.state === S.Head || from.state === S.HeadNoise || from.state === S.Byline;
    const starts = (to === S.Head && from.state !== S.Head && from.state !== S.HeadNoise) || (to === S.Body && (from.state === S.Outside || from.state === S.Tail || this.opensUntitled(from, i)));
    const fresh = starts || from.state === S.Outside;
    const prose = to === S.Body || to === S.Subhead || to === S.Verse;
    const chars = this.lines[i]?.text.length ?? 0;
    return {
      score,
      back: from,
      state: to,
      starts,
      lastBody: prose ? i : fresh ? -1 : from.lastBody,
      headLines: to === S.Head ? (starts ? 1 : from.headLines + 1) : inHead ? from.headLines : fresh ? 0 : from.headLines,
      subheads: fresh ? 0 : from.subheads + (to === S.Subhead ? 1 : 0),
      bodyChars: (fresh ? 0 : from.bodyChars) + (prose ? chars : 0),
      bodyLines: (fresh ? 0 : from.bodyLines) + (prose ? 1 : 0),
      verses: to === S.Verse ? from.verses + 1 : 0,
      noises: to === S.BodyNoise || to === S.HeadNoise ? from.noises + 1 : 0,
    };
  }

  private opensUntitled(from: Cell, i: number): boolean {
    const f = this.features[i];
    const inBody = from.state === S.Body || from.state === S.BodyNoise || from.state === S.Verse;
    if (!inBody) return false;
    return (f?.lead !== undefined && from.lastBody >= 0) || (this.lines[i]?.jumpIn === true && !f?.mid);
  }

  /** Log-odds of going from a path into a state at line i. */
  private step(from: Cell, i: number, to: S): number {
    switch (to) {
      case S.Outside:
        return from.state === S.Outside ? this.noise(i) : from.state === S.Tail ? this.noise(i) : NEVER;
      case S.Head:
        return this.toHead(from, i);
      case S.HeadNoise:
        return from.state === S.Head || from.state === S.HeadNoise || from.state === S.Byline ? this.noise(i) - (from.state === S.HeadNoise ? 0.2 : 0.8) : NEVER;
      case S.Byline:
        return this.toByline(from, i);
      case S.Body:
        return this.toBody(from, i);
      case S.Subhead:
        return this.toSubhead(from, i);
      case S.Verse:
        return this.toVerse(from, i);
      case S.Tail:
        return this.toTail(from, i);
      case S.BodyNoise:
        return from.state === S.Body || from.state === S.Verse || from.state === S.BodyNoise || from.state === S.Subhead ? this.noise(i) + this.interruption(from, i) : NEVER;
    }
  }

  private noise(i: number): number {
    const line = this.lines[i];
    const f = this.features[i];
    if (!line || !f) return NEVER;
    return line.soft > 0 ? line.soft - 1.5 : f.lead || line.width > 80 ? -9 : /[，。]/u.test(line.text) ? -7 : -4.5;
  }

  /**
   * A complete short sentence between an open line and its continuation is a caption, whatever it says.
   *
   *     大风降温天气，早晚温差加        open
   *     柳林区医院的医生为村民测量血压。  closed, not of the column's width
   *     大。首席预报员说                goes on
   */
  private interruption(from: Cell, i: number): number {
    const line = this.lines[i];
    const f = this.features[i];
    const last = this.features[from.lastBody];
    const lastLine = this.lines[from.lastBody];
    if (!line || !f || !last || !lastLine || from.lastBody < 0) return 0;
    let score = 0;
    const wrapped = this.style.kind === 'wrapped';
    if (isWideLine(line, this.style.widthChars)) score += 2.5;
    if (!last.closed && !lastLine.jumpOut && line.width <= 60 && !f.mid) {
      if (BEGINS_ANEW.test(line.text) || line.soft > 0) score += f.closed && !wrapped ? 5 : 2;
      const next = this.features[i + 1];
      if (f.closed && !f.full && line.width >= 9 && (last.full || !wrapped) && next && (next.head < -1 || line.soft > 0) && this.goesOn(from.lastBody, i + 1)) score += wrapped && this.style.indent > 0 ? 5 : 3;
    }
    if (f.closed && !last.closed && /^.[。；、]/u.test(this.lines[i + 1]?.text ?? '')) score += 4;
    if (this.apart(from, i)) score += 5.5;
    // prose is dropped only on such grounds
    return score >= 3 && line.soft === 0 ? score + 2.5 : score;
  }

  /** A short piece after the end of a story, with no word of that story in it. */
  private apart(from: Cell, i: number): boolean {
    const line = this.lines[i];
    const f = this.features[i];
    if (!line || !f?.closed || f.tail || f.lead || this.style.kind === 'wrapped' || !this.features[from.lastBody]?.closed) return false;
    return line.width >= 12 && line.width <= 60 && BEGINS_ANEW.test(line.text) && from.bodyChars > 80 && this.cohesion.shared(line.text, from.lastBody) <= 1;
  }

  /** Whether line `to` reads on from the open line `at`: by its first mark, or by a pair of characters across the break that the page knows. */
  private goesOn(at: number, to: number): boolean {
    const a = this.lines[at];
    const b = this.lines[to];
    const f = this.features[to];
    if (!a || !b || !f) return false;
    if (f.mid) return true;
    if (this.style.indent > 0 && this.style.kind === 'wrapped') return !f.startsParagraph && !f.bylineLine && !f.lead;
    if (/^.[。，；、：！？]/u.test(b.text)) return true;
    return this.cohesion.knowsSeam(a.text, b.text);
  }

  private toHead(from: Cell, i: number): number {
    const f = this.features[i];
    const line = this.lines[i];
    if (!f || !line) return NEVER;
    if (f.head < -7) return NEVER;
    let score = f.head + Math.min(1.5, f.affinity * 2.5) - Math.max(0, line.soft - 1);
    const blank = line.blankBefore > 0 ? 1 : -0.6;
    switch (from.state) {
      case S.Outside:
        return score - 0.5;
      case S.Head:
        return from.headLines >= 5 ? NEVER : score - 0.9 - from.headLines * 0.7 - (line.indent > 3 ? 0 : 0);
      case S.HeadNoise:
        return score - 3;
      case S.Byline:
      case S.Subhead:
        return NEVER;
      case S.Tail:
        return score + 0.5 + blank * this.style.blankTrust;
      case S.Body:
      case S.Verse:
      case S.BodyNoise:
        break;
    }
    score += this.ending(from) - 1.6 + blank * this.style.blankTrust * 2;
    if (line.jumpIn) score += 1;
    if (from.bodyChars < 24 && from.verses === 0) score -= 2.5;
    if (from.state === S.Body || (from.state === S.BodyNoise && from.lastBody >= 0)) score -= Math.max(-1.8, Math.min(this.hasSibling(i) ? 2.5 : 1, (this.cohesion.across(i) - 2.5) * 0.8));
    return score;
  }

  /** How well an article may end at the path's last line. */
  private ending(from: Cell): number {
    if (from.state === S.Head || from.state === S.HeadNoise || from.state === S.Byline) return -6;
    if (from.state === S.Subhead) return -4;
    if (from.state === S.Outside || from.state === S.Tail) return 0;
    const last = this.features[from.lastBody];
    const line = this.lines[from.lastBody];
    if (!last || !line) return 0;
    if (line.jumpOut) return 3;
    if (last.tail) return 2.5;
    if (from.state === S.Verse) return from.verses >= 3 ? 0.5 : -4;
    if (!last.closed) return this.style.kind === 'wrapped' && last.full ? -4.5 : -4;
    return 0.8;
  }

  private toByline(from: Cell, i: number): number {
    const f = this.features[i];
    const by = f?.bylineLine;
    if (!f || !by || f.closed) return NEVER;
    const base = by.strength === 3 ? 4 : by.strength === 2 ? 3 : 0.2;
    if (from.state === S.Head) return base - (this.lines[i]?.soft ?? 0) * 0.6;
    if (from.state === S.HeadNoise) return base - 0.5 - (this.lines[i]?.soft ?? 0);
    if (from.state === S.Byline) return by.strength > 1 ? base - 1.5 : NEVER;
    return NEVER;
  }

  private toTail(from: Cell, i: number): number {
    const by = this.features[i]?.bylineLine;
    if (!by || by.strength < 2 || (from.state !== S.Body && from.state !== S.Verse && from.state !== S.BodyNoise)) return NEVER;
    const last = this.features[from.lastBody];
    return (last?.closed || from.state === S.Verse ? 3 : -3) + (by.strength - 2) * 0.5 - (by.photo && from.state === S.Body ? -2 : (this.lines[i]?.soft ?? 0) * 0.7);
  }

  private toBody(from: Cell, i: number): number {
    const f = this.features[i];
    const line = this.lines[i];
    if (!f || !line) return NEVER;
    let score = f.body - Math.max(0, line.soft - 1) * 0.8;
    switch (from.state) {
      case S.Outside:
        return score - (line.jumpIn ? 0 : f.lead ? 3 : 4);
      case S.Tail:
        return score - (line.jumpIn ? 0 : 5);
      case S.Head:
      case S.HeadNoise:
        if (f.lead) score += 3.5;
        else score += (LEAD_START.test(line.text) ? 0.8 : 0) - this.signed * 1.2;
        if (f.mid) score -= line.jumpIn ? 0 : 2;
        if (line.jumpIn) score += 3;
        if (!f.lead && i > 0) score -= this.cohesion.seam(this.lines[i - 1]?.text ?? '', line.text) * 0.8;
        score -= this.gapMisfit(line);
        if (!f.lead && this.features[i - 1]?.bracketed) score -= 4;
        return score - (this.style.indent > 0 && !f.startsParagraph && !line.jumpIn ? (this.style.kind === 'wrapped' ? 3 : 1) : 0);
      case S.Byline:
        return score + (f.lead ? -1 : 0.8) - (f.mid ? 2 : 0);
      case S.Subhead:
        return score + (f.lead ? -6 : 0.3) - (f.mid ? 3 : this.cohesion.seam(this.lines[i - 1]?.text ?? '', line.text)) - (line.blankBefore > 0 ? this.gapMisfit(line) : 0);
      case S.Verse:
        return NEVER;
      case S.Body:
      case S.BodyNoise:
        return score + this.continues(from, i, f, line);
    }
  }

  /** Headlines of one page stand all with their text or all apart from it. */
  private gapMisfit(line: Line): number {
    const { headGap } = this.style;
    if (headGap === undefined) return 0;
    if (line.blankBefore > 0) return headGap < 0.2 ? 2.5 : 0;
    return headGap > 0.8 ? 1.5 : 0;
  }

  private continues(from: Cell, i: number, f: Feature, line: Line): number {
    const last = this.features[from.lastBody];
    const lastLine = this.lines[from.lastBody];
    if (!last || !lastLine) return -2;
    let score = 0;
    if (f.lead) return line.jumpIn ? -1 : last.closed || lastLine.jumpOut ? -4.5 : -6;
    if (line.jumpIn) return f.mid ? -1 : -2;
    if (lastLine.jumpOut) return -7;
    if (last.tail && !last.tail.photo) score -= last.tail.strength + 1;
    if (last.closed) {
      if (f.mid || /^.[。；、]/u.test(line.text)) score -= 3;
      // an indented page begins every paragraph with its indent
      if (this.style.kind === 'wrapped' && this.style.indent > 0 && !last.full && !f.startsParagraph) score -= 3;
      score -= line.blankBefore > 0 ? this.style.blankTrust * 1.5 : 0;
    } else {
      score += f.mid ? 2.5 : 1;
      if (this.style.kind === 'wrapped' && !last.full) score -= f.mid ? 0 : 1.5;
      if (BEGINS_ANEW.test(line.text)) score -= 2;
      if (f.startsParagraph) score -= 2;
      else if (this.cohesion.knowsSeam(lastLine.text, line.text)) score += 1.5;
    }
    return score;
  }

  private toSubhead(from: Cell, i: number): number {
    const f = this.features[i];
    const line = this.lines[i];
    if (!f || !line || (from.state !== S.Body && from.state !== S.BodyNoise)) return NEVER;
    const last = this.features[from.lastBody];
    if (!last?.closed || last.tail || this.lines[from.lastBody]?.jumpOut || from.bodyChars < 40 || line.jumpIn || f.bracketed || line.width > 22 || f.head < -3) return NEVER;
    let score = f.head - 1.8 + Math.max(-2.5, Math.min(2.2, (this.cohesion.across(i) - 2.5) * 0.8));
    if (this.style.indent > 0 && f.startsParagraph) score += 1.5;
    if (from.subheads > 0) score += 0.8;
    score += (this.hasSibling(i) ? 1.7 : -2.8) + Math.min(0.8, f.affinity * 1.2);
    if (this.style.frames) score -= 4;
    if (line.width > 10) score -= (line.width - 10) * 0.25;
    if (LEAD_START.test(this.lines[i + 1]?.text ?? '')) score -= 1.2;
    if (line.blankBefore > 0) score -= this.style.blankTrust * 2.5;
    return score - Math.max(0, line.soft - 1);
  }

  /** Subheads come in twos and threes: another line that could be one, with prose alone between. */
  private hasSibling(i: number): boolean {
    this.siblings ??= findSiblings(this.lines, this.features, this.cohesion);
    return this.siblings.has(i);
  }

  private toVerse(from: Cell, i: number): number {
    const f = this.features[i];
    const line = this.lines[i];
    if (!f || !line || !looksVerse(line, f, this.style)) return NEVER;
    if (from.state === S.Verse) return 1.5 - (line.blankBefore > 0 ? this.style.blankTrust * 1.2 + 0.2 : 0) - line.soft - Math.max(0, f.head > 0 ? f.affinity * 1.5 - 0.3 : 0) - (Math.abs(line.width - (this.lines[from.lastBody]?.width ?? line.width)) > 5 ? 1 : 0);
    if (from.state !== S.Head && from.state !== S.Byline && from.state !== S.HeadNoise) return NEVER;
    return (from.state === S.Byline ? -1 : -3) - (f.closed && this.style.kind === 'wrapped' ? 1 : 0) - line.soft - (f.mid ? 3 : 0);
  }
}

function findSiblings(lines: readonly Line[], features: readonly Feature[], cohesion: Cohesion): Set<number> {
  const siblings = new Set<number>();
  let before = -1;
  lines.forEach((line, i) => {
    const f = features[i];
    const next = features[i + 1];
    if (!f || !next || f.head < -1.5) return;
    // a sure headline, or a byline: another story begins
    if (next.lead || (next.bylineLine && next.bylineLine.strength > 1) || f.bracketed) before = -1;
    else if (i > 0 && features[i - 1]?.closed && line.width <= 14 && next.body > 0 && cohesion.across(i) >= 1) {
      if (before >= 0 && cohesion.across(i) + cohesion.across(before) >= 3.5) siblings.add(before).add(i);
      before = i;
    }
  });
  return siblings;
}

function signedShare(features: readonly Feature[]): number {
  let signed = 0;
  let plain = 0;
  features.forEach((f, i) => {
    const next = features[i + 1];
    if (!next || f.head < 0) return;
    if (next.lead || (next.bylineLine && next.bylineLine.strength > 1)) signed++;
    else if (next.body > 0 && features[i - 1]?.closed) plain++;
  });
  return signed / Math.max(1, signed + plain);
}

/** How far the best path leads over the next best, in log-odds. */
function marginOf(cells: readonly (Cell | undefined)[]): number {
  let first = NEVER;
  let second = NEVER;
  for (const cell of cells) {
    if (!cell) continue;
    if (cell.score > first) [first, second] = [cell.score, first];
    else if (cell.score > second) second = cell.score;
  }
  return first - second;
}
