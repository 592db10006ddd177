import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { IndexFields } from '../../../config/fields.js';
import type { Article } from '../../article.js';
import type { Condition } from '../../query/condition.js';
import type { Filter } from '../../query/filter.js';
import type { SynonymTable } from '../../query/synonyms.js';
import { EngineUnavailable, NoPreviousBuild, nothingFound, type AnalyzedArticle, type Ask, type BuildInfo, type BuildWriter, type Engine, type EngineStatus, type Found, type VocabularyLookup, type VocabularyWord, type WriteCounts } from '../engine.js';
import { BuildFile } from './build-file.js';
import { Control } from './control.js';
import { layoutOf, type Layout } from './schema.js';
import { countBuild, facetValues, idsByFilter, searchBuild } from './search.js';
import { SqliteBuild } from './sqlite-build.js';

/**
 * The embedded engine: SQLite's FTS5, one folder an index.
 *
 * ```
 * FOLDER/control.db        what is live, what was before, who is building, synonyms
 * FOLDER/build-….db        one file a build; the live one and the one before stay
 * ```
 */
export class SqliteEngine implements Engine {
  readonly name = 'sqlite';
  readonly isRemote = false;
  readonly #layout: Layout;
  readonly #control: Control;
  #seenVersion = -1;
  #live: BuildFile | null = null;
  #misfit: string | null = null;

  #ownWrites = 0;
  readonly seesAllWrites = true;

  private constructor(readonly fields: IndexFields, readonly folder: string, readonly readOnly: boolean) {
    this.#layout = layoutOf(fields);
    mkdirSync(folder, { recursive: true });
    this.#control = new Control(folder);
  }

  /**
   * @param folder made when it is not there; several processes and threads may open it
   * @param readOnly for searching alone
   */
  static open(fields: IndexFields, folder: string, readOnly = false): SqliteEngine {
    const engine = new SqliteEngine(fields, folder, readOnly);
    engine.#current();
    return engine;
  }

  /** The live build, following a switch that another process made. */
  #current(): BuildFile | null {
    const version = this.#control.version();
    if (version === this.#seenVersion) return this.#live;
    this.#seenVersion = version;
    const name = this.#control.live();
    if (name === null || (this.#live && this.#live.path === this.#path(name))) return this.#live;
    this.#live?.close();
    this.#live = null;
    this.#misfit = null;
    this.#live = BuildFile.open(this.#path(name), this.#layout, this.readOnly);
    if (this.#live) return this.#live;
    // Two switches of another process may have taken the file away meanwhile.
    if (this.#control.live() !== name) {
      this.#seenVersion = -1;
      return this.#current();
    }
    this.#misfit = name;
    return null;
  }

  #path(name: string): string { return join(this.folder, `${name}.db`); }

  /** After a change of our own: look again, though no other process wrote. */
  #look(): void {
    this.#ownWrites++;
    this.#seenVersion = -1;
    this.#current();
  }

  #required(): BuildFile {
    const live = this.#current();
    if (live) return live;
    throw new EngineUnavailable(this.#unusable() ?? 'no build is live');
  }

  #unusable(): string | null {
    return this.#misfit && `the build ${this.#misfit} was made for other fields or by another version, or its file is missing or damaged: run a reindex`;
  }

  /** The live build; null before the first one. @throws when there is one that cannot be searched */
  #searched(): BuildFile | null {
    const live = this.#current();
    return this.#misfit ? this.#required() : live;
  }

  version(): string {
    const live = this.#current();
    return `${this.#seenVersion} ${live?.path ?? ''} ${live?.version() ?? ''} ${this.#ownWrites}`;
  }

  async ready(): Promise<boolean> {
    return this.#current() !== null;
  }

  async search(ask: Ask): Promise<Found> {
    const live = this.#searched();
    return live ? searchBuild(live, ask) : nothingFound(ask.facets);
  }

  async count(condition: Condition, filter: Filter | null, atMost: number): Promise<number> {
    const live = this.#searched();
    return live ? countBuild(live, condition, filter, atMost) : 0;
  }

  async get(id: string): Promise<Article | null> {
    return this.#searched()?.get(id) ?? null;
  }

  async originOf(id: string): Promise<{ origin: string; place: string | null } | null> {
    return this.#current()?.origin(id) ?? null;
  }

  async wordCounts(words: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const live = this.#searched();
    return live ? live.vocabulary.counts(words) : new Map();
  }

