import { beforeEach, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { articles, bridge } from './articles.js';
import { engineName } from '../support/engine.js';
import { expectProblem, testService } from './support.js';

const running = testService();
const ndjson = { 'content-type': 'application/x-ndjson' };
const lines = (...records: readonly unknown[]) => records.map(record => typeof record === 'string' ? record : JSON.stringify(record)).join('\n');
const idsOf = async (q: string, parameters: Record<string, string> = {}) => (await running.client.search(q, { perPage: '100', ...parameters })).hits.map(hit => hit.id).sort();

beforeEach(() => running.client.fill(articles));

describe('PUT articles', () => {
  test('as a JSON array: they can be found when it answers', async () => {
    const { status, body } = await running.client.admin('PUT', '/articles', [{ id: 'a', title: '新渡口' }, { id: 'b', body: '新渡口开放。' }]);
    expect({ status, body }).toEqual({ status: 200, body: { received: 2, written: 2, unchanged: 0, rejected: [] } });
    expect(await idsOf('新渡口')).toEqual(['a', 'b']);
  });

  test('replaces what has the same id, and leaves alone what is the same', async () => {
    const { body } = await running.client.admin('PUT', '/articles', [bridge, { ...articles[1], title: '菜市场的傍晚' }]);
    expect(body).toEqual({ received: 2, written: 1, unchanged: 1, rejected: [] });
    expect(await idsOf('傍晚')).toEqual(['qx-2']);
    expect(await idsOf('"菜市场里的早晨"')).toEqual([]);
    expect((await running.client.search('')).total).toBe(articles.length);
  });

  test('makes the same id again for what has none, numbers become text, another of the same gets -2', async () => {
    const nameless = { title: '无编号的消息', body: '同一篇。' };
    await running.client.admin('PUT', '/articles', [nameless, nameless, { id: 42, title: '数字编号的消息' }]);
    const [first = '', second] = await idsOf('"无编号的消息"');
    expect(first).toMatch(/^[0-9a-f]{24}$/);
    expect(second).toBe(`${first}-2`);
    expect(await idsOf('"数字编号的消息"')).toEqual(['42']);
    expect((await running.client.admin('PUT', '/articles', [nameless])).body).toMatchObject({ written: 0, unchanged: 1 });
  });

  test('rejects bad records by line with the reason, and writes the others', async () => {
    const { status, body } = await running.client.admin('PUT', '/articles', [
      { id: 'good', title: '好的' }, 'text', { id: 'no-text', section: '要闻' }, { id: 'x'.repeat(201), title: '编号太长' }, { id: 'bad-date', title: '日期', date: '2025-02-30' }, { id: 'bad-body', body: 7 }, { id: 'good', title: '又一个' }, null, { id: 'also-good', body: '也好' },
    ]);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        received: 9, written: 2, unchanged: 0,
        rejected: [
          { line: 2, id: null, reason: expect.stringMatching(/expected an object/) },
          { line: 3, id: 'no-text', reason: expect.stringMatching(/neither title nor body/) },
          { line: 4, id: null, reason: expect.stringMatching(/at most 200 characters/) },
          { line: 5, id: 'bad-date', reason: expect.stringMatching(/^date: expected a date/) },
          { line: 6, id: 'bad-body', reason: expect.stringMatching(/^body: expected text/) },
          { line: 7, id: 'good', reason: expect.stringMatching(/already given on line 1/) },
          { line: 8, id: null, reason: expect.stringMatching(/expected an object/) },
        ],
      },
    });
    expect(await idsOf('好')).toEqual(['also-good', 'good']);
  });

  test('lists at most 100 rejected records, and counts on', async () => {
    const { body } = await running.client.admin('PUT', '/articles', [...Array.from({ length: 130 }, () => ({ section: '空' })), { id: 'last', title: '最后一篇' }]);
    const { rejected, ...counts } = body as { rejected: { line: number }[] };
    expect(counts).toEqual({ received: 131, written: 1, unchanged: 0 });
    expect(rejected.map(({ line }) => line)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  test('as NDJSON: blank lines, a byte order mark, line ends of any kind, bad lines by number', async () => {
    const body = `\ufeff${JSON.stringify({ id: 'a', title: '甲消息' })}\r\n\r\n{"id":"b","title"\n${JSON.stringify({ id: 'c', title: '丙消息\u2028同一行' })}\n[]`;
    expect((await running.client.admin('PUT', '/articles', body, ndjson)).body).toEqual({
      received: 4, written: 2, unchanged: 0,
      rejected: [{ line: 3, id: null, reason: 'the line is not valid JSON' }, { line: 5, id: null, reason: expect.stringMatching(/expected an object/) }],
    });
    expect(await idsOf('消息')).toEqual(['a', 'c']);
  });

  test('as packed NDJSON and packed JSON', async () => {
    const packed = { 'content-encoding': 'gzip' };
    expect((await running.client.admin('PUT', '/articles', gzipSync(lines({ id: 'a', title: '压缩的消息' })), { ...ndjson, ...packed })).body).toMatchObject({ written: 1 });
    expect((await running.client.admin('PUT', '/articles', gzipSync(JSON.stringify([{ id: 'b', title: '压缩的消息' }])), { 'content-type': 'application/json', ...packed })).body).toMatchObject({ written: 1 });
    expect(await idsOf('"压缩的消息"')).toEqual(['a', 'b']);
  });

  test('in pieces that cut characters and lines apart', async () => {
    const bytes = Buffer.from(lines({ id: 'a', title: '分段发送的𠮷字' }, { id: 'b', title: '分段发送的消息' }));
    let at = 0;
    const body = new ReadableStream({ pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(new Uint8Array(bytes.subarray(at, at += 5)));
    } });
    expect((await running.client.admin('PUT', '/articles', body, ndjson)).body).toMatchObject({ received: 2, written: 2 });
    expect(await idsOf('"分段发送的𠮷字"')).toEqual(['a']);
  });

  test('keeps unknown fields of any form and gives them back', async () => {
    const unknown = { 版次说明: '头版', nested: { deep: [1, null, { x: true }] }, constructor: '构造', toString: '文字' };
    await running.client.admin('PUT', '/articles', [{ id: 'u', title: '带有额外字段', ...unknown }]);
    expect((await running.client.get('/api/articles/u')).body).toMatchObject({ article: unknown });
    expect((await running.client.search('"带有额外字段"')).hits[0]?.article).toMatchObject(unknown);
  });

  test.each<[string, unknown, Record<string, string>, number, string, string | undefined]>([
    ['no array', { id: 'a', title: '甲' }, {}, 400, 'invalid_parameter', 'body'],
    ['no JSON', '[{"id":', { 'content-type': 'application/json' }, 400, 'malformed_json', undefined],
    ['another type', 'id,title', { 'content-type': 'text/csv' }, 415, 'unsupported_media_type', undefined],
    ['no type', new Uint8Array([91, 93]), {}, 415, 'unsupported_media_type', undefined],
    ['NDJSON packed some other way', 'x', { ...ndjson, 'content-encoding': 'br' }, 415, 'unsupported_media_type', undefined],
    ['NDJSON that is not packed as it says', '{"id":"a","title":"甲"}', { ...ndjson, 'content-encoding': 'gzip' }, 400, 'invalid_parameter', 'body'],
    ['packed NDJSON that breaks off', gzipSync(lines(...articles)).subarray(0, -20), { ...ndjson, 'content-encoding': 'gzip' }, 400, 'invalid_parameter', 'body'],
  ])('refuses %s', async (_what, body, headers, status, code, field) => {
    expectProblem(await running.client.admin('PUT', '/articles', body, headers), status, code, field);
    expect((await running.client.ask('/health')).status).toBe(200);
  });

  test('refuses a parameter that it does not know', async () => {
    expectProblem(await running.client.admin('PUT', '/articles?wait=maybe', []), 400, 'invalid_parameter', 'wait');
    expectProblem(await running.client.admin('PUT', '/articles?origin=x', []), 400, 'unknown_parameter', 'origin');
    expectProblem(await running.client.admin('PUT', '/articles?index=nowhere', []), 404, 'index_not_found', 'index');
  });
});

