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
const typedForm = /^[\p{Script=Latin}\p{Script=Han}\p{M}'’:\s]+$/u;

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
    paths.push(...await decode(readings, engine, goesOn));
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

/** The best paths of words over the units of each reading: fewer and more frequent words first. `beginning`: the last word may go on. */
async function decode(readings: readonly (readonly Unit[])[], engine: Engine, beginning: boolean): Promise<Path[]> {
  const lookedUp = await lookUp(readings.flatMap(units => stretchesOf(units, beginning)), engine);
  return readings.flatMap(units => pathsOver(units, wordsOfStretches(units, stretchesOf(units, beginning), lookedUp)));
}

function pathsOver(units: readonly Unit[], words: ReadonlyMap<string, readonly VocabularyWord[]>): Path[] {
  const best: Path[][] = Array.from({ length: units.length + 1 }, () => []);
  best[units.length] = [{ words: [], cost: 0 }];
  for (let i = units.length - 1; i >= 0; i--) {
    const found: Path[] = [];
    for (let j = Math.min(units.length, i + longestWordUnits); j > i; j--) {
      for (const { printed, count } of words.get(`${i} ${j}`) ?? []) {
        const cost = 6 - Math.min(5, Math.log10(count + 1)) + (j - i === 1 ? 3 : 0);
        for (const rest of best[j] ?? []) found.push({ words: [printed, ...rest.words], cost: cost + rest.cost });
      }
    }
    best[i] = found.sort((a, b) => a.cost - b.cost).slice(0, mostTexts);
  }
  const initialsOnly = units.filter(unit => !unit.whole).length;
  return (best[0] ?? []).map(path => ({ ...path, cost: path.cost + initialsOnly }));
}

/** Units from `from` to `to` (exclusive) as one word: by what it is looked up in the vocabulary. */
interface Stretch { readonly from: number; readonly to: number; readonly by: 'reading' | 'initials'; readonly key: string; readonly beginning: boolean }

function stretchesOf(units: readonly Unit[], beginning: boolean): Stretch[] {
  const stretches: Stretch[] = [];
  const initials = (span: readonly Unit[]) => span.map(unit => unit.text[0]).join('');
  const syllables = (span: readonly Unit[]) => span.map(unit => unit.text).join(' ');
  for (let from = 0; from < units.length; from++) {
    for (let to = from + 1; to <= Math.min(units.length, from + longestWordUnits); to++) {
      const span = units.slice(from, to), whole = span.every(unit => unit.whole);
      // A single initial says nothing, unless it is all that was typed.
      if (!whole && span.length === 1 && units.length > 1) continue;
      stretches.push({ from, to, by: whole ? 'reading' : 'initials', key: whole ? syllables(span) : initials(span), beginning: false });
    }
  }
  if (beginning) {
    for (let from = Math.max(0, units.length - longestWordUnits); from < units.length; from++) {
      // A lone initial behind words could begin anything: what is meant is not yet said.
      if (from > 0 && from === units.length - 1 && initialsAlone.test(units[from]?.text ?? '') && !units[from]?.literal) continue;
      const span = units.slice(from), whole = span.slice(0, -1).every(unit => unit.whole) && (span.at(-1)?.text.length ?? 0) > 1;
      stretches.push({ from, to: units.length, by: whole ? 'reading' : 'initials', key: whole ? syllables(span) : initials(span), beginning: true });
    }
  }
  return stretches;
}

const lookupOf = ({ by, key, beginning }: Stretch): string => `${by} ${beginning ? '…' : ''} ${key}`;
const wordsOfReading = 40, wordsOfInitials = 400, wordsOfBeginning = 60;

/** The words of all stretches, each key looked up once, most frequent first. */
async function lookUp(stretches: readonly Stretch[], engine: Engine): Promise<Map<string, VocabularyWord[]>> {
  const found = new Map<string, VocabularyWord[]>();
  const unique = [...new Map(stretches.map(stretch => [lookupOf(stretch), stretch])).values()];
  for (const by of ['reading', 'initials'] as const) {
    const exact = unique.filter(stretch => stretch.by === by && !stretch.beginning);
    if (!exact.length) continue;
    for (const stretch of exact) found.set(lookupOf(stretch), []);
    const words = await engine.vocabulary({ by, keys: exact.map(({ key }) => key) }, by === 'reading' ? wordsOfReading : wordsOfInitials);
    for (const word of words) found.get(lookupOf({ by, key: by === 'reading' ? word.reading : initialsOf(word.reading), beginning: false, from: 0, to: 0 }))?.push(word);
  }
  // One by one: a word that comes back does not say which beginning it was found by.
  await Promise.all(unique.filter(stretch => stretch.beginning).map(async stretch => {
    found.set(lookupOf(stretch), await engine.vocabulary({ by: stretch.by, keys: [stretch.key], beginning: true }, wordsOfBeginning));
  }));
  return found;
}

/** For each stretch of units (`from to`) the words that it can be; the beginning of one only where it is no whole word. */
function wordsOfStretches(units: readonly Unit[], stretches: readonly Stretch[], lookedUp: ReadonlyMap<string, readonly VocabularyWord[]>): Map<string, VocabularyWord[]> {
  const found = new Map<string, VocabularyWord[]>();
  for (const stretch of stretches) {
    const { from, to } = stretch, place = `${from} ${to}`;
    if (found.has(place)) continue;
    const fitting = (lookedUp.get(lookupOf(stretch)) ?? []).filter(word => fits(units.slice(from, to), word, to === units.length));
    const words = [...new Map(fitting.map(word => [word.word, word])).values()].slice(0, wordsOfSpan);
    if (words.length) found.set(place, words);
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
        for (const { words, cost } of await decode([units], engine, false)) paths.push({ words: before ? [latin, ...words] : [...words, latin], cost: cost + 3 });
    }
  }
  return paths;
}

