import { expect, test } from '@jest/globals';
import { articleFields, defaultIndexes, type IndexFields } from '../../config/fields.js';
import { normalizeArticle, pageNumberOf } from '../../src/ingest/article.js';
import { isoDate } from '../../src/ingest/dates.js';
import { RunIds } from '../../src/ingest/ids.js';

const articles = defaultIndexes[0] as IndexFields;

const normal = (raw: unknown, fields = articles): Record<string, unknown> => {
  const found = normalizeArticle(raw, fields);
  if ('error' in found) throw new Error(found.error);
  return found.article;
};
const fault = (raw: unknown, fields = articles): string => {
  const found = normalizeArticle(raw, fields);
  return 'error' in found ? found.error : 'no error';
};

test.each([
  ['2025-03-01', '2025-03-01'], ['2025-3-1', '2025-03-01'], ['2025/03/01', '2025-03-01'], ['2025.3.1', '2025-03-01'],
  ['2025年3月1日', '2025-03-01'], ['2025 年 3 月 1 日 星期六', '2025-03-01'], ['２０２５年３月１日', '2025-03-01'], ['2025年3月1號', '2025-03-01'],
  ['二〇二五年三月一日', '2025-03-01'], ['二零二五年十二月三十一日', '2025-12-31'], ['一九九八年十月廿五日', '1998-10-25'],
  ['20250301', '2025-03-01'], [20250301, '2025-03-01'], [' 2025-03-01 ', '2025-03-01'], ['2024-02-29', '2024-02-29'],
  ['2025-03-01 08:30', '2025-03-01'], ['2025-03-01T23:59:59', '2025-03-01'], ['2025年3月1日 8时30分', '2025-03-01'],
  ['2025-02-28T16:00:00.000Z', '2025-03-01'], ['2025-03-01T00:30:00+08:00', '2025-03-01'], ['2025-03-01T00:30:00-0500', '2025-03-01'],
  ['Sat, 01 Mar 2025 18:00:00 GMT', '2025-03-02'], ['1 Mar 2025 08:00:00 +0800', '2025-03-01'],
])('the date %j is %s', (text, date) => {
  expect(isoDate(text)).toBe(date);
});

test.each(['2025-02-30', '2025-13-01', '20250229', '2025-00-10', '2025年2月31日', '0000-01-01', '2025-03', '2025', '2025年3月', 'yesterday', '三月一日',
  '2025-03-01x', '202503011', '2025-03-01 25:00', '25-03-01', '', '1/2/2025', 1740787200])('%j is no date', text => {
  expect(isoDate(text)).toBeUndefined();
});

test('the day of an instant depends on the time zone, a day as written does not', () => {
  expect(isoDate('2025-02-28T16:00:00Z', 'America/New_York')).toBe('2025-02-28');
  expect(isoDate('2025-03-01', 'America/New_York')).toBe('2025-03-01');
});

test.each([['3', 3], ['03', 3], ['A03', 3], ['第3版', 3], ['第十二版', 12], ['Ｂ０７', 7], ['头版', undefined], ['', undefined]])('page %j has the number %j', (page, number) => {
  expect(pageNumberOf(page)).toBe(number);
});

test('an article in many forms becomes one form', () => {
  expect(normal({
    id: 17, title: '大桥通车', body: '正文', authors: '王芳、李明', date: '2025年3月1日', page: 3, tags: '交通,民生', section: '要闻', note: { any: ['thing', 1] }, empty: null,
  })).toEqual({
    id: '17', title: '大桥通车', body: '正文', authors: ['王芳', '李明'], date: '2025-03-01', page: '3', pageNumber: 3, tags: ['交通', '民生'], section: '要闻',
    note: { any: ['thing', 1] }, empty: null,
  });
});

test.each([
  ['王芳 李明', ['王芳', '李明']], ['王 芳 李小明', ['王芳', '李小明']], ['王芳，李明;赵强/钱多', ['王芳', '李明', '赵强', '钱多']],
  ['Anna Berg, 王芳', ['Anna Berg', '王芳']], ['阿依古丽·买买提 王芳', ['阿依古丽·买买提', '王芳']], [['王芳', ' 李明 ', ''], ['王芳', '李明']],
])('authors %j', (given, authors) => {
  expect(normal({ title: '甲', authors: given })['authors']).toEqual(authors);
});

test('known fields without a value are left out, and none is added', () => {
  expect(normal({ id: 'a', title: '甲', body: null, date: '', page: ' ', tags: [], authors: '', subtitle: undefined })).toEqual({ id: 'a', title: '甲' });
});

test('text is kept character for character', () => {
  const body = '　　第一段\r\n\n𠮷野家\ud800 ';
  expect(normal({ body })['body']).toBe(body);
});

