import { join } from 'node:path';
import type { Logger } from 'pino';
import { dictionaryInForce } from '../config/dictionary.js';
import { defaultIndexes, type IndexFields } from '../config/fields.js';
import type { Settings } from '../config/settings.js';
import { readSynonyms } from '../config/synonyms.js';
import type { Article } from './article.js';
import { openAudit, type Audit } from './audit.js';
import { Dictionary } from './dictionary.js';
import type { AnalyzedArticle, Engine } from './engines/engine.js';
import { openEngine } from './engines/open.js';
import { analyzerFor, hasherFor } from './ingest/analyze.js';
import { Indexing } from './indexing.js';
import { Jobs } from './jobs.js';
import { Searcher } from './search/searcher.js';
import { Statistics } from './statistics.js';
import { loadSegmenter } from './text/segmenter.js';

/** One index, open for searching and writing. */
export interface OpenIndex {
  readonly fields: IndexFields;
  readonly engine: Engine;
  readonly searcher: Searcher;
  readonly analyze: (article: Article, origin: string) => AnalyzedArticle;
  /** The hash that `analyze` gives an article. */
  readonly hashOf: (article: Article) => string;
}

/** Everything that a running service holds. */
export interface Service {
  readonly settings: Settings;
  /** By name; the first is the default. */
  readonly indexes: ReadonlyMap<string, OpenIndex>;
  /** Of all indexes. */
  readonly dictionary: Dictionary;
  readonly jobs: Jobs;
  /** Rebuilds and large uploads, in processes of their own. */
  readonly indexing: Indexing;
  /** What administrators did. */
  readonly audit: Audit;
  /** What is searched for; null unless `STATS` is on. */
  readonly statistics: Statistics | null;
  close(): Promise<void>;
}

/** Opens all indexes. Loads the segmenter's dictionary (about a second). */
export async function openService(settings: Settings, indexes: readonly IndexFields[] = defaultIndexes, log: Logger | null = null): Promise<Service> {
  // Threads start while this one loads the dictionary.
  const opening = indexes.map(fields => openEngine(fields, settings, settings.SEARCH_THREADS, new URL('./search-thread.js', import.meta.url)));
  for (const engine of opening) engine.catch(() => undefined);
  const segmenter = loadSegmenter(dictionaryInForce(settings.DATA_DIR)), synonyms = readSynonyms();
  const open = new Map<string, OpenIndex>();
  for (const [i, fields] of indexes.entries()) {
    const engine = await opening[i] as Engine;
    open.set(fields.index, { fields, engine, searcher: new Searcher(engine, segmenter, synonyms, settings.TIMEZONE, settings.SEARCH_TIMEOUT_MS), analyze: analyzerFor(fields, segmenter), hashOf: hasherFor(fields, segmenter) });
  }
  const jobs = new Jobs(join(settings.DATA_DIR, 'jobs'), log), indexing = new Indexing(settings, jobs, log);
  const dictionary = new Dictionary(settings.DATA_DIR, segmenter, open, jobs, log);
  const statistics = settings.STATS ? new Statistics(settings.DATA_DIR, settings.TIMEZONE, log) : null;
  return {
    settings, indexes: open, dictionary, jobs, indexing, audit: openAudit(settings.DATA_DIR, log), statistics,
    close: async () => {
      await jobs.close();
      await dictionary.close();
      statistics?.close();
      for (const { engine } of open.values()) await engine.close();
    },
  };
}
