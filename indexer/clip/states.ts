/** What the best path makes of a line. */
export type Label = 'head' | 'byline' | 'body' | 'subhead' | 'verse' | 'tail' | 'noise';

/** States of the search. The noise states remember what they interrupt. */
export const enum S {
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

/** Number of states. */
export const STATES = 9;

/** The label that a state gives its line. */
export const LABELS: readonly Label[] = ['noise', 'head', 'noise', 'byline', 'body', 'subhead', 'verse', 'tail', 'noise'];

/** Log-odds of what cannot be. */
export const NEVER = -1e9;

/** A path to one state at one line, with what later decisions need to know of it. */
export interface Cell {
  score: number;
  back: Cell | undefined;
  state: S;
  starts: boolean;
  /** Line of the last prose, verse or subhead; -1 before any. */
  lastBody: number;
  headLines: number;
  subheads: number;
  bodyChars: number;
  verses: number;
}
