import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyUnits, mixedText, runs } from '../support/texts.js';
import { articles } from './articles.js';
import { expectDiscreet, testService, type Answer } from './support.js';

/** Nothing that a client sends gets a 500, and no answer says anything of the machine. */
const running = testService();

beforeAll(() => running.client.fill(articles));

const syntax = fc.constantFrom(
  '"', "'", '`', '“', '”', '「', '(', ')', '[', ']', '{', '}', '*', '^', ':', '：', '-', '－', '+', '|', '&', '\\', '/', ';', '--', '/*', '%', '_', '<', '>', '=', '!=', ',', '\0', '\n',
  ' AND ', ' OR ', ' NOT ', ' NEAR(', ' TO ', ' IN [', ' EXISTS', ' IS NULL', ' IS EMPTY', ' STARTS WITH ', 'ORDER BY 1', "'; DROP TABLE articles; --", 'rowid:', 'title:', '标题：', '日期:', '日期：2025年', 'page:', '作者:', 'field', 'date', 'pageNumber', 'tags',
  '青溪大桥', '渡船', '桥', 'A03', '2025-03-01', '1e999', '-1', 'NaN', '0x10', '９９', '__proto__', 'constructor', 'null', 'true', '年', '\u202e', '\ufeff', '😀', '👩‍👩‍👧',
);
const text = fc.oneof(
  { weight: 4, arbitrary: fc.array(syntax, { maxLength: 12 }).map(parts => parts.join('')) },
  { weight: 2, arbitrary: fc.array(syntax, { maxLength: 12 }).map(parts => parts.join(' ')) },
  { weight: 2, arbitrary: mixedText(8) },
  { weight: 2, arbitrary: anyUnits },
  { weight: 1, arbitrary: fc.tuple(fc.oneof(syntax, anyUnits), fc.integer({ min: 1, max: 10_000 })).map(([piece, characters]) => piece.repeat(Math.ceil(characters / Math.max(1, piece.length))).slice(0, characters)) },
);
const anything = fc.oneof(text, fc.integer(), fc.double(), fc.constant(null), fc.boolean(), fc.array(text, { maxLength: 3 }), fc.array(fc.array(text, { maxLength: 2 }), { maxLength: 2 }), fc.object({ maxDepth: 1, maxKeys: 2 }));
const parameter = fc.constantFrom('q', 'filter', 'sort', 'facets', 'page', 'perPage', 'highlight', 'snippetChars', 'duplicates', 'index', 'what', '__proto__', '');
const filterLike = fc.tuple(fc.constantFrom('page', 'date', 'pageNumber', 'tags', 'section', 'authors', 'url', '"page"'), syntax, text, syntax, text).map(parts => parts.join(' '));

/** As an address can carry it. */
const wellFormed = (any: string, mostUtf16: number): string => any.slice(0, mostUtf16).replace(/\p{Surrogate}/gu, '\ufffd');
const addressed = (any: string, mostUtf16: number): string => encodeURIComponent(wellFormed(any, mostUtf16));

/** A body with whatever units of UTF-16 it has: JSON escapes what UTF-8 cannot say. */
const post = (body: unknown) => running.client.ask('/api/search', { method: 'POST', body });

function expectCalm(answer: Answer): void {
  expect(answer.status).toBeLessThan(500);
  if (answer.status >= 400) {
    expect(answer.body).toMatchObject({ code: expect.stringMatching(/^[a-z_]+$/), status: answer.status });
    expectDiscreet(answer.text.replace(/"instance":"[^"]*"/, ''));
  }
}

test('any q is searched, by POST and by GET', async () => {
  await fc.assert(fc.asyncProperty(text, async q => {
    const short = [...q].slice(0, 2_000).join('');
    const answer = await post({ q: short, highlight: 'full', facets: 'year,section' });
    expect(answer).toMatchObject({ status: 200, body: { query: short, hits: expect.any(Array) } });
    expectCalm(await running.client.get('/api/search', { q: wellFormed(q, 6_000) }));
  }), runs(150));
}, 60_000);

test('any filter, sort and facets are answered or refused', async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(filterLike, text), text, text, async (filter, sort, facets) => {
    for (const body of [{ filter }, { sort }, { facets }, { filter: [filter, [sort]] }]) expectCalm(await post(body));
    expectCalm(await running.client.admin('DELETE', `/articles?index=nowhere&filter=${addressed(filter, 4_000)}`));
  }), runs(80));
}, 60_000);