describe('DELETE articles', () => {
  test('one by its id', async () => {
    expect(await running.client.admin('DELETE', '/articles/qx-1')).toMatchObject({ status: 200, body: { removed: 1 } });
    expect(await idsOf('合龙')).toEqual([]);
    expectProblem(await running.client.get('/api/articles/qx-1'), 404, 'article_not_found');
    expectProblem(await running.client.admin('DELETE', '/articles/qx-1'), 404, 'article_not_found');
  });

  test('by a filter', async () => {
    expect((await running.client.admin('DELETE', `/articles?filter=${encodeURIComponent('publication = 青溪日报')}`)).body).toEqual({ removed: 2 });
    expect(await idsOf('', {})).toEqual(['<img src=x onerror=alert(1)>', 'qx-3']);
    expect((await running.client.admin('DELETE', `/articles?filter=${encodeURIComponent('publication = 青溪日报')}`)).body).toEqual({ removed: 0 });
  });

  test('all', async () => {
    expect((await running.client.admin('DELETE', '/articles?all=true')).body).toEqual({ removed: articles.length });
    expect(await running.client.search('')).toMatchObject({ total: 0, hits: [] });
  });

  test.each([
    ['', 'invalid_parameter', 'all'],
    ['?all=false', 'invalid_parameter', 'all'],
    ['?all=true&filter=page%20%3D%201', 'invalid_parameter', 'all'],
    ['?filter=', 'invalid_filter', 'filter'],
    ['?filter=kicker%20%3D%201', 'invalid_filter', 'filter'],
    ['?everything=true', 'unknown_parameter', 'everything'],
  ])('removes nothing when asked wrongly: %s', async (query, code, field) => {
    expectProblem(await running.client.admin('DELETE', `/articles${query}`), 400, code, field);
    expect((await running.client.search('')).total).toBe(articles.length);
  });
});

