import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { articleFields } from '../../config/fields.js';
import { setupKeys, type ServiceKeys } from '../../src/engines/meilisearch/keys.js';
import { place } from '../cli/support.js';
import { testIf } from '../support/skipped.js';
import { hasMeilisearch, TestServer } from './meilisearch-server.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(300_000);
const it = testIf(hasMeilisearch(), 'backup, verify and compact on Meilisearch: put meilisearch on the PATH');
const masterKey = 'a master key of the tests';
const here = place();
const servers: TestServer[] = [];
let server: TestServer, keys: ServiceKeys;

const settingsFor = (of: TestServer, { searchKey, writeKey }: ServiceKeys) => ({ ENGINE: 'meilisearch', MEILI_URL: of.url, MEILI_SEARCH_KEY: searchKey, MEILI_WRITE_KEY: writeKey });
const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}, of = server) => here.run(args, { env: { ...settingsFor(of, keys), ...more } });

beforeAll(async () => {
  if (!hasMeilisearch()) return;
  servers.push(server = await TestServer.start(masterKey));
  keys = await setupKeys(server.url, masterKey);
  here.ndjson('news.ndjson', Array.from({ length: 2_000 }, (_, i) => ({ id: `n${i}`, title: `青溪渡口第${i}日记`, body: `渡船今日往返${i}次。船工老魏说，两岸的人都在等大桥通车。` })));
  expect(await run(['reindex', 'news.ndjson'])).toMatchObject({ code: 0 });
});
afterAll(async () => { for (const one of servers) await one.destroy(); });

describe('backup on Meilisearch', () => {
  it('is a dump of the server, from which another server answers the same', async () => {
    const { code, stdout } = await run(['backup'], { MEILI_MASTER_KEY: masterKey });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Meilisearch wrote \S+\.dump into its dump folder .*: 2000 articles of the index articles.*\nTo restore it: start Meilisearch with --import-dump \S+\.dump on an empty database folder\.\n$/) });
    const file = join(server.dumpFolder, /wrote (\S+)/.exec(stdout)?.[1] ?? '');
    expect(existsSync(file)).toBe(true);
    const other = await TestServer.start(masterKey, ['--import-dump', file, '--max-indexing-memory', '256MiB']);
    servers.push(other);
    // The keys are in the dump.
    expect(await run(['verify', '--sample', '200'], {}, other)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^200 of 2000 articles looked for, 0 not found/) });
    expect(JSON.parse((await run(['search', '"老魏说"', '--json'], {}, other)).stdout)).toMatchObject({ total: 2000 });
    // Nothing of it stands in the way of the next build.
    expect(await run(['reindex', 'news.ndjson'], {}, other)).toMatchObject({ code: 0 });
  });

  it('asks for a key that may make dumps, and for no file; restore says how', async () => {
    expect(await run(['backup'])).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^jianbao: .*lets this key make no dump: set MEILI_MASTER_KEY for this command.*\n$/) });
    expect(await run(['backup', 'x.backup'], { MEILI_MASTER_KEY: masterKey })).toMatchObject({ code: 2, stderr: expect.stringContaining('name no file') });
    expect(await run(['restore', 'x.backup'])).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^jianbao: a dump is restored by Meilisearch itself: .*--import-dump.*\n$/) });
  });
});

it('verify on Meilisearch names what is not found', async () => {
  const index = 'jianbao-articles', body = `0${articleFields.filter(f => (f.weight ?? 0) > 0).findIndex(f => f.name === 'body')}`;
  const { taskUid } = await server.request<{ taskUid: number }>('PUT', `/indexes/${index}/documents`, [{ id: 'n7', t00: '', u00: '' }, { id: 'n8', [`t${body}`]: '', [`u${body}`]: '' }]);
  while ((await server.request<{ status: string }>('GET', `/tasks/${taskUid}`)).status !== 'succeeded') await new Promise(resolve => { setTimeout(resolve, 50); });
  const { code, stderr } = await run(['verify']);
  expect(code).toBe(1);
  expect(stderr.split('\n').filter(line => line.startsWith('not found')).sort()).toEqual([expect.stringMatching(/^not found: n7 /), expect.stringMatching(/^not found: n8 /)]);
});

it('compact on Meilisearch gives back the space that removed articles took', async () => {
  await server.request('POST', '/indexes/jianbao-articles/documents/delete', { filter: 'o EXISTS' });
  const { code, stdout } = await run(['compact', '--json']);
  expect(code).toBe(0);
  const { before, after } = JSON.parse(stdout) as { before: number; after: number };
  expect(after).toBeLessThan(before * 0.8);
});

test('a server that is away is told as such', async () => {
  const env = { ENGINE: 'meilisearch', MEILI_URL: 'http://127.0.0.1:9', MEILI_KEY: 'x' };
  for (const command of ['backup', 'compact', 'verify']) expect(await here.run([command], { env })).toMatchObject({ code: 1, stderr: expect.stringMatching(/^jianbao: Meilisearch at http:\/\/127.0.0.1:9 cannot be reached/) });
});
