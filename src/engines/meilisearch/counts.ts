import type { Filter } from '../../query/filter.js';
import { codeWord } from './code.js';
import type { Connection } from './connection.js';
import { filterOf } from './filters.js';
import type { Layout } from './layout.js';
import { countWords } from './queries.js';
import { Remembered } from './remembered.js';

const countedAtOnce = 100;
/** Stands for every article: a query without words. */
const everything = '';

/** In how many articles words stand, now: asked of the articles themselves. */
export class Counts {
  readonly #remembered = new Remembered<number>();

  constructor(readonly connection: Connection, readonly layout: Layout, readonly uid: string) {}

  /** How often everything was forgotten. */
  get forgotten(): number { return this.#remembered.forgotten; }

  forget(): void { this.#remembered.forget(); }

  /** Counts under a filter are not remembered. */
  async of(words: readonly string[], filter: Filter | null = null): Promise<Map<string, number>> {
    const tokens = words.map(codeWord);
    const counts = filter ? await this.#ask(tokens, filterOf(this.layout, filter)) : await this.ofTokens(tokens);
    return new Map(words.map((word, i) => [word, counts[i] ?? 0]));
  }

  /** The same of words as documents are written, in their order. */
  async ofTokens(tokens: readonly string[]): Promise<number[]> {
    const counts = await this.#remembered.of(tokens, unknown => this.#ask(unknown, null));
    return tokens.map(token => counts.get(token) ?? 0);
  }

  async articles(): Promise<number> {
    return (await this.ofTokens([everything]))[0] ?? 0;
  }

  async #ask(tokens: readonly string[], filter: string | null): Promise<number[]> {
    const counts: number[] = [];
    for (let from = 0; from < tokens.length; from += countedAtOnce) counts.push(...await countWords(this.connection, this.layout, this.uid, tokens.slice(from, from + countedAtOnce), filter));
    return counts;
  }
}
