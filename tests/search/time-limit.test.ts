import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import type { Engine } from '../../src/engines/engine.js';
import { analyzerFor } from '../../src/ingest/analyze.js';
import type { SearchRequest } from '../../src/search/answer.js';
import { Searcher } from '../../src/search/searcher.js';
import { inTime, timedOut } from '../../src/search/time-limit.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { temporaryIndex } from '../support/engine.js';

const fields = defaultIndexes[0] as IndexFields;
let index: Awaited<ReturnType<typeof temporaryIndex>>;

beforeAll(async () => {
  index = await temporaryIndex(fields);
  const analyze = analyzerFor(fields, loadSegmenter());
  const articles = ['渡口的老船夫收工', '渡口添了新渡轮', '老船夫教孩子撑船'].map((title, i) => ({ id: String(i), title, body: `${title}。天黑以后灯还亮着。` }));
  await index.engine.write(articles.map(article => analyze(article, 'put')));
});
afterAll(() => index.destroy());

/** The same engine, but some questions never get an answer. */
const hanging = (engine: Engine, hangs: (method: string, given: readonly unknown[]) => boolean): Engine => new Proxy(engine, {
  get(target, name) {
    const value: unknown = Reflect.get(target, name, target);
    if (typeof value !== 'function') return value;
    return (...given: unknown[]): unknown => hangs(String(name), given) ? new Promise(() => undefined) : Reflect.apply(value as (...args: unknown[]) => unknown, target, given);
  },
});

const search = (engine: Engine, q: string, timeoutMs: number) => {
  const request: SearchRequest = { q, page: 1, perPage: 10, filter: null, facets: [], sort: null, highlight: 'snippet', snippetChars: 120 };
  return new Searcher(engine, loadSegmenter(), {}, 'Asia/Shanghai', timeoutMs).search(request);
};
const titles = (answer: Awaited<ReturnType<typeof search>>) => answer.hits.map(hit => hit.article['title']).sort();

test('what ends in time is the answer', async () => {
  expect(await inTime(60_000, index.engine, engine => engine.size())).toBe(3);
});

test('an engine that does not answer is not waited for, and asked nothing more', async () => {
  let asked = 0;
  const engine = hanging(index.engine, method => { asked++; return method === 'count'; });
  const late = await inTime(30, engine, async limited => {
    await limited.count({ kind: 'everything' }, null, 1).catch(() => undefined);
    return limited.size();
  });
  expect(late).toBe(timedOut);
  await new Promise(resolve => { setTimeout(resolve, 30); });
  expect(asked).toBe(1);
});

test('another failure stays what it was', async () => {
  await expect(inTime(60_000, index.engine, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test('in time, nothing is said to be missing', async () => {
  const answer = await search(index.engine, '渡口', 60_000);
  expect(answer).toMatchObject({ timedOut: false, total: 2, totalIsExact: true });
});

test('where the ranked search takes too long, whatever has all words is shown', async () => {
  const engine = hanging(index.engine, (method, [ask]) => method === 'search' && (ask as { anyWillDo?: boolean }).anyWillDo !== true);
  const answer = await search(engine, '渡口', 300);
  expect(answer).toMatchObject({ timedOut: true, totalIsExact: false });
  expect(titles(answer)).toEqual(['渡口添了新渡轮', '渡口的老船夫收工']);
});

test('where counting takes too long, the words are searched all the same', async () => {
  const answer = await search(hanging(index.engine, method => method === 'count'), '老船夫', 300);
  expect(answer.timedOut).toBe(true);
  expect(titles(answer)).toEqual(['渡口的老船夫收工', '老船夫教孩子撑船']);
});

test('where looking for other spellings takes too long, some of the words are found', async () => {
  const engine = hanging(index.engine, (method, [lookup]) => method === 'vocabulary' && (lookup as { by: string }).by === 'reading');
  const answer = await search(engine, '渡口 晾网', 600);
  expect(answer).toMatchObject({ timedOut: true, match: 'some' });
  expect(titles(answer)).toEqual(['渡口添了新渡轮', '渡口的老船夫收工']);
});

test('an engine that answers nothing at all gives an empty answer', async () => {
  const answer = await search(hanging(index.engine, method => ['count', 'search', 'vocabulary', 'wordCounts'].includes(method)), '渡口', 100);
  expect(answer).toMatchObject({ timedOut: true, total: 0, totalIsExact: false, hits: [] });
});
