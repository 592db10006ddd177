import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Article } from '../../src/article.js';
import { analyzerFor } from '../../src/ingest/analyze.js';
import { parseFilter, type Filter } from '../../src/query/filter.js';
import type { SearchRequest } from '../../src/search/answer.js';
import { confinedTo } from '../../src/search/confined.js';
import { Searcher } from '../../src/search/searcher.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { temporaryIndex } from '../support/engine.js';
import { articles, markedTexts } from './judge.js';

const { engine, destroy } = await temporaryIndex(articles);
const searcher = new Searcher(engine, loadSegmenter(), { 轮渡: ['渡轮'] });
const analyze = analyzerFor(articles, loadSegmenter());
const filter = (expression: string) => parseFilter(expression, articles.fields.filter(f => f.filter).map(f => f.name));
const ask = (q: string, more: Partial<SearchRequest> = {}, by = searcher) =>
  by.search({ q, page: 1, perPage: 10, filter: null, facets: [], sort: null, highlight: 'snippet', snippetChars: 120, ...more });
const put = (...given: Article[]) => engine.write(given.map(article => analyze(article, 'put')));
const many = (count: number, make: (i: number) => Omit<Article, 'id'>) => put(...Array.from({ length: count }, (_, i) => ({ id: `n${i}`, ...make(i) })));

beforeEach(() => engine.remove('all'));
afterAll(destroy);

describe('an answer', () => {
  test('says what was asked, what was found and how', async () => {
    await put({ id: 'a', title: '渡口晨雾', body: '船工点灯。', date: '2025-03-01', authors: ['周舟'], extra: 7 });
    expect(await ask('渡口 "点灯" -汽车')).toEqual({
      query: '渡口 "点灯" -汽车', total: 1, totalIsExact: true, page: 1, perPage: 10, tookMs: expect.any(Number), timedOut: false, match: 'words', corrected: null,
      terms: [{ text: '渡口', kind: 'term', found: ['渡口'] }, { text: '点灯', kind: 'phrase', found: ['点灯'] }, { text: '汽车', kind: 'excluded', found: [] }],
      hits: [{
        id: 'a', score: expect.any(Number), tier: 'words', alsoIn: 0,
        article: {
          id: 'a', title: '渡口晨雾', subtitle: null, kicker: null, byline: null, authors: ['周舟'], dateline: null, section: null, publication: null,
          date: '2025-03-01', page: null, pageNumber: null, tags: [], url: null, extra: 7,
        },
        marked: { title: '<mark>渡口</mark>晨雾', subtitle: null, kicker: null, byline: null, authors: ['周舟'], dateline: null, section: null },
        snippets: ['船工<mark>点灯</mark>。'],
      }],
    });
  });

  test('has the whole marked body only when it is wanted, facets only when they are asked for', async () => {
    await put({ id: 'a', title: '渡口', body: '船工点灯。', section: '副刊' });
    const answer = await ask('点灯', { highlight: 'full', facets: ['section'] });
    expect(answer.hits[0]?.marked['body']).toBe('船工<mark>点灯</mark>。');
    expect(answer.facets).toEqual({ section: { 副刊: 1 } });
    expect(await ask('点灯')).not.toHaveProperty('facets');
  });

  test('shows the beginning of the body where only another field matched, and none without a body', async () => {
    await put({ id: 'a', title: '渡口', body: '船工点灯。' }, { id: 'b', title: '渡口' });
    const { hits } = await ask('渡口');
    expect(Object.fromEntries(hits.map(hit => [hit.id, hit.snippets]))).toEqual({ a: ['船工点灯。'], b: [] });
  });

  test('of nothing found has no match', async () => {
    await put({ id: 'a', title: '渡口' });
    expect(await ask('珊瑚')).toMatchObject({ total: 0, match: null, hits: [] });
    expect(await ask('。')).toMatchObject({ total: 0, match: null, hits: [], terms: [] });
  });

  test('scores from best to worst, between 0 and 1, a stricter tier always higher', async () => {
    await put({ id: 'a', title: '和服', body: '和服' }, { id: 'b', title: '杂谈', body: '有人穿和服。' }, { id: 'c', title: '产品和服务', body: '产品和服务' });
    const { hits } = await ask('和服');
    expect(hits.map(hit => hit.id)).toEqual(['a', 'b', 'c']);
    const scores = hits.map(hit => hit.score);
    expect(scores).toEqual([...scores].sort((x, y) => y - x));
    expect(Math.max(...scores)).toBeLessThanOrEqual(1);
    expect(Math.min(...scores)).toBeGreaterThan(0);
  });
});

