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
}

let runs = 0;

/** Folds and cuts articles on all cores; each thread loads its own dictionary (270 MB). */
export class AnalysisPool {
  readonly #pool: Piscina<AnalysisTask, AnalyzedArticle[]>;

  readonly #run: number | null;

  /** @param intoLive whether articles are for the live build, which counts their words one by one */
  constructor(readonly fields: IndexFields, dictionary: UserDictionary, intoLive = false, threads = Math.min(8, availableParallelism())) {
    this.#run = intoLive ? null : ++runs;
    // A thread that ends keeps its dictionary's memory: none ends before the pool does.
    this.#pool = new Piscina({ filename: new URL('./analysis-worker.js', import.meta.url).href, minThreads: 1, maxThreads: threads, idleTimeout: Infinity, workerData: dictionary });
  }

  analyze(articles: readonly Article[], origin: string): Promise<AnalyzedArticle[]> {
    return this.#pool.run({ run: this.#run, fields: this.fields, articles, origin });
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
