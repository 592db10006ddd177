import type { Han, Hangul, Kana} from './scripts.js';
import { characterLengthUtf16, Digit, Letter, Other, Pictograph, scriptAt, type Script } from './scripts.js';

/** Characters of one script side by side in a folded text; letters and digits together are one run (N95, 12351app). */
export interface Run {
  readonly script: typeof Han | typeof Letter | typeof Kana | typeof Hangul;
  /** Folded units. */
  readonly start: number;
  readonly end: number;
}

const runScript = (script: Script): Run['script'] | null =>
  script === Digit ? Letter : script === Other || script === Pictograph ? null : script;

/** The runs of a folded text in order; what lies between two runs that do not touch is a gap (punctuation, space, emoji). */
export function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  let current: Run['script'] | null = null, start = 0, i = 0;
  while (i < text.length) {
    const script = runScript(scriptAt(text, i));
    if (script !== current) {
      if (current !== null) runs.push({ script: current, start, end: i });
      current = script;
      start = i;
    }
    i += characterLengthUtf16(text, i);
  }
  if (current !== null) runs.push({ script: current, start, end: text.length });
  return runs;
}

/** Letters and digits of a run apart (12351app → 12351, app), as folded units `[start, end]`. */
export function piecesOf(text: string, run: Run): [start: number, end: number][] {
  const pieces: [number, number][] = [];
  let start = run.start;
  for (let i = run.start; i < run.end; i += characterLengthUtf16(text, i)) {
    if (i > start && (scriptAt(text, i) === Digit) !== (scriptAt(text, start) === Digit)) {
      pieces.push([start, i]);
      start = i;
    }
  }
  pieces.push([start, run.end]);
  return pieces;
}
