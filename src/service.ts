import { defaultIndexes, type IndexFields } from '../config/fields.js';
import type { Settings } from '../config/settings.js';
import { readSynonyms } from '../config/synonyms.js';
import type { Article } from './article.js';
import type { AnalyzedArticle, Engine } from './engines/engine.js';
import { openEngine } from './engines/open.js';
import { analyzerFor } from './ingest/analyze.js';
import { Searcher } from './search/searcher.js';
import { loadSegmenter } from './text/segmenter.js';

/** One index, open for searching and writing. */
export interface OpenIndex {
  readonly fields: IndexFields;
  readonly engine: Engine;
  readonly searcher: Searcher;
  readonly analyze: (article: Article, origin: string) => AnalyzedArticle;
}

/** Everything that a running service holds. */
export interface Service {
  readonly settings: Settings;
  /** By name; the first is the default. */
  readonly indexes: ReadonlyMap<string, OpenIndex>;
  close(): Promise<void>;
}

/** Opens all indexes. Loads the segmenter's dictionary (about a second). */
export async function openService(settings: Settings, indexes: readonly IndexFields[] = defaultIndexes): Promise<Service> {
  const segmenter = loadSegmenter(), synonyms = readSynonyms();
  const open = new Map<string, OpenIndex>();
  for (const fields of indexes) {
    const engine = await openEngine(fields, settings);
    open.set(fields.index, { fields, engine, searcher: new Searcher(engine, segmenter, synonyms, settings.TIMEZONE), analyze: analyzerFor(fields, segmenter) });
  }
  return { settings, indexes: open, close: async () => { for (const { engine } of open.values()) await engine.close(); } };
}