test.each([
  [{}, 'neither title nor body: one of them must be there'],
  [{ title: ' \n', body: '' }, 'neither title nor body: one of them must be there'],
  [{ title: 5 }, 'title: expected text, got number 5'],
  [{ title: '甲', body: ['乙'] }, 'body: expected text, got a list'],
  [{ title: '甲', authors: [1] }, 'authors: expected text or a list of texts, got a list'],
  [{ title: '甲', authors: { name: '王芳' } }, 'authors: expected text or a list of texts, got an object'],
  [{ title: '甲', tags: ['a', { b: 1 }] }, 'tags: expected text or a list of texts and numbers, got a list with an object in it'],
  [{ title: '甲', date: '2025-02-30' }, 'date: expected a date such as 2025-03-01, 2025年3月1日 or 20250301, got "2025-02-30"'],
  [{ title: '甲', date: true }, 'date: expected a date such as 2025-03-01, 2025年3月1日 or 20250301, got boolean true'],
  [{ title: '甲', page: [3] }, 'page: expected text or a number, got a list'],
  [{ title: '甲', pageNumber: 'three' }, 'pageNumber: expected a number, got "three"'],
  [{ title: '甲', id: {} }, 'id: expected text or a number, got an object'],
  [{ title: '甲', id: '长'.repeat(201) }, 'id: expected at most 200 characters, got 201'],
  ['text', 'expected an object with an article\'s fields, got "text"'],
  [null, 'expected an object with an article\'s fields, got null'],
  [[1], 'expected an object with an article\'s fields, got a list'],
])('%j is refused: %s', (raw, error) => {
  expect(fault(raw)).toBe(error);
});

test('unknown fields are kept to a depth that others can write', () => {
  const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  expect(normal({ id: 'a', title: '甲', more: nested(64) })['more']).toEqual(nested(64));
  expect(fault({ title: '甲', more: nested(50_000) })).toBe('more: nested deeper than 64 levels');
});

test('a refused article is told by its id', () => {
  expect(normalizeArticle({ id: 12, title: 1 }, articles)).toEqual({ error: 'title: expected text, got number 1', id: '12' });
});

test('ids of 200 characters, also beyond the BMP', () => {
  const id = '𠮷'.repeat(200);
  expect(normal({ id, title: '甲' })['id']).toBe(id);
});

test('an id is made from publication, date, page, title and the first 64 characters of the body', () => {
  const article = { publication: '青溪日报', date: '2025-03-01', page: '3', title: '大桥通车', body: '桥'.repeat(64) };
  const { id } = normal(article) as { id: string };
  expect(id).toMatch(/^[0-9a-f]{24}$/);
  expect(normal({ ...article, date: '2025年3月1日', page: 3, body: `${article.body}后面不同`, section: '要闻' })['id']).toBe(id);
  for (const change of [{ publication: '别的报' }, { date: '2025-03-02' }, { page: '4' }, { title: '大桥' }, { body: '桥'.repeat(63) }]) {
    expect(normal({ ...article, ...change })['id']).not.toBe(id);
  }
});

test('fields of an index of another make', () => {
  const products: IndexFields = {
    index: 'products', titleField: 'name', bodyField: 'text',
    fields: [
      { name: 'name', kind: 'text' }, { name: 'text', kind: 'text' }, { name: 'price', kind: 'number' }, { name: 'kinds', kind: 'keywords' }, { name: 'made', kind: 'date' },
      { name: 'title', kind: 'number' }, { name: 'page', kind: 'number' },
    ],
  };
  expect(normal({ id: 1, name: '茶', price: '12.5', kinds: [1, '绿茶'], made: '20250301', title: 3, page: '7', authors: 5 }, products))
    .toEqual({ id: '1', name: '茶', price: 12.5, kinds: ['1', '绿茶'], made: '2025-03-01', title: 3, page: 7, authors: 5 });
  expect(fault({ title: 1, text: '' }, products)).toBe('neither name nor text: one of them must be there');
  expect(fault({ name: '茶', price: Infinity }, products)).toBe('price: expected a number, got number Infinity');
  expect(articleFields.some(({ name }) => name === 'price')).toBe(false);
});

test('names that mean something to JavaScript stay fields', () => {
  const article = normal(JSON.parse('{"id":"a","title":"甲","__proto__":{"x":1},"constructor":"乙"}'));
  expect(Object.keys(article)).toEqual(['id', 'title', '__proto__', 'constructor']);
  expect(article['x']).toBeUndefined();
});

test('made ids that collide are counted, given ones refused within a file', () => {
  const ids = new RunIds();
  const claim = (raw: Record<string, unknown>, file: string, line: number): string => {
    const found = normalizeArticle(raw, articles);
    if ('error' in found) throw new Error(found.error);
    const claimed = ids.claim(found.article, found.idMade, { file, line });
    return 'error' in claimed ? claimed.error : claimed.article.id;
  };
  const first = claim({ title: '甲' }, 'a', 1);
  expect([claim({ title: '甲' }, 'a', 2), claim({ title: '甲' }, 'b', 1), claim({ title: '乙' }, 'b', 2)]).toEqual([`${first}-2`, `${first}-3`, expect.not.stringContaining(first)]);
  expect([claim({ id: 'x', title: '甲' }, 'c', 1), claim({ id: 'y', title: '甲' }, 'c', 2), claim({ id: 'x', title: '乙' }, 'c', 9)])
    .toEqual(['x', 'y', 'id "x" was already given on line 1']);
  expect(claim({ id: 'x', title: '丙' }, 'd', 1)).toBe('x');
});