describe('synonyms', () => {
  test('act on the next query, in place of the file’s, and are given back', async () => {
    const table = { 渡口: ['渡船'], 一个相当长的同义词写法: ['菜市场'] };
    expect(await idsOf('渡口')).not.toContain('qx-1');
    expect((await running.client.admin('PUT', '/synonyms', table)).body).toEqual({ synonyms: 2 });
    expect((await running.client.admin('GET', '/synonyms')).body).toEqual(table);
    const { hits, terms } = await running.client.search('渡口');
    expect(hits.map(hit => hit.id)).toEqual(['qx-1']);
    expect(hits[0]?.snippets.join()).toContain('<mark>渡船</mark>');
    expect(terms).toMatchObject([{ text: '渡口', kind: 'synonym', found: expect.arrayContaining(['渡船']) }]);
    expect(await idsOf('一个相当长的同义词写法')).toEqual(['qx-2']);
    expect((await running.client.admin('PUT', '/synonyms', {})).body).toEqual({ synonyms: 0 });
    expect(await idsOf('渡口')).not.toContain('qx-1');
  });

  test.each<[unknown, Record<string, string>, number, string, string | undefined]>([
    [[], {}, 400, 'invalid_parameter', 'body'],
    [{ 渡口: '渡船' }, {}, 400, 'invalid_parameter', '渡口'],
    [{ 渡口: [''] }, {}, 400, 'invalid_parameter', '渡口.0'],
    ['{', { 'content-type': 'application/json' }, 400, 'malformed_json', undefined],
    ['渡口=渡船', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type', undefined],
  ])('%j is no table', async (body, headers, status, code, field) => {
    expectProblem(await running.client.admin('PUT', '/synonyms', body, headers), status, code, field);
    expect((await running.client.admin('GET', '/synonyms')).body).toEqual({});
  });

  test('a table with odd names does no harm', async () => {
    expect((await running.client.admin('PUT', '/synonyms', '{"__proto__":["渡船"],"constructor":["渡船"],"index":["渡船"]}', { 'content-type': 'application/json' })).status).toBe(200);
    expect(await idsOf('constructor')).toEqual(['qx-1']);
    expect(await idsOf('大桥 合龙')).toEqual(['qx-1']);
    await running.client.admin('PUT', '/synonyms', {});
  });
});

test('status tells engine, live build and how many articles it has', async () => {
  const { status, body } = await running.client.admin('GET', '/status');
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      engine: engineName, version: expect.stringMatching(engineName === 'sqlite' ? /^3\./ : /^1\./), index: 'articles', building: null, previous: null,
      live: expect.objectContaining({ articles: articles.length, sizeBytes: expect.any(Number), builtAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) }),
    },
  });
});

test('rollback without an earlier build is refused', async () => {
  const answer = await running.client.admin('POST', '/rollback');
  expectProblem(answer, 409, 'no_previous_build');
});
