import { readFileSync } from 'node:fs';
import { Agent, request as send } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { Place } from '../cli/support.js';
import { articles } from '../http/articles.js';
import { adminKey } from '../http/support.js';
import { anyUnits, mixedText } from '../support/texts.js';
import { kill, seed, service } from './support.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(4 * 3_600_000);
/** `npm run test:faults` sends 100,000. */
const total = Number(process.env['FUZZ_REQUESTS'] ?? 2_000), atOnce = 8, batch = 400;
/** Behind it memory is compared: of less, a heap that has not yet found its size says nothing. */
const warmUp = 10_000, mostGrowthMb = 50;

interface Described { readonly parameters?: readonly { readonly name: string; readonly in: string }[] }
interface Sent { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: string | Uint8Array | null }

const piece = fc.constantFrom(
  '"', "'", '`', '(', ')', '[', '{', '}', '*', '^', ':', '-', '\\', '/', ';', '--', '%', '%00', '%zz', '%c0%ae', '<', '=', '!=', ' AND ', ' OR ', ' NOT ', ' NEAR(', ' TO ', ' IN [', ' EXISTS', ' IS NULL', 'title:', '标题：', 'date', 'pageNumber', 'tags',
  "'; DROP TABLE articles; --", "' UNION ALL VALUES (1) --", '1 OR 1=1', 'rowid MATCH 1', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '{{7*7}}', '${7*7}', 'javascript:alert(1)',
  '../', '..%2f', '..\\', '/../../etc/passwd', '%2e%2e/', '//', '.', '..', '~', '\0', '\r\nX-Own: 1', '0', '-1', '1e999', '-0', 'NaN', 'Infinity', '0x10', '9'.repeat(400), '1'.repeat(17), '.5', '2025-02-31', '9999-99-99', 'null', 'true', '[]', '{}', '__proto__', 'constructor', 'toString', 'hasOwnProperty',
  '青溪大桥', '渡船', 'qx-1', '\u202e', '\ufeff', '😀', '\ud800', 'articles', 'jobs',
);
const word = fc.oneof({ weight: 5, arbitrary: piece }, { weight: 3, arbitrary: fc.array(piece, { maxLength: 8 }).map(parts => parts.join('')) }, { weight: 1, arbitrary: anyUnits }, { weight: 1, arbitrary: mixedText(4) }, { weight: 1, arbitrary: fc.tuple(piece, fc.integer({ min: 1, max: 3_000 })).map(([one, times]) => one.repeat(times).slice(0, 20_000)) });
const encoded = (any: string): string => encodeURIComponent(any.replace(/\p{Surrogate}/gu, '\ufffd'));
/** What an HTTP client can be made to send in a path: most are percent-encoded, some are as they are. */
const inPath = fc.tuple(word, fc.integer({ min: 0, max: 3 })).map(([any, how]) => (how ? encoded(any) : any.replace(/[^\x21-\x7e]/g, '')).slice(0, 8_000));
const nested = fc.tuple(fc.constantFrom('[', '{"a":', '[{"title":'), fc.integer({ min: 1, max: 60_000 }), fc.boolean()).map(([open, deep, isClosed]) => open.repeat(deep) + (isClosed ? '1' + (open.includes('{') ? '' : ']'.repeat(deep)) : ''));
const value = fc.oneof(word, fc.double(), fc.integer(), fc.constantFrom(null, true, false, 1e300, -1), fc.array(word, { maxLength: 4 }), fc.object({ maxDepth: 2, maxKeys: 3 }));
const headers = fc.dictionary(
  fc.constantFrom('content-type', 'content-encoding', 'accept', 'accept-encoding', 'accept-language', 'authorization', 'x-request-id', 'x-forwarded-for', 'x-forwarded-host', 'x-http-method-override', 'x-meilisearch-client', 'jianbao-include', 'range', 'if-none-match', 'origin', 'access-control-request-method', 'expect', 'cookie', 'x'.repeat(300)),
  fc.oneof(fc.constantFrom('application/json', 'application/json; charset=utf-16', 'application/x-ndjson', 'multipart/form-data; boundary=x', 'gzip', 'br', 'deflate, gzip', 'identity;q=0', '*/*', 'bytes=0-99999999999', 'Bearer ', 'Bearer a.b.c', 'Bearer page.1.x', 'Basic Og==', '127.0.0.1, ::1', '100-continue'), word.map(any => any.replace(/[^\x20-\x7e]/g, '').slice(0, 2_000))),
  { maxKeys: 3 });

