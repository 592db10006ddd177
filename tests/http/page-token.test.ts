import { beforeAll, expect, test } from '@jest/globals';
import { readSettings } from '../../config/settings.js';
import { isPageToken, pageToken } from '../../src/http/page-token.js';
import { articles } from './articles.js';
import { expectProblem, testService, type Client } from './support.js';

const running = testService();
const keys = { SEARCH_KEYS: 'first-key,second-key' };
const hourMs = 3_600_000;
beforeAll(() => running.client.fill(articles));

const tokenOf = async (client: Client, path = '/') => / data-token="([^"]+)"/.exec((await client.ask(path, { headers: { accept: 'text/html' } })).text)?.[1];
const bearer = (key = '') => ({ authorization: `Bearer ${key}` });

test('a page brings a token that searches on both APIs, and does nothing else', () => running.withSettings(keys, async client => {
  for (const path of ['/', '/?q=大桥', '/articles/qx-1']) {
    const headers = bearer(await tokenOf(client, path));
    expect((await client.ask('/api/search?q=大桥', { headers })).status).toBe(200);
    expect((await client.ask('/api/suggest?q=大', { headers })).status).toBe(200);
    expect((await client.ask('/multi-search', { method: 'POST', headers, body: { queries: [{ indexUid: 'articles' }] } })).status).toBe(200);
    expectProblem(await client.ask('/api/admin/status', { headers }), 403, 'invalid_key');
    expectProblem(await client.ask('/api/admin/articles/qx-1', { method: 'DELETE', headers }), 403, 'invalid_key');
  }
}));

test('a page with a token is kept by no cache for others, and read by no other origin', () => running.withSettings(keys, async client => {
  const { headers, text } = await client.ask('/', { headers: { accept: 'text/html', origin: 'https://news.example' } });
  expect([headers.get('cache-control'), headers.get('access-control-allow-origin')]).toEqual(['private, no-cache', null]);
  expect(text).not.toMatch(/first-key|second-key/);
}));

test('no token stands in a page, nor counts, where no key is needed', async () => {
  expect(await tokenOf(running.client)).toBeUndefined();
  const settings = readSettings({});
  expect(pageToken(settings)).toBeUndefined();
  expect(isPageToken(settings, 'page.9999999999999.'.padEnd(62, 'a'))).toBe(false);
});

test('ends after an hour, and with the keys that it was made by', () => {
  const settings = readSettings(keys), nowMs = 1_800_000_000_000, token = pageToken(settings, nowMs) ?? '';
  expect([nowMs, nowMs + hourMs - 1, nowMs + hourMs].map(at => isPageToken(settings, token, at))).toEqual([true, true, false]);
  expect(isPageToken(readSettings({ SEARCH_KEYS: 'first-key' }), token, nowMs)).toBe(false);
});

test.each([
  ['a later end', (token: string) => token.replace(/\d{13}/, end => String(Number(end) + 1))],
  ['another signature', (token: string) => `${token.slice(0, -10)}AAAAAAAAAA`],
  ['a shorter one', (token: string) => token.slice(0, -1)],
  ['none', (token: string) => token.replace(/\.[^.]*$/, '.')],
])('%s is refused', (_name, change) => running.withSettings(keys, async client => {
  expectProblem(await client.ask('/api/search?q=a', { headers: bearer(change(await tokenOf(client) ?? '')) }), 403, 'invalid_key');
}));
