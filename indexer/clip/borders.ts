import type { PageView } from './companions.js';
import { LABELS, NEVER, S, STATES, type Cell, type Label } from './states.js';
import { StepScores } from './steps.js';

/** One labelled line; `starts` where a new article begins, `margin` how far this reading leads over the next best, in log-odds. */
export interface Labelled {
  label: Label;
  starts: boolean;
  margin: number;
}

/**
 * Labels all lines of a page at once: the best path through
 *
 *     Head+ → Byline? → (Body | Subhead | Verse)+ → Tail? → Head+ …      with noise between any two
 *
 * scored by shape, by what follows and by shared words. Time grows with the number of lines.
 */
export function findBorders(page: PageView): Labelled[] {
  return new Search(page).run();
}

class Search {
  private readonly steps: StepScores;

  constructor(private readonly page: PageView) {
    this.steps = new StepScores(page);
  }

  run(): Labelled[] {
    const start: Cell = { score: 0, back: undefined, state: S.Outside, starts: false, lastBody: -1, headLines: 0, subheads: 0, bodyChars: 0, verses: 0 };
    let cells: (Cell | undefined)[] = [start];
    const margins: number[] = [];
    for (let i = 0; i < this.page.lines.length; i++) {
      const next: (Cell | undefined)[] = new Array<Cell | undefined>(STATES).fill(undefined);
      for (const from of cells) if (from) this.extend(from, i, next);
      cells = next;
      margins.push(marginOf(cells));
    }
    let best: Cell | undefined;
    for (const cell of cells) {
      if (!cell) continue;
      cell.score += this.steps.ending(cell);
      if (!best || cell.score > best.score) best = cell;
    }
    const out: Labelled[] = [];
    for (let cell = best, i = this.page.lines.length - 1; cell?.back; cell = cell.back, i--) out[i] = { label: LABELS[cell.state] ?? 'body', starts: cell.starts, margin: margins[i] ?? 0 };
    return out;
  }

  private extend(from: Cell, i: number, next: (Cell | undefined)[]): void {
    for (let to = 0; to < STATES; to++) {
      const step = this.steps.step(from, i, to);
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
    const chars = this.page.lines[i]?.text.length ?? 0;
    return {
      score,
      back: from,
      state: to,
      starts,
      lastBody: prose ? i : fresh ? -1 : from.lastBody,
      headLines: to === S.Head ? (starts ? 1 : from.headLines + 1) : inHead ? from.headLines : fresh ? 0 : from.headLines,
      subheads: fresh ? 0 : from.subheads + (to === S.Subhead ? 1 : 0),
      bodyChars: (fresh ? 0 : from.bodyChars) + (prose ? chars : 0),
      verses: to === S.Verse ? from.verses + 1 : 0,
    };
  }

  private opensUntitled(from: Cell, i: number): boolean {
    const f = this.page.features[i];
    const inBody = from.state === S.Body || from.state === S.BodyNoise || from.state === S.Verse;
    if (!inBody) return false;
    return (f?.lead !== undefined && from.lastBody >= 0) || (this.page.lines[i]?.jumpIn === true && !f?.mid);
  }
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
