import type { EnqueuedTask } from 'meilisearch';
import type { Article } from '../../article.js';
import { BuildRefused, type AnalyzedArticle, type BuildInfo, type BuildWriter, type VocabularyEntry } from '../engine.js';
import { Samples } from '../samples.js';
import { Changes } from './changes.js';
import { originalValue } from './comparable.js';
import { isApiError, type Connection } from './connection.js';
import type { BuildRecord, Building, Control } from './control.js';
import { documentOf, type EngineDocument } from './documents.js';
import { attribute, versions, type Layout } from './layout.js';
import type { Names } from './names.js';
import { IndexSearch } from './search.js';
import type { Store } from './store.js';
import { wordDocuments } from './vocabulary.js';

/** What a build needs of the engine that it is made for. */
export interface BuildHost {
  readonly connection: Connection;
  readonly store: Store;
  readonly control: Control;
  readonly names: Names;
  readonly layout: Layout;
  readonly info: (record: BuildRecord, uid: string) => Promise<BuildInfo>;
  readonly changed: () => void;
}

type Analyze = (article: Article, origin: string) => Promise<AnalyzedArticle>;

/** Near the best for the server: larger payloads gain little, smaller ones are indexed one by one. */
const payloadArticles = 1_000, payloadUtf16 = 12_000_000, outstandingPayloads = 2;
const payloadWords = 50_000;
/** Each is a task, which ends the batch that Meilisearch makes of the payloads before it. */
const heartbeatMs = 60_000;
/** Changes that are carried over behind the switch rather than before it. */
const fewChanges = 20, mostRounds = 50;

/** A build of the Meilisearch engine: two new indexes (articles, vocabulary), swapped with the live ones. */
export class MeilisearchBuild implements BuildWriter {
  readonly #uid: string;
  readonly #changes: Changes;
  readonly #heartbeat: NodeJS.Timeout;
  #beating: Promise<unknown> = Promise.resolve();
  #payload: EngineDocument[] = [];
  #payloadUtf16 = 0;
  readonly #outstanding: EnqueuedTask[] = [];
  readonly #written = new Set<string>();
  readonly #samples: Samples;
  readonly #entries = new Map<string, VocabularyEntry>();
  readonly #counts = new Map<string, number>();
  #open = true;
  /** Somebody took over. */
  #lost = false;

  constructor(readonly name: string, readonly dictionary: string, readonly host: BuildHost) {
    this.#uid = host.names.build(name);
    this.#samples = new Samples(host.layout.fields);
    this.#changes = new Changes(host.store, host.names.changes);
    this.#heartbeat = setInterval(() => { this.#beating = this.#beat().catch(() => undefined); }, heartbeatMs);
    this.#heartbeat.unref();
  }

