import { codeWord } from './code.js';
import type { Connection } from './connection.js';
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

  async of(words: readonly string[]): Promise<Map<string, number>> {
    const tokens = await this.#counted(words.map(codeWord));
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
    for (let from = 0; from < unknown.length; from += countedAtOnce) {
      const some = unknown.slice(from, from + countedAtOnce), counts = await countWords(this.connection, this.layout, this.uid, some);
      some.forEach((token, i) => { this.#known.set(token, counts[i] ?? 0); });
    }
    return tokens.map(token => this.#known.get(token) ?? 0);
  }
}
