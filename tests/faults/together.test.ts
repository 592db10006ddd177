import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { Place, until } from '../cli/support.js';
import { answers, generation, kill, mark, rounds, service } from './support.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(1_800_000);

const here = new Place(), env = { DATA_DIR: here.dataDir, SAMPLE: 'off' };
afterAll(() => { here.remove(); });
let written = 0;
async function reindex(): Promise<number> {
  here.ndjson('news.ndjson', generation(++written, 300));
  expect(await here.run(['reindex', 'news.ndjson'])).toMatchObject({ code: 0 });
  return written;
}

test('16 connections searching through two services on one folder while it is rebuilt again and again: no search fails, none is answered from two builds, and both follow', async () => {
  await reindex();
  const two = await Promise.all([service(here, { MAX_CONCURRENT_SEARCHES: '32' }), service(here, { MAX_CONCURRENT_SEARCHES: '32' })]);
  const asked = ['"河水"', '渡口', '老魏 去年', '图书馆的报纸', '第17号'];
  let isDone = false, searches = 0;
  const seen = new Set<string>();
  const faults: string[] = [];
  const connection = async (number: number) => {
    const { client } = two[number % 2] as (typeof two)[number];
    for (let i = number; !isDone; i++) {
      const { status, text } = await client.get('/api/search', { q: asked[i % asked.length] ?? '', perPage: '50', facets: 'section', duplicates: 'show' });
      const generations = new Set(text.replaceAll(/<\/?mark>/g, '').match(/第\d{4}代稿/g));
      if (status !== 200 || generations.size !== 1) faults.push(`${status}: ${[...generations].join()} ${status === 200 ? '' : text}`);
      for (const one of generations) seen.add(one);
      searches++;
    }
  };
  const load = Promise.all(Array.from({ length: 16 }, (_, number) => connection(number)));
  for (let round = 0; round < Math.min(10, rounds(2)); round++) {
    const now = mark(await reindex());
    for (const { client } of two) await until(async () => (await client.get('/api/search', { q: '渡口' })).text.includes(now), 'the switch', 1_000);
  }
  isDone = true;
  await load;
  expect(faults).toEqual([]);
  expect(searches).toBeGreaterThan(100);
  expect([...seen].sort()).toEqual(Array.from({ length: written }, (_, i) => mark(i + 1)));
  for (const { child } of two) await kill(child);
});

test('a clock that jumped back: what was built under a later one is followed and cleared up as any other, and rollback goes to the build before', async () => {
  const before = await answers(env), folder = join(here.dataDir, 'articles');
  const engine = here.open(), { live } = await engine.status();
  await engine.close();
  // As a clock that was years ahead would have named it.
  const old = live?.name ?? '', ahead = old.replace(/^build-\d+/, `build-${Date.now() + 3e11}`);
  renameSync(join(folder, `${old}.db`), join(folder, `${ahead}.db`));
  const control = new Database(join(folder, 'control.db'));
  control.prepare("UPDATE control SET value = ? WHERE key = 'live'").run(JSON.stringify(ahead));
  control.close();
  expect(await answers(env)).toEqual(before);
  const first = await reindex();
  expect(await answers(env)).toEqual({ ids: before.ids, generations: [mark(first)] });
  expect((await here.run(['rollback'])).code).toBe(0);
  expect(await answers(env)).toEqual(before);
  const second = await reindex();
  expect((await answers(env)).generations).toEqual([mark(second)]);
  await reindex();
  expect(readdirSync(folder).filter(name => name.startsWith(ahead))).toEqual([]);
});
