import { pinyin } from 'pinyin-pro';
import { Han, scriptAt } from './scripts.js';

/** All syllables of Mandarin without tones, ü written v: an initial and the finals that it takes. */
const finalsOf: Readonly<Record<string, string>> = {
  '': 'a ai an ang ao e ei en eng er o ou', b: 'a ai an ang ao ei en eng i ian iao ie in ing o u', p: 'a ai an ang ao ei en eng i ian iao ie in ing o ou u',
  m: 'a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u', f: 'a an ang ei en eng o ou u', d: 'a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo',
  t: 'a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo', n: 'a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan un uo v ve',
  l: 'a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve', g: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  k: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo', h: 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo',
  j: 'i ia ian iang iao ie in ing iong iu u uan ue un', q: 'i ia ian iang iao ie in ing iong iu u uan ue un', x: 'i ia ian iang iao ie in ing iong iu u uan ue un',
  zh: 'a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo', ch: 'a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo',
  sh: 'a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo', r: 'an ang ao e en eng i ong ou u ua uan ui un uo', z: 'a ai an ang ao e ei en eng i ong ou u uan ui un uo',
  c: 'a ai an ang ao e en eng i ong ou u uan ui un uo', s: 'a ai an ang ao e en eng i ong ou u uan ui un uo', y: 'a an ang ao e i in ing o ong ou u uan ue un', w: 'a ai an ang ei en eng o u',
};
const syllables = new Set(Object.entries(finalsOf).flatMap(([initial, finals]) => finals.split(' ').map(final => initial + final)));
const beginnings = new Set([...syllables].flatMap(syllable => Array.from({ length: syllable.length }, (_, i) => syllable.slice(0, i + 1))));
const initials = new Set([...Object.keys(finalsOf).filter(Boolean), 'a', 'o', 'e']);
const longestSyllable = 6;

/** A syllable as it was typed: whole (`zhong`), its initial alone (`zh`, `z`), or, at the very end, its beginning (`zho`). */
export interface TypedSyllable {
  readonly text: string;
  readonly whole: boolean;
}

/** Letters of pinyin typed at once, at most: beyond, nobody means pinyin. */
export const mostPinyinLetters = 60;

/** Typed pinyin in plain lower-case letters: without tones (`lǜ`, `Běi`), half width, ü and u: as v. */
export const pinyinLetters = (typed: string): string => typed.normalize('NFKD').toLowerCase()
  .replace(/u\p{M}*\u0308\p{M}*|u:/gu, 'v').replace(/\p{M}/gu, '').replace(/\u2019/g, "'").replace(/([jqxy])v/g, '$1u').replace(/([ln])ue/g, '$1ve');

/** Whether typed letters can be read as whole syllables: no initials, nothing unfinished. */
export const isWholePinyin = (typed: string): boolean => (parsePinyin(typed, 1)[0] ?? [{ whole: false }]).every(syllable => syllable.whole);

/**
 * The ways to read typed letters as pinyin, likeliest first: fewer and longer syllables before initials (`xian` → xian, xi an).
 * `'` and spaces set syllables apart, ü and u: are v.
 * @returns at most `most` readings; none where the letters are no pinyin
 */
