import type { Engine, VocabularyWord } from '../engines/engine.js';
import { readingsOf, weakened } from '../text/pinyin.js';
import { runsOf } from '../text/runs.js';
import { Han } from '../text/scripts.js';
import { similarShapes } from './shapes.js';

/** In which way a spelling is like what was typed: it sounds the same, nearly the same, or looks alike. */
export type Likeness = 'reading' | 'weak' | 'shape';

/** A stretch of a text, in UTF-16 units, and a word of the vocabulary to stand there instead. */
export interface Spelling {
  readonly start: number;
  readonly end: number;
  readonly word: string;
  /** The word as a dictionary prints it. */
  readonly printed: string;
  readonly count: number;
  /** How alike: characters that stay count most. */
  readonly alike: number;
}

/** A stretch of a text in UTF-16 units. */
export type Stretch = readonly [start: number, end: number];

const longestSpan = 6, longestLookalike = 10, shortestNear = 4, mostSpans = 400, wordsOfKey = 12, wordsOfBeginning = 300, mostSpellings = 80;

/**
 * Words of the vocabulary for stretches of a folded text that overlap one of `within`, most alike and most frequent first.
 * @param single characters that are words of their own
 */
export async function spellingsOf(folded: string, within: readonly Stretch[], single: readonly Stretch[], likeness: Likeness, engine: Engine): Promise<Spelling[]> {
  const found: Spelling[] = [];
  for (const run of runsOf(folded)) {
    if (run.script !== Han) continue;
    const text = folded.slice(run.start, run.end);
    const near = within.map(([start, end]): Stretch => [start - run.start, end - run.start]).filter(([start, end]) => start < text.length && end > 0);
    if (!near.length || [...text].length !== text.length) continue;
    const longest = likeness === 'shape' ? longestLookalike : longestSpan;
    const alone = single.flatMap(([start, end]): Stretch[] => start >= run.start && end <= run.end ? [[start - run.start, end - run.start]] : []);
    const spans = spansOf(text, near, longest, alone);
    const words = likeness === 'shape' ? await looksAlike(text, spans, engine) : await soundsAlike(text, spans, likeness, engine);
    for (const spelling of words) found.push({ ...spelling, start: spelling.start + run.start, end: spelling.end + run.start });
  }
  return found.sort((a, b) => b.alike - a.alike || b.count - a.count).slice(0, mostSpellings);
}

/** Stretches of two characters and more, and words of one, that touch what is to be replaced. */
function spansOf(text: string, near: readonly Stretch[], longest: number, single: readonly Stretch[]): Stretch[] {
  const touches = ([start, end]: Stretch) => near.some(([from, to]) => start < to && end > from);
  const spans = single.filter(touches);
  for (let start = 0; start < text.length && spans.length < mostSpans; start++)
    for (let end = start + 2; end <= Math.min(text.length, start + longest); end++)
      if (touches([start, end])) spans.push([start, end]);
  return spans;
}

async function soundsAlike(text: string, spans: readonly Stretch[], likeness: 'reading' | 'weak', engine: Engine): Promise<Spelling[]> {
  const places = new Map<string, Stretch[]>();
  const keyOf = likeness === 'weak' ? weakened : (reading: string) => reading;
  for (const span of spans) {
    const stretch = text.slice(...span);
    for (const key of new Set([...readingsOf(stretch), ...combined(stretch)].map(keyOf))) add(places, key, span);
  }
  const words = await engine.vocabulary({ by: likeness, keys: [...places.keys()] }, wordsOfKey);
  return placed(text, words, word => places.get(keyOf(word.reading)) ?? []);
}

async function looksAlike(text: string, spans: readonly Stretch[], engine: Engine): Promise<Spelling[]> {
  const places = new Map<string, Stretch[]>(), beginnings = new Map<string, Stretch[]>();
  for (const span of spans) {
    const stretch = text.slice(...span);
    for (const other of similarShapes(stretch)) add(places, other, span);
    // One character wrong, missing or too many behind the first half of a longer word.
    if (stretch.length >= shortestNear - 1) add(beginnings, stretch.slice(0, Math.ceil(stretch.length / 2)), span);
  }
  const exact = places.size ? placed(text, await engine.vocabulary({ by: 'word', keys: [...places.keys()] }, 1), word => places.get(word.word) ?? []) : [];
  const keys = [...beginnings.keys()].filter(key => key.length > 1), longestKey = Math.ceil(longestLookalike / 2);
  const words = keys.length ? await engine.vocabulary({ by: 'word', keys, beginning: true }, wordsOfBeginning) : [];
  const near = placed(text, words, ({ word }) => Array.from({ length: longestKey - 1 }, (_, i) => beginnings.get(word.slice(0, i + 2)) ?? []).flat().filter(span => isNear(word, text.slice(...span))));
  return [...exact, ...near];
}

function add(places: Map<string, Stretch[]>, key: string, span: Stretch): void {
  const list = places.get(key);
  if (list) list.push(span);
  else places.set(key, [span]);
}

function placed(text: string, words: readonly VocabularyWord[], placesOf: (word: VocabularyWord) => readonly Stretch[]): Spelling[] {
  const found = new Map<string, Spelling>();
  for (const word of words) {
    for (const [start, end] of placesOf(word)) {
      const typed = text.slice(start, end);
      if (word.word === typed) continue;
      const kept = [...word.word].filter((c, i) => c === typed[i]).length;
      found.set(`${start} ${end} ${word.word}`, { start, end, word: word.word, printed: word.printed, count: word.count, alike: (end - start) + 2 * kept });
    }
  }
  return [...found.values()];
}

/** Whether two longer words differ by one character: another one, one too few, one too many. */
function isNear(a: string, b: string): boolean {
  if (Math.max(a.length, b.length) < shortestNear) return false;
  if (a.length === b.length) return [...a].filter((c, i) => c !== b[i]).length === 1;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.length - short.length !== 1) return false;
  let i = 0;
  while (i < short.length && short[i] === long[i]) i++;
  return short.slice(i) === long.slice(i + 1);
}

const mostCombined = 8;

/** Readings of several characters together, each as it is read by itself. */
const combined = (stretch: string): string[] => [...stretch].map(c => readingsOf(c).slice(0, 3))
  .reduce<string[]>((before, readings) => before.flatMap(b => readings.map(r => b ? `${b} ${r}` : r)).slice(0, mostCombined), ['']);
