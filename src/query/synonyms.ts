import { foldText } from '../text/fold.js';

/**
 * What is typed → what else to find. A list holds one way: who types 人大 finds 全国人大, not the other way round. `twoWay` holds for all of them:
 * each finds each.
 */
export type SynonymTable = Readonly<Record<string, readonly string[] | { readonly twoWay: readonly string[] }>>;

/** Synonyms of one word, and ways to write one term, at most: each is asked of the engine. */
export const mostSynonyms = 50;

/** What else a term may say: its text, folded, with some stretches replaced. */
export interface Rewritten {
  readonly text: string;
  readonly replaced: readonly Replaced[];
}

/** A synonym in a rewritten text. */
export interface Replaced {
  /** UTF-16 units of the folded text. */
  readonly start: number;
  readonly end: number;
  /** The word in whose place it stands, folded. */
  readonly literal: string;
}

const longestTermUtf16 = 200;

/** Folded, words set apart by one space. */
const keyOf = (text: string): string => foldText(text).replace(/\s+/gu, ' ').trim();

/** A table of synonyms, ready for queries. Keys are compared folded and found inside of a longer term where words begin and end. */
export class Synonyms {
  readonly #byKey = new Map<string, string[]>();
  readonly #longestKey: number;
  /** Terms that the longest key is typed as. */
  readonly mostTerms: number;

  constructor(table: SynonymTable) {
    let longest = 0, terms = 0;
    const add = (typed: string, others: readonly string[]) => {
      const key = keyOf(typed);
      const list = this.#byKey.get(key) ?? [];
      for (const other of others) if (list.length < mostSynonyms && ![key, ''].includes(keyOf(other)) && !list.includes(other.trim())) list.push(other.trim());
      if (!key || !list.length) return;
      this.#byKey.set(key, list);
      longest = Math.max(longest, key.length);
      terms = Math.max(terms, key.split(' ').length);
    };
    for (const [typed, entry] of Object.entries(table)) {
      if (!('twoWay' in entry)) { add(typed, entry); continue; }
      const together = [typed, ...entry.twoWay].slice(0, mostSynonyms + 1);
      for (const one of together) add(one, together);
    }
    this.#longestKey = longest;
    this.mostTerms = terms;
  }

  get size(): number { return this.#byKey.size; }

  /** Whether some words, typed with spaces between them, are a key. */
  has(typed: string): boolean { return this.#byKey.has(keyOf(typed)); }

  /** The other ways to say a term: every key in it (the longest at its leftmost place first) replaced by each of its synonyms; at most {@link mostSynonyms}. */
  variantsOf({ folded, words }: { readonly folded: string; readonly words: readonly string[] }): Rewritten[] {
    if (!this.#byKey.size || folded.length > longestTermUtf16) return [];
    let rewritten: Rewritten[] = [{ text: '', replaced: [] }], at = 0;
    for (const { start, end, others } of this.#keysIn(folded, words)) {
      const literal = folded.slice(start, end), between = folded.slice(at, start);
      at = end;
      rewritten = rewritten.flatMap(({ text, replaced }) => {
        const before = text + between, from = foldText(before).length;
        return [{ text: before + literal, replaced }, ...others.map(other => ({ text: before + other, replaced: [...replaced, { start: from, end: from + foldText(other).length, literal }] }))];
      }).slice(0, mostSynonyms + 1);
    }
    return rewritten.slice(1).map(({ text, replaced }) => ({ text: text + folded.slice(at), replaced }));
  }

  /** Keys in a term that do not overlap. */
  #keysIn(folded: string, words: readonly string[]): { start: number; end: number; others: readonly string[] }[] {
    const whole = this.#byKey.get(keyOf(folded));
    if (whole) return [{ start: 0, end: folded.length, others: whole }];
    const borders = new Set([0, folded.length]);
    let at = 0;
    for (const word of words) {
      at = folded.indexOf(word, at);
      borders.add(at).add(at += word.length);
    }
    const places = [...borders].sort((a, b) => a - b), found = [];
    let from = 0;
    for (const start of places) {
      if (start < from) continue;
      for (const end of places.filter(e => e > start && e - start <= this.#longestKey).reverse()) {
        const others = this.#byKey.get(folded.slice(start, end));
        if (!others) continue;
        found.push({ start, end, others });
        from = end;
        break;
      }
    }
    return found;
  }
}
