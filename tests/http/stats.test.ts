import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { Counters, type CountedDay, type QueryCount } from '../../src/engines/sqlite/counters.js';
import { Statistics } from '../../src/statistics.js';
import { temporaryFolder } from '../support/folder.js';
import { articles } from './articles.js';
import { expectProblem, testService, type Client } from './support.js';

const { folder, remove } = temporaryFolder();
afterAll(remove);
let folders = 0;
const anew = () => join(folder, String(++folders));
const rowsOf = async (client: Client, kind: string, more = ''): Promise<readonly QueryCount[]> => ((await client.admin('GET', `/stats?kind=${kind}${more}`)).body as { rows: QueryCount[] }).rows;
const searches = async (client: Client, kind = 'top') => (await rowsOf(client, kind)).map(({ q, searches: times }) => [q, times]);

describe('with STATS=on', () => {
  const running = testService({ STATS: 'on' });
  beforeAll(() => running.client.fill(articles));

  test('counts searches of the API and the page once asked twice: top, empty, slow, clicks', async () => {
    const { client } = running;
    for (const q of ['大桥', ' 大桥', '大桥', '没有的词语在这里', '没有的词语在这里', '只问了一次', '', 'Ａb', 'aB']) await client.search(q);
    await client.ask('/api/search', { method: 'POST', body: { q: '大桥' } });
    await client.search('大桥', { page: '2' });
    await client.search('大桥', { filter: 'section = 没有' });
    await client.get('/', { q: '大桥' });
    expect(await searches(client)).toEqual([['大桥', 6], ['ab', 2], ['没有的词语在这里', 2]]);
    expect(await rowsOf(client, 'empty')).toContainEqual({ q: '没有的词语在这里', searches: 2, empty: 2, clicks: 0, meanMs: expect.any(Number), mostMs: expect.any(Number), meanPosition: null });
    // Nothing behind a filter says nothing of the query.
    expect((await rowsOf(client, 'empty')).map(({ q }) => q)).not.toContain('大桥');
    const slow = await rowsOf(client, 'slow');
    expect(slow.map(({ meanMs }) => meanMs)).toEqual(slow.map(({ meanMs }) => meanMs).sort((a, b) => b - a));
    expect(slow).toHaveLength(3);
    for (const [id, position] of [['qx-1', 1], ['qx-1', 2], ['qx-2', 3]] as const) expect(await client.ask('/api/click', { method: 'POST', body: { q: '大桥', id, position } })).toMatchObject({ status: 200, body: { status: 'taken' } });
    await client.ask('/api/click', { method: 'POST', body: { q: '只问了一次', id: 'qx-1', position: 1 } });
    expect(await rowsOf(client, 'clicks')).toMatchObject([{ q: '大桥', id: 'qx-1', searches: 6, clicks: 2, meanPosition: 1.5 }, { q: '大桥', id: 'qx-2', clicks: 1, meanPosition: 3 }]);
    expect(await rowsOf(client, 'top', '&limit=1')).toMatchObject([{ q: '大桥', clicks: 3, meanPosition: 2 }]);
    expect(JSON.stringify(await rowsOf(client, 'top'))).not.toContain('只问了一次');
  });

  test('as CSV, of which nothing is a formula', async () => {
    const { client } = running, formulas = ['=1+1', '+1', '-大桥', '@sum(a1)', 'a,"b"'];
    for (const q of [...formulas, ...formulas]) await client.search(q);
    for (const answer of [await client.admin('GET', '/stats?format=csv'), await client.admin('GET', '/stats', undefined, { accept: 'text/csv' })]) {
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(answer.headers.get('content-disposition')).toBe('attachment; filename=jianbao-top.csv');
      const rows = parse<{ readonly q: string; readonly searches: string }>(answer.text, { columns: true, bom: true });
      expect(rows[0]).toMatchObject({ q: '大桥', searches: '6' });
      expect(rows.map(({ q }) => q)).toEqual(expect.arrayContaining(["'=1+1", "'+1", "'-大桥", "'@sum(a1)", 'a,"b"']));
    }
    expect((await client.admin('GET', '/stats', undefined, { accept: '*/*' })).body).toMatchObject({ on: true });
  });

  test('what is typed through Meilisearch’s API counts when the typing ends', async () => {
    const { client, service } = running;
    for (const q of ['合', '合龙', '合龙']) await client.ask('/indexes/articles/search', { method: 'POST', body: { q } });
    await client.ask('/multi-search', { method: 'POST', body: { queries: [{ indexUid: 'articles', q: '合龙' }, { indexUid: 'articles', q: '合龙', limit: 0 }] } });
    service.statistics?.close();
    await client.search('合龙');
    expect(await searches(client)).toContainEqual(['合龙', 2]);
  });

  test('wrong parameters and clicks are refused', async () => {
    const { client } = running, click = (body: unknown) => client.ask('/api/click', { method: 'POST', body });
    for (const [name, value] of [['kind', 'all'], ['days', '0'], ['days', '91'], ['limit', '10001'], ['format', 'xls']] as const) expectProblem(await client.admin('GET', `/stats?${name}=${value}`), 400, 'invalid_parameter', name);
    expectProblem(await client.admin('GET', '/stats?index=none'), 404, 'index_not_found', 'index');
    expectProblem(await click({ q: 'a', id: 'b', position: 0 }), 400, 'invalid_parameter', 'position');
    expectProblem(await click({ q: 'a', id: '', position: 1 }), 400, 'invalid_parameter', 'id');
    expectProblem(await click({ q: 'a', id: 'b', position: 1, who: 'me' }), 400, 'unknown_parameter', 'who');
    expectProblem(await click({ q: 'a', id: 'b', position: 1, index: 'none' }), 404, 'index_not_found', 'index');
    expectProblem(await click('not json'), 415, 'unsupported_media_type');
  });
});

