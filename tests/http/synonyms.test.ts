import { beforeAll, expect, jest, test } from '@jest/globals';
import { markedTexts } from '../search/judge.js';
import { expectProblem, testService } from './support.js';

const news = [
  { id: 'rail', title: '高铁新线通车', body: '沿线居民出行更快。', date: '2025-03-01' },
  { id: 'long', title: '高速铁路新线通车', body: '沿线居民出行更快。', date: '2025-03-02' },
  { id: 'aside', title: '车站旁的书店', body: '书店开在车站旁，坐高铁的人顺路来看书。', date: '2025-03-03' },
  { id: 'apart', title: '高速路和铁路', body: '高速公路堵车，铁路照常。', date: '2025-03-04' },
  { id: 'school', title: '江州大学迎新', body: '新生从各地来。', date: '2025-03-05' },
  { id: 'town', title: '江州的一所大学', body: '这里说的大学不在江州。', date: '2025-03-06' },
  { id: 'york', title: '纽约的秋天', body: '街上落满了叶子。', date: '2025-03-07' },
  { id: 'york-en', title: 'Autumn in New York', body: 'Leaves are falling.', date: '2025-03-08' },
  { id: 'york-apart', title: 'A new bridge', body: 'It stands in York.', date: '2025-03-09' },
  { id: 'tomato', title: '西红柿上市', body: '红的。', date: '2025-03-10' },
  { id: 'tomato-2', title: '番茄炒蛋', body: '一盘菜。', date: '2025-03-11' },
  { id: 'other', title: '天气预报', body: '明天有雨。', date: '2025-03-12' },
];

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(120_000);

const running = testService();
beforeAll(() => running.client.fill(news), 60_000);
const put = async (table: unknown) => {
  expect(await running.client.admin('PUT', '/synonyms', table)).toMatchObject({ status: 200, body: { synonyms: Object.keys(table as object).length } });
  expect((await running.client.admin('GET', '/synonyms')).body).toEqual(table);
};
const ids = async (q: string) => (await running.client.search(q, { perPage: '100' })).hits.map(hit => hit.id);

test('one way: who types the short name finds the full one, not the other way round; said in terms, marked as a whole', async () => {
  await put({ 高铁: ['高速铁路'] });
  const { hits, terms, match } = await running.client.search('高铁', { highlight: 'full' });
  expect({ ids: hits.map(hit => hit.id).sort(), match, terms }).toEqual({ ids: ['aside', 'long', 'rail'], match: 'words', terms: [{ text: '高铁', kind: 'synonym', found: ['高铁', '高速铁路'] }] });
  expect(markedTexts(hits.find(hit => hit.id === 'long') as (typeof hits)[0])).toEqual(['高速铁路']);
  expect(await ids('高速铁路')).not.toContain('rail');
});

test('ranks a synonym a little below the literal word in the same place, above one in a worse place', async () => {
  await put({ 高铁: { twoWay: ['高速铁路'] } });
  expect(await ids('高铁')).toEqual(['rail', 'long', 'aside']);
  expect((await ids('高速铁路')).slice(0, 2)).toEqual(['long', 'rail']);
  expect(await ids('高铁 新线')).toEqual(['rail', 'long']);
});

test('two ways: each finds each', async () => {
  await put({ 番茄: { twoWay: ['西红柿'] } });
  expect(await ids('番茄')).toEqual(['tomato-2', 'tomato']);
  expect(await ids('西红柿')).toEqual(['tomato', 'tomato-2']);
  expect(await ids('番茄上市')).toEqual(['tomato']);
});

test('a synonym of several words stands as a whole, not here and there', async () => {
  await put({ 江大: ['江州大学'] });
  const { hits } = await running.client.search('江大', { highlight: 'full' });
  expect(hits.map(hit => hit.id)).toEqual(['school']);
  expect(markedTexts(hits[0] as (typeof hits)[0])).toEqual(['江州大学']);
  expect(await ids('江大迎新')).toEqual(['school']);
});

test('keys and synonyms with spaces, typed as people type them', async () => {
  await put({ 'New York': { twoWay: ['纽约'] } });
  expect((await ids('new york')).sort()).toEqual(['york', 'york-apart', 'york-en']);
  expect((await ids('new york')).indexOf('york-en')).toBe(0);
  expect((await ids('ＮＥＷ　York 叶子'))).toEqual(['york']);
  expect((await running.client.search('new york')).terms).toEqual([{ text: 'new york', kind: 'synonym', found: ['new', 'york', '纽约'] }]);
  expect((await ids('纽约')).sort()).toEqual(['york', 'york-en']);
  const { hits } = await running.client.search('new york', { highlight: 'full' });
  expect(markedTexts(hits.find(hit => hit.id === 'york') as (typeof hits)[0])).toEqual(['纽约']);
  expect(markedTexts(hits.find(hit => hit.id === 'york-apart') as (typeof hits)[0])).toEqual(['York', 'new']);
});

