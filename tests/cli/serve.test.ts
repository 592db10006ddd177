import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { Client } from '../http/support.js';
import { cliPath, finished, place, said, serverPath, until, type Child, type Place } from './support.js';

const address = /^jianbao: (http:\/\/\S+)\/$/m;

async function serving(at: Place, script = serverPath, args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Promise<{ child: Child; client: Client; said: string }> {
  const child = at.start(script, args, { LOG_LEVEL: 'warn', ...environment });
  const [all, base = ''] = await said(child, /^jianbao: (http:\/\/\S+)\/\n.*\n.*\n.*\n/m);
  return { child, client: new Client(base), said: all };
}

test('npm start’s server prints its address and two queries that work', async () => {
  const here = place.now();
  const { child, client, said: text } = await serving(here);
  expect(text).toMatch(address);
  const queries = [...text.matchAll(/^ {2}(http\S+)/gm)].map(([, url]) => url ?? '');
  expect(queries).toHaveLength(2);
  for (const url of queries) {
    expect(url.startsWith(`${client.address}/?q=`)).toBe(true);
    expect((await fetch(url)).status).toBe(200);
  }
  child.kill('SIGTERM');
  expect(await finished(child)).toMatchObject({ code: 0, stderr: '' });
  here.remove();
});

describe('jianbao serve', () => {
  const here = place();

  test('follows a switch, a write and a rollback of another process within a second', async () => {
    here.ndjson('a.ndjson', [{ id: 'a', title: '第一次的标题' }]);
    here.ndjson('b.ndjson', [{ id: 'b', title: '第二次的标题' }]);
    await here.run(['reindex', 'a.ndjson']);
    const { child, client } = await serving(here, cliPath, ['serve']);
    const ids = async () => (await client.search('标题')).hits.map(hit => hit.id).sort().join();
    expect(await ids()).toBe('a');
    await here.run(['reindex', 'b.ndjson']);
    await until(async () => await ids() === 'a,b', 'the switch', 1_000);
    await here.run(['rollback']);
    await until(async () => await ids() === 'a', 'the rollback', 1_000);
    here.ndjson('a.ndjson', [{ id: 'a2', title: '改过的标题' }]);
    await here.run(['reindex', 'a.ndjson', '--incremental']);
    await until(async () => await ids() === 'a2', 'the write', 1_000);
    child.kill('SIGINT');
    expect(await finished(child)).toMatchObject({ code: 0 });
  });

  test('two servers on one folder see each other’s writes', async () => {
    const keys = { ADMIN_KEY: 'an-admin-key-for-tests' };
    const [one, two] = await Promise.all([serving(here, serverPath, [], keys), serving(here, serverPath, [], keys)]);
    const articles = (from: string) => Array.from({ length: 20 }, (_, i) => ({ id: `${from}${i}`, title: `双机写入${from}${i}` }));
    await Promise.all(articles('x').flatMap((article, i) => [one.client.admin('PUT', '/articles', [article]), two.client.admin('PUT', '/articles', [articles('y')[i]])]));
    const totals = await Promise.all([one, two].map(async ({ client }) => (await client.search('"双机写入"')).total));
    expect(totals).toEqual([40, 40]);
    for (const { child } of [one, two]) child.kill();
    await Promise.all([finished(one.child), finished(two.child)]);
  });

  test('answers what is under way before it stops', async () => {
    const { child, client } = await serving(here, serverPath, [], { ADMIN_KEY: 'an-admin-key-for-tests' });
    const lines = ['{"id":"slow","title":"慢慢送来的"}\n'];
    let close: () => void = () => undefined;
    const body = new ReadableStream({ start(controller) {
      controller.enqueue(new TextEncoder().encode(lines[0]));
      close = () => { controller.close(); };
    } });
    const answer = client.admin('PUT', '/articles', body, { 'content-type': 'application/x-ndjson' });
    await until(async () => (await client.ask('/health')).status === 200, 'the service');
    child.kill('SIGTERM');
    await until(() => client.ask('/health').then(() => false, () => true), 'the end of listening');
    close();
    expect(await answer).toMatchObject({ status: 200, body: { written: 1 } });
    expect(await finished(child)).toMatchObject({ code: 0 });
  });

  test('a port in use ends with 1 and one plain line', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await here.run(['serve'], { env: { PORT: String(port), LOG_LEVEL: 'silent' } });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^jianbao: .*in use.*${port}; PORT names another port\\n$`));
  });
});
