import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Counters, type CountedDay, type CountKind, type QueryCount } from './engines/sqlite/counters.js';

const writeAfterMs = 5_000;
/** How soon a longer or shorter query takes the place of one that was being typed. */
const typingMs = 3_000;
/** Whoever pastes more than this pastes a text, not a query. */
const longestQueryChars = 100;
const mostWaiting = 10_000, mostTyped = 200;

/** What is told of a search. Never who asked. */
export interface Searched {
  readonly index: string;
  readonly q: string;
  /** Whether nothing was found that would have been shown without a filter. */
  readonly empty: boolean;
  readonly tookMs: number;
}

/** What is searched for, how often, how fast, with what success: counted by day and query in `DATA_DIR/stats.db`. Nothing here fails a search. */
export class Statistics {
  readonly #path: string;
  readonly #day: Intl.DateTimeFormat;
  #counters: Counters | null = null;
  #waiting = new Map<string, CountedDay>();
  /** Queries of those that search while one types, until it is clear that they stay so; by index and query. */
  readonly #typed = new Map<string, Searched & { readonly atMs: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly folder: string, timeZone: string, readonly log: Logger | null = null, readonly now: () => number = Date.now) {
    this.#path = join(folder, 'stats.db');
    this.#day = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  }

  /** Counts a search for its first page. */
  searched(given: Searched): void {
    const q = plain(given.q);
    if (q === null) return;
    const count = this.#count(given.index, q, '');
    if (!count) return;
    count.searches++;
    count.empty += Number(given.empty);
    count.tookMs += given.tookMs;
    count.mostMs = Math.max(count.mostMs, given.tookMs);
  }

  /** The same for a search while one types: what is a part of the next one, or has it as a part, was not meant. */
  typed(given: Searched): void {
    const q = plain(given.q), atMs = this.now();
    if (q === null) return;
    this.#settle(atMs - typingMs);
    for (const [key, other] of this.#typed) if (other.index === given.index && (q.startsWith(other.q) || other.q.startsWith(q))) this.#typed.delete(key);
    const [oldest] = this.#typed.values();
    if (oldest && this.#typed.size >= mostTyped) this.#settle(oldest.atMs);
    this.#typed.set(`${given.index}\n${q}`, { ...given, q, atMs });
    this.#later();
  }

  /** @param position from 1 */
  clicked(index: string, query: string, id: string, position: number): void {
    const q = plain(query), count = q === null ? null : this.#count(index, q, id);
    if (!count) return;
    count.clicks++;
    count.positions += position;
  }

  /** @throws where the database cannot be read */
  list(kind: CountKind, index: string, days: number, limit: number): QueryCount[] {
    this.#write();
    return this.#open().list(kind, index, this.#today(), days, limit);
  }

  close(): void {
    this.#settle(Infinity);
    this.#write();
    clearTimeout(this.#timer);
    this.#counters?.close();
    this.#counters = null;
  }

  #today(): string { return this.#day.format(this.now()); }

  #count(index: string, q: string, id: string): CountedDay | null {
    const day = this.#today(), key = JSON.stringify([day, index, q, id]), known = this.#waiting.get(key);
    if (known) return known;
    if (this.#waiting.size >= mostWaiting) return null;
    const count = { day, index, q, id, searches: 0, empty: 0, tookMs: 0, mostMs: 0, clicks: 0, positions: 0 };
    this.#waiting.set(key, count);
    this.#later();
    return count;
  }

  #settle(beforeMs: number): void {
    for (const [key, one] of this.#typed) {
      if (one.atMs > beforeMs) continue;
      this.#typed.delete(key);
      this.searched(one);
    }
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#settle(this.now() - typingMs);
      this.#write();
      if (this.#typed.size || this.#waiting.size) this.#later();
    }, writeAfterMs).unref();
  }

  /** What cannot be written now waits for the next time. */
  #write(): void {
    if (!this.#waiting.size) return;
    try {
      this.#open().add(this.#waiting.values(), this.#today());
      this.#waiting = new Map();
    } catch (error) {
      this.log?.warn({ err: error }, 'the search statistics were not written');
    }
  }

  #open(): Counters {
    if (this.#counters) return this.#counters;
    mkdirSync(this.folder, { recursive: true });
    return this.#counters = new Counters(this.#path);
  }
}

/** A query as it is counted; null: it is not. */
function plain(query: string): string | null {
  if (query.length > 2 * longestQueryChars) return null;
  const q = query.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  return q === '' || q.length > longestQueryChars ? null : q;
}
