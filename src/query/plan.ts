import { characterTokens, cutWords, GAP, type Words } from '../text/analyze.js';
import { foldText } from '../text/fold.js';
import { characterLengthUtf16, Digit, Letter, scriptAt } from '../text/scripts.js';
import type { Cutter } from '../text/segmenter.js';
import { all, any, type Condition } from './condition.js';
import { fieldTermFilter } from './field-term.js';
import type { Query, Term } from './parse.js';
import type { Replaced, Synonyms } from './synonyms.js';

/** A term as the plan understood it: each variant is one way to satisfy it (the term as typed first, then its synonyms). */
export interface PlannedTerm {
  readonly term: Term;
  readonly kind: 'term' | 'phrase' | 'excluded' | 'field' | 'synonym' | 'date' | 'pinyin' | 'sound';
  readonly variants: readonly Variant[];
  /** Of several terms that a key of the synonyms was typed as (`new york`): what each is by itself. */
  readonly parts?: readonly PlannedTerm[];
}

export interface Variant {
  readonly text: string;
  /** Folded. */
  readonly folded: string;
  readonly words: readonly string[];
  /** Whether word i touches word i − 1. */
  readonly touches: readonly boolean[];
  readonly tokens: readonly string[];
  /** Synonyms in it: what they say stands there as a whole. */
  readonly phrases?: readonly Phrase[];
}

/** A synonym in the place of a word of the term. */
export interface Phrase {
  /** Its first and last word. */
  readonly first: number;
  readonly last: number;
  /** Folded. */
  readonly text: string;
  readonly tokens: readonly string[];
  /** The word as typed, folded. */
  readonly literal: string;
}

/** What to ask for each tier, strictest first, as plain data; `null` where the tier could find no more than the one before it. */
export interface Plan {
  readonly query: Query;
  readonly terms: readonly PlannedTerm[];
  readonly tiers: Readonly<Record<'words' | 'substring' | 'apart', Condition | null>>;
  /** What counts in the tier `some`, each by itself: which of it is asked depends on how rare it is. */
  readonly some: readonly Condition[];
  /** The phrases, filters and exclusions of the query: what is asked whatever else is. */
  readonly fixed: readonly Condition[];
  /** What is wanted word by word: the terms by themselves, or those joined by 或, and what they ask together. */
  readonly wanted: readonly { readonly terms: readonly PlannedTerm[]; readonly words: Condition }[];
  /** How many different words the query has: with more than five, articles with some of them follow the others. */
  readonly wordCount: number;
}

/** Words asked for together at most: more would only cost time (a pasted page is found by its rarest words as well). */
const mostWords = 400;

/** Makes of a query what each tier asks. Pure but for the segmenter's dictionary. */
export function planQuery(query: Query, segmenter: Cutter, synonyms: Synonyms): Plan {
  const terms = keysAmong(query.terms, synonyms).map(some => some.length > 1 ? planTogether(some, segmenter, synonyms) : planTerm(some[0] as Term, segmenter, synonyms)).filter(planned => planned !== null);
  const wanted = terms.filter(t => !t.term.excluded), excluded = terms.filter(t => t.term.excluded);
  const without = excluded.map((t): Condition => ({ kind: 'not', of: isText(t) ? any(t.variants.map(v => exactly(v, false, t))) : filterOf(t) }));
  // Terms joined by 或 are one thing that is wanted, in any of its forms.
  const groups: PlannedTerm[][] = [];
  for (const t of wanted) {
    if (t.term.orBefore && groups.length) (groups.at(-1) as PlannedTerm[]).push(t);
    else groups.push([t]);
  }
  const isPlain = (t: PlannedTerm) => !t.term.quoted && isText(t);
  const plainGroups = groups.filter(group => group.some(isPlain));
  const plain = wanted.filter(isPlain);
  const formOf = (t: PlannedTerm, how: (v: Variant, t: PlannedTerm) => Condition): Condition => {
    if (!isText(t)) return filterOf(t);
    const ways = t.variants.map(v => t.term.quoted ? exactly(v, true, t) : how(v, t));
    return any(t.parts ? [all(t.parts.map(part => formOf(part, how))), ...ways.slice(1)] : ways);
  };
  const inForm = (how: (v: Variant, t: PlannedTerm) => Condition) => plainGroups.map(group => any(group.map(t => formOf(t, how))));
  const fixed = [...groups.filter(group => !group.some(isPlain)).map(group => any(group.map(t => formOf(t, allWords)))), ...without];
  const asked = (conditions: readonly Condition[]): Condition | null => {
    const of = [...conditions, ...fixed];
    if (of.length) return all(of.every(c => c.kind === 'not') ? [{ kind: 'everything' }, ...of] : of);
    return query.text.trim() === '' ? { kind: 'everything' } : null;
  };
  const last = query.terms.at(-1);
  const inWords = inForm(allWords);
  const words = asked(inWords);
  if (!plain.length) return { query, terms, wordCount: 0, some: [], fixed, wanted: [], tiers: { words, substring: null, apart: null } };
  const substring = asked(inForm((v, t) => exactly(v, t.term === last, t)));
  const apart = asked(inForm(piecesApart));
  const some = [...new Map(plain.flatMap(t => t.variants.flatMap(v => countedWords(v, t))).map(c => [JSON.stringify(c), c])).values()];
  return {
    query, terms, wordCount: some.length, some: some.slice(0, mostWords), fixed, tiers: { words, substring, apart },
    wanted: plainGroups.map((group, i) => ({ terms: group, words: inWords[i] as Condition })),
  };
}

