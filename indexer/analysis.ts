import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { IndexFields } from '../config/fields.js';
import type { Article } from '../src/article.js';
import type { AnalyzedArticle } from '../src/engines/engine.js';
import type { UserDictionary } from '../src/text/user-words.js';

/** What a worker is given. */
export interface AnalysisTask {
  /** A thread sends each word of the vocabulary once a run; null: with every article that has it. */
  readonly run: number | null;
  readonly fields: IndexFields;
  readonly articles: readonly Article[];
  readonly origin: string;
  /** One number, shared with the threads: other than 0 when they are to stop. */
  readonly stop: Int32Array<SharedArrayBuffer>;
}

/** Makes articles writable, until it is closed. */
export type Analysis = Pick<AnalysisPool, 'analyze' | 'close'>;

/** A thread has its next task at hand: this one, which would give it, may be writing. */
const concurrentTasksPerWorker = 2;

let runs = 0;

/** Folds and cuts articles on all cores; each thread loads its own dictionary (270 MB). */
export class AnalysisPool {
  readonly #pool: Piscina<AnalysisTask, AnalyzedArticle[]>;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  readonly #running = new Set<Promise<unknown>>();

  readonly #run: number | null;

  /** @param intoLive whether articles are for the live build, which counts their words one by one */
  constructor(readonly fields: IndexFields, dictionary: UserDictionary, intoLive = false, threads = Math.min(8, availableParallelism())) {
    this.#run = intoLive ? null : ++runs;
    // A thread that ends keeps its dictionary's memory: none ends before the pool does.
    this.#pool = new Piscina({ filename: new URL('./analysis-worker.js', import.meta.url).href, minThreads: 1, maxThreads: threads, concurrentTasksPerWorker, idleTimeout: Infinity, workerData: dictionary });
  }

  async analyze(articles: readonly Article[], origin: string): Promise<AnalyzedArticle[]> {
    const analysis = this.#pool.run({ run: this.#run, fields: this.fields, articles, origin, stop: this.#stop });
    this.#running.add(analysis);
    try {
      return await analysis;
    } finally {
      this.#running.delete(analysis);
    }
  }

  /** Stops what is being analyzed. */
  async close(): Promise<void> {
    // nodejieba ends the whole process when its thread ends while it cuts.
    Atomics.store(this.#stop, 0, 1);
    await Promise.allSettled(this.#running);
    await this.#pool.destroy();
  }
}
