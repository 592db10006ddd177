import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { IndexFields } from '../../../config/fields.js';
import type { Article } from '../../article.js';
import { cutFor } from '../../text/far-segmenter.js';
import type { AnalyzedArticle, BuildInfo, BuildWriter, Engine } from '../engine.js';
import { SqliteEngine } from './sqlite-engine.js';
import { revived, type Call, type Outcome, type ThreadData } from './thread.js';
import { inBatches, type StoredRow } from './versions.js';

type Pool = Piscina<Call, Outcome>;
type Asynchronous = { readonly [K in keyof Engine]: Engine[K] extends (...given: infer A) => Promise<infer R> ? (...given: A) => Promise<R> : never };

/**
 * The embedded engine for a service: searches run in threads with read-only connections, writes in one, a build in one of its own, so that the
 * thread that answers requests never waits for SQLite. No thread knows the segmenter (270 MB): what is asked and what is written comes cut.
 */
export class ThreadedSqliteEngine implements Engine {
  readonly name = 'sqlite';
  readonly isRemote = false;
  readonly seesAllWrites = true;
  readonly near?: Engine['near'];
  /** For what takes less time than asking another thread. */
  readonly #here: SqliteEngine;
  readonly #readers: Pool;
  readonly #writer: Pool;
  readonly #builders = new Set<Pool>();

  /**
   * Opens an index; its threads are ready then, so that no search waits for them.
   * @param script what threads that search run: one that does errands, or left out
   */
  static async open(fields: IndexFields, folder: string, readers: number, script?: URL): Promise<ThreadedSqliteEngine> {
    const engine = new ThreadedSqliteEngine(fields, folder, readers, script);
    await Promise.all(Array.from({ length: readers }, () => engine.#call(engine.#readers, { method: 'ready', args: [] })));
    return engine;
  }

  private constructor(readonly fields: IndexFields, readonly folder: string, readers: number, script?: URL) {
    this.#here = SqliteEngine.open(fields, folder, true);
    this.#readers = this.#pool(readers, true, script);
    this.#readers.on('message', cutFor);
    if (script) this.near = errand => this.#call(this.#readers, { method: 'near', args: [errand] });
    this.#writer = this.#pool(1, false);
  }

  #pool(threads: number, readOnly: boolean, script = new URL('./thread.js', import.meta.url)): Pool {
    const workerData: ThreadData = { fields: this.fields, folder: this.folder, readOnly };
    return new Piscina({ filename: script.href, minThreads: readOnly ? threads : 0, maxThreads: threads, idleTimeout: readOnly ? Infinity : 30_000, workerData });
  }

  async #call(pool: Pool, call: Call, options?: Parameters<Pool['run']>[1]): Promise<unknown> {
    const outcome = await pool.run(call, options);
    if ('error' in outcome) throw revived(outcome.error);
    return outcome.value;
  }

  #in<K extends keyof Asynchronous>(pool: Pool, method: K): Asynchronous[K] {
    return ((...args: unknown[]) => this.#call(pool, { method, args })) as Asynchronous[K];
  }

  readonly search: Engine['search'] = (...args) => this.#in(this.#readers, 'search')(...args);
  readonly count: Engine['count'] = (...args) => this.#in(this.#readers, 'count')(...args);
  readonly wordCounts: Engine['wordCounts'] = (...args) => this.#in(this.#readers, 'wordCounts')(...args);
  readonly vocabulary: Engine['vocabulary'] = (...args) => this.#in(this.#readers, 'vocabulary')(...args);
  readonly values: Engine['values'] = (...args) => this.#in(this.#readers, 'values')(...args);
  readonly status: Engine['status'] = () => this.#in(this.#readers, 'status')();
  readonly write: Engine['write'] = (...args) => this.#in(this.#writer, 'write')(...args);
  readonly remove: Engine['remove'] = (...args) => this.#in(this.#writer, 'remove')(...args);
  readonly recut: Engine['recut'] = (...args) => this.#in(this.#writer, 'recut')(...args);
  readonly recount: Engine['recount'] = (...args) => this.#in(this.#writer, 'recount')(...args);
  readonly putCutWith: Engine['putCutWith'] = (...args) => this.#in(this.#writer, 'putCutWith')(...args);
  readonly putSynonyms: Engine['putSynonyms'] = (...args) => this.#in(this.#writer, 'putSynonyms')(...args);
  readonly rollback: Engine['rollback'] = () => this.#in(this.#writer, 'rollback')();

  version(): string { return this.#here.version(); }
  readonly ready: Engine['ready'] = () => this.#here.ready();
  readonly get: Engine['get'] = id => this.#here.get(id);
  readonly originOf: Engine['originOf'] = id => this.#here.originOf(id);
  readonly misfit: Engine['misfit'] = () => this.#here.misfit();
  readonly size: Engine['size'] = () => this.#here.size();
  readonly cutWith: Engine['cutWith'] = () => this.#here.cutWith();
  readonly synonyms: Engine['synonyms'] = () => this.#here.synonyms();

  stored(): ReturnType<Engine['stored']> {
    return inBatches(after => this.#call(this.#readers, { method: 'storedAfter', args: [after] }) as Promise<StoredRow[]>);
  }

  async startBuild(by: string, dictionary = ''): Promise<BuildWriter> {
    const pool = this.#pool(1, false);
    this.#builders.add(pool);
    const end = async () => {
      this.#builders.delete(pool);
      await pool.close();
    };
    const ask = (method: keyof BuildWriter, args: readonly unknown[]) => this.#call(pool, { method, ofBuild: true, args });
    try {
      const name = await this.#call(pool, { method: 'startBuild', args: [by, dictionary] }) as string;
      return {
        name,
        write: async articles => { await ask('write', [articles]); },
        publish: async (analyze, signal) => {
          const info = await this.#publish(pool, analyze, signal);
          await end();
          return info;
        },
        abandon: async () => {
          if (!this.#builders.has(pool)) return;
          await ask('abandon', []);
          await end();
        },
      };
    } catch (error) {
      await end();
      throw error;
    }
  }

  async #publish(pool: Pool, analyze: (article: Article, origin: string) => Promise<AnalyzedArticle>, signal?: AbortSignal): Promise<BuildInfo> {
    const { port1, port2 } = new MessageChannel(), stop = new Int32Array(new SharedArrayBuffer(4));
    const stopped = () => { Atomics.store(stop, 0, 1); };
    signal?.throwIfAborted();
    signal?.addEventListener('abort', stopped);
    port1.on('message', ({ article, origin }: { article: Article; origin: string }) => {
      analyze(article, origin).then(analyzed => { port1.postMessage({ analyzed }); }, (error: unknown) => { port1.postMessage({ failed: error instanceof Error ? error.message : String(error) }); });
    });
    try {
      return await this.#call(pool, { method: 'publish', ofBuild: true, args: [], port: port2, stop }, { transferList: [port2] }) as BuildInfo;
    } catch (error) {
      // Which reason it was no other thread knows.
      if (error instanceof Error && error.name === 'AbortError') signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stopped);
      port1.close();
    }
  }

  /** Lets end what runs. */
  async close(): Promise<void> {
    await Promise.all([this.#readers, this.#writer, ...this.#builders].map(pool => pool.close()));
    await this.#here.close();
  }
}
