import type { Cohesion } from './cohesion.js';
import { signedShare, type PageView } from './companions.js';
import type { Feature } from './features.js';
import { NEVER, S, type Cell } from './states.js';
import { isWideLine, type PageStyle } from './style.js';
import type { Line } from './types.js';

/** How unsigned news begins: with its day or its source. */
export const LEAD_START = /^(?:\d{1,2}月\d{1,2}日|[近日昨今前]日|日前|即日起|记者|从\d{1,2}月|今年以来|截至|历时|据)/u;
/** News names its day within its first sentences; the next section of a story seldom does. */
export const NAMES_DAY = /\d{1,2}月\d{1,2}日|近日|日前|昨日|[本上]周/u;
/** A caption, like a lead, begins with its day; the middle of a sentence seldom does. */
const BEGINS_ANEW = /^(?:\d{1,2}月\d{1,2}日|[近日昨今前]日|图|日前)/u;

/** Scores, in log-odds, of reading a line as prose or as noise set into prose. */
export class ProseScores {
  private readonly lines: readonly Line[];
  private readonly features: readonly Feature[];
  private readonly style: PageStyle;
  private readonly cohesion: Cohesion;
  /** 0..1: share of the page's headlines that a byline follows. */
  private readonly signed: number;

  constructor(page: PageView) {
    this.lines = page.lines;
    this.features = page.features;
    this.style = page.style;
    this.cohesion = page.cohesion;
    this.signed = signedShare(page.features);
  }

  noise(i: number): number {
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
  interruption(from: Cell, i: number): number {
    const line = this.lines[i];
    const f = this.features[i];
    const last = this.features[from.lastBody];
    const lastLine = this.lines[from.lastBody];
    if (!line || !f || !last || !lastLine || from.lastBody < 0) return 0;
    let score = 0;
    const wrapped = this.style.kind === 'wrapped';
    if (isWideLine(line, this.style.widthChars)) score += 2.5;
    if (!last.closed && !lastLine.jumpOut && line.width <= 60 && !f.mid) {
      if (BEGINS_ANEW.test(line.text) || line.soft > 0) score += f.closed && !wrapped ? 6.5 : 2;
      const next = this.features[i + 1];
      if (f.closed && !f.full && line.width >= 9 && (last.full || !wrapped) && next && (next.head < -1 || line.soft > 0) && this.goesOn(from.lastBody, i + 1)) score += wrapped && this.style.indent > 0 ? 5 : 3;
    }
    if (f.closed && !last.closed && /^.[。；、]/u.test(this.lines[i + 1]?.text ?? '')) score += 4;
    if (this.apart(from, i)) score += 7.5;
    // prose is dropped only on such grounds
    if (line.soft > 0 && !last.closed && this.endsPhoto(i)) score -= 4;
    return score >= 3 && line.soft === 0 ? score + 2.5 : score;
  }

  /** A credit that ends an open sentence, with a headline behind, is the end of a picture story and no caption set into one. */
  private endsPhoto(i: number): boolean {
    let next = i + 1;
    while (next < this.lines.length && next < i + 3 && (this.lines[next]?.soft ?? 0) > 0 && (this.lines[next]?.width ?? 99) < 9) next++;
    return (this.features[next]?.head ?? 1) > 0 && !BEGINS_ANEW.test(this.lines[i]?.text ?? '') && !/^[▲△▼▽←→↑↓]|^[上下左右]?图/u.test(this.lines[i]?.text ?? '');
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

  toBody(from: Cell, i: number): number {
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

  /** Headlines of one page stand all with their text or all apart from it. */
  gapMisfit(line: Line): number {
    const { headGap } = this.style;
    if (headGap === undefined) return 0;
    if (line.blankBefore > 0) return headGap < 0.2 ? 2.5 : 0;
    return headGap > 0.8 ? 1.5 : 0;
  }
}
