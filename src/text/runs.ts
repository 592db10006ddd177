import { characterLengthUtf16, Digit, Han, Hangul, Kana, Letter, scriptAt, scriptOfUnit } from './scripts.js';

/** Characters of one script side by side in a folded text; letters and digits together are one run (N95, 12351app). */
export interface Run {
  readonly script: typeof Han | typeof Letter | typeof Kana | typeof Hangul;
  /** Folded units. */
  readonly start: number;
  readonly end: number;
}

/** The script of the run that a kind of character belongs to; 0 for what belongs to none. */
const runScripts: readonly number[] = [0, Han, Letter, Letter, Kana, Hangul, 0];

/** The runs of a folded text in order; what lies between two runs that do not touch is a gap (punctuation, space, emoji). */
export function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  let current = 0, start = 0, i = 0;
  while (i < text.length) {
    const unit = text.charCodeAt(i);
    const isSurrogate = unit >= 0xd800 && unit <= 0xdfff;
    const script = runScripts[isSurrogate ? scriptAt(text, i) : scriptOfUnit[unit] as number] as number;
    if (script !== current) {
      if (current !== 0) runs.push({ script: current as Run['script'], start, end: i });
      current = script;
      start = i;
    }
    i += isSurrogate ? characterLengthUtf16(text, i) : 1;
  }
  if (current !== 0) runs.push({ script: current as Run['script'], start, end: text.length });
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
