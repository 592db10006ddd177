import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { benchArticles, grown, shuffledSentences, writeCorpus, type BenchArticle } from '../../bench/corpus.js';
import { madeArticle } from '../../bench/made-news.js';
import { prepare } from '../../bench/prepare.js';
import { benchQueries, queriesOfTitles, readQueries, wordsOfATenth } from '../../bench/queries.js';
import { temporaryFolder } from '../support/folder.js';

const { folder, remove } = temporaryFolder();
afterAll(remove);
mkdirSync(folder, { recursive: true });
const made = Array.from({ length: 2_000 }, (_, i) => madeArticle(i));

describe('made articles', () => {
  test('are the same for the same number', () => {
    expect(made.map(({ id }) => id).slice(0, 3)).toEqual(['made-0', 'made-1', 'made-2']);
    expect(made.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, i) => madeArticle(i)));
  });

  test('all differ', () => {
    expect(new Set(made.map(({ body }) => body)).size).toBe(made.length);
    expect(new Set(made.map(({ id }) => id)).size).toBe(made.length);
  });

  test('have a few frequent words and many rare ones', () => {
    const segmenter = new Intl.Segmenter('zh', { granularity: 'word' }), counts = new Map<string, number>();
    for (const { body } of made) for (const { segment } of segmenter.segment(body)) counts.set(segment, (counts.get(segment) ?? 0) + 1);
    const sorted = [...counts.values()].sort((a, b) => b - a), total = sorted.reduce((a, b) => a + b, 0), frequent = sorted.slice(0, sorted.length / 10).reduce((a, b) => a + b, 0);
    expect(counts.size).toBeGreaterThan(1_500);
    expect(frequent / total).toBeGreaterThan(.6);
    expect(sorted.filter(count => count <= total / counts.size / 10).length / counts.size).toBeGreaterThan(.2);
  });
});

describe('a corpus that grows', () => {
  const given: BenchArticle[] = [{ id: 'a', title: '甲', body: '一。二！三？四' }, { id: 'b', title: '乙', body: '五。\n六。\n' }];

  test('is the given articles first, then the same again with other ids and sentences in another order', () => {
    const articles = [...grown(given, 7)];
    expect(articles.slice(0, 2)).toEqual(given);
    expect(articles.map(({ id }) => id)).toEqual(['a', 'b', 'a-again1', 'b-again1', 'a-again2', 'b-again2', 'a-again3']);
    expect(new Set(articles.filter(({ title }) => title === '甲').map(({ body }) => body)).size).toBeGreaterThan(1);
    expect([...grown(given, 1)]).toEqual([given[0]]);
  });

  test('shuffling loses and adds nothing, and is the same for the same seed', () => {
    const sentence = fc.string({ unit: fc.constantFrom(...'新闻读者。！？\n a'), maxLength: 40 });
    fc.assert(fc.property(sentence, fc.nat(), (text, seed) => {
      const shuffled = shuffledSentences(text, seed);
      expect([...shuffled].sort()).toEqual([...text].sort());
      expect(shuffledSentences(text, seed)).toBe(shuffled);
    }));
  });

  test('is read as it was written', async () => {
    const path = join(folder, 'grown.ndjson');
    const written = await writeCorpus(grown(null, 30), path);
    expect(await benchArticles(path, Infinity)).toEqual(made.slice(0, 30));
    expect(written).toEqual({ articles: 30, characters: made.slice(0, 30).reduce((sum, { title, body }) => sum + title.length + body.length, 0) });
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(30);
  });
});

test('articles that queries ask for are in every size', async () => {
  const articles = join(folder, 'articles.ndjson'), queries = join(folder, 'asking.jsonl');
  await writeCorpus(grown(null, 200), articles);
  writeFileSync(queries, [150, 199].map(i => JSON.stringify({ query: made[i]?.title, positive_ids: [`made-${i}`] })).join('\n'));
  const prepared = await prepare(folder, { articles, queries, sizes: [10, 300], most: 10 });
  const ids = (await benchArticles(await prepared.corpus(10), Infinity)).map(({ id }) => id), all = (await benchArticles(await prepared.corpus(300), Infinity)).map(({ id }) => id);
  expect(ids).toEqual(['made-150', 'made-199', ...made.slice(0, 8).map(({ id }) => id)]);
  expect(new Set(all).size).toBe(300);
  expect(all.slice(0, 10)).toEqual(ids);
});

describe('queries', () => {
  test('are read joined where they are, each once, with what they ask for', async () => {
    const path = join(folder, 'queries.jsonl');
    writeFileSync(path, `${[{ query: '图书馆 开放', query_joined: '图书馆开放', positive_ids: ['a', 'b'] }, { query: '晨读', positive_ids: ['b'] }, { query: '图书馆开放' }].map(query => JSON.stringify(query)).join('\n')}\n\n`);
    expect(await readQueries(path)).toEqual({ texts: ['图书馆开放', '晨读'], askedFor: new Set(['a', 'b']) });
  });

  test('a line without a query is refused', async () => {
    const path = join(folder, 'none.jsonl');
    writeFileSync(path, '{"text":"x"}\n');
    await expect(readQueries(path)).rejects.toThrow('query');
  });

  test('made ones are pieces of titles', () => {
    const queries = queriesOfTitles(made, 200), titles = made.map(({ title }) => title.replace(/\P{L}+/gu, '')).join('\n');
    expect(queries).toHaveLength(200);
    expect(queries.some(query => query.includes(' '))).toBe(true);
    expect(queries.filter(query => !query.split(' ').every(piece => titles.includes(piece)))).toEqual([]);
  });

  test('words of two characters stand in about a tenth of the articles', () => {
    const words = wordsOfATenth(made, 60);
    expect(words).toHaveLength(60);
    const shares = words.map(word => made.filter(({ title, body }) => `${title}\n${body}`.includes(word)).length / made.length);
    // As substrings they may stand in more articles than as words, never in fewer.
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(.05);
    expect(shares.filter(share => share < .2).length).toBeGreaterThan(50);
  });

  test('no text is asked twice', () => {
    const own = fc.uniqueArray(fc.string({ unit: fc.constantFrom(...'春夏秋冬东南西北'), minLength: 2, maxLength: 12 }), { minLength: 10, maxLength: 40 });
    fc.assert(fc.property(own, fc.integer({ min: 1, max: 30 }), (queries, most) => {
      const { warmUp, latency, throughput } = benchQueries(queries, [], ['东南', '西北'], most), all = [...warmUp, ...Object.values(latency).flat(), ...throughput];
      expect(new Set(all).size).toBe(all.length);
      for (const list of [warmUp, throughput]) expect(list.length).toBeGreaterThan(0);
      expect(latency.queries.length).toBeGreaterThan(0);
      expect(latency.queries.filter(query => !queries.includes(query))).toEqual([]);
    }));
  });

  test('given questions are asked instead of made ones', () => {
    expect(benchQueries(['图书馆开放时间', '晨读活动报名'], ['谁来？'], [], 10).latency.questions).toEqual(['谁来？']);
  });
});
