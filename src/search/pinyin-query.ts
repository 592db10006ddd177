import type { Engine } from '../engines/engine.js';
import { all, any, type Condition } from '../query/condition.js';
import { allWords, exactly, variantOf, withFixed, type Plan, type PlannedTerm, type Variant } from '../query/plan.js';
import { cutAhead } from '../text/analyze.js';
import { isWholePinyin } from '../text/pinyin.js';
import type { Cutter } from '../text/segmenter.js';
import { mayBePinyin, textsOfPinyin } from './pinyin-terms.js';
import { asTyped, type Sounded } from './sounded.js';

/** With fewer articles than this, the last syllable is a beginning as well. */
const few = 10;
const countedTo = 50, mostSearched = 8, mostTerms = 12;
/** Readings tried: all of whole syllables; with beginnings, so many of each kind. */
const mostCounted = 24, mostOfKind = 12;

/** Terms that were typed one after the other and are read as one: `bei jing`. */
type Together = readonly PlannedTerm[];

/** Latin terms read as pinyin, when some article then has all words; a Latin word that stands in articles is first taken as it stands. */
export async function readAsPinyin(plan: Plan, engine: Engine, segmenter: Cutter): Promise<Sounded | null> {
  const reader = new Reader(plan, engine, segmenter);
  const letters = plan.wanted.flatMap(({ terms }) => terms.length === 1 ? terms : []).filter(term => typedIn(term).length > 1 && mayBePinyin(typedIn(term)));
  if (!letters.length || letters.length > mostTerms) return null;
  const missing: PlannedTerm[] = [];
  const last = plan.query.terms.at(-1);
  for (const term of letters) {
    const variant = term.variants[0] as Variant;
    const asItStands = any([...term.variants.map(v => allWords(v, term)), exactly(variant, term.term === last, term)]);
    if (await engine.count(asItStands, null, 1) === 0) missing.push(term);
  }
  const whole = letters.filter(term => isWholePinyin(typedIn(term)));
  for (const chosen of missing.length && whole.length > missing.length ? [missing, whole] : [missing.length ? missing : whole]) {
    if (!chosen.length) continue;
    for (const groups of waysTogether(chosen, plan)) {
      const found = await reader.read(groups, last);
      if (found) return found;
    }
  }
  return null;
}

const typedIn = (term: PlannedTerm): string => (term.variants[0] as Variant).text;

/** Without the Han characters between them. */
const lettersIn = (group: Together): string => group.map(typedIn).join("'").replace(/\p{Script=Han}+/gu, "'");

/** Neighbours as one word first, then each by itself. */
function waysTogether(chosen: readonly PlannedTerm[], plan: Plan): Together[][] {
  const groups: PlannedTerm[][] = [];
  for (const term of chosen) {
    const group = groups.at(-1), before = group?.at(-1);
    if (group && before && !term.term.field && !before.term.field && plan.terms.indexOf(term) === plan.terms.indexOf(before) + 1) group.push(term);
    else groups.push([term]);
  }
  const apart = chosen.map(term => [term]);
  return groups.length < apart.length ? [groups, apart] : [apart];
}

class Reader {
  constructor(readonly plan: Plan, readonly engine: Engine, readonly segmenter: Cutter) {}

