import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Audit, type AuditEntry } from '../../src/audit.js';
import { temporaryFolder } from '../support/folder.js';
import { adminKey, expectProblem, testService } from './support.js';

const { folder, remove } = temporaryFolder();
afterAll(remove);
const running = testService();
const entries = async (limit = 100): Promise<readonly AuditEntry[]> => ((await running.client.admin('GET', `/audit?limit=${limit}`)).body as { entries: AuditEntry[] }).entries;
const time: unknown = expect.stringMatching(/^\d{4}-.*Z$/);

test('every changing request is there when it is answered, with its counts and its id; what only reads is not', async () => {
  const { client } = running;
  await client.admin('PUT', '/articles', [{ id: 'a', title: '甲' }, { id: 'b' }], { 'x-request-id': 'request-1' });
  expect(await entries()).toEqual([{ time, action: 'PUT /api/admin/articles', index: 'articles', requestId: 'request-1', status: 200, result: { received: 2, written: 1, unchanged: 0, rejected: 1 } }]);
  await client.admin('GET', '/status');
  await client.admin('PUT', '/dictionary?dryRun=true', ['新词']);
  await client.admin('PATCH', '/status');
  await client.admin('DELETE', '/nothing');
  expect(await entries()).toHaveLength(1);
  await client.admin('PUT', '/synonyms?index=articles', { 桥: ['渡'] });
  await client.admin('DELETE', `/articles?filter=${encodeURIComponent('section = 甲')}`);
  await client.admin('DELETE', '/articles/a');
  expect(await entries(3)).toMatchObject([
    { action: 'DELETE /api/admin/articles/:id', given: { id: 'a' }, result: { removed: 1 } },
    { action: 'DELETE /api/admin/articles', given: { filter: 'section = 甲' }, result: { removed: 0 } },
    { action: 'PUT /api/admin/synonyms', index: 'articles', result: { synonyms: 1 } },
  ]);
});

test('what was refused is there with the reason, no key and no address ever', async () => {
  const { client, service } = running;
  await client.admin('DELETE', '/articles/none');
  await client.admin('DELETE', `/articles?key=${adminKey}`);
  await client.admin('PUT', '/articles', 'not json', { 'content-type': 'application/json' });
  expect(await entries(3)).toMatchObject([{ status: 400, result: { code: 'malformed_json' } }, { status: 400, result: { code: 'unknown_parameter' } }, { status: 404, result: { code: 'article_not_found' }, given: { id: 'none' } }]);
  const before = await entries();
  await client.ask('/api/admin/articles?all=true', { method: 'DELETE' });
  await client.ask('/api/admin/articles?all=true', { method: 'DELETE', headers: { authorization: 'Bearer wrong' } });
  expect(await entries()).toEqual(before);
  expect(readFileSync(join(service.settings.DATA_DIR, 'audit/audit.ndjson'), 'utf8')).not.toMatch(new RegExp(`${adminKey}|127\\.0\\.0\\.1|::1`));
});

test('the limit is checked', async () => {
  expect(await entries(1)).toHaveLength(1);
  for (const limit of ['0', '1001', 'x']) expectProblem(await running.client.admin('GET', `/audit?limit=${limit}`), 400, 'invalid_parameter', 'limit');
});

test('files are turned over by size, the oldest goes, and the list goes on in the file before', () => {
  const audit = new Audit(folder, null, 300, 3), actions = Array.from({ length: 200 }, (_, i) => `action ${i}`);
  for (const action of actions) audit.record({ action, index: null });
  const names = readdirSync(folder);
  expect(names.length).toBeGreaterThan(2);
  expect(names.length).toBeLessThanOrEqual(4);
  const kept = audit.list(1_000).map(({ action }) => action);
  expect(kept.length).toBeGreaterThan(6);
  expect(kept).toEqual(actions.slice(-kept.length).reverse());
  expect(audit.list(4)).toHaveLength(4);
});

test('a folder that cannot be written does not fail what was done', () => {
  const audit = new Audit('/dev/null/audit');
  audit.record({ action: 'something', index: null });
  expect(audit.list(10)).toEqual([]);
});