export function parsePinyin(typed: string, most = 12): TypedSyllable[][] {
  const parts = pinyinLetters(typed).split(/['’\s]+/).filter(Boolean);
  if (!parts.length || parts.some(part => !/^[a-z]+$/.test(part)) || parts.join('').length > mostPinyinLetters) return [];
  let readings: { syllables: TypedSyllable[]; cost: number }[] = [{ syllables: [], cost: 0 }];
  parts.forEach((part, i) => {
    const ofPart = parsePart(part, i === parts.length - 1, most);
    readings = readings.flatMap(before => ofPart.map(reading => ({ syllables: [...before.syllables, ...reading.syllables], cost: before.cost + reading.cost })))
      .sort((a, b) => a.cost - b.cost).slice(0, most);
  });
  return readings.map(reading => reading.syllables);
}

function parsePart(letters: string, isLast: boolean, most: number): { syllables: TypedSyllable[]; cost: number }[] {
  // best[i]: the cheapest readings of the letters from i on.
  const best: { syllables: TypedSyllable[]; cost: number }[][] = Array.from({ length: letters.length + 1 }, () => []);
  best[letters.length] = [{ syllables: [], cost: 0 }];
  for (let i = letters.length - 1; i >= 0; i--) {
    const found: { syllables: TypedSyllable[]; cost: number }[] = [];
    for (let length = Math.min(longestSyllable, letters.length - i); length > 0; length--) {
      const text = letters.slice(i, i + length), ends = isLast && i + length === letters.length;
      const whole = syllables.has(text);
      if (!whole && !initials.has(text) && !(ends && beginnings.has(text))) continue;
      const cost = whole ? 1 : initials.has(text) && !ends ? 3 : 1.5;
      for (const rest of best[i + length] ?? []) found.push({ syllables: [{ text, whole }, ...rest.syllables], cost: cost + rest.cost });
    }
    best[i] = found.sort((a, b) => a.cost - b.cost).slice(0, most);
  }
  return best[0] ?? [];
}

const plain = { toneType: 'none', type: 'array', v: true } as const;

/** Readings of one word at most. */
const mostReadings = 8;

/** Readings kept: a query asks for those of its stretches several times. */
const mostCached = 20_000;
const cache = new Map<string, string[]>();

/**
 * How a printed Han word is read, without tones: `['chong qing']`. A word of the dictionary by its own reading, and, as it may be a name, with a
 * surname's (单田芳: shan tian fang); what is in no dictionary, and a single character, in all readings.
 */
export function readingsOf(word: string, isKnown = true): readonly string[] {
  const key = isKnown ? word : `?${word}`;
  let readings = cache.get(key);
  if (readings) return readings;
  if (cache.size >= mostCached) cache.clear();
  cache.set(key, readings = read([...word], isKnown));
  return readings;
}

function read(characters: readonly string[], isKnown: boolean): string[] {
  if (characters.length > 8 || characters.some(c => scriptAt(c, 0) !== Han)) return [];
  const word = characters.join('');
  const readings = characters.length === 1 ? [...new Set(pinyin(word, { ...plain, multiple: true }))] : [pinyin(word, plain).join(' ')];
  if (characters.length > 1 && characters.length <= 4) {
    if (hasSurnameReading(characters[0] as string)) readings.push(pinyin(word, { ...plain, mode: 'surname' }).join(' '));
    if (!isKnown) readings.push(...characters.map(c => readingsOf(c)).reduce<string[]>((before, own) => before.flatMap(b => own.map(r => b ? `${b} ${r}` : r)).slice(0, mostReadings), ['']));
  }
  return [...new Set(readings)].filter(reading => /^[a-z]+( [a-z]+)*$/.test(reading) && reading.split(' ').length === characters.length).slice(0, mostReadings);
}

/** `ren min` → `rm`. */
export const initialsOf = (reading: string): string => reading.split(' ').map(syllable => syllable[0] ?? '').join('');

/** A reading with what people confuse made the same: zh/z, ch/c, sh/s, n/l, in/ing, en/eng. */
export const weakened = (reading: string): string => reading.split(' ')
  .map(syllable => syllable.replace(/^([zcs])h/, '$1').replace(/^n(?=[aeiouv])/, 'l').replace(/([ie])ng$/, '$1n')).join(' ');

const surnameReadings = new Map<string, boolean>();

/** Whether a character is read otherwise as a surname (仇: qiu). Asked once a character: for every word it would cost a tenth of an analysis. */
function hasSurnameReading(character: string): boolean {
  let differs = surnameReadings.get(character);
  if (differs === undefined) surnameReadings.set(character, differs = pinyin(character, { ...plain, mode: 'surname' }).join() !== pinyin(character, plain).join());
  return differs;
}
