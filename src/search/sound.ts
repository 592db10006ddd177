import type { Engine } from '../engines/engine.js';
import { all, any, type Condition } from '../query/condition.js';
import { allWords, asSubstring, variantOf, wordParts, withFixed, type Plan, type PlannedTerm, type Variant } from '../query/plan.js';
import { cutAhead } from '../text/analyze.js';
import type { Cutter } from '../text/segmenter.js';
import { Asker, atomsOf, placesOf, wordsIn, type Atom } from './atoms.js';
import { isQuestion } from './look-query.js';
import { readAsPinyin } from './pinyin-query.js';
import { asTyped, type Sounded } from './sounded.js';
import { spellingsOf, type Likeness, type Spelling, type Stretch } from './spellings.js';

/** Questions to the engine for one query at most, and for one that is a question itself (most have no article with all words, spelled in whatever way); spellings counted one by one; counted no further; spellings that are searched together. */
const mostQuestions = 60, mostOfQuestion = 16, mostCounted = 16, countedTo = 50, mostSearched = 6;
/** The longest stretch that is spelled otherwise, in UTF-16 units, and the words beside it. */
const reachUtf16 = 8;
/** Places tried for the first of two words, and spellings of each. */
const mostPlaces = 6, mostOfPair = 12;

/**
 * The tier `sound`: pinyin read as words that occur; otherwise one word (or two) of the query replaced by words that sound the same, sound nearly the
 * same, or look alike, when some article then has all words. Call it only when no article has all words as typed.
 */
export async function soundTier(plan: Plan, engine: Engine, segmenter: Cutter): Promise<Sounded | null> {
  if (!plan.wanted.length) return null;
  const pinyin = await readAsPinyin(plan, engine, segmenter);
  if (pinyin) return pinyin;
  const asker = new Asker(plan, engine, isQuestion(plan) ? mostOfQuestion : mostQuestions);
  // Where words were cut otherwise than in the articles, they are taken as substrings.
  for (const apart of [false, true]) {
    const found = await new Corrector(plan, engine, segmenter, asker, await atomsOf(plan, engine, apart), apart).correct();
    if (found) return found;
  }
  return null;
}

/** A term spelled otherwise: what it asks then in place of some atoms. */
interface Respelled {
  readonly spelling: Spelling;
  readonly likeness: Likeness;
  readonly added: readonly Condition[];
}

/** Spellings that replace the same atoms. */
interface Place {
  readonly term: PlannedTerm;
  readonly removed: ReadonlySet<Atom>;
  readonly respelled: Respelled[];
}

/** Some spellings together, and in how many articles all words are then. */
interface Correction {
  readonly by: readonly (readonly [PlannedTerm, Respelled])[];
  readonly condition: Condition;
  readonly count: number;
}

class Corrector {
  constructor(readonly plan: Plan, readonly engine: Engine, readonly segmenter: Cutter, readonly asker: Asker, readonly atoms: readonly Atom[], readonly apart: boolean) {}

  async correct(): Promise<Sounded | null> {
    const core = await this.asker.core(this.atoms);
    // Each of these has something wrong in it: of a question that no article answers most words are not meant otherwise.
    const wrong = await this.#separateCores(core);
    if (wrong > 2) return null;
    const places = new Map<Likeness, Place[]>();
    for (const likeness of this.apart ? ['reading'] as const : ['reading', 'weak', 'shape'] as const) {
      const list = await this.#places(core, likeness);
      places.set(likeness, list);
      if (wrong > 1) continue;
      const found = await this.#one(list);
      if (found.length) return this.#answer(found, likeness === 'shape' ? 'shape' : 'sound');
    }
    for (const likeness of this.apart ? [] : ['reading', 'shape'] as const) {
      const found = await this.#two(places.get(likeness) ?? [], likeness);
      if (found.length) return this.#answer(found, likeness === 'shape' ? 'shape' : 'sound');
    }
    return null;
  }

