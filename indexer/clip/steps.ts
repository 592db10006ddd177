import type { Cohesion } from './cohesion.js';
import { findSiblings, type PageView } from './companions.js';
import { looksVerse, type Feature } from './features.js';
import { LEAD_START, NAMES_DAY, ProseScores } from './prose.js';
import { NEVER, S, type Cell } from './states.js';
import type { PageStyle } from './style.js';
import type { Line } from './types.js';

/** Scores of every step that the search may take, in log-odds. */
export class StepScores {
  private readonly lines: readonly Line[];
  private readonly features: readonly Feature[];
  private readonly style: PageStyle;
  private readonly cohesion: Cohesion;
  private readonly prose: ProseScores;
  private readonly siblings: ReadonlySet<number>;

  constructor(page: PageView) {
    this.lines = page.lines;
    this.features = page.features;
    this.style = page.style;
    this.cohesion = page.cohesion;
    this.prose = new ProseScores(page);
    this.siblings = findSiblings(page);
  }

  /** Log-odds of going from a path into a state at line i. */
  step(from: Cell, i: number, to: S): number {
    switch (to) {
      case S.Outside:
        return from.state === S.Outside ? this.prose.noise(i) : from.state === S.Tail ? this.prose.noise(i) : NEVER;
      case S.Head:
        return this.toHead(from, i);
      case S.HeadNoise:
        return from.state === S.Head || from.state === S.HeadNoise || from.state === S.Byline ? this.prose.noise(i) - (from.state === S.HeadNoise ? 0.2 : 0.8) : NEVER;
      case S.Byline:
        return this.toByline(from, i);
      case S.Body:
        return this.prose.toBody(from, i);
      case S.Subhead:
        return this.toSubhead(from, i);
      case S.Verse:
        return this.toVerse(from, i);
      case S.Tail:
        return this.toTail(from, i);
      case S.BodyNoise:
        return from.state === S.Body || from.state === S.Verse || from.state === S.BodyNoise || from.state === S.Subhead ? this.prose.noise(i) + this.prose.interruption(from, i) : NEVER;
    }
  }

  private toHead(from: Cell, i: number): number {
    const f = this.features[i];
    const line = this.lines[i];
    if (!f || !line) return NEVER;
    if (f.head < -4.5) return NEVER;
    let score = f.head + Math.min(1.5, f.affinity * 2.5) - Math.max(0, line.soft - 1);
    const blank = line.blankBefore > 0 ? this.style.blankTrust : -this.style.blankNeed * 0.8;
    switch (from.state) {
      case S.Outside:
        return score - 0.5;
      case S.Head:
        return from.headLines >= 5 ? NEVER : score - 0.9 - from.headLines * 0.7 - (line.blankBefore > 0 && (this.style.headGap ?? 0) < 0.5 ? this.style.blankTrust * 2 : 0) + (this.unindented(i) ? 1 : 0);
      case S.HeadNoise:
        return score - 3;
      case S.Byline:
      case S.Subhead:
        return NEVER;
      case S.Tail:
        return score + 0.5 + blank;
      case S.Body:
      case S.Verse:
      case S.BodyNoise:
        break;
    }
    if (this.unindented(i) && this.features[from.lastBody]?.closed && !this.features[from.lastBody]?.full) score += 1.5;
    score += this.ending(from) - 1.6 + blank * 2;
    if (line.jumpIn) score += 1;
    if (from.bodyChars < 24 && from.verses === 0) score -= 2.5;
    if (f.head > -3 && (from.state === S.Body || (from.state === S.BodyNoise && from.lastBody >= 0))) score -= Math.max(-1.8, Math.min(this.siblings.has(i) ? 2.5 : 1, (this.cohesion.across(i) - 2.5) * 0.8));
    return score;
  }

  /** How well an article may end at the path's last line. */
  ending(from: Cell): number {
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
    const base = by.strength === 3 ? 4 : by.strength === 2 ? 3 : /^\p{Script=Han}/u.test(by.byline) ? 0.2 : 1.5;
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

  /** A full line without the indent that begins every paragraph of its page: no lead, though it fills the column. */
  private unindented(i: number): boolean {
    const f = this.features[i];
    return this.style.kind === 'wrapped' && this.style.indent > 0 && f?.full === true && !f.startsParagraph;
  }

  /** Whether the text below line i begins as news does. */
  private opensNews(i: number): boolean {
    const text = this.lines[i + 1]?.text ?? '';
    return LEAD_START.test(text) || NAMES_DAY.test((text + (this.lines[i + 2]?.text ?? '') + (this.lines[i + 3]?.text ?? '')).slice(0, 45));
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
    score += (this.siblings.has(i) ? 1.7 : -2.8) + Math.min(0.8, f.affinity * 1.2);
    if (this.style.frames) score -= 4;
    if (line.width > 10) score -= (line.width - 10) * 0.25;
    if (this.opensNews(i)) score -= 1.2;
    if (line.blankBefore > 0) score -= this.style.blankTrust * 2.5;
    return score - Math.max(0, line.soft - 1);
  }

  private toVerse(from: Cell, i: number): number {
    const f = this.features[i];
    const line = this.lines[i];
    if (!f || !line || !looksVerse(line, f, this.style)) return NEVER;
    // a line that an empty one parts from what follows, where headlines stand so
    const apart = (this.style.headGap ?? 0) > 0.8 && line.blankBefore === 0 && (this.lines[i + 1]?.blankBefore ?? 0) > 0 ? 0.3 : 0;
    if (from.state === S.Verse) return 1.5 - apart - (line.blankBefore > 0 ? this.style.blankTrust * 1.2 + 0.2 : 0) - line.soft - Math.max(0, f.head > 0 ? f.affinity * 3 - 0.5 : 0) - (Math.abs(line.width - (this.lines[from.lastBody]?.width ?? line.width)) > 6 ? 0.6 : 0);
    if (from.state !== S.Head && from.state !== S.Byline && from.state !== S.HeadNoise) return NEVER;
    return (from.state === S.Byline ? -1 : -3) - (f.closed && this.style.kind === 'wrapped' ? 1 : 0) - line.soft - (f.mid ? 3 : 0);
  }
}
