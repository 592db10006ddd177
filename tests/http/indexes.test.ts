import { beforeAll, expect, test } from '@jest/globals';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { articles } from './articles.js';
import { expectProblem, testService } from './support.js';

const recipes: IndexFields = {
  index: 'recipes', titleField: 'dish', bodyField: 'steps', dateField: 'tried',
  fields: [
    { name: 'dish', kind: 'text', weight: 5, sort: true, aliases: ['菜名'] },
    { name: 'steps', kind: 'text', weight: 1 },
    { name: 'minutes', kind: 'number', filter: true, sort: true, facet: true },
    { name: 'with', kind: 'keywords', filter: true, facet: true },
    { name: 'tried', kind: 'date', filter: true, sort: true },
  ],
};
const dishes = [
  { id: 'r1', dish: '番茄炒蛋', steps: '先炒蛋，再下番茄。', minutes: 10, with: ['番茄', '鸡蛋'], tried: '2024年5月1日' },
  { id: 'r2', dish: '红烧豆腐', steps: '豆腐煎至两面金黄，加酱油慢烧。', minutes: '25', with: '豆腐；葱', 'note': '少盐' },
];
const running = testService({}, [...defaultIndexes, recipes]);

beforeAll(async () => {
  await running.client.fill(articles);
  await running.client.fill(dishes, 'recipes');
});

test('each index has its own articles; the first is meant when none is named', async () => {
  const ids = async (parameters: Record<string, string>) => (await running.client.search('豆腐', parameters)).hits.map(hit => hit.id);
  expect(await ids({})).toEqual(['qx-2']);
  expect(await ids({ index: 'articles' })).toEqual(['qx-2']);
  expect(await ids({ index: 'recipes' })).toEqual(['r2']);
});

test('answers are made of the index’s own fields', async () => {
  const { hits, facets } = await running.client.search('菜名:豆腐', { index: 'recipes', facets: 'with,minutes,year', highlight: 'full' });
  expect(hits).toEqual([{
    id: 'r2', score: expect.any(Number), tier: 'words', alsoIn: 0,
    article: { id: 'r2', dish: '红烧豆腐', minutes: 25, with: ['豆腐', '葱'], tried: null, note: '少盐' },
    marked: { dish: '红烧<mark>豆腐</mark>', steps: dishes[1]?.steps },
    snippets: [expect.stringContaining('豆腐煎至')],
  }]);
  expect(facets).toEqual({ with: { 豆腐: 1, 葱: 1 }, minutes: { 25: 1 }, year: {} });
});

test('filters and sorts know the index’s fields only', async () => {
  expect((await running.client.search('', { index: 'recipes', filter: 'minutes < 20 AND tried >= 2024-05', sort: 'minutes:desc' })).hits).toMatchObject([{ id: 'r1' }]);
  expect((await running.client.search('', { index: 'recipes', sort: 'minutes:desc' })).hits).toMatchObject([{ id: 'r2' }, { id: 'r1' }]);
  expectProblem(await running.client.get('/api/search', { index: 'recipes', filter: 'section = 要闻' }), 400, 'invalid_filter', 'filter');
  expectProblem(await running.client.get('/api/search', { index: 'recipes', sort: 'date:asc' }), 400, 'invalid_sort', 'sort');
  expectProblem(await running.client.get('/api/search', { index: 'recipes', facets: 'section' }), 400, 'invalid_facet', 'facets');
  expectProblem(await running.client.get('/api/search', { filter: 'minutes < 20' }), 400, 'invalid_filter', 'filter');
});

test('a POST may name the index in the address or in the body', async () => {
  const inBody = await running.client.ask('/api/search', { method: 'POST', body: { q: '豆腐', index: 'recipes' } });
  const inAddress = await running.client.ask('/api/search?index=recipes', { method: 'POST', body: { q: '豆腐' } });
  expect(inBody.body).toMatchObject({ hits: [{ id: 'r2' }] });
  expect(inAddress.body).toMatchObject({ hits: [{ id: 'r2' }] });
});

test('articles, explanations, synonyms, status and removal are each index’s own', async () => {
  expect(await running.client.get('/api/articles/r1', { index: 'recipes', q: '番茄' })).toMatchObject({ status: 200, body: { article: { dish: '番茄炒蛋', steps: dishes[0]?.steps }, marked: { dish: '<mark>番茄</mark>炒蛋' } } });
  expectProblem(await running.client.get('/api/articles/r1'), 404, 'article_not_found');
  expect((await running.client.get('/api/explain', { index: 'recipes', q: '番茄', id: 'r1' })).body).toMatchObject({ article: { id: 'r1', cut: { dish: { words: expect.any(Array) } } } });
  await running.client.admin('PUT', '/synonyms?index=recipes', { 西红柿: ['番茄'] });
  expect((await running.client.search('西红柿', { index: 'recipes' })).total).toBe(1);
  expect((await running.client.admin('GET', '/synonyms')).body).not.toHaveProperty('西红柿');
  expect((await running.client.admin('GET', '/status?index=recipes')).body).toMatchObject({ index: 'recipes', live: { articles: 2 } });
  expect((await running.client.admin('DELETE', '/articles/r1?index=recipes')).body).toEqual({ removed: 1 });
  expect((await running.client.admin('DELETE', '/articles?all=true&index=recipes')).body).toEqual({ removed: 1 });
  expect((await running.client.search('')).total).toBe(articles.length);
});

test.each([['GET', '/api/search'], ['GET', '/api/articles/r1'], ['GET', '/api/explain'], ['DELETE', '/api/admin/articles/r1'], ['GET', '/api/admin/status'], ['GET', '/api/admin/synonyms'], ['POST', '/api/admin/rollback']])('%s %s: an index that is not there', async (method, path) => {
  const headers = { authorization: 'Bearer an-admin-key-for-tests' };
  expectProblem(await running.client.ask(`${path}?index=nowhere`, { method, headers }), 404, 'index_not_found', 'index');
});
