import type { Engine, TierAsk, VocabularyWord } from '../engines/engine.js';
import { all, any, type Condition } from '../query/condition.js';
import type { Filter } from '../query/filter.js';
import { allWords, exactly, variantOf, type Plan, type PlannedTerm, type Variant } from '../query/plan.js';
import { readingsOf, weakened } from '../text/pinyin.js';
import { Han } from '../text/scripts.js';
import { runsOf } from '../text/runs.js';
import type { Segmenter } from '../text/segmenter.js';
import { mayBePinyin, textsOfPinyin } from './pinyin-terms.js';
import { similarShapes } from './shapes.js';

/** What was searched instead of what was typed. */
export interface Sounded {
  readonly tier: TierAsk;
  readonly terms: readonly PlannedTerm[];
  readonly corrected: { readonly query: string; readonly reason: 'sound' | 'shape' | 'pinyin' };
}

/** Spellings tried for one term at once, at most. */
const mostSpellings = 60, mostPairs = 60, longestSpan = 6, mostCharacters = 60, wordsOfKey = 12;

interface Spelling { readonly text: string; readonly word: string; readonly start: number; readonly end: number; readonly count: number }

/**
 * The tier `sound`: pinyin read as words that occur; otherwise one word (or two) of the query replaced by words that sound the same, sound nearly the
 * same, or look alike, when some article then has all words. Call it only when no article has all words as typed.
 */
export async function soundTier(plan: Plan, engine: Engine, segmenter: Segmenter, scope: Filter | null): Promise<Sounded | null> {
  const plain = plan.terms.filter(t => !t.term.excluded && !t.term.quoted && (t.kind === 'term' || t.kind === 'synonym'));
  if (!plain.length) return null;
  const finder = new Finder(plan, engine, segmenter, scope);
  const foreign = plain.filter(t => mayBePinyin((t.variants[0] as Variant).folded));
  const missing: PlannedTerm[] = [];
  for (const term of foreign) if (await engine.count(any([matched(term), exactly(term.variants[0] as Variant, true, term)]), scope, 1) === 0) missing.push(term);
  if (missing.length) return finder.pinyin(missing);
  for (const kind of ['reading', 'weak', 'shape'] as const) {
    const found = await finder.similar(plain, kind);
    if (found) return found;
  }
  return null;
}

const matched = (term: PlannedTerm): Condition => any(term.variants.map(variant => allWords(variant, term)));

class Finder {
  constructor(readonly plan: Plan, readonly engine: Engine, readonly segmenter: Segmenter, readonly scope: Filter | null) {}

