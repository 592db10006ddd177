import type { Engine } from '../engines/engine.js';
import { all, type Condition } from '../query/condition.js';
import { asSubstring, wordParts, withFixed, type Plan, type PlannedTerm, type Variant } from '../query/plan.js';
import type { Stretch } from './spellings.js';

/** One of the things that an article must have to have all words, and where it stands in its term. */
export interface Atom {
  readonly condition: Condition;
  /** None where several terms (甲 或 乙) make one thing that is wanted: it is not spelled otherwise. */
  readonly term: PlannedTerm | null;
  /** In the folded term, UTF-16 units. */
  readonly stretch: Stretch;
  /** In about how many articles it stands. */
  readonly count: number;
}

/**
 * What a plan's words ask for, one by one.
 * @param apart as substrings, however the articles are cut
 */
export async function atomsOf(plan: Plan, engine: Engine, apart: boolean): Promise<Atom[]> {
  const atoms: Omit<Atom, 'count'>[] = [];
  for (const { terms, words } of plan.wanted) {
    const [term] = terms;
    if (!term || terms.length > 1) { atoms.push({ condition: words, term: null, stretch: [0, 0] }); continue; }
    const variant = term.variants[0] as Variant;
    if (term.variants.length > 1) { atoms.push({ condition: words, term, stretch: [0, variant.folded.length] }); continue; }
    const places = placesOf(variant);
    for (const { condition, first, last } of wordParts(variant, term))
      atoms.push({ condition, term, stretch: [places[first]?.[0] ?? 0, places[last]?.[1] ?? variant.folded.length] });
  }
  const counts = await engine.wordCounts([...new Set(atoms.flatMap(atom => wordsIn(atom.condition)))]);
  return atoms.map(atom => {
    const count = countOf(atom.condition, counts);
    return { ...atom, count, condition: apart ? asSubstring(atom.condition) : atom.condition };
  });
}

/** Where the words of a variant stand in it, folded. */
export function placesOf({ words, folded }: Variant): Stretch[] {
  let at = 0;
  return words.map(word => {
    const start = Math.max(at, folded.indexOf(word, at));
    at = start + word.length;
    return [start, at];
  });
}

/** The words that a condition asks for, anywhere in it. */
export const wordsIn = (condition: Condition): readonly string[] =>
  condition.kind === 'words' ? condition.words : condition.kind === 'all' || condition.kind === 'any' ? condition.of.flatMap(wordsIn) : [];

function countOf(condition: Condition, counts: ReadonlyMap<string, number>): number {
  switch (condition.kind) {
    // Words side by side are rarer than each of them.
    case 'words': return Math.ceil(Math.min(...condition.words.map(word => counts.get(word) ?? 0)) / condition.words.length ** 2);
    case 'all': return Math.min(...condition.of.map(part => countOf(part, counts)));
    case 'any': return condition.of.reduce((sum, part) => sum + countOf(part, counts), 0);
    default: return 1;
  }
}

/** Asks the engine whether anything meets a condition, a limited number of times for one query. */
export class Asker {
  #left: number;

  constructor(readonly plan: Plan, readonly engine: Engine, most: number) {
    this.#left = most;
  }

  /** Whether it was asked as often as it may be. */
  get isSpent(): boolean { return this.#left <= 0; }

  async count(conditions: readonly Condition[], atMost: number): Promise<number> {
    if (this.#left-- <= 0) return 0;
    return this.engine.count(withFixed(this.plan, all(conditions)), null, atMost);
  }

  async any(conditions: readonly Condition[]): Promise<boolean> {
    return await this.count(conditions, 1) > 0;
  }

  /**
   * Few atoms that no article has together: one of them is wrong.
   * @returns none where some article has them all
   */
  async core(atoms: readonly Atom[]): Promise<Atom[]> {
    const byCount = [...atoms].sort((a, b) => a.count - b.count);
    const [first] = byCount;
    if (!first) return [];
    if (first.count === 0 && first.condition.kind === 'words') return [first];
    let core: Atom[] = [];
    for (let i = Math.min(2, byCount.length); i <= byCount.length && !core.length; i++)
      if (!await this.any(byCount.slice(0, i).map(atom => atom.condition))) core = byCount.slice(0, i);
    // The last one is needed: without it there was an article.
    for (const atom of core.slice(0, -1)) {
      const others = core.filter(other => other !== atom);
      if (core.length > 2 && !await this.any(others.map(other => other.condition))) core = others;
    }
    return core;
  }
}
