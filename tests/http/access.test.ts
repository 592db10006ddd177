import { beforeAll, describe, expect, test } from '@jest/globals';
import { articles } from './articles.js';
import { adminKey, Client, expectProblem, testService } from './support.js';

const running = testService();
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const cors = (answer: { headers: Headers }) => answer.headers.get('access-control-allow-origin');

test('is alive but not ready before a build, and ready behind it', async () => {
  expect(await running.client.ask('/health')).toMatchObject({ status: 200, body: { status: 'available' } });
  const notYet = await running.client.ask('/ready');
  expectProblem(notYet, 503, 'engine_unavailable');
  expect(Number(notYet.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await running.client.search('大桥', { facets: 'section' })).toMatchObject({ total: 0, hits: [], facets: { section: {} } });
  await running.client.fill(articles);
  expect(await running.client.ask('/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
});

describe('with articles', () => {
  beforeAll(() => running.client.fill(articles));

  describe('the admin key', () => {
    const paths = [['PUT', '/articles'], ['DELETE', '/articles?all=true'], ['DELETE', '/articles/qx-1'], ['GET', '/synonyms'], ['PUT', '/synonyms'], ['GET', '/dictionary'], ['PUT', '/dictionary'], ['GET', '/jobs'], ['GET', '/audit'], ['GET', '/stats'], ['GET', '/jobs/1'], ['DELETE', '/jobs/1'], ['GET', '/jobs/1/report'], ['POST', '/reindex'], ['GET', '/status'], ['POST', '/rollback'], ['GET', '/nothing']] as const;

    test.each(paths)('%s %s: disabled without ADMIN_KEY, whatever key is sent', (method, path) => running.withSettings({ ADMIN_KEY: '' }, async client => {
      expectProblem(await client.admin(method, path, method === 'PUT' ? [] : undefined), 403, 'admin_disabled');
      expectProblem(await client.ask(`/api/admin${path}`, { method }), 403, 'admin_disabled');
    }));

    test.each(paths)('%s %s: missing or wrong', async (method, path) => {
      expectProblem(await running.client.ask(`/api/admin${path}`, { method }), 401, 'missing_key');
      for (const wrong of [bearer(`${adminKey}x`), bearer(adminKey.slice(1)), bearer(adminKey.toUpperCase()), bearer('x')])
        expectProblem(await running.client.ask(`/api/admin${path}`, { method, headers: wrong }), 403, 'invalid_key');
      expect((await running.client.search('')).total).toBe(articles.length);
    });

    test.each(['Basic YTpi', 'Bearer', 'Bearer ', adminKey])('authorization %j is no key', async authorization => {
      expectProblem(await running.client.ask('/api/admin/status', { headers: { authorization } }), 401, 'missing_key');
    });

    test('is taken whatever the case of the word Bearer', async () => {
      expect((await running.client.ask('/api/admin/status', { headers: { authorization: `bearer ${adminKey}` } })).status).toBe(200);
    });
  });

  describe('search keys', () => {
    const readers = ['/api/search?q=a', '/api/articles/qx-1', '/api/explain?q=a'];

    test.each(readers)('%s needs one when they are set', path => running.withSettings({ SEARCH_KEYS: 'first-key, second-key' }, async client => {
      expectProblem(await client.ask(path), 401, 'missing_key');
      expectProblem(await client.ask(path, { headers: bearer('third-key') }), 403, 'invalid_key');
      expectProblem(await client.ask(path, { headers: bearer('first-key,') }), 403, 'invalid_key');
      for (const key of ['first-key', 'second-key', adminKey]) expect((await client.ask(path, { headers: bearer(key) })).status).toBe(200);
    }));

    test('open no administration, and health needs none', () => running.withSettings({ SEARCH_KEYS: 'first-key' }, async client => {
      expectProblem(await client.ask('/api/admin/articles/qx-1', { method: 'DELETE', headers: bearer('first-key') }), 403, 'invalid_key');
      expect((await client.ask('/health')).status).toBe(200);
      expect((await client.ask('/ready')).status).toBe(200);
    }));
  });

  describe('CORS', () => {
    const origin = { origin: 'https://news.example' };

    test.each(['/api/search?q=a', '/api/search?page=0', '/api/articles/nowhere', '/api/nothing', '/api/admin/status'])('%s may be read from any origin, errors too', async path => {
      expect(cors(await running.client.ask(path, { headers: origin }))).toBe('*');
    });

    test('only from the origins that are set', () => running.withSettings({ CORS_ORIGINS: 'https://news.example/, http://localhost:8080' }, async client => {
      const from = async (from: string) => cors(await client.ask('/api/search?q=a', { headers: { origin: from } }));
      expect([await from('https://news.example'), await from('http://localhost:8080'), await from('https://evil.example'), await from('null')]).toEqual(['https://news.example', 'http://localhost:8080', null, null]);
    }));

    test.each([['/api/search', 'POST', 'content-type,authorization'], ['/api/articles/qx-1', 'GET', 'authorization'], ['/api/admin/articles', 'PUT', 'content-type,authorization']])(
      'a preflight for %s is answered without a key', (path, method, headers) => running.withSettings({ SEARCH_KEYS: 'first-key' }, async client => {
        const answer = await client.ask(path, { method: 'OPTIONS', headers: { ...origin, 'access-control-request-method': method, 'access-control-request-headers': headers } });
        expect({ status: answer.status, origin: cors(answer), headers: answer.headers.get('access-control-allow-headers') }).toEqual({ status: 204, origin: '*', headers });
        expect(answer.headers.get('access-control-allow-methods')?.split(',')).toContain(method);
        expect(Number(answer.headers.get('access-control-max-age'))).toBeGreaterThan(0);
      }));

    test('a page may read how long to wait', () => running.withSettings({ RATE_LIMIT_PER_MINUTE: '1' }, async client => {
      const exposed = (await client.ask('/api/search?q=a', { headers: origin })).headers.get('access-control-expose-headers') ?? '';
      expect(exposed.toLowerCase().split(',')).toEqual(expect.arrayContaining(['ratelimit', 'retry-after']));
      const refused = await client.ask('/api/search?q=a', { headers: origin });
      expectProblem(refused, 429, 'too_many_requests');
      expect(cors(refused)).toBe('*');
    }));
  });

  describe('the rate limit', () => {
    test('counts the searches of a client, tells what is left, then refuses for a while', () => running.withSettings({ RATE_LIMIT_PER_MINUTE: '3' }, async client => {
      const first = await client.ask('/api/search?q=a');
      expect(first.status).toBe(200);
      expect(first.headers.get('ratelimit')).toMatch(/r=2/);
      expect(first.headers.get('ratelimit-policy')).toMatch(/q=3; w=60/);
      expect((await client.ask('/api/articles/qx-1')).status).toBe(200);
      expect((await client.ask('/?q=a')).status).toBe(200);
      const fourth = await client.ask('/api/search?q=a');
      expectProblem(fourth, 429, 'too_many_requests');
      expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0);
      const page = await client.ask('/?q=a');
      expect({ status: page.status, type: page.headers.get('content-type') }).toEqual({ status: 429, type: 'text/html; charset=utf-8' });
      for (const path of ['/health', '/ready', '/assets/page.css']) expect((await client.ask(path)).status).toBe(200);
      expect((await client.admin('GET', '/status')).status).toBe(200);
    }));

    test('tells clients behind a proxy apart when the proxy is trusted', () => running.withSettings({ RATE_LIMIT_PER_MINUTE: '1', TRUST_PROXY: 'loopback' }, async client => {
      const from = async (address: string) => (await client.ask('/api/search?q=a', { headers: { 'x-forwarded-for': address } })).status;
      expect([await from('192.0.2.1'), await from('192.0.2.2'), await from('192.0.2.1')]).toEqual([200, 200, 429]);
    }));

    test('is off unless set', async () => {
      expect((await running.client.ask('/api/search?q=a')).headers.get('ratelimit')).toBeNull();
    });
  });

  test.each(['/', '/api/search?q=a', '/api/nothing', '/articles/qx-1', '/assets/page.js', '/health'])('%s has its security headers', async path => {
    const { headers } = await running.client.ask(path);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBeTruthy();
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).toMatch(/frame-ancestors 'none'/);
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  test('BASE_PATH stands before everything', () => running.withSettings({ BASE_PATH: 'press/clippings/' }, async client => {
    expect(client.address).toMatch(/\/press\/clippings$/);
    const root = new Client(new URL(client.address).origin);
    for (const path of ['', '/', '/health', '/ready', '/api/search?q=a', '/api/articles/qx-1', '/articles/qx-1', '/assets/page.css']) expect({ path, status: (await client.ask(path)).status }).toEqual({ path, status: 200 });
    for (const path of ['/', '/health', '/api/search?q=a']) expectProblem(await root.ask(path), 404, 'not_found');
    const page = (await client.ask('/?q=大桥')).text;
    const own = [...page.matchAll(/(?:href|src|action)="([^"#]+)"/g)].map(([, href]) => href ?? '');
    expect(own.length).toBeGreaterThan(5);
    for (const href of own) expect(href).toMatch(/^\/press\/clippings\//);
  }));
});