  /** How many replacements are needed at least, counted no further than three: cores so far apart that one spelling cannot mend two of them. */
  async #separateCores(first: readonly Atom[]): Promise<number> {
    const cores = [first];
    let rest = this.#rest(new Set(first));
    while (cores.length < 3 && rest.length && !await this.asker.any(rest.map(atom => atom.condition))) {
      const core = await this.asker.core(rest);
      if (!core.length || cores.some(other => !areApart(core, other))) break;
      cores.push(core);
      rest = rest.filter(atom => !core.includes(atom));
    }
    return cores.length;
  }

  /** Where a spelling can replace one of these atoms. */
  async #places(atoms: readonly Atom[], likeness: Likeness, taken: ReadonlySet<Atom> = new Set()): Promise<Place[]> {
    const places = new Map<string, Place>();
    for (const term of new Set(atoms.map(atom => atom.term))) {
      if (!term) continue;
      const { folded } = term.variants[0] as Variant, text = spellableOf(term);
      const within = atoms.filter(atom => atom.term === term).map((atom): Stretch => atom.stretch);
      const single = placesOf(term.variants[0] as Variant).filter(([start, end]) => end - start === 1);
      const own = this.atoms.filter(atom => atom.term === term), asked = new Set(own.map(atom => JSON.stringify(atom.condition)));
      const spelled = (await spellingsOf(folded, within, single, likeness, this.engine)).map(spelling => [spelling, spell(text, [spelling])] as const);
      const segmenter = cutAhead(spelled.map(([, otherwise]) => otherwise), this.segmenter);
      for (const [spelling, otherwise] of spelled) {
        const variant = variantOf(otherwise, segmenter);
        const conditions = (term.variants.length > 1 ? [allWords(variant, term)] : wordParts(variant, term).map(part => part.condition))
          .map(condition => this.apart ? asSubstring(condition) : condition);
        const keys = new Set(conditions.map(condition => JSON.stringify(condition)));
        const removed = own.filter(atom => !keys.has(JSON.stringify(atom.condition)));
        const added = conditions.filter(condition => !asked.has(JSON.stringify(condition)));
        if (!removed.some(atom => atoms.includes(atom)) || removed.some(atom => taken.has(atom))) continue;
        // The word may stand in the query already (人民之上生命至上); otherwise something is only left out.
        if (!added.length && !variant.words.includes(spelling.word)) continue;
        const key = `${this.plan.terms.indexOf(term)} ${removed.map(atom => this.atoms.indexOf(atom)).join(' ')}`;
        const place = places.get(key) ?? { term, removed: new Set(removed), respelled: [] };
        place.respelled.push({ spelling, likeness, added });
        places.set(key, place);
      }
    }
    return this.apart ? [...places.values()] : this.#withKnownWords([...places.values()]);
  }

  /** Without spellings that bring a word along which stands nowhere. */
  async #withKnownWords(places: readonly Place[]): Promise<Place[]> {
    const counts = await this.engine.wordCounts([...new Set(places.flatMap(place => place.respelled.flatMap(one => one.added.flatMap(wordsIn))))]);
    const mayStand = (condition: Condition): boolean => {
      switch (condition.kind) {
        case 'words': return condition.words.every(word => counts.get(word));
        case 'all': return condition.of.every(mayStand);
        case 'any': return condition.of.some(mayStand);
        default: return true;
      }
    };
    return places.map(place => ({ ...place, respelled: place.respelled.filter(one => one.added.every(mayStand)) })).filter(place => place.respelled.length);
  }

  #rest(removed: ReadonlySet<Atom>): Atom[] {
    return this.atoms.filter(atom => !removed.has(atom));
  }

  async #one(places: readonly Place[]): Promise<Correction[]> {
    const found: Correction[] = [];
    for (const { term, removed, respelled } of places) {
      const rest = this.#rest(removed).map(atom => atom.condition);
      if (!await this.asker.any([...rest, oneOf(respelled)])) continue;
      for (const one of respelled.slice(0, mostCounted)) {
        const conditions = [...rest, ...one.added];
        const count = respelled.length === 1 ? 1 : await this.asker.count(conditions, countedTo);
        if (count) found.push({ by: [[term, one]], condition: all(conditions), count });
      }
    }
    return found;
  }

  /** Two words replaced: in one term, or one in each of two. */
  async #two(firsts: readonly Place[], likeness: Likeness): Promise<Correction[]> {
    const best = (place: Place) => Math.max(...place.respelled.map(one => one.spelling.alike));
    for (const first of [...firsts].sort((a, b) => best(b) - best(a)).slice(0, mostPlaces)) {
      if (this.asker.isSpent) return [];
      const some = first.respelled.slice(0, mostOfPair), rest = this.#rest(first.removed);
      const replaced: Atom = { condition: oneOf(some), term: null, stretch: [0, 0], count: some.reduce((sum, one) => sum + one.spelling.count, 0) };
      const core = await this.asker.core([...rest, replaced]);
      const seconds = (await this.#places(core, likeness, first.removed)).map(place => ({ ...place, respelled: place.respelled.slice(0, mostOfPair) }));
      const found: Correction[] = [];
      for (const second of seconds) {
        const others = rest.filter(atom => !second.removed.has(atom)).map(atom => atom.condition);
        if (!await this.asker.any([...others, replaced.condition, oneOf(second.respelled)])) continue;
        for (const a of some) {
          for (const b of second.respelled) {
            const conditions = [...others, ...a.added, ...b.added];
            const count = found.length < mostCounted ? await this.asker.count(conditions, countedTo) : 0;
            if (count) found.push({ by: [[first.term, a], [second.term, b]], condition: all(conditions), count });
          }
        }
      }
      if (found.length) return found;
    }
    return [];
  }

  #answer(found: readonly Correction[], reason: 'sound' | 'shape'): Sounded {
    const ranked = [...found].sort((a, b) => likelihood(b) - likelihood(a)).slice(0, mostSearched);
    const variants = new Map<PlannedTerm, Map<string, Variant>>();
    for (const { by } of ranked) {
      for (const term of new Set(by.map(([t]) => t))) {
        const text = spell(spellableOf(term), by.filter(([t]) => t === term).map(([, one]) => one.spelling));
        const list = variants.get(term) ?? new Map<string, Variant>();
        variants.set(term, list.set(text, list.get(text) ?? variantOf(text, this.segmenter)));
      }
    }
    const terms = this.plan.terms.map((t): PlannedTerm => {
      const spelled = variants.get(t);
      return spelled ? { ...t, kind: 'sound', variants: [...spelled.values()] } : t;
    });
    return { tier: { tier: 'sound', condition: withFixed(this.plan, any(ranked.map(one => one.condition))) }, terms, corrected: { query: terms.map(asTyped).join(' '), reason } };
  }
}