  async read(groups: readonly Together[], last: PlannedTerm['term'] | undefined): Promise<Sounded | null> {
    const final = groups.findIndex(group => group.at(-1)?.term === last);
    let texts = await Promise.all(groups.map((group, i) => this.#textsOf(group, i === final ? false : undefined)));
    if (texts.some((list, i) => i !== final && !list.length)) return null;
    let found = texts.every(list => list.length) ? await this.#search(groups, texts) : null;
    if (final >= 0 && (!found || await this.engine.count(found.tier.condition, null, few) < few)) {
      const more = await this.#textsOf(groups[final] as Together, true);
      texts = texts.map((list, i) => i === final ? [...new Set([...list.slice(0, mostOfKind), ...more.slice(0, mostOfKind)])] : list);
      if (more.length) found = await this.#search(groups, texts, found) ?? found;
    }
    return found;
  }

  #textsOf(group: Together, beginning: boolean | undefined): Promise<string[]> {
    return textsOfPinyin(group.map(typedIn).join("'"), this.engine, beginning);
  }

  async #search(groups: readonly Together[], texts: readonly (readonly string[])[], before: Sounded | null = null): Promise<Sounded | null> {
    const counted = texts.map(list => list.slice(0, mostCounted)), segmenter = cutAhead(counted.flat(), this.segmenter);
    const variants = counted.map(list => list.map(text => variantOf(text, segmenter)));
    // Side by side as the pinyin runs; only where no article has that, the words by themselves. What initials stand for is a guess: it must be in one piece.
    const isSure = groups.every(group => isWholePinyin(lettersIn(group)));
    for (const how of [(v: Variant, t: PlannedTerm) => exactly(v, false, t), ...isSure ? [allWords] : []]) {
      const conditionOf = (chosen: readonly (readonly Variant[])[]) => this.#condition(groups, chosen, how);
      if (await this.engine.count(conditionOf(variants), null, 1) === 0) continue;
      const chosen: Variant[][] = [];
      for (const [i, list] of variants.entries()) chosen.push(await this.#thatOccur(list, one => conditionOf(variants.map((other, k) => k === i ? [one] : other))));
      // What was found by whole syllables stays first.
      const known = before ? groups.map(([term]) => before.terms[this.plan.terms.indexOf(term as PlannedTerm)]?.variants ?? []) : [];
      return this.#answer(groups, chosen.map((list, i) => [...known[i] ?? [], ...list.filter(v => !known[i]?.some(k => k.folded === v.folded))]), conditionOf);
    }
    return null;
  }

  /** Those of the readings with which some article has all words, likeliest first. */
  async #thatOccur(variants: readonly Variant[], conditionOf: (one: Variant) => Condition): Promise<Variant[]> {
    const counted: { variant: Variant; rank: number }[] = [];
    for (const [i, variant] of variants.entries()) {
      const count = await this.engine.count(conditionOf(variant), null, countedTo);
      // The order of the readings is the order of likeliness; many more articles outweigh it.
      if (count) counted.push({ variant, rank: count - 3 * i });
    }
    return counted.sort((a, b) => b.rank - a.rank).slice(0, mostSearched).map(one => one.variant);
  }

  #condition(groups: readonly Together[], variants: readonly (readonly Variant[])[], how: (v: Variant, t: PlannedTerm) => Condition): Condition {
    const read = new Map(groups.flatMap((group, i) => group.map((term, k) => [term, k === 0 ? any((variants[i] ?? []).map(v => how(v, term))) : null] as const)));
    const of = this.plan.wanted.flatMap(({ terms: [term], words }) => {
      const own = term ? read.get(term) : undefined;
      return own === undefined ? [words] : own ? [own] : [];
    });
    return withFixed(this.plan, all(of));
  }

  #answer(groups: readonly Together[], chosen: readonly (readonly Variant[])[], conditionOf: (chosen: readonly (readonly Variant[])[]) => Condition): Sounded {
    const readings = new Map(groups.flatMap((group, i) => group.map(term => [term, chosen[i] ?? []] as const)));
    const followers = new Set(groups.flatMap(group => group.slice(1)));
    const terms = this.plan.terms.map((t): PlannedTerm => {
      const variants = readings.get(t);
      return variants ? { ...t, kind: 'pinyin', variants } : t;
    });
    const query = terms.filter((_, i) => !followers.has(this.plan.terms[i] as PlannedTerm)).map(asTyped).join(' ');
    return { tier: { tier: 'sound', condition: conditionOf(chosen) }, terms, corrected: { query, reason: 'pinyin' } };
  }
}
