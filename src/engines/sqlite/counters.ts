import Database from 'better-sqlite3';

/** Counts of one day. Of searches where `id` is empty, of clicks on an article otherwise. */
export interface CountedDay {
  /** `2026-11-23`. */
  readonly day: string;
  readonly index: string;
  readonly q: string;
  readonly id: string;
  searches: number;
  /** Searches that found nothing. */
  empty: number;
  /** All together. */
  tookMs: number;
  mostMs: number;
  clicks: number;
  /** Added up: from 1. */
  positions: number;
}

/** A line of an account. */
export interface QueryCount {
  readonly q: string;
  /** Of the account of clicks. */
  readonly id?: string;
  readonly searches: number;
  readonly empty: number;
  readonly clicks: number;
  readonly meanMs: number;
  readonly mostMs: number;
  readonly meanPosition: number | null;
}

/** What an account is ordered by. */
export type CountKind = 'top' | 'empty' | 'slow' | 'clicks';

// What was asked only once may be about one person: it is never shown.
const leastSearches = 2;
const searchesOf: Readonly<Record<Exclude<CountKind, 'clicks'>, readonly [having: string, order: string]>> = {
  top: ['', 'searches DESC, q'], empty: ['AND SUM(empty) > 0', 'empty DESC, searches DESC, q'], slow: ['', 'meanMs DESC, q'],
};

/** Counters in a small database of their own. */
export class Counters {
  readonly #db: Database.Database;

  /** @param mostRows what is more goes: queries asked once first, then the oldest days */
  constructor(path: string, readonly mostDays = 90, readonly mostRows = 50_000) {
    this.#db = new Database(path, { timeout: 200 });
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = NORMAL');
    this.#db.exec(`CREATE TABLE IF NOT EXISTS counts (
      day TEXT NOT NULL, name TEXT NOT NULL, q TEXT NOT NULL, id TEXT NOT NULL, searches INTEGER NOT NULL, empty INTEGER NOT NULL, tookMs REAL NOT NULL, mostMs REAL NOT NULL,
      clicks INTEGER NOT NULL, positions INTEGER NOT NULL, PRIMARY KEY (day, name, q, id)) WITHOUT ROWID`);
  }

  /** @param today `2026-11-23` */
  add(counts: Iterable<CountedDay>, today: string): void {
    const add = this.#db.prepare<[CountedDay]>(`INSERT INTO counts VALUES (@day, @index, @q, @id, @searches, @empty, @tookMs, @mostMs, @clicks, @positions)
      ON CONFLICT DO UPDATE SET searches = searches + excluded.searches, empty = empty + excluded.empty, tookMs = tookMs + excluded.tookMs, mostMs = MAX(mostMs, excluded.mostMs),
      clicks = clicks + excluded.clicks, positions = positions + excluded.positions`);
    this.#db.transaction(() => {
      for (const one of counts) add.run(one);
      this.#db.prepare('DELETE FROM counts WHERE day <= date(?, ?)').run(today, `-${this.mostDays} days`);
      const { rows } = this.#db.prepare<[], { rows: number }>('SELECT COUNT(*) AS rows FROM counts').get() as { rows: number };
      // A tenth at once, so that not every time has to look for what may go.
      if (rows > this.mostRows) this.#db.prepare('DELETE FROM counts WHERE (day, name, q, id) IN (SELECT day, name, q, id FROM counts ORDER BY searches + clicks > 1, day LIMIT ?)').run(rows - Math.floor(this.mostRows * 0.9));
    }).immediate();
  }

  /** Of the last days, today among them. */
  list(kind: CountKind, index: string, today: string, days: number, limit: number): QueryCount[] {
    const since = [today, `-${days} days`, index] as const, within = 'day > date(?, ?) AND name = ?';
    if (kind === 'clicks') {
      return this.#db.prepare<unknown[], QueryCount>(`SELECT c.q, c.id, s.searches, s.empty, SUM(c.clicks) AS clicks, s.meanMs, s.mostMs, ROUND(1.0 * SUM(c.positions) / SUM(c.clicks), 1) AS meanPosition
        FROM counts c JOIN (SELECT q, SUM(searches) AS searches, SUM(empty) AS empty, ROUND(SUM(tookMs) / SUM(searches), 1) AS meanMs, MAX(mostMs) AS mostMs FROM counts WHERE ${within} AND id = '' GROUP BY q HAVING SUM(searches) >= ${leastSearches}) s ON s.q = c.q
        WHERE ${within} AND c.id <> '' GROUP BY c.q, c.id ORDER BY clicks DESC, c.q, c.id LIMIT ?`).all(...since, ...since, limit);
    }
    const [having, order] = searchesOf[kind];
    return this.#db.prepare<unknown[], QueryCount>(`SELECT q, SUM(searches) AS searches, SUM(empty) AS empty, SUM(clicks) AS clicks, ROUND(SUM(tookMs) / MAX(1, SUM(searches)), 1) AS meanMs, MAX(mostMs) AS mostMs,
      ROUND(1.0 * SUM(positions) / SUM(clicks), 1) AS meanPosition FROM counts WHERE ${within} GROUP BY q HAVING SUM(searches) >= ${leastSearches} ${having} ORDER BY ${order} LIMIT ?`).all(...since, limit);
  }

  close(): void { this.#db.close(); }
}
