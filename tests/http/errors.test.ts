import { beforeAll, describe, expect, test } from '@jest/globals';
import { articles } from './articles.js';
import { expectProblem, testService } from './support.js';

const running = testService();

beforeAll(() => running.client.fill(articles));

describe('a search with a wrong parameter', () => {
  test.each(([
    [{ query: '大桥' }, 'unknown_parameter', 'query'],
    [{ q: '大桥', 'constructor': '1' }, 'unknown_parameter', 'constructor'],
    [{ q: '大桥', '': '1' }, 'unknown_parameter', ''],
    [{ q: '桥'.repeat(2_001) }, 'query_too_long', 'q'],
    [{ q: '𠮷'.repeat(2_001) }, 'query_too_long', 'q'],
    [{ page: '0' }, 'invalid_parameter', 'page'],
    [{ page: '-1' }, 'invalid_parameter', 'page'],
    [{ page: 'two' }, 'invalid_parameter', 'page'],
    [{ page: '1.5' }, 'invalid_parameter', 'page'],
    [{ page: '' }, 'invalid_parameter', 'page'],
    [{ perPage: '0' }, 'invalid_parameter', 'perPage'],
    [{ perPage: '101' }, 'invalid_parameter', 'perPage'],
    [{ page: '1001' }, 'page_out_of_range', 'page'],
    [{ page: '101', perPage: '100' }, 'page_out_of_range', 'page'],
    [{ page: '20000', perPage: '1' }, 'page_out_of_range', 'page'],
    [{ filter: 'section = ' }, 'invalid_filter', 'filter'],
    [{ filter: 'kicker = 甲' }, 'invalid_filter', 'filter'],
    [{ filter: 'nothing = 1' }, 'invalid_filter', 'filter'],
    [{ filter: `${'('.repeat(500)}page = 1${')'.repeat(500)}` }, 'invalid_filter', 'filter'],
    [{ facets: 'title' }, 'invalid_facet', 'facets'],
    [{ facets: 'section,constructor' }, 'invalid_facet', 'facets'],
    [{ sort: 'date' }, 'invalid_sort', 'sort'],
    [{ sort: 'date:up' }, 'invalid_sort', 'sort'],
    [{ sort: 'body:asc' }, 'invalid_sort', 'sort'],
    [{ sort: 'relevance:asc' }, 'invalid_sort', 'sort'],
    [{ highlight: 'all' }, 'invalid_parameter', 'highlight'],
    [{ snippetChars: '9' }, 'invalid_parameter', 'snippetChars'],
    [{ snippetChars: '501' }, 'invalid_parameter', 'snippetChars'],
    [{ duplicates: 'maybe' }, 'invalid_parameter', 'duplicates'],
    [{ index: 'nowhere' }, 'index_not_found', 'index'],
    [{ index: '__proto__' }, 'index_not_found', 'index'],
  ] as [Record<string, string>, string, string][]).map(([parameters, code, field]) => ({ parameters, code, field, shown: JSON.stringify(parameters).slice(0, 50) })))('$shown: $code', async ({ parameters, code, field }) => {
    const status = code === 'index_not_found' ? 404 : 400;
    expectProblem(await running.client.get('/api/search', parameters), status, code, field);
    expectProblem(await running.client.ask('/api/search', { method: 'POST', body: parameters }), status, code, field);
  });

  test.each<[unknown, string, string]>([
    [[], 'invalid_parameter', 'body'],
    ['"text"', 'invalid_parameter', 'body'],
    ['null', 'invalid_parameter', 'body'],
    [{ q: 7 }, 'invalid_parameter', 'q'],
    [{ q: ['a'] }, 'invalid_parameter', 'q'],
    [{ page: null }, 'invalid_parameter', 'page'],
    [{ page: 1.5 }, 'invalid_parameter', 'page'],
    [{ filter: 7 }, 'invalid_parameter', 'filter'],
    [{ filter: [['page = 1', 7]] }, 'invalid_parameter', 'filter'],
    [{ facets: [7] }, 'invalid_parameter', 'facets'],
    [{ facets: [''] }, 'invalid_facet', 'facets'],
    [{ sort: {} }, 'invalid_parameter', 'sort'],
  ])('as JSON: %j', async (body, code, field) => {
    expectProblem(await running.client.ask('/api/search', { method: 'POST', body, headers: { 'content-type': 'application/json' } }), 400, code, field);
  });

  test('a parameter given twice is refused, but for a filter: then both must hold', async () => {
    expectProblem(await running.client.ask('/api/search?q=a&q=b'), 400, 'invalid_parameter', 'q');
    const { body } = await running.client.ask(`/api/search?${new URLSearchParams([['filter', 'publication = 青溪日报'], ['filter', 'pageNumber > 3']]).toString()}`);
    expect(body).toMatchObject({ total: 1, hits: [{ id: 'qx-2' }] });
  });

  test('a POST has its parameters in the body only', async () => {
    expectProblem(await running.client.ask('/api/search?q=a', { method: 'POST', body: {} }), 400, 'unknown_parameter', 'q');
  });
});

