import type { Filter } from '../../query/filter.js';
import { codeWord } from './code.js';
import type { Connection } from './connection.js';
import { filterOf } from './filters.js';
import type { Layout } from './layout.js';
import { countWords } from './queries.js';

const freshMs = 5_000, mostRemembered = 50_000, countedAtOnce = 100;
/** Stands for every article: a query without words. */
const everything = '';

/** In how many articles words stand, now: asked of the articles themselves, remembered for a moment (others may write too). */
export class Counts {
  readonly #known = new Map<string, number>();
  #sinceMs = -Infinity;

  constructor(readonly connection: Connection, readonly layout: Layout, readonly uid: string) {}

  /** How often everything was forgotten. */
  forgotten = 0;

  forget(): void {
    this.forgotten++;
    this.#known.clear();
  }

  /** Counts under a filter are not remembered. */
  async of(words: readonly string[], filter: Filter | null = null): Promise<Map<string, number>> {
    const coded = words.map(codeWord);
    const tokens = filter ? await this.#ask(coded, filterOf(this.layout, filter)) : await this.#counted(coded);
    return new Map(words.map((word, i) => [word, tokens[i] ?? 0]));
  }

  async articles(): Promise<number> {
    return (await this.#counted([everything]))[0] ?? 0;
  }

  async #counted(tokens: readonly string[]): Promise<number[]> {
    if (performance.now() - this.#sinceMs > freshMs || this.#known.size > mostRemembered) {
      this.#known.clear();
      this.#sinceMs = performance.now();
    }
    const unknown = [...new Set(tokens)].filter(token => !this.#known.has(token));
    const counts = await this.#ask(unknown, null);
    unknown.forEach((token, i) => { this.#known.set(token, counts[i] ?? 0); });
    return tokens.map(token => this.#known.get(token) ?? 0);
  }

  async #ask(tokens: readonly string[], filter: string | null): Promise<number[]> {
    const counts: number[] = [];
    for (let from = 0; from < tokens.length; from += countedAtOnce) counts.push(...await countWords(this.connection, this.layout, this.uid, tokens.slice(from, from + countedAtOnce), filter));
    return counts;
  }
}