test('any names and values are answered or refused', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(parameter, anything), { maxLength: 3 }), async pairs => {
    const entries = Object.entries(Object.fromEntries(pairs));
    expectCalm(await post(Object.fromEntries(entries)));
    const query = entries.flatMap(([name, value]) => typeof value === 'string' ? [`${encodeURIComponent(name)}=${addressed(value, 4_000)}`] : []).join('&');
    expectCalm(await running.client.ask(`/api/search?${query}`));
  }), runs(80));
}, 60_000);

test('any id and q of an article, an explanation and a page are answered', async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(text, fc.constant('qx-1')), text, async (anyId, anyQ) => {
    const id = addressed(anyId, 1_000), q = addressed(anyQ, 2_000);
    for (const path of [`/api/articles/${id}?q=${q}`, `/api/explain?id=${id}&q=${q}`, '/api/explain?id=qx-1&q=' + q]) expectCalm(await running.client.ask(path));
    for (const path of [`/?q=${q}&section=${id}&year=${id}`, `/articles/qx-1?q=${q}`]) {
      const page = await running.client.ask(path);
      expect(page.status).toBeLessThan(500);
      expect(page.text.match(/<script/g)).toHaveLength(1);
    }
  }), runs(80));
}, 60_000);

test('any bytes as a body are answered or refused, and the service goes on', async () => {
  const types = fc.constantFrom('application/json', 'application/x-ndjson', 'application/json; charset=utf-16', 'text/plain', 'x');
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(json => new TextEncoder().encode(json)), fc.json().map(json => new TextEncoder().encode(json.slice(0, -1))));
  await fc.assert(fc.asyncProperty(types, bytes, fc.constantFrom('', 'gzip', 'deflate', 'br', 'x'), async (type, body, packing) => {
    const headers = { 'content-type': type, ...(packing && { 'content-encoding': packing }) };
    expectCalm(await running.client.ask('/api/search', { method: 'POST', body, headers }));
    for (const path of ['/articles', '/synonyms', '/dictionary?dryRun=true']) expectCalm(await running.client.admin('PUT', path, body, headers));
  }), runs(80));
  expect((await running.client.ask('/health')).status).toBe(200);
}, 60_000);

test('any article is written whole or refused with a reason, and comes back as it was', async () => {
  await fc.assert(fc.asyncProperty(anyUnits, mixedText(6), fc.dictionary(fc.oneof(parameter, fc.constantFrom('date', 'authors', 'tags', 'pageNumber', 'section', 'constructor')), anything, { maxKeys: 3 }), async (title, body, others) => {
    await running.client.admin('DELETE', '/articles/any');
    const answer = await running.client.admin('PUT', '/articles', [{ ...others, id: 'any', title, body }]);
    const { rejected } = answer.body as { rejected: unknown[] };
    expect([answer.status, ...rejected]).toEqual([200, ...rejected.map(() => ({ line: 1, id: 'any', reason: expect.stringMatching(/expected|neither/) }))]);
    expect(await running.client.get('/api/articles/any', { q: '的' }))
      .toMatchObject(rejected.length ? { status: 404 } : { status: 200, body: { article: { title: title || null, body } } });
  }), runs(80));
}, 60_000);

test.each([30_000, 3_000, 300])('lists inside of lists, %d deep, are refused as any other wrong value', async deep => {
  const nest = '['.repeat(deep) + ']'.repeat(deep);
  for (const body of [nest, `{"q":${nest}}`, `{"filter":${nest}}`, `{"facets":${nest}}`, `{"queries":[{"indexUid":"articles","filter":${nest}}]}`]) {
    const request = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    expectCalm(await running.client.ask('/api/search', request));
    for (const path of ['/multi-search', '/indexes/articles/search', '/indexes/articles/facet-search']) expect(await running.client.ask(path, request)).toMatchObject({ status: 400 });
  }
  const articles = `[{"id":${nest},"title":"甲"},{"id":"deep","title":${nest}},{"id":"deep","title":"乙","other":${nest}},${nest}]`;
  expect(await running.client.admin('PUT', '/articles', articles, { 'content-type': 'application/json' })).toMatchObject({ status: 200, body: { written: 0, rejected: { length: 4 } } });
});
