import type { Labelled } from './borders.js';
import type { Cohesion } from './cohesion.js';
import type { Feature } from './features.js';
import { isClosed, startsMid } from './text.js';
import type { Line } from './types.js';

/** The lines of one article, as indexes into the page's lines. */
export interface Segment {
  heads: number[];
  bylines: number[];
  body: { at: number; kind: 'body' | 'subhead' | 'verse' }[];
  noise: number[];
  /** Smallest lead of the chosen reading over the next best, in log-odds, at the article's border. */
  margin: number;
}

/** Groups labelled lines into articles; lines before the first or between two are `outside`. */
export function segmentsOf(labels: readonly Labelled[]): { segments: Segment[]; outside: number[] } {
  const segments: Segment[] = [];
  const outside: number[] = [];
  let open: Segment | undefined;
  labels.forEach((l, at) => {
    if (l.starts) {
      open = { heads: [], bylines: [], body: [], noise: [], margin: l.margin };
      segments.push(open);
    }
    if (l.label === 'noise') {
      if (open) open.noise.push(at);
      else outside.push(at);
    } else if (open) {
      if (l.label === 'head') open.heads.push(at);
      else if (l.label === 'byline' || l.label === 'tail') open.bylines.push(at);
      else open.body.push({ at, kind: l.label });
    } else outside.push(at);
  });
  return { segments, outside };
}

/**
 * Gives an article that was left open in mid-sentence the rest of it, when a story set into it stands between:
 *
 *     …为抢晴天 │ [a whole other story] │ ，镇里协调了…
 *
 * The rest begins after a full stop of the other story, with a mark that begins no sentence or with the open story's words.
 */
export function mendDisplaced(segments: readonly Segment[], lines: readonly Line[], features: readonly Feature[], cohesion: Cohesion): void {
  for (let k = 0; k + 1 < segments.length; k++) {
    const open = segments[k];
    const last = open?.body.at(-1);
    const lastLine = last && lines[last.at];
    if (!open || !last || !lastLine || last.kind !== 'body' || lastLine.jumpOut || isClosed(lastLine.text) || features[last.at]?.tail) continue;
    for (const other of segments.slice(k + 1, k + 3)) {
      const from = other.body.findIndex((entry, j) => {
        const line = lines[entry.at];
        const before = lines[other.body[j - 1]?.at ?? -1];
        if (!line || !before || entry.kind !== 'body' || !isClosed(before.text)) return false;
        if (startsMid(line.text) || /^的(?![士确哥])/u.test(line.text)) return true;
        return cohesion.knowsSeam(lastLine.text, line.text) && cohesion.shared(line.text.slice(0, 200), last.at) >= 3 && cohesion.shared(line.text.slice(0, 200), last.at) > 2 * cohesion.shared(line.text.slice(0, 200), entry.at - 1);
      });
      if (from > 0) {
        open.body.push(...other.body.splice(from));
        break;
      }
    }
  }
}
