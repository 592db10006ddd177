import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import nodejieba from 'nodejieba';
import { foldText } from './fold.js';
import { runsOf } from './runs.js';
import { Han } from './scripts.js';
import { simplifier } from './variants.js';

/** A word that the user wants to be cut as one. */
export interface UserWord {
  readonly word: string;
  /** How likely it is beside other cuts, on the scale of nodejieba's dictionary (的 has 318,825). */
  readonly weight?: number;
}

/** Words in one dictionary at most: every thread that cuts holds them (about a kilobyte each). */
export const mostUserWords = 100_000;
export const longestUserWordChars = 50;
export const mostWeight = 1_000_000_000;
/** More likely than any cut of the word itself: two characters as frequent as 的 and 了 have half of this. */
const usualWeight = 20_000;

/** What is wrong with a word, or null. */
export function faultOf(word: string): string | null {
  if (!word.trim()) return 'the word is empty';
  if ([...word].length > longestUserWordChars) return `a word has ${longestUserWordChars} characters at most`;
  if (/[\p{Cc}\p{Cs}\ufffd]/u.test(word)) return 'the word has characters that are no text';
  if (/\s/u.test(word.trim()) || word.trim().startsWith('#')) return 'a word has no white space, and no # at its beginning';
  if (!/[\p{L}\p{N}]/u.test(word)) return 'the word has no letter, digit or Han character';
  return null;
}

/** The user's words as the segmenter takes them. */
export interface UserDictionary {
  /** Changes with everything that changes a cut; '' where there are no words. */
  readonly version: string;
  /** Han words as the segmenter sees them (simplified), each with its weight, in a fixed order. */
  readonly entries: readonly (readonly [word: string, weight: number])[];
}

export const noUserWords: UserDictionary = { version: '', entries: [] };

const { mayChange, simplify } = simplifier();

/**
 * Prepares the user's words for the segmenter. What it knows already is left alone, unless the user wants it to be likelier than it is: no
 * known word is broken. Letters are always cut apart from Han characters, so of a mixed word each stretch of two or more Han characters counts.
 */
export function compileUserWords(words: readonly UserWord[]): UserDictionary {
  const wanted = new Map<string, number | undefined>();
  for (const { word, weight } of words) for (const form of formsOf(word)) wanted.set(form, weight);
  if (!wanted.size) return noUserWords;
  const known = knownWeights(wanted);
  const entries = [...wanted].flatMap(([word, weight]): [string, number][] => {
    const own = known.get(word);
    return own === undefined ? [[word, weight ?? usualWeight]] : weight !== undefined && weight > own ? [[word, weight]] : [];
  }).sort(([a], [b]) => a < b ? -1 : 1);
  return entries.length ? { version: createHash('sha1').update(JSON.stringify(entries)).digest('hex').slice(0, 16), entries } : noUserWords;
}

/** The Han stretches of a word, simplified. */
function formsOf(word: string): string[] {
  const plain = word.trim().normalize('NFKC');
  const text = mayChange(plain) ? simplify(plain) : plain;
  const runs = runsOf(text);
  return runs.filter(run => run.script === Han && (runs.length === 1 || run.end - run.start > 1)).map(run => text.slice(run.start, run.end));
}

/** Weights that the segmenter's own dictionary has for some words. */
function knownWeights(words: ReadonlyMap<string, unknown>): Map<string, number> {
  const found = new Map<string, number>();
  const text = readFileSync(nodejieba.DEFAULT_DICT, 'utf8');
  for (let at = 0; at < text.length;) {
    const space = text.indexOf(' ', at), newLine = text.indexOf('\n', at), end = newLine < 0 ? text.length : newLine;
    const word = text.slice(at, space);
    if (words.has(word)) found.set(word, parseInt(text.slice(space + 1, end), 10));
    at = end + 1;
  }
  return found;
}

/** The words of two dictionaries whose weight differs, those of one only among them. */
export function changedWords(a: UserDictionary, b: UserDictionary): string[] {
  const before = new Map(a.entries), after = new Map(b.entries);
  return [...new Set([...before.keys(), ...after.keys()])].filter(word => before.get(word) !== after.get(word));
}

/** Finds many words in texts at once, as substrings of their folded form. */
export class WordMatcher {
  readonly #begins = new Uint8Array(65_536);
  /** By their first two UTF-16 units; of the same beginning, all. */
  readonly #byBeginning = new Map<string, string[]>();
  readonly #short = new Set<string>();

  /** @param words Han, in any form */
  constructor(words: Iterable<string>) {
    for (const word of words) {
      const folded = foldText(word);
      this.#begins[folded.charCodeAt(0)] = 1;
      if (folded.length === 1) this.#short.add(folded);
      else {
        const key = folded.slice(0, 2), list = this.#byBeginning.get(key);
        if (list) list.push(folded);
        else this.#byBeginning.set(key, [folded]);
      }
    }
  }

  /** The words that stand in a folded text, each once, folded. */
  in(text: string): string[] {
    const found = new Set<string>();
    for (let i = 0; i < text.length; i++) {
      if (!this.#begins[text.charCodeAt(i)]) continue;
      if (this.#short.size && this.#short.has(text[i] as string)) found.add(text[i] as string);
      for (const word of this.#byBeginning.get(text.slice(i, i + 2)) ?? []) if (text.startsWith(word, i)) found.add(word);
    }
    return [...found];
  }
}
