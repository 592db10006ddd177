import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { pino, type Logger } from 'pino';
import { MadeByNewerVersion } from '../../src/engines/engine.js';
import { listen, type Serving } from '../../src/serve.js';
import { openService, type OpenIndex, type Service } from '../../src/service.js';
import { textVersion } from '../../src/text/version.js';
import { Upgrades } from '../../src/upgrades.js';
import { engineName } from '../support/engine.js';
import { Client, expectProblem, testService } from './support.js';

const running = testService();
const bridge = { id: 'b/1', title: '渡口停运', body: '运行了四十年的渡口今晨停运。', section: '要闻' };

/** Makes the live build one that another version wrote: what says so, and of what else was different then, what would break a search. */
async function rewrite({ settings }: Service, versions: { readonly schema: number; readonly text?: number | undefined }): Promise<void> {
  if (engineName === 'sqlite') {
    const folder = join(settings.DATA_DIR, 'articles');
    for (const file of readdirSync(folder).filter(name => /^build-.*\.db$/.test(name))) {
      const db = new Database(join(folder, file));
      const put = (key: string, value: number | undefined) => { if (value !== undefined) db.prepare('UPDATE info SET value = ? WHERE key = ?').run(String(value), key); };
      put('schema', versions.schema);
      put('text', versions.text);
      if (versions.schema < 4) db.exec("DELETE FROM info WHERE key = 'text'; ALTER TABLE articles DROP COLUMN place; DROP TABLE character_rarity; DROP INDEX facts_by_value");
      db.close();
    }
    return;
  }
  const key = settings.MEILI_KEY;
  const request = async (method: string, path: string, body?: unknown) => await (await fetch(`${settings.MEILI_URL}${path}`, {
    method, headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })).json() as { value?: string; taskUid?: number; status?: string };
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await request(method, `/indexes/${settings.MEILI_INDEX_PREFIX}articles${path}`, body);
    if (answer.taskUid !== undefined) while ((await request('GET', `/tasks/${answer.taskUid}`)).status !== 'succeeded') await sleep(20);
    return answer;
  };
  const { versions: _now, ...live } = JSON.parse((await ask('GET', '__control/documents/live')).value ?? '') as { versions: number[]; schema: string };
  const made = versions.schema < 4 ? { schema: 'another' } : { versions: [versions.schema === 4 ? 3 : versions.schema, 2, versions.text ?? textVersion] };
  await ask('POST', '__control/documents', [{ id: 'live', value: JSON.stringify({ ...live, ...made }) }]);
  if (versions.schema < 4) await ask('PATCH', '/settings', { searchableAttributes: ['old'] });
}

let serving: Serving, client: Client, index: OpenIndex, upgrades: Upgrades, said: string[];
const log: Logger = pino({ level: 'info' }, new Writable({ write(line: Buffer, _encoding, done) { said.push((JSON.parse(line.toString()) as { msg: string }).msg); done(); } }));

/** Another start of the same service. */
async function restart(): Promise<void> {
  const service = await openService(running.service.settings);
  serving = await listen(service, pino({ level: 'silent' }));
  client = new Client(serving.address);
  index = service.indexes.get('articles') as OpenIndex;
  upgrades = new Upgrades(service, log);
}

beforeEach(async () => {
  said = [];
  const { engine, analyze } = running.service.indexes.get('articles') as OpenIndex;
  const build = await engine.startBuild('a test');
  await build.write([{ ...analyze({ ...bridge, number: 7 }, 'news/2025'), place: 'news/2025.ndjson:3' }, analyze({ id: 'put', title: '渡口的夜' }, 'put')]);
  await build.publish(async (article, origin) => analyze(article, origin));
});
afterEach(async () => {
  await upgrades.close();
  await serving.stop();
});

describe('an index of an older version', () => {
  test.each([{ what: 'of its tables', schema: 3, text: undefined }, { what: 'of the text layer', schema: 4, text: 1 }])('$what is told as not available, then built anew from its own articles', async versions => {
    await rewrite(running.service, versions);
    await restart();
    expect(await index.engine.misfit()).toMatchObject({ kind: 'older' });
    expectProblem(await client.get('/api/search', { q: '渡口' }), 503, 'engine_unavailable');
    expectProblem(await client.ask('/ready'), 503, 'engine_unavailable');
    expectProblem(await client.admin('PUT', '/articles', [bridge]), 503, 'engine_unavailable');
    await upgrades.refuseNewer();

    expect(await upgrades.check(index)).toBe(true);
    // On a slow machine it says in between how far it is.
    expect(said.filter(line => line !== 'building the index anew')).toEqual([expect.stringMatching(/older version.*built anew/), expect.stringMatching(/built anew and is live/)]);
    expect(await index.engine.misfit()).toBeNull();
    expect(await client.ask('/ready')).toMatchObject({ status: 200 });
    expect((await client.search('"四十年的渡口"')).hits.map(hit => hit.article)).toEqual([expect.objectContaining({ id: bridge.id, title: bridge.title, section: bridge.section, number: 7 })]);
    const stored = [];
    for await (const { article, origin, place } of index.engine.stored()) stored.push([article.id, origin, place]);
    const place = engineName === 'sqlite' && versions.schema < 4 ? null : 'news/2025.ndjson:3';
    expect(stored.sort()).toEqual([['b/1', 'news/2025', place], ['put', 'put', null]]);
    expect(await upgrades.check(index)).toBe(false);
  });

  test('is built anew behind a start, without being asked', async () => {
    await rewrite(running.service, { schema: 3 });
    await restart();
    upgrades.watch();
    for (let attempt = 0; attempt < 600 && (await client.ask('/ready')).status !== 200; attempt++) await sleep(100);
    expect((await client.search('渡口')).total).toBe(2);
  });

  test('stops being built anew when the service stops, and is as it was', async () => {
    await rewrite(running.service, { schema: 3 });
    await restart();
    upgrades.watch();
    await upgrades.close();
    expect(await index.engine.misfit()).toMatchObject({ kind: 'older' });
    expect((await index.engine.status()).building).toBeNull();
  });
});

describe('an index of a newer version', () => {
  test.each([{ schema: 99 }, { schema: 4, text: 99 }])('is refused and left alone: %j', async versions => {
    await rewrite(running.service, versions);
    await restart();
    await expect(upgrades.refuseNewer()).rejects.toThrow(MadeByNewerVersion);
    await expect(upgrades.refuseNewer()).rejects.toThrow(/newer version of jianbao than this one: start that version/);
    expect(await upgrades.check(index)).toBe(false);
    await expect(index.engine.startBuild('a test')).rejects.toThrow(/newer version of jianbao than this one: start that version/);
    expectProblem(await client.get('/api/search', { q: '渡口' }), 503, 'engine_unavailable');
    // For the next test, which builds on it.
    await rewrite(running.service, { schema: 4, text: textVersion });
  });
});
