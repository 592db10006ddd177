import Database from 'better-sqlite3';
import { closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import { textOf, type Article, type FieldValue } from '../../article.js';
import { characterStream } from '../../text/analyze.js';
import { foldText } from '../../text/fold.js';
import type { AnalyzedArticle, WriteCounts } from '../engine.js';
import { comparable, type CompileContext } from './compile.js';
import { Matches } from './matches.js';
import { ddl, indexes, sortColumn, type Layout } from './schema.js';
import { Shingles } from './shingles.js';
import { encodeTokens } from './tokens.js';
import { fitOf, infoOfVersion, isUnusable } from './versions.js';
import { Vocabulary } from './vocabulary.js';

/** Statements that are kept. */
const mostPrepared = 200;

/** One complete index in one SQLite file. */
export class BuildFile {
  readonly #statements;
  readonly context: CompileContext;
  readonly vocabulary: Vocabulary;
  readonly #shingles: Shingles;
  readonly #matches: Matches;
  #size: number | null = null;
  #lookedAt = -1;
  readonly #prepared = new Map<string, Database.Statement<unknown[], unknown>>();

  private constructor(readonly db: Database.Database, readonly path: string, readonly layout: Layout, isBulk = false) {
    this.vocabulary = new Vocabulary(db);
    this.#shingles = new Shingles(db, isBulk);
    this.#matches = new Matches(db, layout, this.#shingles);
    this.context = { ...layout, resolve: this.#matches.resolve, reads: this.#matches.reads };
    const sorts = layout.sortable.map((_, i) => sortColumn(i));
    const columns = layout.searched.map((_, i) => `t${i}`);
    const insertStream = (table: string) => db.prepare(`INSERT INTO ${table} (rowid, ${columns.join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})`);
    this.#statements = {
      shown: db.prepare<[number], { sketch: string; stored: string }>('SELECT sketch, stored FROM articles WHERE n = ?'),
      storedRow: db.prepare<[number], string>('SELECT stored FROM articles WHERE n = ?').pluck(),
      known: db.prepare<[string], { n: number; hash: string; origin: string; place: string | null }>('SELECT n, hash, origin, place FROM articles WHERE id = ?'),
      article: db.prepare(`INSERT INTO articles (id, origin, place, hash, sketch, stored${sorts.map(s => `, ${s}`).join('')}) VALUES (?, ?, ?, ?, ?, ?${sorts.map(() => ', ?').join('')})`),
      moved: db.prepare('UPDATE articles SET place = ? WHERE n = ?'),
      words: insertStream('words'),
      characters: insertStream('characters'),
      fact: db.prepare('INSERT INTO facts (article, field, text, raw, number, state) VALUES (?, ?, ?, ?, ?, ?)'),
      change: db.prepare('INSERT INTO changes (id) VALUES (?)'),
      remove: ['articles WHERE n', 'words WHERE rowid', 'characters WHERE rowid', 'facts WHERE article'].map(what => db.prepare<[number]>(`DELETE FROM ${what} = ?`)),
      stored: db.prepare<[string], { stored: string }>('SELECT stored FROM articles WHERE id = ?'),
      version: db.prepare<[], number>('PRAGMA data_version').pluck(),
    };
  }

  /** Makes an empty build, fast and not yet safe against a crash: see {@link finish}. */
  static create(path: string, layout: Layout, dictionary = ''): BuildFile {
    const db = new Database(path);
    db.pragma('page_size = 8192');
    // For the end of the load, which leaves a seventh of the file unused.
    db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -65536');
    db.exec(ddl(layout));
    for (const [key, value] of Object.entries(infoOfVersion(layout, dictionary))) db.prepare('INSERT INTO info (key, value) VALUES (?, ?)').run(key, value);
    for (const table of ['words', 'characters']) {
      // Few large segments: merging many small ones is what costs time in a bulk load.
      db.exec(`INSERT INTO ${table} (${table}, rank) VALUES ('hashsize', ${48 << 20}); INSERT INTO ${table} (${table}, rank) VALUES ('automerge', 0)`);
    }
    return new BuildFile(db, path, layout, true);
  }

  /** Opens a copy that nobody else has, as fast and as unsafe as {@link create} does. */
  static reopen(path: string, layout: Layout): BuildFile {
    const db = new Database(path, { fileMustExist: true });
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -65536');
    const file = new BuildFile(db, path, layout, true);
    for (const stored of db.prepare<[], string>('SELECT stored FROM articles').pluck().iterate()) {
      const article = JSON.parse(stored) as Article;
      for (const { name } of layout.searched) file.#shingles.add(characterStream(foldText(textOf(article[name]))));
    }
    return file;
  }

  /** Opens a build that was finished; to be searched only, or to be written too. @returns null when it cannot be searched: made for other fields or by another version, missing, damaged */
  static open(path: string, layout: Layout, readOnly = false): BuildFile | null {
    let db: Database.Database | undefined;
    try {
      db = new Database(path, { fileMustExist: true, timeout: 10_000, readonly: readOnly });
      if (!readOnly) {
        db.pragma('journal_mode = WAL');
        db.pragma('synchronous = FULL');
      }
      // Memory-mapping would count as this process's memory once for each thread, and gains nothing that can be measured.
      db.pragma(`cache_size = -${readOnly ? 32_768 : 65_536}`);
      db.pragma('temp_store = MEMORY');
      // Before any statement is prepared: the tables of another version may have other columns.
      if (fitOf(db, layout) === 'fits') return new BuildFile(db, path, layout);
    } catch (error) {
      if (!isUnusable(error)) throw error;
    }
    db?.close();
    return null;
  }

  /** Changes when another connection has written. */
  version(): number { return this.#statements.version.get() as number; }

  /** Looks whether another connection has written: until the next look nothing that is remembered is doubted. */
  look(): this {
    const version = this.version();
    if (version !== this.#lookedAt) this.#forget();
    this.#lookedAt = version;
    return this;
  }

  /** A statement, prepared once: many a search asks the same with other values. */
  prepare<P extends unknown[], R>(sql: string): Database.Statement<P, R> {
    let statement = this.#prepared.get(sql);
    if (!statement) {
      if (this.#prepared.size >= mostPrepared) this.#prepared.clear();
      this.#prepared.set(sql, statement = this.db.prepare<unknown[], unknown>(sql));
    }
    return statement as unknown as Database.Statement<P, R>;
  }

  /** What an answer has of a row. */
  shownOf(row: number): { sketch: string; stored: string } { return this.#statements.shown.get(row) ?? { sketch: '', stored: '{}' }; }

  /** Ends the bulk load: indexes, one segment a stream, everything on disk. */
  finish(): void {
    for (const table of ['words', 'characters']) {
      // Live writes: one segment for each transaction, however large, and eight of a size merged at once: FTS5's own 1 MB and 4 merge everything half as often again.
      this.db.exec(`INSERT INTO ${table} (${table}) VALUES ('optimize'); INSERT INTO ${table} (${table}, rank) VALUES ('automerge', 8); INSERT INTO ${table} (${table}, rank) VALUES ('hashsize', ${32 << 20})`);
    }
    this.vocabulary.recount();
    this.#shingles.finish();
    this.db.exec(indexes(this.layout));
    this.db.pragma('analysis_limit = 1000');
    this.db.exec('ANALYZE');
    this.db.exec('PRAGMA incremental_vacuum');
    this.db.pragma('journal_mode = WAL');
    const file = openSync(this.path, 'r+');
    try { fsyncSync(file); } finally { closeSync(file); }
  }

  /**
   * Adds or replaces articles; those with the same hash and origin stay untouched.
   * @param mostMs when it has taken so long, the rest is left: `taken` says how many were not
   */
  write(articles: readonly AnalyzedArticle[], logChanges: boolean, mostMs = Infinity): WriteCounts & { readonly taken: number } {
    this.#forget();
    const written: AnalyzedArticle[] = [], started = performance.now();
    let taken = 0;
    for (const analyzed of articles) {
      if (taken && performance.now() - started > mostMs) break;
      taken++;
      const known = this.#statements.known.get(analyzed.article.id);
      if (known?.hash === analyzed.hash && known.origin === analyzed.origin) {
        // The same article on another line is the same article.
        if (known.place !== (analyzed.place ?? null)) this.#statements.moved.run(analyzed.place ?? null, known.n);
        continue;
      }
      if (known) this.#removeRow(known.n);
      this.#insert(analyzed);
      if (logChanges) this.#statements.change.run(analyzed.article.id);
      written.push(analyzed);
    }
    this.vocabulary.add(written);
    this.#shingles.flush();
    return { written: written.length, unchanged: taken - written.length, taken };
  }

  /** Replaces articles that still stand as they were cut from; see the port. */
  recut(articles: readonly AnalyzedArticle[], logChanges: boolean): WriteCounts {
    this.#forget();
    const written: AnalyzedArticle[] = [];
    for (const analyzed of articles) {
      const { id } = analyzed.article, known = this.#statements.known.get(id);
      if (!known || known.hash === analyzed.hash || this.#statements.storedRow.get(known.n) !== JSON.stringify(analyzed.article)) continue;
      this.#removeRow(known.n);
      this.#insert({ ...analyzed, origin: known.origin, place: known.place });
      if (logChanges) this.#statements.change.run(id);
      written.push(analyzed);
    }
    this.vocabulary.add(written, false);
    this.#shingles.flush();
    return { written: written.length, unchanged: articles.length - written.length };
  }

  /** The version of the user's dictionary that everything here was cut with. */
  cutWith(): string {
    return this.db.prepare<[], string>("SELECT value FROM info WHERE key = 'dictionary'").pluck().get() ?? '';
  }

  putCutWith(dictionary: string): void {
    this.db.prepare("INSERT OR REPLACE INTO info (key, value) VALUES ('dictionary', ?)").run(dictionary);
  }

  #forget(): void {
    this.#matches.forget();
    this.#size = null;
    this.vocabulary.forget();
  }

  #insert(analyzed: AnalyzedArticle): void {
    const { article, origin, place, hash, streams, sketch, sortKeys } = analyzed;
    const { searched, sortable } = this.layout;
    const { lastInsertRowid } = this.#statements.article.run(article.id, origin, place ?? null, hash, sketch, JSON.stringify(article), ...sortable.map(f => sortKeys[f.name] ?? null));
    const n = Number(lastInsertRowid);
    // Sub-words stand behind the words, so that they come between no two words of a phrase.
    this.#statements.words.run(n, ...searched.map(f => {
      const field = streams[f.name];
      return field ? encodeTokens(field.subwords ? `${field.words} \ue001 ${field.subwords}` : field.words) : null;
    }));
    const characters = searched.map(f => streams[f.name]?.characters ?? '');
    this.#statements.characters.run(n, ...characters.map(stream => encodeTokens(stream) || null));
    for (const stream of characters) this.#shingles.add(stream);
    this.layout.facts.forEach((field, number) => {
      const value = article[field.name];
      if (value === undefined) return;
      const values = Array.isArray(value) ? value : [value];
      if (value === null) this.#statements.fact.run(n, number, '', null, null, 1);
      else if (!values.length || value === '') this.#statements.fact.run(n, number, '', null, null, 2);
      else for (const one of new Set(values)) this.#insertFact(n, number, one);
    });
  }

  #insertFact(n: number, fieldNumber: number, value: FieldValue): void {
    const field = this.layout.facts[fieldNumber];
    if (!field || value === null || typeof value === 'object') return;
    const raw = String(value), text = comparable(field, raw);
    this.#statements.fact.run(n, fieldNumber, text, raw === text ? null : raw, typeof value === 'number' ? value : null, 0);
  }

  #removeRow(n: number): void {
    for (const statement of this.#statements.remove) statement.run(n);
  }

  /** Removes articles by row number or id; @returns how many there were. */
  remove(ids: readonly string[], logChanges: boolean): number {
    this.#forget();
    let removed = 0;
    for (const id of ids) {
      const known = this.#statements.known.get(id);
      if (logChanges) this.#statements.change.run(id);
      if (!known) continue;
      this.#removeRow(known.n);
      removed++;
    }
    return removed;
  }

  /** Removes everything, much faster than one by one. */
  clear(logChanges: boolean): number {
    this.#forget();
    this.vocabulary.clear();
    this.#shingles.clear();
    const count = this.size();
    this.#size = null;
    if (logChanges) this.db.exec('INSERT INTO changes (id) SELECT id FROM articles');
    this.db.exec(`DELETE FROM articles; DELETE FROM facts; INSERT INTO words (words) VALUES ('delete-all'); INSERT INTO characters (characters) VALUES ('delete-all')`);
    return count;
  }

  get(id: string): Article | null {
    const row = this.#statements.stored.get(id);
    return row ? JSON.parse(row.stored) as Article : null;
  }

  /** Where an article came from, null when there is none. */
  origin(id: string): { origin: string; place: string | null } | null {
    const known = this.#statements.known.get(id);
    return known ? { origin: known.origin, place: known.place } : null;
  }

  /** Number of articles; counted once and kept until something is written. */
  size(): number {
    return this.#size ??= this.db.prepare<[], number>('SELECT count(*) FROM articles').pluck().get() as number;
  }

  sizeBytes(): number {
    return [this.path, `${this.path}-wal`].reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  }

  close(): void {
    this.db.close();
  }
}
