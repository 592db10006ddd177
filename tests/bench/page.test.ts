import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { benchmarkPage, short, table } from '../../bench/page.js';
import { linePlot, logTicks } from '../../bench/plot.js';
import type { Measured, Results } from '../../bench/results.js';

const isWellFormed = (xml: string): boolean => {
  let good = true;
  const parser = new SaxesParser();
  parser.on('error', () => { good = false; });
  parser.write(xml).close();
  return good;
};

describe('a plot', () => {
  const amount = fc.double({ min: 1e-3, max: 1e6, noNaN: true });

  test('has ticks from below the least to above the most, few and ascending', () => {
    fc.assert(fc.property(amount, amount, (a, b) => {
      const [least, most] = [Math.min(a, b), Math.max(a, b)], ticks = logTicks(least, most);
      expect(ticks[0]).toBeLessThanOrEqual(least);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
      expect(ticks).toEqual([...new Set(ticks)].sort((x, y) => x - y));
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThanOrEqual(11);
    }));
  });

  test('is well-formed SVG that names every series', () => {
    const svg = linePlot('时间 <&>', 'articles', 'ms', [{ name: 'one & two', points: [[10, 1], [100, 20]] }, { name: 'nothing', points: [[10, 0]] }]);
    expect(isWellFormed(svg)).toBe(true);
    expect(svg).toContain('one &#38; two');
    expect(svg).not.toContain('nothing');
    expect(svg).toContain('prefers-color-scheme:dark');
  });

  test('draws more higher, further to the right, and inside the frame', () => {
    fc.assert(fc.property(fc.uniqueArray(amount, { minLength: 2, maxLength: 6 }), fc.uniqueArray(amount, { minLength: 2, maxLength: 6 }), (xs, ys) => {
      const points = xs.sort((a, b) => a - b).slice(0, ys.length).map((x, i) => [x, ys[i] as number] as const);
      const drawn = (/ points="([^"]*)"/.exec(linePlot('t', 'x', 'y', [{ name: 's', points }]))?.[1] ?? '').split(' ').map(pair => pair.split(',').map(Number) as [number, number]);
      expect(drawn).toHaveLength(points.length);
      for (const [i, [x, y]] of drawn.entries()) {
        expect(x).toBeGreaterThanOrEqual(drawn[i - 1]?.[0] ?? 64);
        expect(x).toBeLessThanOrEqual(540);
        expect(y).toBeGreaterThanOrEqual(40);
        expect(y).toBeLessThanOrEqual(316);
        expect(drawn.filter(([, other], j) => (points[j]?.[1] ?? 0) < (points[i]?.[1] ?? 0) && other < y)).toEqual([]);
      }
    }));
  });

  test('without points is none', () => { expect(linePlot('t', 'x', 'y', [{ name: 's', points: [] }])).toBe(''); });
});

test('a table has a line for each row, with bars escaped', () => {
  expect(table(['', 'ms'], [['a|b', '1'], ['c', '–']])).toBe('|  | ms |\n|---|--:|\n| a\\|b | 1 |\n| c | – |');
});

test.each([[4.1234, '4.12'], [41.26, '41.3'], [412.6, '413'], [4123, '4,123'], [0, '0'], [null, '–'], [undefined, '–'], [NaN, '–']])('%p is written %p', (value, written) => {
  expect(short(value)).toBe(written);
});

describe('the page', () => {
  const latency = { asked: 9, p50Ms: 1, p95Ms: 2, p99Ms: 3, answered: 1, failed: 0, timedOut: 0 };
  const load = { connections: 16, perSecond: 300, seconds: 10, p50Ms: 20, p99Ms: 40, answered: 1, failed: 0, timedOut: 0 };
  const whole = (engine: string, articles: number, times: number): Measured => ({
    engine, articles, done: true, indexed: { seconds: 10 * times, sizeBytes: 4e6 * times }, startSeconds: 1.5, latency: { queries: { ...latency, p95Ms: 2 * times } },
    load: [{ ...load, perSecond: 300 / times }], memory: { service: { searchingMegabytes: 200, highestMegabytes: 250 } },
  });
  const results = (measured: Measured[], others: Partial<Results> = {}): Results => ({
    basis: 'x', source: { articles: 75_226, queriesGiven: true }, characters: { 100: 5e4, 400: 2e5 }, asked: { latency: { queries: 9 }, throughput: 99 }, date: '2026-01-02T03:04:05.000Z',
    machine: { cores: 2, processor: 'P', memoryGigabytes: 8, system: 'Linux x64', node: 'v20.20.0' }, versions: { jianbao: '0.1.0' }, skipped: {}, heapMegabytes: 4_000, command: 'npm run bench', measured, ...others,
  });

  test('compares ours with raw Meilisearch, and each size with the one before', () => {
    const { markdown, plots } = benchmarkPage(results([whole('meilisearch', 100, 4), whole('jianbao-sqlite', 400, 3), whole('jianbao-sqlite', 100, 2)]));
    expect(markdown).toContain('| jianbao, SQLite: speed of indexing beside raw Meilisearch | 2 | – |');
    expect(markdown).toContain('| jianbao, SQLite: size beside raw Meilisearch | 0.5 | – |');
    expect(markdown).toContain('| jianbao, SQLite: searches a second on 16 connections beside raw Meilisearch | 2 | – |');
    expect(markdown).toContain('| jianbao, SQLite: 95th percentile beside the column before | – | 1.5 |');
    expect(markdown).toContain('2 cores (P) with 8 GB of memory, Linux x64, Node v20.20.0');
    expect(Object.keys(plots)).toEqual(['latency.svg', 'throughput.svg', 'index-time.svg', 'size.svg', 'memory.svg']);
    expect(Object.values(plots).every(isWellFormed)).toBe(true);
    expect(markdown.match(/^Not measured over so many: .*/gm)).toEqual(['Not measured over so many: Meilisearch, raw.']);
    expect(plots['throughput.svg']).toContain('over 100 articles');
    expect(Object.keys(plots).filter(name => !markdown.includes(`](benchmarks/${name})`))).toEqual([]);
  });

  test('says what failed, what was skipped and what is missing', () => {
    const { markdown, plots } = benchmarkPage(results([{ engine: 'minisearch', articles: 100, done: true, failed: 'out of memory' }], { skipped: { meilisearch: 'no meilisearch on the PATH' } }));
    expect(markdown).toContain('MiniSearch went no further: out of memory.');
    expect(markdown).toContain('Skipped: Meilisearch, raw (no meilisearch on the PATH).');
    expect(markdown).toContain('| MiniSearch | – | – | – | – |');
    expect(plots).toEqual({});
  });

  test('does not hide failures or answers out of time', () => {
    const one = whole('jianbao-sqlite', 100, 1);
    const { markdown } = benchmarkPage(results([{ ...one, latency: { queries: { ...latency, asked: 5, failed: 2, timedOut: 1, answered: .4 } }, load: [{ ...load, failed: 7 }] }]));
    expect(markdown).toContain('| 1 / 2 / 3 (40 % answered of 5, 2 failed, 1 out of time) |');
    expect(markdown).toContain('| 300 (40, 7 failed) |');
  });
});
