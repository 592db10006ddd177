import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { parse } from 'yaml';
import { packageDir } from '../../config/paths.js';
import { readSettings } from '../../config/settings.js';
import type { Engine } from '../../src/engines/engine.js';
import { Slots } from '../../src/http/slots.js';
import { listen, type Serving } from '../../src/serve.js';
import type { Service } from '../../src/service.js';
import { articles } from './articles.js';
import { adminKey, Client, expectDiscreet, expectProblem, testService } from './support.js';

const running = testService();
beforeAll(() => running.client.fill(articles));
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** The service once more, with other settings, a log that is kept, and an engine that may be changed. */
async function another(environment: Readonly<Record<string, string>>, change: (engine: Engine) => Engine = engine => engine): Promise<{ client: Client; lines: () => string[]; serving: Serving }> {
  const written: string[] = [], [name = '', index] = [...running.service.indexes][0] ?? [];
  if (!index) throw new Error('there is no index');
  const engine = change(index.engine);
  const service: Service = { ...running.service, settings: readSettings({ DATA_DIR: running.service.settings.DATA_DIR, PORT: '0', ADMIN_KEY: adminKey, ...environment }), indexes: new Map([[name, { ...index, engine, searcher: index.searcher.over(engine) }]]), close: async () => undefined };
  const log = pino({ level: service.settings.LOG_LEVEL, base: null }, new Writable({ write(chunk, _encoding, done) { written.push(String(chunk)); done(); } }));
  const serving = await listen(service, log);
  return { client: new Client(serving.address), lines: () => written, serving };
}

/** An engine that answers no search before it is let go. */
function held(engine: Engine): { engine: Engine; asked: () => number; letGo: () => void } {
  let letGo = () => undefined as void, asked = 0;
  const gate = new Promise<void>(resolve => { letGo = resolve; });
  return { asked: () => asked, letGo: () => { letGo(); }, engine: new Proxy(engine, { get(target, name) {
    const value: unknown = Reflect.get(target, name, target);
    if (typeof value !== 'function') return value;
    const method = value.bind(target) as (...given: unknown[]) => unknown;
    return name === 'near' || name === 'search' ? async (...given: unknown[]) => { asked++; await gate; return method(...given); } : method;
  } }) };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !isSo(); i++) await sleep(25);
  expect(isSo()).toBe(true);
}