  async #beat(): Promise<void> {
    if (!await this.host.control.heartbeat(this.name)) this.#lost = true;
  }

  #assertOurs(): void {
    if (this.#lost) throw new Error(`the build ${this.name} was given up meanwhile: it was not switched in`);
  }

  async write(articles: readonly AnalyzedArticle[]): Promise<void> {
    for (const analyzed of articles) {
      const document = documentOf(this.host.layout, analyzed);
      this.#payload.push(document);
      this.#payloadUtf16 += utf16Of(document);
      if (!this.#written.has(document.id)) this.#countWords(analyzed);
      this.#written.add(document.id);
      this.#samples.add(analyzed);
      if (this.#payload.length >= payloadArticles || this.#payloadUtf16 >= payloadUtf16) await this.#send();
    }
  }

  #countWords({ vocabulary, streams }: AnalyzedArticle): void {
    for (const entry of vocabulary) if (!this.#entries.has(entry.word)) this.#entries.set(entry.word, entry);
    const words = new Set(Object.values(streams).flatMap(field => [...field.words.split(' '), ...field.subwords.split(' ')]));
    for (const word of words) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
  }

  async #send(): Promise<void> {
    this.#assertOurs();
    if (!this.#payload.length) return;
    const payload = this.#payload;
    this.#payload = [];
    this.#payloadUtf16 = 0;
    await this.#enqueued(this.host.store.enqueue(this.#uid, payload));
  }

  async #enqueued(enqueuing: Promise<EnqueuedTask>): Promise<void> {
    this.#outstanding.push(await enqueuing);
    while (this.#outstanding.length > outstandingPayloads) await this.host.connection.finished(this.#outstanding.shift() as EnqueuedTask);
  }

  async #settle(): Promise<void> {
    for (let task = this.#outstanding.shift(); task; task = this.#outstanding.shift()) await this.host.connection.finished(task);
  }

  async publish(analyze: Analyze, signal?: AbortSignal): Promise<BuildInfo> {
    const { control, names, layout, store } = this.host;
    // Meilisearch would make an index anew that whoever took over has removed.
    await this.#beat();
    await this.#send();
    await this.#sendVocabulary();
    await this.#settle();
    await this.#verify();
    await store.compact(this.#uid);
    signal?.throwIfAborted();
    const { live: named } = await control.read();
    // Somebody may have removed what was live: then there is nothing to keep.
    const live = await store.createdAt(names.live) === null ? null : named;
    const carry = async (from: string, to: string) => this.#carry(from, to, analyze);
    for (let round = 0; round < mostRounds && await carry(names.live, this.#uid) > fewChanges; round++);
    // From here to the end whoever finds this build given up can tell whether the switch had happened.
    const record: BuildRecord = { name: this.name, schema: layout.schema, versions, builtAt: builtAtOf(this.name) };
    if (!live) await store.create(names.live, layout);
    // Before the switch: a build whose dictionary nobody knows would be looked through for nothing.
    await control.putCutWith(this.name, this.dictionary);
    await this.#announce(record, live);
    await carry(names.live, this.#uid);
    await store.swap(this.#uid);
    await control.put({ live: record, previous: live && { ...live, uid: this.#uid } });
    this.host.changed();
    // What was written while the swap waited in line went into the index that is now the one before.
    await carry(this.#uid, names.live);
    await this.#end();
    if (!live) await store.drop(this.#uid);
    this.host.changed();
    return this.host.info(record, names.live);
  }

  async #announce(record: BuildRecord, live: BuildRecord | null): Promise<void> {
    const { building } = await this.host.control.read();
    this.#lost ||= building?.name !== this.name;
    this.#assertOurs();
    const contentAt = await this.host.store.createdAt(this.#uid);
    await this.#stopHeart();
    await this.host.control.put({ building: { ...building as Building, heartbeatAt: Date.now(), switching: { record, before: live, contentAt } } });
  }

  async #sendVocabulary(): Promise<void> {
    const uid = this.host.names.vocabularyOf(this.#uid);
    let payload: EngineDocument[] = [];
    for (const [word, entry] of this.#entries) {
      payload.push(...wordDocuments(entry, this.#counts.get(word) ?? 1) as unknown as EngineDocument[]);
      if (payload.length < payloadWords) continue;
      await this.#enqueued(this.host.store.enqueue(uid, payload));
      payload = [];
    }
    if (payload.length) await this.#enqueued(this.host.store.enqueue(uid, payload));
  }

  /** Before the switch: all articles are there, and some of them are found. */
  async #verify(): Promise<void> {
    const { store, connection, layout } = this.host;
    const { articles } = await store.size(this.#uid);
    if (articles !== this.#written.size)
      throw new BuildRefused(`${this.#written.size} articles were written to the new build, but it has ${articles}: it was not switched in, the live one is as it was`);
    const search = new IndexSearch(connection, layout, this.#uid);
    await this.#samples.check(condition => search.count(condition, null, 2));
  }

  /** Carries over what was written or removed since; @returns how many articles */
  async #carry(from: string, to: string, analyze: Analyze): Promise<number> {
    const { store, connection, layout } = this.host;
    const ids = await this.#changes.next();
    for (let at = 0; at < ids.length; at += payloadArticles) {
      const some = ids.slice(at, at + payloadArticles);
      const found = new Map((await store.fetch<Record<string, string>>(from, some, ['id', attribute.article, attribute.origin, attribute.place])).map(d => [d['id'], d]));
      const documents: EngineDocument[] = [], gone: string[] = [];
      for (const id of some) {
        const document = found.get(id);
        if (!document) gone.push(id);
        else {
          const analyzed = await analyze(JSON.parse(document[attribute.article] as string) as Article, originalValue(document[attribute.origin] as string));
          documents.push(documentOf(layout, { ...analyzed, place: document[attribute.place] ?? null }));
        }
      }
      const tasks = [...documents.length ? [await store.enqueue(to, documents)] : [], ...gone.length ? [await store.enqueueRemoval(to, gone)] : []];
      for (const task of tasks) await connection.finished(task);
    }
    return ids.length;
  }

  async abandon(): Promise<void> {
    if (!this.#open) return;
    const { connection, store, control } = this.host;
    await this.#stopHeart();
    this.#open = false;
    if (this.#outstanding.length) {
      // What waits in line would only be indexed to be removed.
      const uids = this.#outstanding.map(task => task.taskUid);
      await connection.task(client => client.tasks.cancelTasks({ uids })).catch((error: unknown) => {
        if (!isApiError(error, 'invalid_api_key')) throw error;
      });
    }
    await store.drop(this.#uid);
    await control.end(this.name);
    this.host.changed();
  }

  async #stopHeart(): Promise<void> {
    clearInterval(this.#heartbeat);
    await this.#beating;
  }

  async #end(): Promise<void> {
    await this.#stopHeart();
    this.#open = false;
    await this.host.control.end(this.name);
  }
}

/** When a build was begun, from its name. */
export const builtAtOf = (name: string): string => new Date(Number(/^build-(\d+)/.exec(name)?.[1] ?? 0)).toISOString();

function utf16Of(document: EngineDocument): number {
  let size = 0;
  for (const value of Object.values(document)) if (typeof value === 'string') size += value.length;
    else if (value && typeof value === 'object') for (const part of Object.values(value)) size += String(part).length;
  return size;
}
