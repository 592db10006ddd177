import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latencyOf, loadOf, percentile } from '../../bench/measure.js';

test('a percentile is the least value that so many are not above', () => {
  fc.assert(fc.property(fc.array(fc.nat(50), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, hundredths) => {
    const sorted = values.sort((a, b) => a - b), found = percentile(sorted, hundredths / 100);
    expect(found).toBe(sorted.find(value => sorted.filter(other => other <= value).length * 100 >= sorted.length * hundredths));
  }));
  expect(percentile([], .5)).toBeNaN();
});

describe('over HTTP', () => {
  let server: Server, asked: string[] = [], most = 0, open = 0;
  const url = (query: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/?${new URLSearchParams({ q: query }).toString()}`;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const query = new URL(request.url ?? '', 'http://localhost').searchParams.get('q') ?? '';
      asked.push(query);
      most = Math.max(most, ++open);
      void sleep(5).then(() => {
        open--;
        response.statusCode = query.startsWith('坏') ? 503 : 200;
        response.end(JSON.stringify({ hits: query.startsWith('空') ? [] : [{ id: 'x' }], timedOut: query.startsWith('慢') }));
      });
    });
    await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
  });
  beforeEach(() => { asked = []; most = 0; });
  afterAll(() => { server.close(); server.closeAllConnections(); });

  test('latency counts what was answered, failed and out of time, one at a time', async () => {
    const measured = await latencyOf(url, ['有一', '有二', '空', '坏', '慢'], 60);
    expect(measured).toMatchObject({ asked: 5, answered: .6, failed: 1, timedOut: 1 });
    expect(measured.p50Ms).toBeGreaterThan(4);
    expect(measured.p95Ms).toBeGreaterThanOrEqual(measured.p50Ms);
    expect(asked).toEqual(['有一', '有二', '空', '坏', '慢']);
    expect(most).toBe(1);
  });

  test('latency ends when its time is over', async () => {
    const measured = await latencyOf(url, Array.from({ length: 10_000 }, (_, i) => `有${i}`), .1);
    expect(measured.asked).toBeLessThan(100);
    expect(asked).toHaveLength(measured.asked);
  });

  test('load asks no query twice, on so many connections at once, for so long', async () => {
    const queries = Array.from({ length: 100_000 }, (_, i) => `${['有', '空', '坏', '慢'][i % 4] as string}${i}`);
    const measured = await loadOf(url, queries, 8, .5);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.filter(query => !queries.includes(query))).toEqual([]);
    expect(most).toBe(8);
    expect(measured.seconds).toBe(.5);
    expect(measured.answered).toBeCloseTo(.5, 1);
    expect(measured.failed).toBeGreaterThan(0);
    expect(measured.timedOut).toBeGreaterThan(0);
    const counts = asked.reduce<Record<string, number>>((all, [first = '']) => ({ ...all, [first]: (all[first] ?? 0) + 1 }), {});
    expect(measured.perSecond * .5).toBeLessThanOrEqual((counts['有'] ?? 0) + (counts['空'] ?? 0));
  });

  test('load ends when nothing is left to ask, and counts each query once', async () => {
    const measured = await loadOf(url, Array.from({ length: 50 }, (_, i) => `有${i}`), 4, 60);
    expect(measured.seconds).toBeLessThan(30);
    expect(measured.perSecond * measured.seconds).toBeLessThanOrEqual(50);
    expect(measured.perSecond * measured.seconds).toBeGreaterThan(30);
  });
});