describe('searches at once', () => {
  test('so many run, so many wait in order, further ones are refused with when to come again', async () => {
    let gate: ReturnType<typeof held> | undefined;
    const { client, serving } = await another({ MAX_CONCURRENT_SEARCHES: '2', MAX_WAITING_SEARCHES: '1', SEARCH_TIMEOUT_MS: '60000' }, engine => (gate = held(engine)).engine);
    try {
      const first = [client.get('/api/search', { q: '大桥' }), client.get('/', { q: '豆腐' })];
      await until(() => gate?.asked() === 2);
      const waiting = client.ask('/indexes/articles/search', { method: 'POST', body: { q: '新学期' } });
      await sleep(100);
      const metrics = (await client.get('/metrics', {}, bearer(adminKey))).text;
      expect(metrics).toMatch(/^jianbao_searches_running 2$/m);
      expect(metrics).toMatch(/^jianbao_searches_waiting 1$/m);
      const refused = await client.get('/api/suggest', { q: '大' });
      expectProblem(refused, 503, 'overloaded');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      const inForm = await client.ask('/multi-search', { method: 'POST', body: { queries: [{ indexUid: 'articles' }] } });
      expect(inForm).toMatchObject({ status: 503, body: { code: 'too_many_search_requests', type: 'system' } });
      expect(inForm.headers.get('retry-after')).toBeTruthy();
      const page = await client.ask('/?q=a', { headers: { accept: 'text/html' } });
      expect({ status: page.status, retry: page.headers.get('retry-after'), type: page.headers.get('content-type') }).toEqual({ status: 503, retry: expect.any(String), type: 'text/html; charset=utf-8' });
      for (const path of ['/health', '/ready', '/openapi.json']) expect((await client.ask(path)).status).toBe(200);
      gate?.letGo();
      expect((await Promise.all([...first, waiting])).map(({ status }) => status)).toEqual([200, 200, 200]);
      expect((await client.get('/api/suggest', { q: '大' })).status).toBe(200);
      expect((await client.get('/metrics', {}, bearer(adminKey))).text).toMatch(/^jianbao_searches_refused_total 3$/m);
    } finally {
      gate?.letGo();
      await serving.stop();
    }
  });

  test('a body that comes slowly takes no place, and who leaves gives the place in the queue back', async () => {
    let gate: ReturnType<typeof held> | undefined;
    const { client, serving } = await another({ MAX_CONCURRENT_SEARCHES: '1', MAX_WAITING_SEARCHES: '1', SEARCH_TIMEOUT_MS: '60000' }, engine => (gate = held(engine)).engine);
    try {
      const slow = httpRequest(`${client.address}/api/search`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '30' } });
      slow.on('error', () => undefined).write('{"q":');
      await sleep(100);
      const first = client.get('/api/search', { q: '大桥' });
      await until(() => gate?.asked() === 1);
      const left = new AbortController();
      const leaving = fetch(`${client.address}/api/search?q=x`, { signal: left.signal }).catch(() => 'left');
      await sleep(100);
      left.abort();
      expect(await leaving).toBe('left');
      await sleep(200);
      const waiting = client.get('/api/search', { q: '豆腐' });
      await sleep(100);
      gate?.letGo();
      expect([(await first).status, (await waiting).status]).toEqual([200, 200]);
      slow.destroy();
    } finally {
      gate?.letGo();
      await serving.stop();
    }
  });

  test('an answer that is read slowly holds no place', async () => {
    // Far more than the system's buffers between the two take, which grow to tens of megabytes.
    const times = 16, noteLength = 4 << 20, length = times * noteLength;
    await running.client.admin('PUT', '/articles', [{ id: 'large', title: '长卷', note: 'x'.repeat(noteLength) }]);
    const question = Buffer.from(JSON.stringify({ queries: Array.from({ length: times }, () => ({ indexUid: 'articles', q: '长卷' })) }));
    const { client, lines, serving } = await another({ MAX_CONCURRENT_SEARCHES: '1', MAX_WAITING_SEARCHES: '0', SEARCH_TIMEOUT_MS: '60000', LOG_LEVEL: 'info' });
    const isSent = () => lines().some(line => line.includes('slow-reader'));
    const slow = connect(Number(new URL(client.address).port), '127.0.0.1');
    try {
      slow.write(`POST /multi-search HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${question.length}\r\nx-request-id: slow-reader\r\nconnection: close\r\n\r\n`);
      slow.write(question);
      await once(slow, 'readable');
      expect(await client.get('/api/search', { q: '大桥' })).toMatchObject({ status: 200 });
      expect({ isSent: isSent(), isRead: slow.bytesRead > length / 2 }).toEqual({ isSent: false, isRead: false });
      const read = await buffer(slow);
      expect(read.subarray(0, 15).toString()).toBe('HTTP/1.1 200 OK');
      expect(read.length).toBeGreaterThan(length);
      await until(isSent);
    } finally {
      slow.destroy();
      await serving.stop();
      await running.client.admin('DELETE', '/articles/large');
    }
  });

  test('a slot is free again after a failure, and turns are taken in order', async () => {
    const slots = new Slots(1, 10), order: number[] = [];
    await expect(slots.run(async () => { throw new Error('failed'); })).rejects.toThrow('failed');
    await Promise.all([1, 2, 3].map(i => slots.run(async () => { order.push(i); await sleep(5); })));
    expect({ order, running: slots.running, waiting: slots.waiting }).toEqual({ order: [1, 2, 3], running: 0, waiting: 0 });
  });
});