/** Whether no spelling reaches from one to another, nor changes how both are cut. */
const areApart = (some: readonly Atom[], others: readonly Atom[]): boolean =>
  some.every(a => others.every(b => a.term !== b.term || a.stretch[0] - b.stretch[1] >= reachUtf16 || b.stretch[0] - a.stretch[1] >= reachUtf16));

/** Any of some spellings; what all of them ask is asked once, so that an engine need not look for it in each. */
function oneOf(respelled: readonly Respelled[]): Condition {
  if (respelled.some(one => !one.added.length)) return { kind: 'everything' };
  const keysOf = respelled.map(({ added }) => new Set(added.map(condition => JSON.stringify(condition))));
  const common = (condition: Condition) => { const key = JSON.stringify(condition); return keysOf.every(keys => keys.has(key)); };
  const shared = (respelled[0]?.added ?? []).filter(common);
  if (!shared.length || respelled.length === 1) return any(respelled.map(one => all(one.added)));
  const rests = respelled.map(one => one.added.filter(condition => !common(condition)));
  return all([...shared, ...(rests.some(rest => !rest.length) ? [] : [any(rests.map(all))])]);
}

/** Alike first; many more articles outweigh it. */
const likelihood = ({ by, count }: Correction): number => Math.log2(count) + by.reduce((sum, [, { spelling }]) => sum + spelling.alike, 0);

/** The term as typed, where that is as long as folded. */
function spellableOf({ variants: [variant] }: PlannedTerm): string {
  const { text = '', folded = '' } = variant ?? {};
  return text.length === folded.length ? text : folded;
}

/** A text with some stretches of it, none of which overlap, spelled otherwise. */
function spell(text: string, spellings: readonly Spelling[]): string {
  return [...spellings].sort((a, b) => b.start - a.start).reduce((before, { start, end, printed }) => before.slice(0, start) + printed + before.slice(end), text);
}
