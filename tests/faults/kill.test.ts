import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { cliPath, finished, place, type Place } from '../cli/support.js';
import { hasMeilisearch, TestServer } from '../engines/meilisearch-server.js';
import { testIf } from '../support/skipped.js';
import { answers, generation, kill, mark, random, rounds, seed, service } from './support.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(3_600_000);

/** How long a reindex goes on behind its first word, in milliseconds. */
async function lengthOf(at: Place, environment: Readonly<Record<string, string>>): Promise<number> {
  const child = at.start(cliPath, ['reindex', 'news.ndjson', '--json'], environment);
  let since = 0;
  child.stderr.once('data', () => { since = performance.now(); });
  expect(await finished(child)).toMatchObject({ code: 0 });
  return performance.now() - since;
}

/** Begins a reindex and kills it that long after its first word. @returns whether it was killed before it ended */
async function killedAfter(at: Place, environment: Readonly<Record<string, string>>, delayMs: number): Promise<boolean> {
  const child = at.start(cliPath, ['reindex', 'news.ndjson', '--json'], environment);
  child.stdout.resume();
  await new Promise(resolve => { child.stderr.once('data', resolve); });
  child.stderr.resume();
  await sleep(delayMs);
  const isRunning = child.exitCode === null;
  await kill(child);
  return isRunning;
}

async function killAtRandomMoments(at: Place, environment: Readonly<Record<string, string>>, times: number, articles: number): Promise<number> {
  const next = random(seed), env = { DATA_DIR: at.dataDir, SAMPLE: 'off', ...environment };
  let live = 1, killed = 0;
  at.ndjson('news.ndjson', generation(live, articles));
  const lengthMs = await lengthOf(at, environment), { ids } = await answers(env);
  for (let round = 1; round <= times; round++) {
    at.ndjson('news.ndjson', generation(live + 1, articles));
    if (await killedAfter(at, environment, next() * lengthMs)) killed++;
    const after = await answers(env);
    // As before, or the switch was done: never a part of either.
    expect({ round, ids: after.ids }).toEqual({ round, ids });
    expect([[mark(live)], [mark(live + 1)]]).toContainEqual(after.generations);
    live += 2;
    at.ndjson('news.ndjson', generation(live, articles));
    expect(await at.run(['reindex', 'news.ndjson'], { env: environment })).toMatchObject({ code: 0 });
    expect(await answers(env)).toEqual({ ids, generations: [mark(live)] });
  }
  return killed;
}

describe(`kill -9 (seed ${seed})`, () => {
  const here = place();

  test('of a reindex at random moments: the live index answers as before, the next reindex completes and clears up', async () => {
    const times = rounds(2);
    expect(await killAtRandomMoments(here, {}, times, 400)).toBeGreaterThan(0);
    // The live one and the one before.
    expect(readdirSync(join(here.dataDir, 'articles')).filter(name => name.endsWith('.db')).sort()).toEqual([expect.stringMatching(/^build-/), expect.stringMatching(/^build-/), 'control.db']);
    expect(await here.run(['verify'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/ 0 not found/) });
  });

  test('of a service while 200 articles are put at once: what it answered for is there when it starts again', async () => {
    const at = place.now(), next = random(seed + 1);
    let acknowledged = 0;
    for (let round = 0; round < Math.min(10, rounds(1)); round++) {
      const { child, client } = await service(at), confirmed: string[] = [], enough = 1 + Math.floor(next() * 190);
      await Promise.allSettled(Array.from({ length: 200 }, async (_, i) => {
        const id = `r${round}-${i}`;
        const { status, body } = await client.admin('PUT', '/articles', [{ id, title: `第${round}轮第${i}篇`, body: '渡船停运的通知贴在码头上。' }]);
        expect({ status, body }).toMatchObject({ status: 200, body: { written: 1 } });
        confirmed.push(id);
        if (confirmed.length === enough) child.kill('SIGKILL');
      }));
      await kill(child);
      expect(confirmed.length).toBeGreaterThanOrEqual(enough);
      const again = await service(at), found = new Set<string>();
      for (let page = 1, pages = 1; page <= pages; page++) {
        const { hits, total } = await again.client.search(`"第${round}轮"`, { perPage: '100', page: String(page), duplicates: 'show' });
        for (const { id } of hits) found.add(id);
        pages = Math.ceil(total / 100);
      }
      expect(confirmed.filter(id => !found.has(id))).toEqual([]);
      for (const id of confirmed.slice(-5)) expect(await again.client.ask(`/api/articles/${id}`)).toMatchObject({ status: 200 });
      acknowledged += confirmed.length;
      await kill(again.child);
    }
    expect(acknowledged).toBeGreaterThan(0);
    expect(await at.run(['verify'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/ 0 not found/) });
    at.remove();
  });

  const servers: TestServer[] = [];
  afterAll(async () => { for (const server of servers) await server.destroy(); });

  testIf(hasMeilisearch(), 'kill -9 of a reindex on Meilisearch: put meilisearch on the PATH')('of a reindex on Meilisearch, the same', async () => {
    const at = place.now(), server = await TestServer.start();
    servers.push(server);
    const times = rounds(2);
    expect(await killAtRandomMoments(at, { ENGINE: 'meilisearch', MEILI_URL: server.url }, times, 200)).toBeGreaterThan(0);
    at.remove();
  });
});