/** A condition together with the {@link Plan.fixed} ones. */
export const withFixed = ({ fixed }: Plan, condition: Condition): Condition => all([condition, ...fixed]);

const isText = (t: PlannedTerm): boolean => t.term.field === undefined || t.term.field.kind === 'text' || t.term.field.kind === 'texts';

/** Whether a term says which articles are better: a date or a page only says which ones are meant. */
export const isRanking = (t: PlannedTerm): boolean => !t.term.excluded && isText(t);
const filterOf = (t: PlannedTerm): Condition => ({ kind: 'filter', filter: fieldTermFilter(t.term) });
const inFields = (t: PlannedTerm) => t.term.field ? { fields: [t.term.field.name] } : {};

function planTerm(term: Term, segmenter: Cutter, synonyms: Synonyms): PlannedTerm | null {
  const isField = term.field !== undefined;
  const own = variantOf(term.text, segmenter);
  if (isField && term.field.kind !== 'text' && term.field.kind !== 'texts')
    return { term, kind: term.excluded ? 'excluded' : term.field.kind === 'date' ? 'date' : 'field', variants: [own] };
  if (!own.tokens.length) return null;
  if (term.excluded) return { term, kind: 'excluded', variants: [own] };
  if (term.quoted) return { term, kind: isField ? 'field' : 'phrase', variants: [own] };
  const variants = [own, ...synonyms.variantsOf(own).map(({ text, replaced }) => variantOf(text, segmenter, replaced)).filter(v => v.tokens.length > 0)];
  return { term, kind: isField ? 'field' : variants.length > 1 ? 'synonym' : 'term', variants };
}

/** Neighbouring plain terms that together are a key of the synonyms; every other term by itself. */
function keysAmong(terms: readonly Term[], synonyms: Synonyms): Term[][] {
  const isPlain = ({ quoted, excluded, field, orBefore }: Term) => !quoted && !excluded && !field && !orBefore;
  const together: Term[][] = [];
  for (let i = 0; i < terms.length;) {
    let count = 1;
    for (let n = Math.min(synonyms.mostTerms, terms.length - i); n > 1 && count === 1; n--) {
      const some = terms.slice(i, i + n);
      // 甲 或 new york: what 或 stands beside is one word of these.
      if (some.every(isPlain) && !terms[i + n]?.orBefore && synonyms.has(some.map(term => term.text).join(' '))) count = n;
    }
    together.push(terms.slice(i, i += count));
  }
  return together;
}

function planTogether(terms: readonly Term[], segmenter: Cutter, synonyms: Synonyms): PlannedTerm | null {
  const planned = planTerm({ text: terms.map(term => term.text).join(' '), quoted: false, excluded: false }, segmenter, synonyms);
  return planned && { ...planned, parts: terms.map(term => planTerm(term, segmenter, synonyms)).filter(part => part !== null) };
}

/** Cuts a text as the plan needs it. */
export function variantOf(text: string, segmenter: Cutter, replaced: readonly Replaced[] = []): Variant {
  const cut: Words = cutWords(text, segmenter, false);
  const folded = foldText(text);
  const phrases = replaced.map(({ start, end, literal }): Phrase => {
    const first = cut.ends.findIndex(e => e > start), last = cut.starts.findLastIndex(s => s < end);
    return { first, last, literal, text: folded.slice(start, end), tokens: characterTokens(folded.slice(cut.starts[first] ?? start, cut.ends[last] ?? end)).map(token => token.text) };
  }).filter(({ first, last }) => first >= 0 && last >= first);
  return {
    ...(phrases.length ? { phrases } : {}),
    text, folded, words: cut.words,
    touches: cut.words.map((_, i) => i > 0 && cut.starts[i] === cut.ends[i - 1]),
    tokens: characterTokens(folded).map(token => token.text),
  };
}

