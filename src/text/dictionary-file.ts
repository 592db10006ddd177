import { faultOf, mostUserWords, mostWeight, type UserWord } from './user-words.js';

/** A line of a dictionary that was left out. `line` counts from 1. */
export interface BadLine {
  readonly line: number;
  readonly reason: string;
}

/**
 * Reads a dictionary: a word a line, then (optional) white space and its weight, then (optional) a tag, as other programs have it, which is
 * ignored. Empty lines and what follows a # (at the beginning of a line or after white space) are comments; of a word that stands there twice
 * the last line counts.
 * @throws RangeError for more than {@link mostUserWords} words
 */
export function parseDictionary(text: string): { readonly words: UserWord[]; readonly bad: BadLine[] } {
  const words = new Map<string, UserWord>(), bad: BadLine[] = [];
  text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/).forEach((raw, i) => {
    const [word = '', weight, , ...more] = raw.replace(/(^|\s)#.*$/u, '').trim().split(/\s+/u);
    if (!word) return;
    const fault = faultOf(word) ?? (more.length ? 'expected a word, a weight and nothing more' : weight === undefined ? null : weightFault(weight.normalize('NFKC')));
    if (fault !== null) bad.push({ line: i + 1, reason: fault });
    else words.set(word, weight === undefined ? { word } : { word, weight: Number(weight.normalize('NFKC')) });
    if (words.size > mostUserWords) throw new RangeError(`a dictionary has ${mostUserWords.toLocaleString('en')} words at most`);
  });
  return { words: [...words.values()], bad };
}

function weightFault(weight: string): string | null {
  return /^[1-9]\d{0,9}$/.test(weight) && Number(weight) <= mostWeight ? null : `the weight ${JSON.stringify(weight.slice(0, 30))} is no whole number from 1 to ${mostWeight.toLocaleString('en')}`;
}

/** Words as the lines that {@link parseDictionary} reads. */
export function formatDictionary(words: readonly UserWord[]): string {
  return words.map(({ word, weight }) => weight === undefined ? `${word}\n` : `${word} ${weight}\n`).join('');
}