  /** All terms, some of them replaced. */
  #condition(replaced: ReadonlyMap<PlannedTerm, Condition>): Condition {
    const terms = this.plan.terms.filter(t => !t.term.excluded && !t.term.quoted && (t.kind === 'term' || t.kind === 'synonym' || replaced.has(t)));
    return this.plan.withFixed(all(terms.map(t => replaced.get(t) ?? matched(t))));
  }

  async #meets(condition: Condition): Promise<boolean> {
    return await this.engine.count(condition, this.scope, 1) > 0;
  }

  async pinyin(missing: readonly PlannedTerm[]): Promise<Sounded | null> {
    const variants = new Map<PlannedTerm, Variant[]>();
    for (const term of missing) {
      const texts = await textsOfPinyin((term.variants[0] as Variant).folded, this.engine);
      if (!texts.length) return null;
      variants.set(term, texts.map(text => variantOf(text, this.segmenter)));
    }
    // Side by side as the pinyin runs; only where no article has that, the words by themselves.
    for (const how of [(v: Variant, t: PlannedTerm) => exactly(v, false, t), allWords]) {
      const condition = this.#condition(new Map([...variants].map(([term, list]) => [term, any(list.map(v => how(v, term)))])));
      if (await this.#meets(condition)) return this.#answer(condition, variants, 'pinyin');
    }
    return null;
  }

  async similar(plain: readonly PlannedTerm[], kind: 'reading' | 'weak' | 'shape'): Promise<Sounded | null> {
    const spellings = new Map<PlannedTerm, Spelling[]>();
    for (const term of plain) {
      const list = await this.#spellings(term, kind);
      if (list.length) spellings.set(term, list);
    }
    const reason = kind === 'shape' ? 'shape' : 'sound';
    for (const [term, list] of spellings) {
      const variants = list.map(spelling => variantOf(spelling.text, this.segmenter));
      const condition = this.#condition(new Map([[term, any(variants.map(v => allWords(v, term)))]]));
      if (await this.#meets(condition)) return this.#answer(condition, new Map([[term, variants]]), reason);
    }
    return kind === 'weak' ? null : this.#two(spellings, reason);
  }

  /** Two words replaced: in one term, or one in each of two. */
  async #two(spellings: ReadonlyMap<PlannedTerm, readonly Spelling[]>, reason: 'sound' | 'shape'): Promise<Sounded | null> {
    const entries = [...spellings];
    for (const [term, list] of entries) {
      const pairs = list.flatMap((a, i) => list.slice(i + 1).flatMap(b => {
        const [first, second] = a.start < b.start ? [a, b] : [b, a];
        if (first.end > second.start) return [];
        const original = (term.variants[0] as Variant).folded;
        return [{ text: original.slice(0, first.start) + first.word + original.slice(first.end, second.start) + second.word + original.slice(second.end), count: Math.min(a.count, b.count) }];
      })).sort((a, b) => b.count - a.count).slice(0, mostPairs);
      if (!pairs.length) continue;
      const variants = pairs.map(pair => variantOf(pair.text, this.segmenter));
      const condition = this.#condition(new Map([[term, any(variants.map(v => allWords(v, term)))]]));
      if (await this.#meets(condition)) return this.#answer(condition, new Map([[term, variants]]), reason);
    }
    for (let i = 0; i < entries.length; i++) {
      for (const [otherTerm, others] of entries.slice(i + 1)) {
        const [term, list] = entries[i] as [PlannedTerm, readonly Spelling[]];
        const chosen = new Map([[term, list], [otherTerm, others]].map(([t, s]) => [t as PlannedTerm, (s as readonly Spelling[]).map(one => variantOf(one.text, this.segmenter))]));
        const condition = this.#condition(new Map([...chosen].map(([t, v]) => [t, any(v.map(one => allWords(one, t)))])));
        if (await this.#meets(condition)) return this.#answer(condition, chosen, reason);
      }
    }
    return null;
  }

  /** The term with one stretch of it spelled otherwise, most similar and most frequent first. */
  async #spellings(term: PlannedTerm, kind: 'reading' | 'weak' | 'shape'): Promise<Spelling[]> {
    const variant = term.variants[0] as Variant;
    const found: Spelling[] = [];
    for (const run of runsOf(variant.folded)) {
      if (run.script !== Han || run.end - run.start > mostCharacters) continue;
      const text = variant.folded.slice(run.start, run.end);
      const words = kind === 'shape' ? await this.#looksAlike(text) : await this.#soundsAlike(text, kind);
      for (const { word, count, at, length } of words) {
        const start = run.start + at, end = start + length;
        found.push({ text: variant.folded.slice(0, start) + word + variant.folded.slice(end), word, start, end, count });
      }
    }
    return found.slice(0, mostSpellings);
  }

  async #soundsAlike(text: string, kind: 'reading' | 'weak') {
    const places = new Map<string, [at: number, length: number][]>();
    const characters = [...text].map(c => readingsOf(c).slice(0, 3));
    if (characters.some(readings => !readings.length) || text.length !== characters.length) return [];
    for (let at = 0; at < text.length; at++) {
      for (let length = 2; length <= Math.min(longestSpan, text.length - at); length++) {
        for (const reading of new Set([...readingsOf(text.slice(at, at + length)), ...combined(characters.slice(at, at + length))])) {
          const key = kind === 'weak' ? weakened(reading) : reading;
          places.set(key, [...places.get(key) ?? [], [at, length]]);
        }
      }
    }
    const words = await this.engine.vocabulary({ by: kind, keys: [...places.keys()] }, wordsOfKey);
    return placed(text, words, word => places.get(kind === 'weak' ? weakened(word.reading) : word.reading) ?? []);
  }

  async #looksAlike(text: string) {
    const places = new Map<string, [at: number, length: number][]>();
    for (let at = 0; at < text.length; at++)
      for (let length = 2; length <= Math.min(longestSpan, text.length - at); length++)
        for (const other of similarShapes(text.slice(at, at + length))) places.set(other, [...places.get(other) ?? [], [at, length]]);
    const exact = places.size ? placed(text, await this.engine.vocabulary({ by: 'word', keys: [...places.keys()] }, 1), word => places.get(word.word) ?? []) : [];
    // One character wrong behind the first half of a longer word.
    const beginnings = new Map<string, [at: number, length: number][]>();
    for (let at = 0; at < text.length; at++) {
      for (let length = 3; length <= Math.min(longestSpan, text.length - at); length++) {
        const key = text.slice(at, at + Math.ceil(length / 2));
        beginnings.set(key, [...beginnings.get(key) ?? [], [at, length]]);
      }
    }
    const near = await Promise.all([...beginnings].map(async ([key, spans]) => {
      const words = await this.engine.vocabulary({ by: 'word', keys: [key], beginning: true }, 300);
      return placed(text, words, ({ word }) => spans.filter(([at, length]) => word.length === length && distance(word, text.slice(at, at + length)) === 1));
    }));
    return [...exact, ...near.flat()];
  }

  /** Which of the spellings tried do stand in articles: these are what was searched. */
  async #answer(condition: Condition, tried: ReadonlyMap<PlannedTerm, readonly Variant[]>, reason: Sounded['corrected']['reason']): Promise<Sounded> {
    const chosen = new Map<PlannedTerm, Variant[]>();
    for (const [term, variants] of tried) {
      const counted: { variant: Variant; count: number }[] = [];
      for (const variant of variants.slice(0, 40)) {
        const how = reason === 'pinyin' ? any([exactly(variant, false, term), allWords(variant, term)]) : allWords(variant, term);
        const count = await this.engine.count({ kind: 'all', of: [condition, how] }, this.scope, 50);
        if (count) counted.push({ variant, count });
      }
      // The order of the variants is the order of likeness; many more articles outweigh it.
      const best = counted.map(({ variant, count }, i) => ({ variant, rank: count - 3 * i })).sort((a, b) => b.rank - a.rank);
      chosen.set(term, best.slice(0, 8).map(one => one.variant));
    }
    const terms = this.plan.terms.map(t => {
      const variants = chosen.get(t);
      return variants?.length ? { ...t, kind: reason === 'pinyin' ? 'pinyin' as const : 'sound' as const, variants } : t;
    });
    const query = terms.map(t => spelled(t)).join(' ');
    const narrowed = this.#condition(new Map([...chosen].filter(([, v]) => v.length).map(([t, v]) => [t, any(v.map(one => reason === 'pinyin' ? any([exactly(one, false, t), allWords(one, t)]) : allWords(one, t)))])));
    return { tier: { tier: 'sound', condition: narrowed }, terms, corrected: { query, reason } };
  }
}

