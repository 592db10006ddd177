import type { IndexFields } from '../config/fields.js';
import type { Article } from '../src/article.js';
import type { AnalyzedArticle, BuildInfo, Engine } from '../src/engines/engine.js';
import type { UserDictionary } from '../src/text/user-words.js';
import { AnalysisPool } from './analysis.js';

/** An article as an index (or a backup) keeps it. */
export interface StoredArticle {
  readonly article: Article;
  readonly origin: string;
  readonly place?: string | null;
}

export interface RebuildOptions {
  readonly engine: Engine;
  readonly fields: IndexFields;
  /** Default: what is live, by whatever version it was written. */
  readonly articles?: AsyncIterable<StoredArticle>;
  readonly dictionary: UserDictionary;
  /** Who runs it, for whoever is refused meanwhile. */
  readonly by: string;
  /** Told the number of articles written so far. */
  readonly onProgress?: (articles: number) => void;
  readonly signal?: AbortSignal;
}

const batchArticles = 500;
/** Batches that are analyzed while one is written. */
const outstandingBatches = 4;

/** Cuts stored articles anew into a new build, each with its origin and place, and switches to it; what fails leaves the live build as it was. */
export async function rebuild(options: RebuildOptions): Promise<BuildInfo> {
  const { engine, dictionary, signal } = options;
  const pool = new AnalysisPool(options.fields, dictionary);
  try {
    const build = await engine.startBuild(options.by, dictionary.version);
    try {
      let written = 0;
      const outstanding: Promise<AnalyzedArticle[]>[] = [];
      const writeOldest = async () => {
        const analyzed = await outstanding.shift() ?? [];
        await build.write(analyzed);
        options.onProgress?.(written += analyzed.length);
      };
      for await (const batch of batchesOf(options.articles ?? engine.stored())) {
        signal?.throwIfAborted();
        const analysis = analyze(pool, batch);
        // A failure is thrown where the batch is awaited; until then nobody else may see it as unhandled.
        analysis.catch(() => undefined);
        outstanding.push(analysis);
        while (outstanding.length > outstandingBatches) await writeOldest();
      }
      while (outstanding.length) await writeOldest();
      signal?.throwIfAborted();
      return await build.publish(async (article, origin) => (await pool.analyze([article], origin))[0] as AnalyzedArticle, signal);
    } catch (error) {
      await build.abandon();
      throw error;
    }
  } finally {
    await pool.close();
  }
}

/** Origins are not part of the analysis: one call does for all of a batch. */
async function analyze(pool: AnalysisPool, batch: readonly StoredArticle[]): Promise<AnalyzedArticle[]> {
  const analyzed = await pool.analyze(batch.map(one => one.article), '');
  return analyzed.map((one, i) => ({ ...one, origin: (batch[i] as StoredArticle).origin, place: batch[i]?.place ?? null }));
}

async function* batchesOf(articles: AsyncIterable<StoredArticle>): AsyncGenerator<StoredArticle[]> {
  let batch: StoredArticle[] = [];
  for await (const one of articles) {
    batch.push(one);
    if (batch.length < batchArticles) continue;
    yield batch;
    batch = [];
  }
  if (batch.length) yield batch;
}
