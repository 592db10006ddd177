import type { Engine, VocabularyWord } from '../engines/engine.js';
import { foldText } from '../text/fold.js';
import { initialsOf, mostPinyinLetters, parsePinyin, pinyinLetters, readingsOf, type TypedSyllable } from '../text/pinyin.js';
import { Han, scriptAt } from '../text/scripts.js';

/** A syllable of what was typed: pinyin, or a Han character that was typed as itself (北jing). */
interface Unit extends TypedSyllable {
  readonly literal?: string;
}

const longestWordUnits = 8, mostTexts = 24, wordsOfSpan = 12, mostInitials = 12;

/** A way to read units as words that occur; cheaper is likelier. */
interface Path { readonly words: readonly string[]; readonly cost: number }

const initialsAlone = /^(?:[zcs]h|[a-z])$/;
const typedForm = /^(?:[a-zA-Z'’üÜv:\s]|\p{M}|\p{Script=Latin}|\p{Script=Han})+$/u;

/** Whether a term may be pinyin, or Han and pinyin mixed: it has Latin letters, and nothing but these and Han. */
export const mayBePinyin = (typed: string): boolean =>
  typed.length <= 2 * mostPinyinLetters && /[a-z]/.test(pinyinLetters(typed)) && typedForm.test(typed);

/**
 * What pinyin means in this index: texts made of words of its vocabulary, likeliest first. Full pinyin, initials, both mixed, Han between,
 * several words run together, a Latin word before or behind (qqyinyue).
 * @param typed as typed: ü, tones and apostrophes say something
 * @param beginning whether the last word goes on; when not said, it does only where nothing else is found
 */
export async function textsOfPinyin(typed: string, engine: Engine, beginning?: boolean): Promise<string[]> {
  const readings = unitsOf(typed);
  const paths: Path[] = [];
  for (const goesOn of beginning === undefined ? [false, true] : [beginning]) {
    for (const units of readings) paths.push(...await decode(units, engine, goesOn));
    if (paths.length) break;
  }
  if (!paths.length) paths.push(...await besideLatin(pinyinLetters(typed), engine));
  paths.sort((a, b) => a.cost - b.cost);
  return [...new Set(paths.map(path => path.words.join('')))].slice(0, mostTexts);
}

/** Typed letters and Han characters as units, in each way that the letters can be read. */
function unitsOf(typed: string): Unit[][] {
  let readings: Unit[][] = [[]];
  for (const [part] of typed.matchAll(/\p{Script=Han}|[^\p{Script=Han}]+/gu)) {
    const ofPart: Unit[][] = scriptAt(part, 0) === Han
      ? readingsOf(part).slice(0, 2).map(text => [{ text, whole: true, literal: foldText(part) }])
      : parsePinyin(part, 8);
    readings = readings.flatMap(before => ofPart.map(units => [...before, ...units])).slice(0, 16);
  }
  return readings.filter(units => units.length > 0 && units.filter(unit => !unit.whole).length <= mostInitials);
}

/** The best paths of words over the units: fewer and more frequent words first. `beginning`: the last word may go on. */
async function decode(units: readonly Unit[], engine: Engine, beginning: boolean): Promise<Path[]> {
  const spans = await wordsOfSpans(units, engine, beginning);
  const best: Path[][] = Array.from({ length: units.length + 1 }, () => []);
  best[units.length] = [{ words: [], cost: 0 }];
  for (let i = units.length - 1; i >= 0; i--) {
    const found: Path[] = [];
    for (let j = Math.min(units.length, i + longestWordUnits); j > i; j--) {
      for (const { printed, count } of spans.get(`${i} ${j}`) ?? []) {
        const cost = 6 - Math.min(5, Math.log10(count + 1)) + (j - i === 1 ? 3 : 0);
        for (const rest of best[j] ?? []) found.push({ words: [printed, ...rest.words], cost: cost + rest.cost });
      }
    }
    best[i] = found.sort((a, b) => a.cost - b.cost).slice(0, mostTexts);
  }
  const initialsOnly = units.filter(unit => !unit.whole).length;
  return (best[0] ?? []).map(path => ({ ...path, cost: path.cost + initialsOnly }));
}

/** For each stretch of units (`from to`) the words that it can be, most frequent first. */
async function wordsOfSpans(units: readonly Unit[], engine: Engine, beginning: boolean): Promise<Map<string, VocabularyWord[]>> {
  const byReading = new Map<string, string[]>(), byInitials = new Map<string, string[]>();
  for (let i = 0; i < units.length; i++) {
    for (let j = i + 1; j <= Math.min(units.length, i + longestWordUnits); j++) {
      const span = units.slice(i, j), whole = span.every(unit => unit.whole);
      // A single initial says nothing, unless it is all that was typed.
      if (!whole && span.length === 1 && units.length > 1) continue;
      const [map, key] = whole ? [byReading, span.map(unit => unit.text).join(' ')] : [byInitials, span.map(unit => unit.text[0]).join('')];
      map.set(key, [...map.get(key) ?? [], `${i} ${j}`]);
    }
  }
  const found = new Map<string, VocabularyWord[]>();
  const take = (words: readonly VocabularyWord[], keyOf: (word: VocabularyWord) => string, places: ReadonlyMap<string, string[]>) => {
    for (const word of words) {
      for (const place of places.get(keyOf(word)) ?? []) {
        const [i, j] = place.split(' ').map(Number) as [number, number];
        if (!fits(units.slice(i, j), word, j === units.length)) continue;
        const list = found.get(place) ?? [];
        if (list.length < wordsOfSpan && !list.some(other => other.word === word.word)) found.set(place, [...list, word]);
      }
    }
  };
  if (byReading.size) take(await engine.vocabulary({ by: 'reading', keys: [...byReading.keys()] }, 40), word => word.reading, byReading);
  if (byInitials.size) take(await engine.vocabulary({ by: 'initials', keys: [...byInitials.keys()] }, 400), word => initialsOf(word.reading), byInitials);
  if (beginning) {
    for (let i = Math.max(0, units.length - longestWordUnits); i < units.length; i++) {
      // A lone initial behind words could begin anything: what is meant is not yet said.
      if (i > 0 && i === units.length - 1 && initialsAlone.test(units[i]?.text ?? '') && !units[i]?.literal) continue;
      const span = units.slice(i), whole = span.slice(0, -1).every(unit => unit.whole) && (span.at(-1)?.text.length ?? 0) > 1;
      const key = whole ? span.map(unit => unit.text).join(' ') : span.map(unit => unit.text[0]).join('');
      const place = `${i} ${units.length}`;
      if (found.has(place)) continue;
      const words = await engine.vocabulary({ by: whole ? 'reading' : 'initials', keys: [key], beginning: true }, 60);
      found.set(place, words.filter(word => fits(span, word, true)).slice(0, wordsOfSpan));
    }
  }
  return found;
}

/** Whether a word is read as the units say: whole syllables alike, initials and an unfinished last one as beginnings, Han as themselves. */
function fits(span: readonly Unit[], { word, reading }: VocabularyWord, isLast: boolean): boolean {
  const syllables = reading.split(' '), characters = [...word];
  return span.every((unit, k) => {
    const syllable = syllables[k];
    if (syllable === undefined || (unit.literal !== undefined && unit.literal !== characters[k])) return false;
    return unit.whole && !(isLast && k === span.length - 1) ? syllable === unit.text : syllable.startsWith(unit.text);
  });
}

/** A Latin word of the vocabulary, and pinyin behind or before it. */
async function besideLatin(folded: string, engine: Engine): Promise<Path[]> {
  if (!/^[a-z]{4,40}$/.test(folded)) return [];
  const cuts = Array.from({ length: folded.length - 3 }, (_, i) => i + 2);
  const counts = await engine.wordCounts(cuts.flatMap(at => [folded.slice(0, at), folded.slice(at)]));
  const paths: Path[] = [];
  for (const at of cuts) {
    for (const [latin, rest, before] of [[folded.slice(0, at), folded.slice(at), true], [folded.slice(at), folded.slice(0, at), false]] as const) {
      if (!counts.get(latin)) continue;
      for (const units of parsePinyin(rest, 2).filter(reading => reading.every(unit => unit.whole)))
        for (const { words, cost } of await decode(units, engine, false)) paths.push({ words: before ? [latin, ...words] : [...words, latin], cost: cost + 3 });
    }
  }
  return paths;
}

