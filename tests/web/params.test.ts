import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseFilter } from '../../src/query/filter.js';
import { articleHref, isStartPage, lastPage, pageHref, readPageParams, toggled, unfiltered } from '../../src/web/params.js';
import { pageFilter } from '../../src/web/page-filter.js';
import { pageSorts, type PageParams } from '../../src/web/view.js';

const usual: PageParams = { q: '', page: 1, sort: 'relevance', filters: { publication: [], section: [], author: [], year: [] }, from: '', to: '', lang: 'zh' };

/** Reads an address as Express does: a name given several times becomes a list. */
function read(href: string): PageParams {
  const { searchParams } = new URL(href, 'http://jianbao.example');
  const all = (name: string) => searchParams.getAll(name);
  return readPageParams(Object.fromEntries([...searchParams.keys()].map(name => [name, all(name).length > 1 ? all(name) : all(name)[0]])));
}

const values = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 3 });
const params: fc.Arbitrary<PageParams> = fc.record({
  q: fc.string({ unit: 'grapheme' }),
  page: fc.integer({ min: 1, max: lastPage }),
  sort: fc.constantFrom(...pageSorts),
  filters: fc.record({ publication: values, section: values, author: values, year: fc.uniqueArray(fc.integer({ min: 1900, max: 2099 }).map(String), { maxLength: 3 }) }),
  lang: fc.constantFrom('zh' as const, 'en' as const),
  from: fc.constantFrom('', '2019', '2019-04'),
  to: fc.constantFrom('', '2019', '2019-11', '2021'),
  duplicates: fc.constant('show' as const),
}, { requiredKeys: ['q', 'page', 'sort', 'filters', 'lang', 'from', 'to'] });

test('reads back every address that it writes', () => {
  fc.assert(fc.property(params, fc.constantFrom('', '/clippings'), (made, basePath) => {
    const href = pageHref(made, basePath);
    expect(href.startsWith(`${basePath}/`)).toBe(true);
    expect(read(href)).toEqual(made);
    expect(read(articleHref('a/b?c', made, basePath))).toEqual(made);
  }));
});

test('leaves out of an address what is as usual', () => {
  expect(pageHref(usual)).toBe('/');
  expect(pageHref({ ...usual, q: '长江 "大桥"', page: 2, lang: 'en' })).toBe('/?q=%E9%95%BF%E6%B1%9F+%22%E5%A4%A7%E6%A1%A5%22&page=2&lang=en');
});

test.each(['clippings', '/clippings', '/clippings/', '//clippings//'])('puts the base path %s before every address once', basePath => {
  expect(pageHref({ ...usual, q: 'a' }, basePath)).toBe('/clippings/?q=a');
  expect(articleHref('7', usual, basePath)).toBe('/clippings/articles/7');
});

test.each<[Record<string, unknown>, Partial<PageParams>]>([
  [{}, {}],
  [{ page: '0' }, {}],
  [{ page: '-3' }, {}],
  [{ page: 'x' }, {}],
  [{ page: '99999' }, { page: lastPage }],
  [{ page: ['3', '4'] }, { page: 3 }],
  [{ sort: 'title:asc' }, {}],
  [{ sort: 'date:asc' }, { sort: 'date:asc' }],
  [{ q: { $ne: 1 } }, {}],
  [{ q: ['江', '河'] }, { q: '江' }],
  [{ q: 'a\ud800b' }, { q: 'a\ufffdb' }],
  [{ lang: 'en-GB' }, { lang: 'en' }],
  [{ lang: 'fr' }, {}],
  [{ duplicates: 'show' }, { duplicates: 'show' }],
  [{ duplicates: 'fold' }, {}],
  [{ section: ['要闻', '要闻', '', 3] }, { filters: { ...usual.filters, section: ['要闻'] } }],
  [{ from: '2024', to: '2022-03' }, { from: '2022-03', to: '2024' }],
  [{ from: '2024-13', to: 'x' }, {}],
  [{ from: '2024-05', to: '2024' }, { from: '2024-05', to: '2024' }],
  [{ year: ['2025', '25', '2025-01'] }, { filters: { ...usual.filters, year: ['2025'] } }],
])('makes the best of the address %j', (query, expected) => {
  expect(readPageParams(query)).toEqual({ ...usual, ...expected });
});

test('encodes an id whatever is in it', () => {
  expect(articleHref('a/b?c#d e', usual)).toBe('/articles/a%2Fb%3Fc%23d%20e');
  expect(articleHref('\udc00', usual)).toBe('/articles/%EF%BF%BD');
});

test('chooses a facet value and gives it up again, from the first page', () => {
  const chosen = toggled({ ...usual, page: 4 }, 'section', '要闻');
  expect(chosen).toEqual({ ...usual, filters: { ...usual.filters, section: ['要闻'] } });
  expect(toggled(chosen, 'section', '要闻')).toEqual(usual);
  expect(unfiltered({ ...chosen, page: 3 })).toEqual(usual);
  expect([isStartPage(usual), isStartPage(chosen), isStartPage({ ...usual, sort: 'date:desc' })]).toEqual([true, false, false]);
});

test('turns chosen values into a filter: any of a facet, and of every facet', () => {
  const filters = { publication: ['江城"晚"报\\'], section: ['要闻', '副刊'], author: ['林小溪'], year: ['2024'] };
  const filter = pageFilter({ filters, from: '2024-03', to: '2024' });
  expect(parseFilter(filter, ['publication', 'section', 'authors', 'date'])).toEqual({
    op: 'and',
    of: [
      { op: 'equal', field: 'publication', value: '江城"晚"报\\' },
      { op: 'or', of: [{ op: 'equal', field: 'section', value: '要闻' }, { op: 'equal', field: 'section', value: '副刊' }] },
      { op: 'equal', field: 'authors', value: '林小溪' },
      { op: 'between', field: 'date', from: '2024-01-01', to: '2024-12-31' },
      { op: 'between', field: 'date', from: '2024-03-01', to: '2024-12-31' },
    ],
  });
  expect(pageFilter(usual)).toEqual([]);
  expect(pageFilter({ filters, from: '', to: '' }, 'section')).toHaveLength(3);
  expect(pageFilter({ ...usual, to: '2024-02' })).toEqual(['"date" <= "2024-02-31"']);
});