describe('with STATS=off', () => {
  const running = testService();
  beforeAll(() => running.client.fill(articles));

  test('nothing is kept, clicks need a search key as searches do', async () => {
    await running.client.search('大桥');
    const body = { q: '大桥', id: 'qx-1', position: 1 };
    expect((await running.client.ask('/api/click', { method: 'POST', body })).status).toBe(200);
    expect((await running.client.admin('GET', '/stats')).body).toEqual({ on: false, kind: 'top', days: 30, rows: [] });
    await running.withSettings({ SEARCH_KEYS: 'a-search-key' }, async client => {
      expectProblem(await client.ask('/api/click', { method: 'POST', body }), 401, 'missing_key');
      expect((await client.ask('/api/click', { method: 'POST', body, headers: { authorization: 'Bearer a-search-key' } })).status).toBe(200);
      expectProblem(await client.ask('/api/admin/stats', { headers: { authorization: 'Bearer a-search-key' } }), 403, 'invalid_key');
    });
  });
});

describe('counted', () => {
  const searched = (q: string) => ({ index: 'articles', q, empty: false, tookMs: 1 });
  const top = (statistics: Statistics, days = 90) => statistics.list('top', 'articles', days, 100).map(({ q, searches: times }) => [q, times]);

  test('by the day of the time zone, over restarts, for 90 days', () => {
    const at = anew();
    let now = Date.parse('2026-01-01T15:59:00Z');
    const open = () => new Statistics(at, 'Asia/Shanghai', null, () => now);
    const first = open();
    first.searched(searched('桥'));
    now += 120_000;
    first.searched(searched('桥'));
    expect([top(first, 1), top(first, 2)]).toEqual([[], [['桥', 2]]]);
    first.close();
    now += 88 * 86_400_000;
    const second = open();
    for (const q of ['渡', '渡']) second.searched(searched(q));
    expect(top(second)).toEqual([['桥', 2], ['渡', 2]]);
    now += 2 * 86_400_000;
    second.searched(searched('渡'));
    expect(top(second)).toEqual([['渡', 3]]);
    second.close();
  });

  test('no pasted texts, and of what is typed only where it stopped', () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const statistics = new Statistics(anew(), 'Asia/Shanghai', null, () => now);
    for (let i = 0; i < 2; i++) {
      statistics.searched(searched('长'.repeat(101)));
      for (const q of ['大', '大桥', '大桥合', '大桥']) statistics.typed(searched(q));
      now += 4_000;
    }
    statistics.typed(searched('别的'));
    expect(top(statistics)).toEqual([['大桥', 2]]);
    statistics.close();
  });

  test('what cannot be written fails nothing', () => {
    const statistics = new Statistics('/dev/null/stats', 'UTC');
    statistics.searched(searched('桥'));
    expect(() => { statistics.close(); }).not.toThrow();
  });

  test('the table stays small: what was asked once goes first', () => {
    const counters = new Counters(`${folder}/small.db`, 90, 100), day = '2026-01-01';
    const one = (q: string, times: number): CountedDay => ({ day, index: 'articles', q, id: '', searches: times, empty: 0, tookMs: 1, mostMs: 1, clicks: 0, positions: 0 });
    counters.add(Array.from({ length: 100 }, (_, i) => one(`q${i}`, i % 2 + 1)), day);
    expect(counters.list('top', 'articles', day, 1, 1_000)).toHaveLength(50);
    counters.add([one('new', 2)], day);
    expect(counters.list('top', 'articles', day, 1, 1_000)).toHaveLength(51);
    counters.add(Array.from({ length: 60 }, (_, i) => one(`r${i}`, 2)), day);
    expect(counters.list('top', 'articles', day, 1, 1_000).length).toBeLessThanOrEqual(100);
    counters.close();
  });
});