describe('the log', () => {
  test('has one line for a request: its id, route, status, time; nothing of who asked, what for, and by which key', async () => {
    const { client, lines, serving } = await another({ SEARCH_KEYS: 'a-secret-search-key', LOG_LEVEL: 'info' }, engine => new Proxy(engine, { get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === 'get') return async () => { throw new Error('the engine fell over'); };
      return typeof value === 'function' ? value.bind(target) as unknown : value;
    } }));
    try {
      const ask = (path: string, key: string, id: string) => client.ask(encodeURI(path), { headers: { ...bearer(key), 'x-request-id': id, 'user-agent': 'spy' } });
      await ask('/api/search?q=大桥合龙', 'a-secret-search-key', 'first-1');
      await ask('/api/search?q=豆腐', 'a-wrong-key-to-hide', 'second-2');
      const failed = await ask('/api/articles/qx-77?q=渡船', 'a-secret-search-key', 'third-3');
      await ask('/api/admin/status', adminKey, 'fourth-4');
      await ask('/nothing/here/大桥', 'x', 'fifth-5');
      await ask('/health', 'x', 'sixth-6');
      expectProblem(failed, 500, 'internal_error');
      expect(failed.text).not.toContain('fell over');
      await until(() => lines().some(line => line.includes('fifth-5')));
      const told = lines().map(line => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === 'request').map(({ requestId, method, route, status, durationMs }) => ({ requestId, method, route, status, durationMs: typeof durationMs }));
      expect(told).toEqual([['first-1', '/api/search', 200], ['second-2', '/api/search', 403], ['third-3', '/api/articles/:id', 500], ['fourth-4', '/api/admin/status', 200], ['fifth-5', 'other', 404]]
        // Who is turned away at the door never came to a route.
        .map(([requestId, route, status]) => ({ requestId, method: 'GET', route: status === 403 ? 'other' : route, status, durationMs: 'number' })));
      expect(lines().some(line => line.includes('the engine fell over') && line.includes('"requestId":"third-3"'))).toBe(true);
      expect(lines().filter(line => !line.includes('"listening"')).join('')).not.toMatch(/secret|to-hide|admin-key|大桥|豆腐|渡船|%E5|qx-77|spy|127\.0\.0\.1|remoteAddress|Bearer/i);
    } finally {
      await serving.stop();
    }
  });

  test('an id that could be anything is replaced', async () => {
    const idOf = async (id?: string) => (await running.client.ask('/health', { headers: id === undefined ? {} : { 'x-request-id': id } })).headers.get('x-request-id');
    expect(await idOf('abc-1.2:3_4')).toBe('abc-1.2:3_4');
    for (const id of [undefined, 'a b', '<script>', 'x'.repeat(101), '{"a":1}']) expect(await idOf(id)).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  });
});

