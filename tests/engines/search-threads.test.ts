import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { analyzerFor } from '../../src/ingest/analyze.js';
import type { Engine, Errand } from '../../src/engines/engine.js';
import { ThreadedSqliteEngine } from '../../src/engines/sqlite/threaded-engine.js';
import { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.js';
import { parseFilter } from '../../src/query/filter.js';
import type { SearchAnswer, SearchRequest } from '../../src/search/answer.js';
import { confinedTo } from '../../src/search/confined.js';
import { Searcher } from '../../src/search/searcher.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { temporaryFolder } from '../support/folder.js';
import { articles } from '../search/judge.js';
import { soundArticles } from '../search/sound-articles.js';
import { byPinyin, byShape, bySound } from '../search/sound-cases.js';

const { folder, remove } = temporaryFolder();
let here: Engine, threads: ThreadedSqliteEngine;
const errands: Errand[] = [], questions: string[] = [];

/** The engine in threads, noting what crosses. */
const noted = (engine: Engine): Engine => new Proxy(engine, { get(target, name) {
  const value: unknown = Reflect.get(target, name, target);
  if (typeof value !== 'function') return value;
  return (...given: unknown[]): unknown => {
    if (name === 'near') errands.push(given[0] as Errand);
    else if (['search', 'count', 'wordCounts', 'vocabulary', 'size'].includes(String(name))) questions.push(String(name));
    return Reflect.apply(value as (...args: unknown[]) => unknown, target, given);
  };
} });

beforeAll(async () => {
  here = SqliteEngine.open(articles, folder);
  const analyze = analyzerFor(articles, loadSegmenter());
  await here.write(soundArticles.map(one => analyze({ ...one, section: one.id < 'n' ? '要闻' : '副刊' }, 'put')));
  threads = await ThreadedSqliteEngine.open(articles, folder, 2, new URL('../../src/search-thread.js', import.meta.url));
});
afterAll(async () => {
  await threads.close();
  await here.close();
  remove();
});

const ask = async (searcher: Searcher, q: string, more: Partial<SearchRequest> = {}): Promise<Omit<SearchAnswer, 'tookMs'>> => {
  const { tookMs: _, ...answer } = await searcher.search({ q, page: 1, perPage: 10, filter: null, facets: ['section'], sort: null, fold: true, highlight: 'snippet', snippetChars: 60, ...more });
  return answer;
};
const searcherOf = (engine: Engine, timeoutMs?: number) => new Searcher(engine, loadSegmenter(), { 地铁: ['轨道交通'] }, 'Asia/Shanghai', timeoutMs);

test.each([
  ...[...byPinyin, ...bySound, ...byShape].filter((_, i) => i % 5 === 0).map(([typed]) => typed),
  '', '北京 -地铁', '"国务院常务会议"', '上海或重庆', '今年民乐专场听众掌声在哪里举办', '轨道交通', '没有这个词汇组合呀', 'OpenLab',
])('a search in a thread answers as one here does, and crosses once: %s', async q => {
  errands.length = questions.length = 0;
  const answer = await ask(searcherOf(noted(threads)), q);
  expect(answer).toEqual(await ask(searcherOf(here), q));
  expect({ errands: errands.length, questions }).toEqual({ errands: 1, questions: [] });
});

test('what is seen of an index goes along: its part, and fields to search on', async () => {
  const only = parseFilter('section = 要闻', ['section']);
  if (!only) throw new Error('no filter');
  const seen = (engine: Engine) => searcherOf(engine).over(confinedTo(engine, only)).within(['title']);
  for (const q of ['举办', '今年', 'beijing', '举版', '银行']) expect(await ask(seen(threads), q)).toEqual(await ask(seen(here), q));
  expect((await ask(searcherOf(threads), '举办')).total).toBeGreaterThan((await ask(seen(threads), '举办')).total);
  expect(await ask(seen(threads), '银行')).toMatchObject({ total: 1 });
  expect(await ask(seen(threads), '音乐')).toMatchObject({ total: 1, facets: { section: { 要闻: 1 } } });
  expect(await ask(seen(threads), '掌声')).toMatchObject({ total: 0 });
});

test('without any time left there is an answer all the same, which says so', async () => {
  expect(await ask(searcherOf(threads, 0), '北京')).toMatchObject({ timedOut: true, totalIsExact: false });
});

test('what is wrong in a thread is told with its message', async () => {
  await expect(threads.near?.({ views: [], work: { request: {}, plan: null } })).rejects.toThrow(/null/);
});

test('a search looks once whether anything was written or switched before it, in each thread', async () => {
  const analyze = analyzerFor(articles, loadSegmenter()), written = '雾里的灯塔看守人', built = '沙洲上的候鸟观察站';
  // Each with a searcher of its own: the same query of one searcher is answered once.
  const totals = async (q: string) => new Set((await Promise.all(Array.from({ length: 8 }, () => ask(searcherOf(threads), q)))).map(({ total }) => total));
  for (const text of [written, built]) expect(await totals(`"${text}"`)).toEqual(new Set([0]));
  await threads.write([analyze({ id: 'written', title: written }, 'put')]);
  expect(await totals(`"${written}"`)).toEqual(new Set([1]));
  const build = await threads.startBuild('test');
  await build.write([analyze({ id: 'built', title: built }, 'file')]);
  await build.publish(async (article, origin) => analyze(article, origin));
  expect(await totals(`"${built}"`)).toEqual(new Set([1]));
  expect(await totals(`"${written}"`)).toEqual(new Set([0]));
});
