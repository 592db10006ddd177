import { hostname } from 'node:os';
import type { IndexFields } from '../../../config/fields.js';
import type { Article } from '../../article.js';
import type { Condition } from '../../query/condition.js';
import type { Filter } from '../../query/filter.js';
import type { SynonymTable } from '../../query/synonyms.js';
import { misfitError, NoPreviousBuild, nothingFound, type AnalyzedArticle, type Ask, type BuildInfo, type BuildWriter, type Engine, type EngineStatus, type Found, type Misfit, type VocabularyLookup, type VocabularyWord, type WriteCounts } from '../engine.js';
import { MeilisearchBuild } from './build.js';
import { documentId, originalValue } from './comparable.js';
import { Connection, type ConnectionOptions } from './connection.js';
import { Control, isAlive, type BuildRecord } from './control.js';
import { Counts } from './counts.js';
import { attribute, layoutOf, type Layout } from './layout.js';
import { assertFits, LiveWriter, misfitOf } from './live.js';
import { defaultIndexPrefix, namesOf, type Names } from './names.js';
import { Remembered } from './remembered.js';
import { IndexSearch } from './search.js';
import { checkSettings } from './settings.js';
import { Store } from './store.js';
import { lookUp, recount } from './vocabulary.js';

export interface MeilisearchOptions extends ConnectionOptions {
  /** Before the names of all indexes on the server. */
  readonly indexPrefix?: string;
}

/**
 * Opens an index kept on a Meilisearch server. Does not fail when the server is away: what needs it throws EngineUnavailable until it is back.
 */
export async function openMeilisearch(fields: IndexFields, options: MeilisearchOptions): Promise<MeilisearchEngine> {
  const engine = new MeilisearchEngine(fields, options);
  await engine.ready().catch(() => undefined);
  return engine;
}

const storedAtOnce = 500;

/**
 * The server engine: Meilisearch, fed with coded words so that it cuts nothing itself.
 *
 * ```
 * PREFIXarticles                  what is live          PREFIXarticles__vocabulary       its words with readings and counts
 * PREFIXarticles__build-…         a build under way, or the one before, each with its vocabulary
 * PREFIXarticles__control         what is live, what was before, who is building, synonyms
 * PREFIXarticles__building        there while somebody builds      PREFIXarticles__changes  what was written meanwhile
 * ```
 */