describe('other paths with a wrong parameter', () => {
  test.each([
    ['/api/articles/qx-1?query=a', 400, 'unknown_parameter', 'query'],
        ['/api/articles/qx-1?index=nowhere', 404, 'index_not_found', 'index'],
    ['/api/articles/nowhere', 404, 'article_not_found', undefined],
    ['/api/articles/%ff', 400, 'invalid_parameter', undefined],
    ['/api/explain?what=a', 400, 'unknown_parameter', 'what'],
        ['/api/explain?index=nowhere', 404, 'index_not_found', 'index'],
    ['/api', 404, 'not_found', undefined],
    ['/api/nothing', 404, 'not_found', undefined],
    ['/nothing', 404, 'not_found', undefined],
    ['/assets/nothing.js', 404, 'not_found', undefined],
    ['/assets/..%2f..%2fpackage.json', 404, 'not_found', undefined],
  ] as const)('GET %s: %i %s', async (path, status, code, field) => {
    expectProblem(await running.client.ask(path), status, code, field);
  });

  test.each(['/api/articles/qx-1', '/api/explain'])('GET %s: a query too long', async path => {
    expectProblem(await running.client.get(path, { q: 'a'.repeat(2_001) }), 400, 'query_too_long', 'q');
  });
});

describe('bodies', () => {
  const post = (body: string | Uint8Array, headers: Record<string, string>) => running.client.ask('/api/search', { method: 'POST', body, headers });

  test.each(['{"q":', '{q:1}', '', 'q=大桥'])('%j is malformed JSON', async body => {
    expectProblem(await post(body || ' ', { 'content-type': 'application/json' }), 400, 'malformed_json');
  });

  test.each<[string, Record<string, string>]>([
    ['q=a', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['{"q":"a"}', { 'content-type': 'text/plain' }],
    ['{"q":"a"}', { 'content-type': 'application/json; charset=gbk' }],
    ['{"q":"a"}', { 'content-type': 'application/json', 'content-encoding': 'lzma' }],
  ])('%s as %j: unsupported media type', async (body, headers) => {
    expectProblem(await post(body, headers), 415, 'unsupported_media_type');
  });

  test('a search above one megabyte is too large', async () => {
    expectProblem(await running.client.ask('/api/search', { method: 'POST', body: { q: 'a'.repeat(1 << 20) } }), 413, 'payload_too_large');
  });

  test('a filter of 1,500 conditions is answered', async () => {
    const answer = await running.client.ask('/api/search', { method: 'POST', body: { filter: Array.from({ length: 1_500 }, (_, i) => `page = ${i}`).join(' OR ') } });
    expect(answer).toMatchObject({ status: 200, body: { total: 2 } });
  });
});

test.each([
  ['PUT', '/api/search', 'GET, POST'],
  ['DELETE', '/api/search', 'GET, POST'],
  ['POST', '/api/articles/qx-1', 'GET'],
  ['DELETE', '/api/articles/qx-1', 'GET'],
  ['POST', '/api/explain', 'GET'],
  ['POST', '/', 'GET'],
  ['PUT', '/articles/qx-1', 'GET'],
  ['DELETE', '/assets/page.css', 'GET'],
  ['POST', '/health', 'GET'],
  ['POST', '/ready', 'GET'],
  ['GET', '/api/admin/articles', 'PUT, DELETE'],
  ['POST', '/api/admin/articles', 'PUT, DELETE'],
  ['PUT', '/api/admin/articles/qx-1', 'DELETE'],
  ['POST', '/api/admin/synonyms', 'GET, PUT'],
  ['POST', '/api/admin/dictionary', 'GET, PUT'],
  ['PUT', '/api/admin/jobs/1', 'GET, DELETE'],
  ['POST', '/api/admin/jobs', 'GET'],
  ['POST', '/api/admin/jobs/1/report', 'GET'],
  ['GET', '/api/admin/reindex', 'POST'],
  ['PUT', '/api/admin/status', 'GET'],
  ['GET', '/api/admin/rollback', 'POST'],
])('%s %s is not allowed; the answer says what is', async (method, path, allow) => {
  const answer = path.includes('admin') ? await running.client.admin(method, path.replace('/api/admin', '')) : await running.client.ask(path, { method });
  expectProblem(answer, 405, 'method_not_allowed');
  expect(answer.headers.get('allow')).toBe(allow);
});

test.each(['/api/search?q=a', '/api/articles/qx-1', '/', '/health', '/nothing'])('HEAD %s has the status of GET and no body', async path => {
  const [get, head] = await Promise.all([running.client.ask(path), running.client.ask(path, { method: 'HEAD' })]);
  expect({ status: head.status, text: head.text, type: head.headers.get('content-type') }).toEqual({ status: get.status, text: '', type: get.headers.get('content-type') });
});