describe('tiers', () => {
  test('the match is the strictest tier with a hit, on every page and in every order', async () => {
    await put({ id: 'word', title: '和服', date: '2020-01-01' }, ...Array.from({ length: 12 }, (_, i): Article => ({ id: `s${i}`, title: '产品和服务', date: '2025-01-01' })));
    for (const page of [1, 2, 3]) expect(await ask('和服', { page, perPage: 5 })).toMatchObject({ total: 13, match: 'words' });
    expect(await ask('和服', { page: 9 })).toMatchObject({ total: 13, match: 'words', hits: [] });
    expect(await ask('和服', { sort: { field: 'date', descending: true }, perPage: 5 })).toMatchObject({ match: 'words' });
    expect(await ask('和服', { filter: filter('date > 2024-01-01') })).toMatchObject({ total: 12, match: 'substring' });
  });

  test('a filter opens no new tier, a tenant has its own', async () => {
    await many(11, i => ({ title: '和服', section: i ? '服饰' : '杂谈' }));
    await put({ id: 'other', title: '产品和服务', section: '杂谈' });
    expect((await ask('和服', { filter: filter('section = 杂谈') })).hits.map(hit => hit.id)).toEqual(['n0']);
    expect((await ask('和服', {}, searcher.over(confinedTo(engine, filter('section = 杂谈') as Filter)))).hits.map(hit => hit.id)).toEqual(['n0', 'other']);
  });

  test('a sort mixes strict tiers, but keeps articles with some of the words behind', async () => {
    const q = '渡口 晨雾 船工 点灯 石阶 茶摊';
    await put(
      { id: 'all', title: '渡口晨雾', body: '船工点灯，石阶上有茶摊。', date: '2020-01-01' },
      { id: 'some', title: '渡口', body: '晨雾里的船工。', date: '2025-01-01' },
    );
    const { hits } = await ask(q, { sort: { field: 'date', descending: true } });
    expect(hits.map(hit => [hit.id, hit.tier])).toEqual([['all', 'words'], ['some', 'some']]);
  });

  test('synonyms of the file act until a table is put', async () => {
    await put({ id: 'a', title: '渡轮停航' });
    expect((await ask('轮渡')).hits.map(hit => markedTexts(hit))).toEqual([['渡轮']]);
    expect((await ask('轮渡')).terms).toEqual([{ text: '轮渡', kind: 'synonym', found: ['轮渡', '渡轮'] }]);
    await engine.putSynonyms({ 停航: ['停运'] });
    expect((await ask('轮渡')).total).toBe(0);
    await put({ id: 'b', title: '渡轮停运' });
    expect((await ask('停航')).total).toBe(2);
  });
});

describe('pages', () => {
  test.each([[25, 70], [10, 61], [7, 60], [50, 130], [59, 64]])('of %d give all of %d articles once, in the order of one long page', async (perPage, count) => {
    await many(count, i => ({ title: i % 3 ? '潮汐' : '海', body: `${'浪花。'.repeat(i * 7 % 11)}潮汐${'潮汐'.repeat(i * 5 % 7)}` }));
    const pages: string[] = [];
    for (let page = 1; page <= Math.ceil(count / perPage); page++) pages.push(...(await ask('潮汐', { page, perPage })).hits.map(hit => hit.id));
    expect(pages).toHaveLength(count);
    expect(new Set(pages).size).toBe(count);
    const together = (await ask('潮汐', { perPage: 60 })).hits.map(hit => hit.id);
    expect(pages.slice(0, together.length)).toEqual(together);
  });
});

describe('one article', () => {
  test('is marked as strictly as it meets the query', async () => {
    const article: Article = { id: 'a', title: '和服与服务', body: '产品和服务。' };
    await put(article);
    expect(await searcher.markedArticle(article, '和服')).toMatchObject({ title: '<mark>和服</mark>与服务', body: '产品和服务。' });
    expect(await searcher.markedArticle(article, '品和')).toMatchObject({ title: '和服与服务', body: '产<mark>品和</mark>服务。' });
    expect(await searcher.markedArticle(article, '')).toMatchObject({ title: '和服与服务', body: '产品和服务。' });
    expect(await searcher.markedArticle(article, '服务 珊瑚')).toMatchObject({ title: '和服与<mark>服务</mark>' });
  });
});
