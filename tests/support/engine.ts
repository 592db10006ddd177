import type { IndexFields } from '../../config/fields.js';
import type { Engine } from '../../src/engines/engine.js';
import { openMeilisearch } from '../../src/engines/meilisearch/meilisearch-engine.js';
import { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.js';
import { TestServer } from '../engines/meilisearch-server.js';
import { temporaryFolder } from './folder.js';

/** The engine that this run is for: jest runs the tests of searches and of the API once for each engine that there is. */
export const engineName = (globalThis as { readonly testedEngine?: 'sqlite' | 'meilisearch' }).testedEngine ?? 'sqlite';

/** A Meilisearch and what of it a test file has to itself. */
export interface MeilisearchPlace {
  readonly url: string;
  readonly key: string;
  readonly indexPrefix: string;
  readonly destroy: () => Promise<void>;
}

/** The server of `MEILI_URL`, or one of this file's own. */
export async function meilisearchPlace(): Promise<MeilisearchPlace> {
  const url = process.env['MEILI_URL'], key = process.env['MEILI_KEY'] ?? '', indexPrefix = `test-${process.pid}-${Date.now().toString(36)}-`;
  if (url === undefined) {
    const server = await TestServer.start();
    return { url: server.url, key: '', indexPrefix, destroy: () => server.destroy() };
  }
  return {
    url, key, indexPrefix,
    destroy: async () => {
      const headers = key ? { authorization: `Bearer ${key}` } : {};
      const { results } = await (await fetch(`${url}/indexes?limit=1000`, { headers })).json() as { results: { uid: string }[] };
      for (const { uid } of results) if (uid.startsWith(indexPrefix)) await fetch(`${url}/indexes/${uid}`, { method: 'DELETE', headers });
    },
  };
}

/** An empty index of the engine that this run is for. */
export async function temporaryIndex(fields: IndexFields): Promise<{ readonly engine: Engine; readonly destroy: () => Promise<void> }> {
  if (engineName === 'meilisearch') {
    const { url, key, indexPrefix, destroy } = await meilisearchPlace();
    const engine = await openMeilisearch(fields, { url, searchKey: key, writeKey: key, indexPrefix });
    return { engine, destroy: async () => { await engine.close(); await destroy(); } };
  }
  const { folder, remove } = temporaryFolder();
  const engine = SqliteEngine.open(fields, folder);
  return { engine, destroy: async () => { await engine.close(); remove(); } };
}
