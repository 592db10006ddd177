import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { openMeilisearch } from '../../src/engines/meilisearch/meilisearch-engine.js';
import { engineContract } from './contract.js';
import { hasMeilisearch, TestServer } from './meilisearch-server.js';

const given = process.env['MEILI_URL'];

if (given === undefined && !hasMeilisearch()) {
  // eslint-disable-next-line jest/no-disabled-tests -- listed as skipped, so that it is seen
  test.skip('needs MEILI_URL, or meilisearch on the PATH', () => { expect(given).toBeDefined(); });
} else {
  jest.setTimeout(300_000);
  let server: TestServer | null = null, url = given ?? '', opened = 0;
  const key = process.env['MEILI_KEY'] ?? '';

  beforeAll(async () => {
    if (given !== undefined) return;
    server = await TestServer.start();
    url = server.url;
  });
  afterAll(async () => { await server?.destroy(); });

  describe('the contract', () => {
    engineContract('Meilisearch', async fields => {
      const options = { url, searchKey: key, writeKey: key, indexPrefix: `test-${process.pid}-${opened++}-` };
      let engine = await openMeilisearch(fields, options);
      return {
        engine,
        reopen: async () => {
          await engine.close();
          return engine = await openMeilisearch(fields, options);
        },
        destroy: async () => {
          await engine.close();
          const headers = { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) };
          const { results } = await (await fetch(`${url}/indexes?limit=1000`, { headers })).json() as { results: { uid: string }[] };
          for (const { uid } of results) if (uid.startsWith(options.indexPrefix)) await fetch(`${url}/indexes/${uid}`, { method: 'DELETE', headers });
        },
      };
    });
  });
}
