import { expect, test } from '@jest/globals';
import { hasMeilisearch, TestServer } from '../engines/meilisearch-server.js';
import { dictionarySuite } from './dictionary-suite.js';

if (hasMeilisearch()) {
  dictionarySuite('the dictionary on Meilisearch', async () => {
    const server = await TestServer.start();
    return { environment: { MEILI_URL: server.url }, destroy: () => server.destroy() };
  });
} else {
  // eslint-disable-next-line jest/no-disabled-tests -- listed as skipped, so that it is seen
  test.skip('needs meilisearch on the PATH', () => { expect(hasMeilisearch()).toBe(true); });
}
