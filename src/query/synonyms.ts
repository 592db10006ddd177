import { foldText } from '../text/fold.js';

/** What is typed → what else to find. */
export type SynonymTable = Readonly<Record<string, readonly string[]>>;

/** Ways to write one term at most, and alternatives of one key at most: a query must stay small whatever the table. */
const mostVariants = 12;

/** A table of synonyms, ready for queries. Keys are compared folded and found inside of a longer term where words begin and end. */
export class Synonyms {
  readonly #byKey = new Map<string, string[]>();
  readonly #longestKey: number;

  constructor(table: SynonymTable) {
    let longest = 0;
    for (const [typed, others] of Object.entries(table)) {
      const key = foldText(typed.trim());
      if (!key) continue;
      const list = this.#byKey.get(key) ?? [];
      for (const other of others) if (foldText(other.trim()) && foldText(other.trim()) !== key && !list.includes(other.trim())) list.push(other.trim());
      if (!list.length) continue;
      this.#byKey.set(key, list);
      longest = Math.max(longest, key.length);
    }
    this.#longestKey = longest;
  }

  get size(): number { return this.#byKey.size; }

  /** The other ways to say a term: with the longest key at its leftmost place replaced by each of its synonyms. */
  variantsOf({ folded, words }: { readonly folded: string; readonly words: readonly string[] }): string[] {
    if (!this.#byKey.size || folded.length > 200) return [];
    const whole = this.#byKey.get(folded);
    if (whole) return whole.slice(0, mostVariants);
    const borders = new Set([0, folded.length]);
    let at = 0;
    for (const word of words) {
      at = folded.indexOf(word, at);
      borders.add(at).add(at += word.length);
    }
    const places = [...borders].sort((a, b) => a - b);
    for (const start of places) {
      for (const end of places.filter(e => e > start && e - start <= this.#longestKey).reverse()) {
        const others = this.#byKey.get(folded.slice(start, end));
        if (others) return others.slice(0, mostVariants).map(other => folded.slice(0, start) + other + folded.slice(end));
      }
    }
    return [];
  }
}