  async vocabulary(lookup: VocabularyLookup, mostOfKey: number): Promise<VocabularyWord[]> {
    return this.#searched()?.vocabulary.lookUp(lookup, mostOfKey) ?? [];
  }

  async values(field: string, beginning: string, filter: Filter | null, most: number): Promise<{ value: string; count: number }[]> {
    const live = this.#current();
    return live ? facetValues(live, field, beginning, filter, most) : [];
  }

  async size(): Promise<number> {
    return this.#searched()?.size() ?? 0;
  }

  async write(articles: readonly AnalyzedArticle[]): Promise<WriteCounts> {
    this.#makeFirst();
    let written = 0;
    for (let from = 0; from < articles.length; from += writtenAtOnce) {
      if (from) await sleep(0);
      written += this.#changeLive((live, log) => live.write(articles.slice(from, from + writtenAtOnce), log)).written;
    }
    return { written, unchanged: articles.length - written };
  }

  async recut(articles: readonly AnalyzedArticle[]): Promise<WriteCounts> {
    if (!this.#searched()) return { written: 0, unchanged: articles.length };
    let written = 0;
    for (let from = 0; from < articles.length; from += recutAtOnce) {
      // Searches are answered between the transactions.
      await sleep(0);
      written += this.#changeLive((live, log) => live.recut(articles.slice(from, from + recutAtOnce), log)).written;
    }
    return { written, unchanged: articles.length - written };
  }

  async recount(words: readonly string[]): Promise<void> {
    this.#searched()?.vocabulary.recountSome(words);
    this.#ownWrites++;
  }

  async cutWith(): Promise<{ build: string; dictionary: string } | null> {
    const live = this.#searched();
    return live && { build: this.#nameOf(live), dictionary: live.cutWith() };
  }

  async putCutWith(build: string, dictionary: string): Promise<void> {
    const live = this.#searched();
    if (live && this.#nameOf(live) === build) live.putCutWith(dictionary);
  }

  async remove(what: { readonly ids: readonly string[] } | { readonly filter: Filter } | 'all'): Promise<number> {
    if (!this.#searched()) return 0;
    return this.#changeLive((live, log) => what === 'all' ? live.clear(log) : live.remove('ids' in what ? what.ids : idsByFilter(live, what.filter), log));
  }

  /** Runs a change in one transaction on what is live when the transaction has the lock. */
  #changeLive<T>(change: (live: BuildFile, logChanges: boolean) => T): T {
    for (;;) {
      const live = this.#required();
      const changed = live.db.transaction(() => {
        if (this.#control.live() !== this.#nameOf(live)) return null;
        const building = this.#control.building() !== null;
        // Nobody is building: what earlier builds were to carry over is of no use any more.
        if (!building) live.db.exec('DELETE FROM changes');
        return { result: change(live, building) };
      }).immediate();
      this.#ownWrites++;
      if (changed) return changed.result;
      this.#look();
    }
  }

  #nameOf(build: BuildFile): string { return build.path.slice(this.folder.length + 1, -3); }

  #makeFirst(): void {
    if (this.#current() || this.#misfit) return;
    const name = newBuildName();
    const file = BuildFile.create(this.#path(name), this.#layout);
    file.finish();
    file.close();
    if (this.#control.adopt(name) !== name) this.#delete(name);
    this.#look();
  }

  async *stored(): AsyncIterable<Stored> {
    yield* inBatches(async after => {
      const rows = this.storedAfter(after);
      await sleep(0);
      return rows;
    });
  }

  /** Some of the articles behind a row number: also those of a build that cannot be searched any more, which can still be read, and so be written anew. */
  storedAfter(after: number): StoredRow[] {
    const live = this.#current(), old = live || !this.#misfit ? null : BuildFile.openToRead(this.#path(this.#misfit));
    try {
      return (live?.db ?? old)?.prepare<[number], StoredRow>('SELECT n, stored, origin, place, hash FROM articles WHERE n > ? ORDER BY n LIMIT 500').all(after) ?? [];
    } finally {
      old?.close();
    }
  }

  async startBuild(by: string, dictionary = ''): Promise<BuildWriter> {
    const name = newBuildName();
    this.#begin(name, by);
    try {
      this.#cleanUp(name);
      return new SqliteBuild(name, this.#path(name), this.#layout, dictionary, {
        control: this.#control,
        live: () => this.#current(),
        isLive: build => this.#control.live() === this.#nameOf(build),
        published: () => { this.#look(); this.#cleanUp(null); },
        info: infoOf,
        removeFiles: () => { this.#delete(name); },
      });
    } catch (error) {
      this.#control.end(name);
      throw error;
    }
  }

  /** Takes the turn to build; what was written for an earlier build to carry over is of no use to this one. */
  #begin(name: string, by: string): void {
    const live = this.#current();
    if (!live) this.#control.begin(name, by);
    else {
      live.db.transaction(() => {
        this.#control.begin(name, by);
        live.db.exec('DELETE FROM changes');
      }).immediate();
    }
  }

  /** Removes builds that are neither live nor the one before nor under way: leftovers of what was killed. */
  #cleanUp(building: string | null): void {
    const wanted = new Set([this.#control.live(), this.#control.previous(), building, this.#control.building()?.name]);
    for (const file of readdirSync(this.folder)) {
      const name = /^(build-.*)\.db$/.exec(file)?.[1];
      if (name !== undefined && !wanted.has(name)) this.#delete(name);
    }
  }

  #delete(name: string): void {
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(this.#path(name) + ending, { force: true });
  }

  async rollback(): Promise<{ live: BuildInfo; hiddenWrites: number }> {
    const before = this.#current(), previous = this.#control.previous();
    if (previous === null) throw new NoPreviousBuild('there is no earlier build to go back to');
    if (!this.#info(previous)) throw new NoPreviousBuild(`the build before, ${previous}, was made for other fields or by another version, or its file is missing or damaged`);
    const ids = new Set(before?.db.prepare<[], { id: string }>("SELECT id FROM articles WHERE origin = 'put'").all().map(row => row.id));
    this.#control.swap();
    this.#look();
    const live = this.#required();
    return { live: infoOf(live, this.#nameOf(live)), hiddenWrites: [...ids].filter(id => live.origin(id) === null).length };
  }

  async synonyms(): Promise<SynonymTable | null> { return this.#control.synonyms(); }

  async putSynonyms(table: SynonymTable): Promise<void> {
    this.#control.putSynonyms(table);
    this.#ownWrites++;
  }

  /** What a build that is not open says of itself; null when it cannot be searched. */
  #info(name: string): BuildInfo | null {
    const file = BuildFile.open(this.#path(name), this.#layout);
    try { return file && infoOf(file, name); } finally { file?.close(); }
  }

  async status(): Promise<EngineStatus> {
    const live = this.#current(), previous = this.#control.previous(), building = this.#control.building();
    return {
      engine: this.name,
      version: (new Database(':memory:').prepare('SELECT sqlite_version() AS v').get() as { v: string }).v,
      index: this.fields.index,
      live: live && infoOf(live, this.#nameOf(live)),
      previous: previous === null ? null : this.#info(previous),
      building: building && { name: building.name, startedAt: building.startedAt, by: building.by },
    };
  }

  async close(): Promise<void> {
    this.#live?.close();
    this.#live = null;
    this.#control.close();
  }
}

/** A stored article by its row number, as JSON. */
export interface StoredRow { readonly n: number; readonly stored: string; readonly origin: string; readonly place: string | null; readonly hash: string }
export interface Stored { readonly article: Article; readonly origin: string; readonly place: string | null; readonly hash: string }

/** All articles that are given batch by batch. */
export async function* inBatches(storedAfter: (after: number) => Promise<StoredRow[]>): AsyncGenerator<Stored> {
  for (let after = 0; ;) {
    const rows = await storedAfter(after);
    if (!rows.length) return;
    for (const { n, stored, origin, place, hash } of rows) {
      after = n;
      yield { article: JSON.parse(stored) as Article, origin, place, hash };
    }
  }
}

function infoOf(build: BuildFile, name: string): BuildInfo {
  const stamp = /^build-(\d+)-/.exec(name)?.[1];
  return { name, articles: build.size(), sizeBytes: build.sizeBytes(), builtAt: new Date(Number(stamp ?? 0)).toISOString() };
}

/** Articles cut anew, and written, in one transaction: some 50 ms. Searches are answered in between, and others may write. */
const recutAtOnce = 20, writtenAtOnce = 50;

let made = 0;
const newBuildName = () => `build-${Date.now()}-${process.pid}-${hostname().slice(0, 12).replace(/[^a-z0-9]/gi, '')}-${made++}`;
