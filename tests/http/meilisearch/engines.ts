import { afterAll, describe, expect, test } from '@jest/globals';
import { defaultIndexes, type IndexFields } from '../../../config/fields.js';
import { hasMeilisearch, TestServer } from '../../engines/meilisearch-server.js';
import { testIf } from '../../support/skipped.js';
import { testService, type TestService } from '../support.js';

/** Runs the same tests over a service on SQLite and, where there is one, on a Meilisearch of their own. */
export function onEachEngine(define: (running: TestService) => void, indexes: readonly IndexFields[] = defaultIndexes): void {
  describe('on SQLite', () => { define(testService({}, indexes)); });
  if (!hasMeilisearch()) {
    testIf(false, 'clients on Meilisearch as the engine: meilisearch is not on the PATH')('on Meilisearch', () => { expect(test).toBeDefined(); });
    return;
  }
  describe('on Meilisearch', () => {
    let server: TestServer | undefined;
    const running = testService(async () => {
      server = await TestServer.start('a-master-key-for-tests');
      return { ENGINE: 'meilisearch', MEILI_URL: server.url, MEILI_KEY: 'a-master-key-for-tests' };
    }, indexes);
    define(running);
    afterAll(async () => { await server?.destroy(); });
  });
}