export class MeilisearchEngine implements Engine {
  readonly name = 'meilisearch';
  readonly isRemote = true;
  readonly seesAllWrites = false;
  version(): string { return String(this.#counts.forgotten); }
  readonly #connection: Connection;
  readonly #names: Names;
  readonly #layout: Layout;
  readonly #store: Store;
  readonly #control: Control;
  readonly #search: IndexSearch;
  readonly #writer: LiveWriter;
  readonly #counts: Counts;
  readonly #lookups = new Remembered<VocabularyWord[]>();
  /** The live build whose settings were compared. */
  #checked: string | null = null;

  constructor(readonly fields: IndexFields, options: MeilisearchOptions) {
    this.#connection = new Connection(options);
    this.#names = namesOf(fields.index, options.indexPrefix ?? defaultIndexPrefix);
    this.#layout = layoutOf(fields);
    this.#store = new Store(this.#connection, this.#names);
    this.#control = new Control(this.#connection, this.#names);
    this.#writer = new LiveWriter(this.#connection, this.#store, this.#control, this.#names, this.#layout);
    this.#counts = new Counts(this.#connection, this.#layout, this.#names.live);
    this.#search = new IndexSearch(this.#connection, this.#layout, this.#names.live, this.#counts);
  }

  /** Whether there is a live build that may be searched. */
  async #isLive(): Promise<boolean> {
    const state = await this.#control.state();
    if (!state.live) return false;
    assertFits(state, this.#layout);
    if (this.#checked !== state.live.name) {
      await checkSettings(this.#connection, this.#layout, this.#names.live);
      this.#checked = state.live.name;
      this.#forgetCounts();
    }
    return true;
  }

  async ready(): Promise<boolean> { return this.#isLive(); }

  async search(ask: Ask): Promise<Found> {
    return ask.tiers.length && await this.#isLive() ? this.#search.search(ask) : nothingFound(ask.facets);
  }

  async count(condition: Condition, filter: Filter | null, atMost: number): Promise<number> {
    return await this.#isLive() ? this.#search.count(condition, filter, atMost) : 0;
  }

  async get(id: string): Promise<Article | null> {
    if (!(await this.#control.state()).live) return null;
    const [found] = await this.#store.fetch<Record<string, string>>(this.#names.live, [documentId(id)], [attribute.article]);
    return found ? JSON.parse(found[attribute.article] as string) as Article : null;
  }

  async originOf(id: string): Promise<{ origin: string; place: string | null } | null> {
    if (!(await this.#control.state()).live) return null;
    const [found] = await this.#store.fetch<Record<string, string>>(this.#names.live, [documentId(id)], [attribute.origin, attribute.place]);
    return found ? originOf(found) : null;
  }

  async wordCounts(words: readonly string[], filter: Filter | null = null): Promise<ReadonlyMap<string, number>> {
    return await this.#isLive() ? this.#counts.of(words, filter) : new Map();
  }

  async vocabulary(lookup: VocabularyLookup, mostOfKey: number): Promise<VocabularyWord[]> {
    if (!await this.#isLive()) return [];
    const { by, beginning = false } = lookup, idOf = (key: string) => JSON.stringify([by, beginning, mostOfKey, key]), keys = new Map(lookup.keys.map(key => [idOf(key), key]));
    const words = await this.#lookups.of([...keys.keys()], unknown =>
      lookUp(this.#connection, this.#names.vocabularyOf(this.#names.live), { ...lookup, keys: unknown.map(id => keys.get(id) as string) }, mostOfKey));
    return [...keys.keys()].flatMap(id => words.get(id) ?? []);
  }

  async values(field: string, beginning: string, filter: Filter | null, most: number): Promise<{ value: string; count: number }[]> {
    return await this.#isLive() ? this.#search.values(field, beginning, filter, most) : [];
  }

  async misfit(): Promise<Misfit | null> { return misfitOf(await this.#control.read(), this.#layout); }

  async size(): Promise<number> {
    return await this.#isLive() ? this.#counts.articles() : 0;
  }

  async write(articles: readonly AnalyzedArticle[]): Promise<WriteCounts> {
    if (articles.length) await this.#recover();
    try {
      return await this.#writer.write(articles, newBuildName);
    } finally {
      this.#forgetCounts();
    }
  }

  async recut(articles: readonly AnalyzedArticle[]): Promise<WriteCounts> {
    if (!articles.length || !await this.#isLive()) return { written: 0, unchanged: articles.length };
    await this.#recover();
    try {
      return await this.#writer.recut(articles);
    } finally {
      this.#forgetCounts();
    }
  }

  async recount(words: readonly string[]): Promise<void> {
    if (!words.length || !await this.#isLive()) return;
    this.#forgetCounts();
    await recount(this.#connection, this.#names.vocabularyOf(this.#names.live), await this.#counts.of(words));
  }

  async cutWith(): Promise<{ build: string; dictionary: string } | null> {
    const state = await this.#control.read(), { live, cutWith } = state;
    assertFits(state, this.#layout);
    return live && { build: live.name, dictionary: cutWith[live.name] ?? '' };
  }

  async putCutWith(build: string, dictionary: string): Promise<void> { await this.#control.putCutWith(build, dictionary); }

  async remove(what: { readonly ids: readonly string[] } | { readonly filter: Filter } | 'all'): Promise<number> {
    await this.#recover();
    try {
      return await this.#writer.remove(what);
    } finally {
      this.#forgetCounts();
    }
  }

  async *stored(): AsyncIterable<{ article: Article; origin: string; place: string | null; hash: string }> {
    if (!(await this.#control.read()).live) return;
    // The ids first: pages by number would skip articles while others are written.
    const ids = await this.#store.ids(this.#names.live);
    for (let from = 0; from < ids.length; from += storedAtOnce) {
      const documents = await this.#store.fetch<Record<string, string>>(this.#names.live, ids.slice(from, from + storedAtOnce), [attribute.article, attribute.origin, attribute.place, attribute.hash]);
      for (const document of documents)
        yield { article: JSON.parse(document[attribute.article] as string) as Article, ...originOf(document), hash: document[attribute.hash] as string };
    }
  }

  async startBuild(by: string, dictionary = ''): Promise<BuildWriter> {
    await this.#recover();
    const misfit = await this.misfit();
    if (misfit?.kind === 'newer') throw misfitError(misfit, this.fields.index);
    const name = newBuildName(), uid = this.#names.build(name);
    await this.#control.begin({ name, by, startedAt: new Date().toISOString(), pid: process.pid, host: hostname(), heartbeatAt: Date.now() });
    try {
      await this.#cleanUp(name);
      // What was written for an earlier build to carry over is of no use to this one.
      await this.#store.dropOne(this.#names.changes);
      await this.#store.createOne(this.#names.changes);
      await this.#store.create(uid, this.#layout);
      return new MeilisearchBuild(name, dictionary, {
        connection: this.#connection, store: this.#store, control: this.#control, names: this.#names, layout: this.#layout,
        info: (record, of) => this.#info(record, of), changed: () => { this.#forget(); },
      });
    } catch (error) {
      await this.#control.end(name);
      throw error;
    }
  }

  #forgetCounts(): void {
    this.#counts.forget();
    this.#lookups.forget();
  }

  #forget(): void {
    this.#control.forget();
    this.#forgetCounts();
  }

  /** Removes builds that are neither live nor the one before nor under way: leftovers of what was stopped. */
  async #cleanUp(building: string): Promise<void> {
    const { previous } = await this.#control.read();
    for (const uid of await this.#store.list()) {
      const name = this.#names.buildIn(uid);
      if (name !== null && name !== building && this.#names.build(name) !== previous?.uid) await this.#store.dropOne(uid);
    }
  }

  /** Ends what a process that is gone left half done: whether its switch had happened is told by the content that is live now. */
  async #recover(): Promise<void> {
    const { building } = await this.#control.read();
    if (!building || isAlive(building)) return;
    const { switching } = building;
    if (switching?.contentAt && await this.#store.createdAt(this.#names.live) === switching.contentAt)
      await this.#control.put({ live: switching.record, previous: switching.before && { ...switching.before, uid: this.#names.build(building.name) } });
    await this.#control.end(building.name);
    this.#forget();
  }

  async rollback(): Promise<{ live: BuildInfo; hiddenWrites: number }> {
    await this.#recover();
    const { live, previous } = await this.#control.read();
    if (!live || !previous) throw new NoPreviousBuild('there is no earlier build to go back to');
    const put = await this.#store.ids(this.#names.live, `${attribute.origin} = "put"`);
    await this.#store.swap(previous.uid);
    const { uid, ...record } = previous;
    await this.#control.put({ live: record, previous: { ...live, uid } });
    this.#forget();
    const there = await this.#store.fetch(this.#names.live, put, ['id']);
    return { live: await this.#info(record, this.#names.live), hiddenWrites: put.length - there.length };
  }

  async synonyms(): Promise<SynonymTable | null> { return (await this.#control.state()).synonyms; }

  async putSynonyms(table: SynonymTable | null): Promise<void> {
    await this.#control.put({ synonyms: table });
    this.#forgetCounts();
  }

  async #info({ name, builtAt }: BuildRecord, uid: string): Promise<BuildInfo> {
    return { name, builtAt, ...await this.#store.size(uid) };
  }

  async status(): Promise<EngineStatus> {
    const version = await this.#connection.version();
    const { live, previous, building } = await this.#control.read();
    return {
      engine: this.name, version, index: this.fields.index,
      live: live && await this.#info(live, this.#names.live),
      previous: previous && await this.#info(previous, previous.uid),
      building: building && isAlive(building) ? { name: building.name, startedAt: building.startedAt, by: building.by } : null,
    };
  }

  async close(): Promise<void> { this.#forget(); }
}

/** Where a document says that it came from. */
const originOf = (document: Readonly<Record<string, string>>) =>
  ({ origin: originalValue(document[attribute.origin] as string), place: document[attribute.place] ?? null });

let made = 0;
const newBuildName = (): string => `build-${Date.now()}-${process.pid}-${made++}`;
