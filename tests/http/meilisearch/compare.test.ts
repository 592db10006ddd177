import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { articleFields } from '../../../config/fields.js';
import { hasMeilisearch, TestServer } from '../../engines/meilisearch-server.js';
import { testIf } from '../../support/skipped.js';
import { articles, bridge } from '../articles.js';
import { Client, testService } from '../support.js';
import { refusedToSearchKeys, sameAnswer, sameShape, type SameRequest } from './requests.js';

/** Our API beside Meilisearch's own: the same documents, the same requests. */
jest.setTimeout(60_000);
const isThere = hasMeilisearch();
const testWhereThere = testIf(isThere, 'our API beside Meilisearch’s own: meilisearch is not on the PATH');
const masterKey = 'a-master-key-for-tests', searchKey = 'a-search-key-for-tests';
const running = testService({ SEARCH_KEYS: searchKey });
let server: TestServer | undefined, theirSearchKey = '';

const extended = { ...bridge, nothing: null, yes: true, nested: { key: '深处也有渡船', list: ['渡船', { a: 1 }] } };

beforeAll(async () => {
  if (!isThere) return;
  await running.client.fill([extended, ...articles.slice(1, 3)]);
  server = await TestServer.start(masterKey);
  const documents = (await ours({ method: 'GET', path: '/indexes/articles/documents' })).body as { results: object[] };
  await server.request('POST', '/indexes', { uid: 'articles', primaryKey: 'id' });
  const named = (is: (field: typeof articleFields[number]) => boolean) => articleFields.filter(is).map(field => field.name);
  await server.request('PATCH', '/indexes/articles/settings', {
    searchableAttributes: named(field => (field.weight ?? 0) > 0), filterableAttributes: named(field => field.filter === true), sortableAttributes: named(field => field.sort === true),
    localizedAttributes: [{ attributePatterns: ['*'], locales: ['cmn'] }],
  });
  const { taskUid } = await server.request<{ taskUid: number }>('POST', '/indexes/articles/documents', documents.results);
  for (;;) {
    const { status } = await server.request<{ status: string }>('GET', `/tasks/${taskUid}`);
    if (status === 'succeeded') break;
    if (status === 'failed' || status === 'canceled') throw new Error(`the documents were not taken: ${status}`);
    await new Promise(resolve => { setTimeout(resolve, 50); });
  }
  const { results } = await server.request<{ results: { key: string; actions: string[] }[] }>('GET', '/keys');
  theirSearchKey = results.find(({ actions }) => actions.join() === 'search')?.key ?? '';
});
afterAll(async () => { await server?.destroy(); });

function asked(address: string, key: string | undefined) {
  return async ({ method, path, body, headers = {} }: SameRequest) => {
    // Meilisearch closes a connection whose body it did not want, without saying so.
    const answer = await new Client(address).ask(path, { method, body, headers: { connection: 'close', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers } });
    return { status: answer.status, type: answer.headers.get('content-type')?.split(';')[0] ?? null, body: answer.body };
  };
}
const ours = (request: SameRequest) => asked(running.client.address, searchKey)(request);
const theirs = (request: SameRequest) => asked(server?.url ?? '', masterKey)(request);

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Which keys an answer has: of hits only those that the API adds, of tables of values only their names. */
function shapeOf(body: unknown): unknown {
  if (!isObject(body)) return typeof body;
  if (typeof body['code'] === 'string') return { code: body['code'], type: body['type'], link: body['link'], message: typeof body['message'] };
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, valueShape(key, value)]).sort(([a], [b]) => String(a) < String(b) ? -1 : 1));
}

function valueShape(key: string, value: unknown): unknown {
  if (key === 'hits') return [...new Set((value as Json[]).flatMap(hit => Object.keys(hit).filter(name => name.startsWith('_'))))].sort();
  if (key === 'results') return (value as unknown[]).map(shapeOf);
  if (key === 'facetDistribution' || key === 'facetStats' || key === 'distribution' || key === 'stats') return Object.keys(value as Json).sort();
  if (key === 'facetsByIndex') return Object.fromEntries(Object.entries(value as Json).map(([uid, facets]) => [uid, shapeOf(facets)]));
  if (key === 'metadata') return Array.isArray(value) ? (value as unknown[]).map(shapeOf) : shapeOf(value);
  return value === null ? null : typeof value;
}

/** An answer without what differs from one to the next. */
function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting);
  if (!isObject(value)) return value;
  const changing = ['processingTimeMs', 'requestUid', 'weightedRankingScore', '_rankingScore'];
  return Object.fromEntries(Object.entries(value).filter(([key]) => !changing.includes(key)).map(([key, one]) => [key, lasting(one)]));
}

const nameOf = ({ method, path, body, headers }: SameRequest): string => [method, decodeURIComponent(path), body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body), headers ? JSON.stringify(headers) : ''].join(' ').trim();
const named = (requests: readonly SameRequest[]) => requests.map(request => [nameOf(request), request] as const);

describe('the same status, code and keys', () => {
  testWhereThere.each(named(sameShape))('%s', async (_name, request) => {
    const [our, their] = [await ours(request), await theirs(request)];
    expect({ ...our, body: shapeOf(our.body) }).toEqual({ ...their, body: shapeOf(their.body) });
  });
});

describe('the same answer', () => {
  testWhereThere.each(named(sameAnswer))('%s', async (_name, request) => {
    const [our, their] = [await ours(request), await theirs(request)];
    expect({ ...our, body: lasting(our.body) }).toEqual({ ...their, body: lasting(their.body) });
  });
});

describe('refused alike', () => {
  const reads = [{ method: 'POST', path: '/indexes/articles/search', body: '{' }, { method: 'GET', path: '/indexes/nope/search' }, { method: 'POST', path: '/multi-search', body: {} }, { method: 'GET', path: '/version' }, { method: 'GET', path: '/indexes' }, { method: 'GET', path: '/indexes/articles/documents' }];

  testWhereThere.each(named(refusedToSearchKeys))('to a key for searching: %s', async (_name, request) => {
    const [our, their] = [await ours(request), await asked(server?.url ?? '', theirSearchKey)(request)];
    expect({ ...our, body: shapeOf(our.body) }).toEqual({ ...their, body: shapeOf(their.body) });
    expect(our.status).toBe(403);
  });

  testWhereThere.each(named([...reads, ...refusedToSearchKeys]))('without a key, with a wrong one and with another scheme: %s', async (_name, request) => {
    for (const authorization of [undefined, 'Bearer wrong', 'Basic YTpi', 'Bearer', searchKey]) {
      const headers = authorization === undefined ? {} : { authorization };
      const [our, their] = [await asked(running.client.address, undefined)({ ...request, headers }), await asked(server?.url ?? '', undefined)({ ...request, headers })];
      expect({ ...our, body: shapeOf(our.body) }).toEqual({ ...their, body: shapeOf(their.body) });
    }
  });
});

test('a preflight of a browser is answered alike', async () => {
  const headers = { origin: 'https://news.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type,x-meilisearch-client' };
  for (const address of [running.client.address, ...server ? [server.url] : []]) {
    const answer = await new Client(address).ask('/indexes/articles/search', { method: 'OPTIONS', headers });
    expect({ status: answer.status, origin: answer.headers.get('access-control-allow-origin'), headers: answer.headers.get('access-control-allow-headers'), maxAge: answer.headers.get('access-control-max-age') })
      .toEqual({ status: 200, origin: '*', headers: headers['access-control-request-headers'], maxAge: '86400' });
    expect(answer.headers.get('access-control-allow-methods')).toMatch(/POST/);
  }
});
