import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { variantClasses } from './variants.js';

/**
 * A text made comparable, with the way back.
 *
 * ```
 * original   Ｎ ９ ５ 口 罩 ㎡ 發        offsets in UTF-16 units of the original
 * text       n  9  5  口 罩 m 2 发
 * starts     0  1  2  3  4  5 5 6  7     starts[i] → where the character behind unit i begins; the last one is the length
 * ```
 * `starts` is null where every unit stands at its own offset (the usual case).
 */
export interface Folded {
  readonly text: string;
  readonly original: string;
  readonly starts: Uint32Array | null;
}

// Accents off: combining marks of Latin, Greek, Cyrillic, Hebrew and Arabic, and everything that Unicode says may be ignored
// (joiners, variation selectors, soft hyphens). The kana's voicing marks and the vowel signs of Indic scripts stay.
const dropped = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]|\p{Default_Ignorable_Code_Point}/gu;

const han = /\p{Script=Han}/gu;

const separator = '\n';

interface Tables {
  readonly variants: ReadonlyMap<string, string>;
  /** For each BMP unit its folded unit; 0 where it becomes none or several (`special`) or is a surrogate. */
  readonly single: Uint16Array;
  readonly special: ReadonlyMap<number, string>;
}

// Threads are given what the first one made: a tenth of a second of each start.
const kept = 'jianbao: tables of the fold';
const { variants, single, special } = getEnvironmentData(kept) as Tables | undefined ?? makeTables();

/** Folds characters, none of which looks at its neighbours, so that fold(a + b) = fold(a) + fold(b). Many at once, because a call for each of 65,536 would take a tenth of a second of every start. */
function foldCharacters(characters: readonly string[], variants: ReadonlyMap<string, string>): string[] {
  let now = characters.join(separator);
  for (let round = 0; round < 4; round++) {
    // Upper before lower case: ß and ς have no other way to ss and σ.
    const next = now.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD').replace(dropped, '').replace(han, c => variants.get(c) ?? c);
    if (next === now) break;
    now = next;
  }
  return now.split(separator);
}

function makeTables(): Tables {
  const single = new Uint16Array(65536), special = new Map<number, string>(), variants = variantClasses(), others: string[] = [];
  const keep = (character: string, folded: string) => {
    if (folded.length === 1 && character !== '\0') single[character.charCodeAt(0)] = folded.charCodeAt(0);
    else special.set(character.charCodeAt(0), folded);
  };
  for (let unit = 0; unit < 65536; unit++) {
    if (unit >= 0xd800 && unit <= 0xdfff) continue;
    const character = String.fromCharCode(unit), isIdeograph = unit >= 0x3400 && unit <= 0x9fff && unit !== 0x4dc0;
    if (isIdeograph || character === separator) keep(character, variants.get(character) ?? character);
    else others.push(character);
  }
  foldCharacters(others, variants).forEach((folded, i) => { keep(others[i] ?? '', folded); });
  const tables = { variants, single, special };
  setEnvironmentData(kept, tables);
  return tables;
}

const beyondBmp = new Map<number, string>();

function foldSpecial(text: string, i: number, unit: number): string {
  if (unit < 0xd800 || unit > 0xdfff) return special.get(unit) ?? '';
  const codePoint = text.codePointAt(i) ?? unit;
  if (codePoint < 0x10000) return text[i] ?? '';
  let folded = beyondBmp.get(codePoint);
  if (folded === undefined) beyondBmp.set(codePoint, folded = foldCharacters([String.fromCodePoint(codePoint)], variants)[0] ?? '');
  return folded;
}

let units = new Uint16Array(4096);

/**
 * Makes a text comparable: NFKD, lower case, accents off, each Han character to the representative of its variants.
 * A function of each character alone: fold(a + b) = fold(a) + fold(b) (unless the border splits a surrogate pair), fold ∘ fold = fold.
 */
export function fold(original: string): Folded {
  const length = original.length;
  if (units.length < length * 2) units = new Uint16Array(length * 2);
  for (let i = 0; i < length; i++) {
    const to = single[original.charCodeAt(i)] as number;
    if (to === 0) return foldSlowly(original, i);
    units[i] = to;
  }
  return { text: textOf(units, length), original, starts: null };
}

function foldSlowly(original: string, done: number): Folded {
  const length = original.length;
  let starts = new Uint32Array(length + length / 8 + 4 * LONGEST_FOLDED);
  for (let i = 0; i < done; i++) starts[i] = i;
  let out = done, i = done, plain = true;
  while (i < length) {
    const unit = original.charCodeAt(i);
    const to = single[unit] as number;
    if (out + LONGEST_FOLDED > units.length) units = grown(units, new Uint16Array(units.length * 2));
    if (out + LONGEST_FOLDED > starts.length) starts = grown(starts, new Uint32Array(starts.length * 2));
    if (to !== 0) {
      starts[out] = i;
      units[out++] = to;
      i++;
      continue;
    }
    const folded = foldSpecial(original, i, unit);
    const taken = unit >= 0xd800 && unit <= 0xdbff && (original.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
    if (folded.length !== 1 || taken !== 1) plain = false;
    for (let k = 0; k < folded.length; k++) {
      starts[out] = i;
      units[out++] = folded.charCodeAt(k);
    }
    i += taken;
  }
  starts[out] = length;
  return { text: textOf(units, out), original, starts: plain ? null : starts.subarray(0, out + 1) };
}

/** More units than any single character folds to (U+FDFA gives 18). */
const LONGEST_FOLDED = 40;

function grown<T extends Uint16Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

const textOf = (from: Uint16Array, length: number) => Buffer.from(from.buffer, from.byteOffset, length * 2).toString('utf16le');

/** Folds without the way back. */
export const foldText = (original: string): string => fold(original).text;

/** Where the character behind folded unit `index` begins in the original, in UTF-16 units. */
export const originalStart = (folded: Folded, index: number): number => folded.starts ? folded.starts[index] ?? folded.original.length : index;

/** Where the original's characters behind the folded units before `end` end, in UTF-16 units: whole characters, their dropped accents too. */
export function originalEnd(folded: Folded, end: number): number {
  const { starts, original } = folded;
  if (!starts) return end;
  let next = end;
  while (next < starts.length && next > 0 && starts[next] === starts[next - 1]) next++;
  return starts[next] ?? original.length;
}
