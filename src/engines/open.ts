import { join } from 'node:path';
import type { IndexFields } from '../../config/fields.js';
import type { Settings } from '../../config/settings.js';
import type { Engine } from './engine.js';
import { ThreadedSqliteEngine } from './sqlite/threaded-engine.js';
import { SqliteEngine } from './sqlite/sqlite-engine.js';

/**
 * Opens the engine that the settings name, for one index.
 * @param searchThreads threads that the embedded engine searches in; 0: all in this one, which then does nothing else meanwhile
 * @param script what these threads run
 */
export async function openEngine(fields: IndexFields, settings: Pick<Settings, 'ENGINE' | 'DATA_DIR' | 'MEILI_URL' | 'MEILI_KEY' | 'MEILI_SEARCH_KEY' | 'MEILI_WRITE_KEY' | 'MEILI_INDEX_PREFIX'>, searchThreads = 0, script?: URL): Promise<Engine> {
  const folder = join(settings.DATA_DIR, fields.index);
  if (settings.ENGINE === 'sqlite') return searchThreads ? ThreadedSqliteEngine.open(fields, folder, searchThreads, script) : SqliteEngine.open(fields, folder);
  // Loaded only where it is used: the embedded engine needs no client.
  const { openMeilisearch } = await import('./meilisearch/meilisearch-engine.js');
  return openMeilisearch(fields, {
    url: settings.MEILI_URL ?? '',
    searchKey: settings.MEILI_SEARCH_KEY ?? settings.MEILI_KEY ?? '',
    writeKey: settings.MEILI_WRITE_KEY ?? settings.MEILI_KEY ?? '',
    indexPrefix: settings.MEILI_INDEX_PREFIX,
  });
}
