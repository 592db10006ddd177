import { expect, test } from '@jest/globals';
import { openAudit } from '../../src/audit.js';
import { place } from './support.js';

test('commands that changed something stand in the audit log; those that read, tried or failed do not', async () => {
  const here = place.now();
  here.ndjson('a.ndjson', [{ id: 'a', title: '甲' }]);
  const actions = () => openAudit(here.dataDir).list(100).map(({ action, index }) => [action, index]);
  for (const args of [['reindex', 'a.ndjson', '--dry-run'], ['status'], ['rollback']]) await here.run(args);
  expect(actions()).toEqual([]);
  for (const args of [['reindex', 'a.ndjson'], ['reindex', 'a.ndjson', '--index', 'articles'], ['rollback'], ['restore', 'missing.db']]) await here.run(args);
  expect(actions()).toEqual([['jianbao rollback', null], ['jianbao reindex', 'articles'], ['jianbao reindex', null]]);
});
