import type Database from 'better-sqlite3';
import { textOf, type Article } from '../../article.js';
import type { Condition } from '../../query/condition.js';
import { foldText } from '../../text/fold.js';
import { exactSpans } from '../../text/substring.js';
import type { Substring } from './compile.js';
import type { Layout } from './schema.js';
import type { Shingles } from './shingles.js';
import { encodeTokens, fts5Phrase } from './tokens.js';

/** Matches that are remembered by name: as many as are looked at again, so that they need no score. */
export const mostResolved = 60;
const mostRemembered = 500;
/** Articles whose text is kept. */
const mostReadRows = 200;
/** Of a longer substring this many tokens are looked for first. */
const windowTokens = 5;
/** Rows of that stretch that are looked at one by one. */
const mostCandidates = 300;

/** Names the articles with a word or a substring where they are few. */
export class Matches {
  readonly #statements;
  readonly #resolved = new Map<string, readonly number[] | null>();
  readonly #read = new Map<number, (field: string) => string>();

  constructor(db: Database.Database, readonly layout: Layout, readonly shingles: Shingles) {
    this.#statements = {
      matches: db.prepare<[string], number>(`SELECT rowid FROM characters WHERE characters MATCH ? LIMIT ${mostResolved + 1}`).pluck(),
      wordMatches: db.prepare<[string], number>(`SELECT rowid FROM words WHERE words MATCH ? LIMIT ${mostResolved + 1}`).pluck(),
      candidates: db.prepare<[string], number>(`SELECT rowid FROM characters WHERE characters MATCH ? LIMIT ${mostCandidates + 1}`).pluck(),
      storedRow: db.prepare<[number], string>('SELECT stored FROM articles WHERE n = ?').pluck(),
      rarity: db.prepare<[string], number>('SELECT articles FROM character_rarity WHERE token = ?').pluck(),
    };
  }

  /** See {@link CompileContext}; remembered until {@link forget}. */
  readonly resolve = (match: string, condition: Substring | 'words', onlyKnown = false): readonly number[] | null => {
    const key = condition === 'words' ? `words ${match}` : match;
    let rows = this.#resolved.get(key);
    if (rows === undefined) {
      if (onlyKnown) return null;
      if (this.#resolved.size >= mostRemembered) this.#resolved.clear();
      this.#resolved.set(key, rows = condition === 'words' ? fewOf(this.#statements.wordMatches.all(match)) : this.#match(match, condition));
    }
    return rows;
  };

  /** A long substring is looked for by its rarest stretch first: FTS5 reads the lists of all characters, and most are long. */
  #match(match: string, condition: Substring): readonly number[] | null {
    const { tokens } = condition;
    if (!this.shingles.mayHave(condition.prefix ? tokens.slice(0, -1) : tokens)) return [];
    if (tokens.length <= windowTokens) return fewOf(this.#statements.matches.all(match));
    const candidates = this.#statements.candidates.all(fts5Phrase(this.#rarestWindow(tokens)));
    if (candidates.length > mostCandidates) return fewOf(this.#statements.matches.all(match));
    return fewOf(candidates.filter(row => this.reads(row, condition)));
  }

  /** Whether an article's text meets a condition that {@link isReadable}: asking FTS5 for one row of a long phrase reads as much as asking for all. */
  readonly reads = (row: number, condition: Condition): boolean => {
    const textIn = this.#textOf(row);
    const meets = (part: Condition): boolean => {
      if (part.kind === 'all') return part.of.every(meets);
      if (part.kind === 'any') return part.of.some(meets);
      return part.kind === 'characters' && this.layout.searched.some(({ name }) => (part.fields?.includes(name) ?? true) && exactSpans(textIn(name), part.tokens, part.prefix).length > 0);
    };
    return meets(condition);
  };

  /** The folded fields of an article: a query that nothing has as typed reads the same few many times. */
  #textOf(row: number): (field: string) => string {
    let textIn = this.#read.get(row);
    if (textIn) return textIn;
    if (this.#read.size >= mostReadRows) this.#read.clear();
    const article = JSON.parse(this.#statements.storedRow.get(row) ?? '{}') as Article, folded = new Map<string, string>();
    textIn = name => {
      let text = folded.get(name);
      if (text === undefined) folded.set(name, text = foldText(textOf(article[name])));
      return text;
    };
    this.#read.set(row, textIn);
    return textIn;
  }

  #rarestWindow(tokens: readonly string[]): readonly string[] {
    // The last token may be only the beginning of a word: it is left out.
    const counts = tokens.slice(0, -1).map(token => Math.log(1 + (this.#statements.rarity.get(encodeTokens(token)) ?? 0)));
    let best = 0, least = Infinity;
    for (let i = 0; i + windowTokens < tokens.length; i++) {
      const sum = counts.slice(i, i + windowTokens).reduce((a, c) => a + c, 0);
      if (sum < least) [best, least] = [i, sum];
    }
    return tokens.slice(best, best + windowTokens);
  }

  /** Something was written. */
  forget(): void {
    this.#resolved.clear();
    this.#read.clear();
  }
}

const fewOf = (rows: readonly number[]): readonly number[] | null => rows.length > mostResolved ? null : rows;