describe('metrics', () => {
  let text = '', serving: Serving, client: Client;
  beforeAll(async () => {
    ({ client, serving } = await another({ SEARCH_KEYS: 'a-search-key', BASE_PATH: '/press', RATE_LIMIT_PER_MINUTE: '0' }));
    const headers = bearer('a-search-key');
    for (const q of ['大桥', '大桥', '魑魅魍魉', 'qingxi', '']) await client.get('/api/search', { q }, headers);
    await client.ask('/indexes/articles/search', { method: 'POST', headers, body: { q: '豆腐' } });
    await client.get('/api/articles/qx-1', {}, headers);
    await client.get('/api/articles/qx-unheard-of', {}, headers);
    await client.get('/random/path/once-only', {}, headers);
    await client.ask('/api/search', { method: 'PATCH', headers });
    await client.ask('/?q=大桥');
    text = (await client.get('/metrics', {}, bearer(adminKey))).text;
  });
  afterAll(() => serving.stop());
  const value = (line: string) => Number(new RegExp(`^${line.replace(/[{}"/:.]/g, '\\$&')} (.*)$`, 'm').exec(text)?.[1]);

  test('need the admin key', async () => {
    expectProblem(await client.ask('/metrics'), 401, 'missing_key');
    expectProblem(await client.get('/metrics', {}, bearer('a-search-key')), 403, 'invalid_key');
    await running.withSettings({ ADMIN_KEY: '' }, async other => { expectProblem(await other.get('/metrics', {}, bearer(adminKey)), 403, 'admin_disabled'); });
  });

  test('count requests by the template of their route', () => {
    expect(value('jianbao_http_request_duration_seconds_count{method="GET",route="/api/search",status="200"}')).toBe(5);
    expect(value('jianbao_http_request_duration_seconds_count{method="PATCH",route="/api/search",status="405"}')).toBe(1);
    expect(value('jianbao_http_request_duration_seconds_count{method="GET",route="/api/articles/:id",status="404"}')).toBe(1);
    expect(value('jianbao_http_request_duration_seconds_count{method="POST",route="/indexes/:uid/search",status="200"}')).toBe(1);
    expect(value('jianbao_http_request_duration_seconds_count{method="GET",route="other",status="404"}')).toBe(1);
    expect(text).not.toMatch(/unheard|random|once-only|大桥|%E5|a-search-key/);
  });

  test('count searches by tier, those that found nothing too, and what the engine was asked', () => {
    expect(value('jianbao_search_duration_seconds_count{index="articles",tier="words"}')).toBe(4);
    expect(value('jianbao_search_duration_seconds_count{index="articles",tier="sound"}')).toBe(1);
    expect(value('jianbao_search_duration_seconds_count{index="articles",tier="none"}')).toBe(1);
    expect(value('jianbao_search_duration_seconds_count{index="articles",tier="everything"}')).toBe(1);
    expect(value(`jianbao_engine_duration_seconds_count{index="articles",operation="${running.service.settings.ENGINE === 'sqlite' ? 'near' : 'search'}"}`)).toBeGreaterThan(4);
  });

  test('tell the size and age of the index', () => {
    expect(value('jianbao_index_articles{index="articles"}')).toBe(articles.length);
    expect(value('jianbao_index_size_bytes{index="articles"}')).toBeGreaterThan(0);
    expect(value('jianbao_index_ready{index="articles"}')).toBe(1);
    expect(Math.abs(Date.now() / 1000 - value('jianbao_index_built_timestamp_seconds{index="articles"}'))).toBeLessThan(600);
  });

  test('the dashboard asks only for what there is', () => {
    const dashboard = JSON.parse(readFileSync(join(packageDir, 'docs/grafana-dashboard.json'), 'utf8')) as { panels: { title: string; targets: { expr: string }[] }[] };
    const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    expect(expressions.length).toBeGreaterThan(8);
    const named = [...new Set(expressions.flatMap(expr => expr.match(/\b(?:jianbao|process|nodejs)_\w+/g) ?? []))];
    expect(named.filter(name => !new RegExp(`^${name}[{ ]`, 'm').test(text))).toEqual([]);
    const own = [...new Set([...text.matchAll(/^# TYPE (jianbao_\w+)/gm)].map(([, name = '']) => name))];
    expect(own.filter(name => !expressions.some(expr => expr.includes(name)))).toEqual([]);
  });

  test('the example for Prometheus asks this path with a key', () => {
    const { scrape_configs: [job] } = parse(readFileSync(join(packageDir, 'docs/prometheus.yml'), 'utf8')) as { scrape_configs: [{ metrics_path: string; authorization: { type: string; credentials_file: string } }] };
    expect(job).toMatchObject({ metrics_path: '/metrics', authorization: { type: 'Bearer', credentials_file: expect.any(String) } });
  });
});

test('no answer tells a path, a stack or what the engine says', async () => {
  const { client, serving } = await another({ SEARCH_KEYS: 'a-search-key' }, engine => new Proxy(engine, { get(target, name) {
    const value: unknown = Reflect.get(target, name, target);
    if (['near', 'search', 'count', 'get', 'values', 'vocabulary', 'status', 'size'].includes(String(name))) return async () => { throw new Error(`SQLITE_CORRUPT: SELECT * FROM /tmp/secret/build.db with MEILI key abc at ${import.meta.url}`); };
    return typeof value === 'function' ? value.bind(target) as unknown : value;
  } }));
  const headers = bearer(adminKey);
  try {
    for (const path of ['/api/search?q=a', '/api/suggest?q=a', '/api/articles/1', '/api/explain?q=a', '/', '/?q=a', '/articles/1', '/indexes/articles/search?q=a', '/indexes/articles/documents', '/indexes/articles/documents/1', '/indexes/articles/stats', '/indexes', '/api/admin/status']) {
      const { status, text } = await client.ask(path, { headers });
      expect({ path, status }).toEqual({ path, status: 500 });
      expectDiscreet(text);
      expect(text).not.toMatch(/CORRUPT|secret|abc/);
    }
  } finally {
    await serving.stop();
  }
});
