import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { IndexFields } from '../../../config/fields.js';
import type { Article } from '../../article.js';
import type { Condition } from '../../query/condition.js';
import type { Filter } from '../../query/filter.js';
import type { SynonymTable } from '../../query/synonyms.js';
import { EngineUnavailable, misfitError, NoPreviousBuild, nothingFound, type AnalyzedArticle, type Ask, type BuildInfo, type BuildWriter, type Engine, type EngineStatus, type Found, type Misfit, type VocabularyLookup, type VocabularyWord, type WriteCounts } from '../engine.js';
import { BuildFile } from './build-file.js';
import { openControl, type Control } from './control.js';
import { assertWritable, onDisk, toldOfDisk } from './disk.js';
import { buildPath, newBuildName, removeBuild, removeLeftovers } from './files.js';
import { layoutOf, type Layout } from './schema.js';
import { countBuild, countWords, facetValues, idsByFilter, searchBuild } from './search.js';
import { infoOf, SqliteBuild } from './sqlite-build.js';
import { inBatches, misfitOf, openToRead, readStored, type StoredArticle, type StoredRow } from './versions.js';

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
  #misfit: Misfit | null = null;
  #isHeld = false;
  #ownWrites = 0;
  /** After a long transaction others get their turn: until then, by `performance.now()`. */
  #restsUntil = 0;
  readonly seesAllWrites = true;

  private constructor(readonly fields: IndexFields, readonly folder: string, readonly readOnly: boolean) {
    this.#layout = layoutOf(fields);
    this.#control = onDisk(folder, () => {
      mkdirSync(folder, { recursive: true });
      assertWritable(folder);
      return openControl(folder);
    });
  }

  /**
   * @param folder made when it is not there; several processes and threads may open it
   * @param readOnly for searching alone
   */
  static open(fields: IndexFields, folder: string, readOnly = false): SqliteEngine {
    const engine = new SqliteEngine(fields, folder, readOnly);
    onDisk(folder, () => engine.#current());
    return engine;
  }

  /** Has a search done that looks only once whether anything was switched or written: each of its questions would, and it asks fifteen. One at a time. */
  async holding<T>(search: () => Promise<T>): Promise<T> {
    this.#current();
    this.#isHeld = true;
    try {
      return await search();
    } finally {
      this.#isHeld = false;
    }
  }

  /** The live build, following a switch that another process made. */
  #current(): BuildFile | null {
    if (this.#isHeld) return this.#live;
    const version = this.#control.version();
    if (version === this.#seenVersion) return this.#live?.look() ?? null;
    this.#seenVersion = version;
    const name = this.#control.live();
    if (name === null || (this.#live && this.#live.path === this.#path(name))) return this.#live?.look() ?? null;
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
    this.#misfit = { build: name, kind: misfitOf(this.#path(name), this.#layout) };
    return null;
  }

  #path(name: string): string { return buildPath(this.folder, name); }

  /** After a change of our own: look again, though no other process wrote. */
  #look(): void {
    this.#ownWrites++;
    this.#seenVersion = -1;
    this.#current();
  }

  #required(): BuildFile {
    const live = this.#current();
    if (live) return live;
    throw this.#misfit ? misfitError(this.#misfit, this.fields.index) : new EngineUnavailable('no build is live');
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

  async misfit(): Promise<Misfit | null> {
    this.#current();
    return this.#misfit;
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

  async wordCounts(words: readonly string[], filter: Filter | null = null): Promise<ReadonlyMap<string, number>> {
    const live = this.#searched();
    if (!live) return new Map();
    return filter ? countWords(live, words, filter) : live.vocabulary.counts(words);
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
    for (let from = 0; from < articles.length;) {
      const rest = this.#restsUntil - performance.now();
      if (rest > 0) await sleep(rest);
      const started = performance.now(), counts = this.#changeLive((live, log) => live.write(from ? articles.slice(from) : articles, log, writtenMs));
      const ended = performance.now();
      if (ended - started > writtenMs / 4) this.#restsUntil = ended + restMs;
      from += counts.taken;
      written += counts.written;
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
      const changed = onDisk(this.folder, () => live.db.transaction(() => {
        if (this.#control.live() !== this.#nameOf(live)) return null;
        const building = this.#control.building() !== null;
        // Nobody is building: what earlier builds were to carry over is of no use any more.
        if (!building) live.db.exec('DELETE FROM changes');
        return { result: change(live, building) };
      }).immediate());
      this.#ownWrites++;
      if (changed) return changed.result;
      this.#look();
    }
  }

  #nameOf(build: BuildFile): string { return build.path.slice(this.folder.length + 1, -3); }

  #makeFirst(): void {
    if (this.#current() || this.#misfit) return;
    const name = newBuildName();
    onDisk(this.folder, () => {
      const file = BuildFile.create(this.#path(name), this.#layout);
      try { file.finish(); } finally { file.close(); }
      if (this.#control.adopt(name) !== name) this.#delete(name);
    });
    this.#look();
  }

  async *stored(): AsyncIterable<StoredArticle> {
    yield* inBatches(async after => {
      const rows = this.storedAfter(after);
      await sleep(0);
      return rows;
    });
  }

  /** Some of the articles behind a row number: also those of a build that cannot be searched any more, which can still be read, and so be written anew. */
  storedAfter(after: number): StoredRow[] {
    const live = this.#current(), old = live || !this.#misfit ? null : openToRead(this.#path(this.#misfit.build));
    try {
      const db = live?.db ?? old;
      return db ? readStored(db, after) : [];
    } finally {
      old?.close();
    }
  }

  async startBuild(by: string, dictionary = ''): Promise<BuildWriter> {
    const name = newBuildName();
    onDisk(this.folder, () => { this.#begin(name, by); });
    try {
      this.#cleanUp(name);
      return new SqliteBuild(name, BuildFile.create(this.#path(name), this.#layout, dictionary), {
        control: this.#control,
        switchTo: build => { this.#control.publish(build); },
        live: () => this.#current(),
        isLive: build => this.#control.live() === this.#nameOf(build),
        published: () => { this.#look(); this.#cleanUp(null); },
        info: infoOf,
        removeFiles: () => { this.#delete(name); },
      });
    } catch (error) {
      this.#delete(name);
      this.#control.end(name);
      throw toldOfDisk(error, this.folder);
    }
  }

  /** Takes the turn to build; what was written for an earlier build to carry over is of no use to this one. */
  #begin(name: string, by: string): void {
    const live = this.#current();
    if (this.#misfit?.kind === 'newer') throw misfitError(this.#misfit, this.fields.index);
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
    removeLeftovers(this.folder, this.#control, building);
  }

  #delete(name: string): void { removeBuild(this.folder, name); }

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

  async putSynonyms(table: SynonymTable | null): Promise<void> {
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

/** Articles cut anew in one transaction: some 50 ms. Others may write in between. */
const recutAtOnce = 20;
/** So long articles are written in one transaction, as many as they are; counting their words takes about as long again. Whoever waits for the lock looks for it every 100 ms. */
const writtenMs = 1_000, restMs = 100;