/** A single character that is no letter or digit: it counts only beside its neighbours. */
export const isSingleCharacter = (word: string): boolean => {
  const script = scriptAt(word, 0);
  return word.length === characterLengthUtf16(word, 0) && script !== Letter && script !== Digit;
};

/** One word and one single character that touches it (洗衣｜液): they are meant as one. */
export const isBoundPair = ({ words, touches }: Variant): boolean =>
  words.length === 2 && touches[1] === true && words.some(isSingleCharacter);

/** A part of a variant that counts by itself: what it asks, and the first and last word that this is about. */
export interface WordPart {
  readonly condition: Condition;
  readonly first: number;
  readonly last: number;
}

/** The tier `words`: all words; single characters that the cut leaves over only side by side with what they touch. */
export const allWords = (variant: Variant, t: PlannedTerm): Condition => all(wordParts(variant, t).map(part => part.condition));

/** What {@link allWords} asks, part by part. */
export function wordParts(variant: Variant, t: PlannedTerm): WordPart[] {
  const { words, touches } = variant, last = words.length - 1;
  if (!words.length) return [{ condition: exactly(variant, false, t), first: 0, last }];
  if (words.length === 1 || (isBoundPair(variant) && !variant.phrases)) return [{ condition: sequence(words, t), first: 0, last }];
  const of: WordPart[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    // Several words of a synonym are one thing: 北京大学 is not 大学 somewhere and 北京 elsewhere.
    const phrase = variant.phrases?.find(p => p.first === i && p.last > i);
    if (phrase) {
      of.push({ condition: { kind: 'characters', tokens: phrase.tokens, prefix: false, ...inFields(t) }, first: i, last: phrase.last });
      i = phrase.last;
      continue;
    }
    if (!isSingleCharacter(word)) { of.push({ condition: sequence([word], t), first: i, last: i }); continue; }
    let end = i + 1;
    while (end < words.length && touches[end] && isSingleCharacter(words[end] as string)) end++;
    if (end - i > 1) {
      of.push({ condition: sequence(words.slice(i, end), t), first: i, last: end - 1 });
      i = end - 1;
      continue;
    }
    const beside: Condition[] = [];
    if (touches[i]) beside.push(sequence(words.slice(i - 1, i + 1), t));
    if (touches[i + 1]) beside.push(sequence(words.slice(i, i + 2), t));
    of.push({ condition: beside.length ? any(beside) : sequence([word], t), first: touches[i] ? i - 1 : i, last: touches[i + 1] ? i + 1 : i });
  }
  return of;
}

/** What counts in the tier `some`: whole words, and single characters side by side. */
function countedWords({ phrases: _, ...variant }: Variant, t: PlannedTerm): Condition[] {
  const condition = allWords(variant, t);
  const list = condition.kind === 'all' ? condition.of : [condition];
  const whole = list.filter(c => c.kind === 'words' && (c.words.length > 1 || !isSingleCharacter(c.words[0] as string)));
  return whole.length ? whole : [...list];
}

const sequence = (words: readonly string[], t: PlannedTerm): Condition => ({ kind: 'words', words, ...inFields(t) });

/** The exact substring; with `prefix`, a Latin word or number at its end may be only the beginning of one. */
export function exactly(variant: Variant, prefix: boolean, t: PlannedTerm): Condition {
  return { kind: 'characters', tokens: variant.tokens, prefix: prefix && endsInside(variant), ...inFields(t) };
}

/** The pieces of a variant as separate substrings; in a longer one, single Han characters only beside what they touch: alone they stand nearly everywhere. */
function piecesApart(variant: Variant, t: PlannedTerm): Condition {
  // What has no words (an emoji) is still one piece.
  const pieces = variant.words.length > 2 || !variant.words.length || variant.phrases ? wordParts(variant, t).map(part => part.condition) : variant.words.map(word => sequence([word], t));
  return all(pieces.map(asSubstring));
}

/** Words side by side as the substring that they are. */
export function asSubstring(condition: Condition): Condition {
  if (condition.kind === 'all' || condition.kind === 'any') return { kind: condition.kind, of: condition.of.map(asSubstring) };
  if (condition.kind !== 'words') return condition;
  const { words, ...rest } = condition;
  return { ...rest, kind: 'characters', tokens: words.flatMap(word => characterTokens(word).map(token => token.text)), prefix: false };
}

/** Whether the last token could go on: letters or digits up to the very end. */
function endsInside(variant: Variant): boolean {
  const token = variant.tokens.at(-1);
  if (token === undefined || token === GAP || !variant.folded.endsWith(token)) return false;
  const script = scriptAt(token, 0);
  return script === Letter || script === Digit;
}