/** A term as it would be typed, in its first spelling. */
function spelled({ term, kind, variants }: PlannedTerm): string {
  const text = kind === 'pinyin' || kind === 'sound' ? (variants[0] as Variant).text : term.text;
  return `${term.excluded ? '-' : ''}${term.field ? `${term.field.name}:` : ''}${term.quoted ? `"${text}"` : text}`;
}

function placed(text: string, words: readonly VocabularyWord[], placesOf: (word: VocabularyWord) => readonly (readonly [number, number])[]) {
  const found = words.flatMap(word => placesOf(word).map(([at, length]) => ({ word: word.word, count: word.count, at, length })))
    .filter(({ word, at, length }) => word.length === length && word !== text.slice(at, at + length));
  // Longer stretches and more characters kept first, then the more frequent word.
  const likeness = (one: { word: string; at: number; length: number }) => one.length + 2 * (one.length - distance(one.word, text.slice(one.at, one.at + one.length)));
  return found.sort((a, b) => likeness(b) - likeness(a) || b.count - a.count);
}

const distance = (a: string, b: string): number => [...a].filter((c, i) => c !== b[i]).length;

/** Readings of several characters together, at most eight. */
const combined = (characters: readonly (readonly string[])[]): string[] =>
  characters.reduce<string[]>((before, readings) => before.flatMap(b => readings.map(r => b ? `${b} ${r}` : r)).slice(0, 8), ['']);