/** A bad request of every kind to one of the routes. */
function requests(routes: readonly (readonly [method: string, path: string, parameters: readonly string[]])[]): fc.Arbitrary<Sent> {
  const names = [...new Set(routes.flatMap(([, , parameters]) => parameters)), 'q', 'filter', '__proto__', 'q[]', ''];
  return fc.record({
    route: fc.constantFrom(...routes), hole: inPath, tail: fc.oneof({ weight: 6, arbitrary: fc.constant('') }, { weight: 1, arbitrary: inPath }),
    own: fc.array(fc.tuple(fc.nat(), inPath), { maxLength: 3 }), others: fc.array(fc.tuple(fc.constantFrom(...names), inPath), { maxLength: 2 }), headers, isAdmin: fc.boolean(), method: fc.option(fc.constantFrom('PATCH', 'OPTIONS', 'HEAD', 'DELETE', 'PUT', 'POST', 'PROPFIND'), { freq: 12 }),
    body: fc.oneof(fc.constant(null), fc.array(fc.dictionary(fc.oneof(fc.constantFrom('id', 'title', 'body', 'date', 'tags'), piece), value, { maxKeys: 4 }), { maxLength: 3 }).map(list => JSON.stringify(list)), fc.dictionary(fc.oneof(fc.constantFrom(...names), piece), value, { maxKeys: 4 }).map(one => JSON.stringify(one)),
      fc.json().map(json => json.slice(0, -1)), nested, word, fc.uint8Array({ maxLength: 300 })),
  }).map(({ route: [usual, path, parameters], hole, tail, own, others, headers: extra, isAdmin, method: other, body }) => {
    const method = other ?? usual.toUpperCase();
    const query = [...own.map(([which, any]) => [parameters[which % Math.max(1, parameters.length)] ?? 'q', any] as const), ...others].map(([name, any]) => `${encodeURIComponent(name)}=${any.replaceAll('#', '')}`);
    // Each of these would be a process of its own.
    if (path === '/api/admin/reindex') query.push('unknown=1');
    return {
      method, path: `${path.replace(/\{\w+\}/, hole)}${tail}${query.length ? `?${query.join('&')}` : ''}`, body: method === 'GET' || method === 'HEAD' ? null : body,
      headers: { ...(body === null ? {} : { 'content-type': 'application/json' }), ...(isAdmin ? { authorization: `Bearer ${adminKey}` } : {}), ...extra },
    };
  });
}

const here = new Place();
afterAll(() => { here.remove(); });

/** In MB. */
const memoryOf = (pid: number): number => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
async function idleMemoryOf(pid: number): Promise<number> {
  // What is garbage may be collected meanwhile.
  let least = Infinity;
  for (let i = 0; i < 10; i++, await sleep(1_000)) least = Math.min(least, memoryOf(pid));
  return least;
}

test(`${total} bad requests to every route: nothing gets a 5xx but 503, nothing ends the service or stays in its memory, no answer tells a key or a path (seed ${seed})`, async () => {
  const { child, client, errors } = await service(here);
  await client.fill(articles);
  const { paths } = (await client.ask('/openapi.json')).body as { paths: Record<string, Record<string, Described>> };
  const routes = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { parameters = [] }]) => [method, path, parameters.filter(one => one.in === 'query').map(one => one.name)] as const));
  routes.push(['get', '/', ['q', 'page', 'section', 'year']], ['get', '/articles/{id}', ['q']], ['get', '/assets/{file}', []], ['post', '/multi-search', []], ['post', '/indexes/articles/search', []], ['get', '/indexes/{uid}/documents', ['limit']]);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce }), statuses = new Map<number, number>(), faults: unknown[] = [];
  const ask = (one: Sent) => new Promise<void>((resolve, reject) => {
    const asked = send(client.address + one.path, { method: one.method, headers: one.headers, agent, timeout: 120_000 }, response => {
      textOf(response).then(answer => {
        const status = response.statusCode ?? 0;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const told = JSON.stringify(response.headers) + answer.replace(/"instance":"[^"]*"/, '');
        const isIndiscreet = told.includes(here.folder) || told.includes(adminKey) || (status >= 400 && /node_modules|\.[jt]s:\d|\n\s+at |SQLITE|SqliteError/.test(told));
        if ((status >= 500 && status !== 503) || isIndiscreet) faults.push({ ...one, body: String(one.body).slice(0, 500), path: one.path.slice(0, 500), status, answer: answer.slice(0, 500) });
        resolve();
      }, reject);
    });
    asked.on('timeout', () => { asked.destroy(new Error(`no answer in two minutes: ${one.method} ${one.path.slice(0, 500)}`)); });
    // A body that is refused while it is sent; a service that is gone is found out below.
    asked.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(); else reject(error); });
    asked.end(one.body ?? undefined);
  });
  const pid = child.pid ?? 0;
  let memory: number | null = null;
  for (let sent = 0; sent < total && faults.length === 0; sent += batch) {
    const queue = fc.sample(requests(routes), { numRuns: Math.min(batch, total - sent), seed: seed + sent });
    await Promise.all(Array.from({ length: atOnce }, async () => { for (let one = queue.pop(); one; one = queue.pop()) await ask(one); }));
    expect(child.exitCode).toBeNull();
    if (memory === null && sent + batch >= warmUp) memory = await idleMemoryOf(pid);
  }
  expect(faults).toEqual([]);
  expect(await client.ask('/health')).toMatchObject({ status: 200 });
  expect(errors()).toBe('');
  const after = memory === null ? null : await idleMemoryOf(pid);
  if (after !== null) process.stderr.write(`${total} bad requests: ${memory?.toFixed()} MB after ${warmUp}, ${after.toFixed()} MB at the end; ${JSON.stringify(Object.fromEntries([...statuses].sort()))}\n`);
  expect((after ?? 0) - (memory ?? 0)).toBeLessThan(mostGrowthMb);
  // Neither all refused nor all taken.
  for (const status of [200, 400, 401, 404]) expect(statuses.get(status)).toBeGreaterThan(total / 200);
  agent.destroy();
  await kill(child);
});