test('a phrase, an excluded term and a part of a key are taken as they stand', async () => {
  await put({ 'New York': ['纽约'], 番茄: ['西红柿'] });
  expect(await ids('"new york"')).toEqual(['york-en']);
  expect(await ids('"番茄"')).toEqual(['tomato-2']);
  expect((await ids('-番茄'))).toContain('tomato');
  expect((await ids('york')).sort()).toEqual(['york-apart', 'york-en']);
  expect((await ids('york new')).sort()).toEqual(['york-apart', 'york-en']);
  expect((await ids('标题:番茄')).sort()).toEqual(['tomato', 'tomato-2']);
  // 或 stands beside one word.
  expect((await ids('天气 或 new york')).sort()).toEqual(['york-apart', 'york-en']);
});

test('a loop, a synonym to itself, synonyms of synonyms: nothing more than said', async () => {
  await put({ 番茄: ['西红柿', '番茄'], 西红柿: ['番茄'], 高铁: ['番茄'], 天气: { twoWay: ['天气'] } });
  expect(await ids('番茄')).toEqual(['tomato-2', 'tomato']);
  expect((await ids('高铁')).sort()).toEqual(['aside', 'rail', 'tomato-2']);
  expect((await running.client.search('天气')).terms).toMatchObject([{ kind: 'term' }]);
});

test('of fifty synonyms each is found', async () => {
  await put({ 菜: [...Array.from({ length: 48 }, (_, i) => `第${i}号菜`), '番茄炒蛋', '西红柿'] });
  expect(await ids('菜')).toEqual(expect.arrayContaining(['tomato', 'tomato-2']));
  await put({ 菜: { twoWay: [...Array.from({ length: 49 }, (_, i) => `第${i}号菜`), '西红柿'] } });
  expect(await ids('第7号菜')).toContain('tomato');
  expect(await ids('菜 第3号菜 第4号菜 第5号菜')).toContain('tomato');
});

test('50,000 words are taken', async () => {
  const table = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`词${i}`, [`另词${i}`]]));
  await put({ ...Object.fromEntries(Object.entries(table).slice(1)), 番茄: ['西红柿'] });
  expect(await ids('番茄')).toEqual(['tomato-2', 'tomato']);
  await put({});
});

const many = (count: number) => Array.from({ length: count }, (_, i) => `同义${i}`);
test.each<[string, unknown, string, RegExp]>([
  ['a list', [['番茄', '西红柿']], 'body', /expected an object: what is typed, and a list of what else to find/],
  ['text', '"番茄"', 'body', /expected an object/],
  ['an empty key', { '': ['西红柿'] }, '', /a synonym must not be empty/],
  ['a blank key', { ' 　': ['西红柿'] }, '', /a synonym must not be empty/],
  ['an empty synonym', { 番茄: ['西红柿', ''] }, '番茄.1', /a synonym must not be empty/],
  ['a blank one of two ways', { 番茄: { twoWay: [' '] } }, '番茄.twoWay.0', /a synonym must not be empty/],
  ['text instead of a list', { 番茄: '西红柿' }, '番茄', /expected a list of synonyms, or \{ "twoWay"/],
  ['a number', { 番茄: [7] }, '番茄.0', /expected text/],
  ['something else than twoWay', { 番茄: { both: ['西红柿'] } }, '番茄.twoWay', /twoWay/],
  ['10,000 synonyms of one word', { 番茄: many(10_000) }, '番茄', /a word has 50 synonyms at most, here are 10,000/],
  ['10,000 of two ways', { 番茄: { twoWay: many(10_000) } }, '番茄.twoWay', /a word has 50 synonyms at most, here are 10,000/],
  ['a long one', { 番茄: ['长'.repeat(201)] }, '番茄.0', /a synonym has 200 characters at most/],
  ['50,001 words', Object.fromEntries(many(50_001).map(word => [word, ['x']])), 'body', /a table has 50,000 words at most/],
])('refuses %s, and changes nothing', async (_what, table, field, detail) => {
  await put({});
  const answer = await running.client.admin('PUT', '/synonyms', table, { 'content-type': 'application/json' });
  expect(answer.body).toMatchObject({ detail: expect.stringMatching(detail) });
  expectProblem(answer, 400, 'invalid_parameter', field === '' ? (answer.body as { field: string }).field : field);
  expect((await running.client.admin('GET', '/synonyms')).body).toEqual({});
});

test('a dry run checks the table and leaves the one in force', async () => {
  await put({ 高铁: ['高速铁路'] });
  expect(await running.client.admin('PUT', '/synonyms?dryRun=true', { 番茄: ['西红柿'], 桥: ['渡'] })).toMatchObject({ status: 200, body: { synonyms: 2 } });
  expectProblem(await running.client.admin('PUT', '/synonyms?dryRun=true', { 番茄: [''] }), 400, 'invalid_parameter', '番茄.0');
  expectProblem(await running.client.admin('PUT', '/synonyms?dryRun=yes', {}), 400, 'invalid_parameter', 'dryRun');
  expect((await running.client.admin('GET', '/synonyms')).body).toEqual({ 高铁: ['高速铁路'] });
});
