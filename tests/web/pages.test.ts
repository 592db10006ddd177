import { expect, test } from '@jest/globals';
import { renderArticlePage } from '../../src/web/article-page.js';
import { renderErrorPage } from '../../src/web/error-page.js';
import { renderSearchPage } from '../../src/web/search-page.js';
import { strings } from '../../src/web/strings.js';
import type { ArticleView } from '../../src/web/view.js';
import { hit, hostile, hostileEscaped, hrefs, params, result, searchView } from './sample.js';

const everywhere = { id: hostile, title: hostile, kicker: hostile, subtitle: hostile, byline: hostile, authors: [hostile], section: hostile, publication: hostile, date: hostile, page: hostile, url: `javascript:alert(1)//${hostile}`, body: hostile };
const articleView = (change: Partial<ArticleView> = {}): ArticleView => ({ basePath: '', params, article: { ...hit.article, body: '大桥合龙' }, marked: { ...hit.marked, body: '<mark>大桥</mark>合龙' }, ...change });

test.each([
  ['the search page', renderSearchPage(searchView(
    { params: { ...params, q: hostile, filters: { publication: [hostile], section: [hostile], author: [hostile], year: [hostile] } }, examples: [hostile] },
    { hits: [{ ...hit, id: hostile, article: everywhere, marked: {} }], facets: { section: { [hostile]: 1 } }, corrected: { query: hostile, reason: hostile }, terms: [{ text: hostile, kind: hostile, found: [hostile] }] }))],
  ['the start page', renderSearchPage(searchView({ result: null, examples: [hostile] }))],
  ['nothing found', renderSearchPage(searchView({ params: { ...params, q: hostile }, examples: [hostile] }, { hits: [], total: 0, corrected: { query: hostile, reason: '' } }))],
  ['an article', renderArticlePage(articleView({ article: everywhere, marked: {} }))],
  ['an error', renderErrorPage({ basePath: '', params: { ...params, q: hostile }, status: 400, code: hostile, detail: hostile })],
])('shows markup in any text as text: %s', (_name, page) => {
  expect(page).toContain(hostileEscaped);
  expect(page).not.toMatch(/<img/i);
  expect(page).not.toContain('javascript:');
});

test.each([
  renderSearchPage(searchView()),
  renderSearchPage(searchView({ result: null })),
  renderArticlePage(articleView()),
  renderErrorPage({ basePath: '', params, status: 503, code: 'engine_unavailable' }),
])('keeps within a strict content policy and has its landmarks', page => {
  expect(page).not.toMatch(/ style=|<style| on[a-z]+="|<script(?![^>]* src=)/);
  expect(page.match(/<(?:main|h1)[ >]/g)).toHaveLength(2);
  expect(page).toMatch(/class="skip" href="#content"/);
  expect(page).toMatch(/role="search"/);
  expect(page).toContain('<html lang="zh-CN">');
});

test('inserts marked titles and snippets as they are', () => {
  const page = renderSearchPage(searchView());
  expect(page).toContain('<mark>大桥</mark>合龙</a></h2>');
  expect(page).toContain('…<mark>大桥</mark>昨日合龙 &amp; 试车…');
  expect(page).toContain('<time datetime="2025-03-01">2025年3月1日</time>');
  expect(page).toContain('第3版');
});

test('writes a tier only where it is not the usual one', () => {
  expect(renderSearchPage(searchView())).not.toContain('class="tier"');
  expect(renderSearchPage(searchView({}, { hits: [{ ...hit, tier: 'sound', alsoIn: 2 }] }))).toMatch(/class="tier">近音<.*另有 2 篇内容相近/);
});

test('links a hit with copies to all of them, and says where these are shown how to fold them', () => {
  const view = { params: { ...params, page: 3, filters: { ...params.filters, section: ['要闻'] } }, basePath: '/clippings' };
  const folded = renderSearchPage(searchView(view, { hits: [{ ...hit, alsoIn: 2 }] }));
  expect(hrefs(folded)).toContain('/clippings/?q=%E5%A4%A7%E6%A1%A5&section=%E8%A6%81%E9%97%BB&duplicates=show');
  expect(folded).not.toContain('合并显示');
  const shown = renderSearchPage(searchView({ ...view, params: { ...view.params, duplicates: 'show' } }));
  expect(shown).toMatch(/<a class="copies" href="\/clippings\/\?q=[^"]*">合并显示<\/a>/);
  expect(hrefs(shown)).toContain('/clippings/?q=%E5%A4%A7%E6%A1%A5&section=%E8%A6%81%E9%97%BB');
  expect(renderSearchPage(searchView())).not.toContain('class="copies"');
});

test('has no pages for articles that are folded into others', () => {
  expect(renderSearchPage(searchView({}, { total: 21, folded: 1 }))).toContain('aria-label="第 2 页"');
  expect(renderSearchPage(searchView({}, { total: 21, folded: 1 }))).not.toContain('aria-label="第 3 页"');
  expect(renderSearchPage(searchView({}, { total: 12, folded: 3 }))).not.toContain('class="paging"');
});

test('puts the base path before every own address', () => {
  const pages = [renderSearchPage(searchView({ basePath: '/clippings' }, { total: 95, facets: { year: { 2025: 1 } } })), renderArticlePage(articleView({ basePath: '/clippings' }))];
  for (const href of pages.flatMap(hrefs)) expect(href).toMatch(/^\/clippings\/|^#/);
  for (const page of pages) expect(page).toMatch(/action="\/clippings\/"[^]* data-suggest="\/clippings\/api\/suggest"/);
});

test('links to the pages near by, the first and the last', () => {
  const page = renderSearchPage(searchView({ params: { ...params, page: 5 } }, { page: 5, total: 95 }));
  const nav = /<nav class="paging".*<\/nav>/s.exec(page)?.[0] ?? '';
  expect(hrefs(nav).map(href => new URL(href, 'http://x.example').searchParams.get('page') ?? '1')).toEqual(['4', '1', '3', '4', '5', '6', '7', '10', '6']);
  expect(nav).toMatch(/aria-current="page">5</);
  expect(renderSearchPage(searchView())).not.toContain('class="paging"');
});

test.each([[1, /rel="next"/], [10, /rel="prev"/]])('has on page %i of 10 one way to go', (at, rel) => {
  const page = renderSearchPage(searchView({ params: { ...params, page: at } }, { page: at, total: 95 }));
  expect(page.match(/rel="(next|prev)"/g)).toHaveLength(1);
  expect(page).toMatch(rel);
});

test('never links to a page that the API would refuse', () => {
  const page = renderSearchPage(searchView({ params: { ...params, page: 1000 } }, { page: 1000, total: 75_226 }));
  expect(page).toContain('1000 / 1000');
  expect(page).not.toContain('rel="next"');
});

test('lists facets with counts, most frequent first, and years by time; chosen ones can be taken away', () => {
  const page = renderSearchPage(searchView(
    { params: { ...params, filters: { ...params.filters, section: ['副刊'] } } },
    { facets: { section: { 副刊: 2, 要闻: 1200 }, year: { 2023: 9, 2025: 1 } } }));
  expect([...page.matchAll(/class="value" lang="zh">([^<]*)<\/span> <span class="count">([^<]*)</g)].map(([, value, count]) => [value, count]))
    .toEqual([['要闻', '1,200'], ['副刊', '2'], ['2025', '1'], ['2023', '9']]);
  expect(page).toMatch(/<a class="chip" href="\/\?q=[^"&]*"><span class="sr-only">去掉条件：栏目 副刊</);
});

test('says what it was corrected to, and asks where nothing was found', () => {
  const corrected = { query: '春江', reason: 'pinyin' };
  expect(renderSearchPage(searchView({}, { corrected }))).toMatch(/您是不是要找 <a href="\/\?q=%E6%98%A5%E6%B1%9F" lang="zh">春江</);
  expect(renderSearchPage(searchView({}, { corrected, hits: [], total: 0 }))).toMatch(/您是不是要找 <a [^>]*>春江</);
});

test('helps on where nothing was found', () => {
  const page = renderSearchPage(searchView({ params: { ...params, q: '“夜班大桥”', filters: { ...params.filters, year: ['2024'] } } }, { hits: [], total: 0 }));
  expect(page).toContain('没有找到「“夜班大桥”」');
  expect(hrefs(page)).toContain(`/?q=${encodeURIComponent('夜班大桥')}&year=2024`);
  expect(hrefs(page)).toContain(`/?q=${encodeURIComponent('“夜班大桥”')}`);
  expect(hrefs(page)).toContain(`/?q=${encodeURIComponent('春汛')}`);
});

test('leads back from behind the last page', () => {
  const page = renderSearchPage(searchView({ params: { ...params, page: 9 } }, { page: 9, hits: [], total: 12 }));
  expect(page).toContain(strings.zh.beyondLastPage);
  expect(hrefs(page)).toContain(`/?q=${encodeURIComponent('大桥')}`);
});

test('invites on the start page, with a heading and the focus in the box', () => {
  const page = renderSearchPage(searchView({ result: null, articleCount: 75_226 }));
  expect(page).toContain('浏览全部 75,226 篇文章');
  expect(page).toMatch(/<input id="q"[^>]* autofocus>/);
  expect(hrefs(page)).toContain(`/?q=${encodeURIComponent('“夜班公交”')}`);
});

test('sets an article in paragraphs, numbers its marks and closes those that go over a line', () => {
  const page = renderArticlePage(articleView({ marked: { title: '<mark>大桥</mark>合龙', body: '　　一<mark>大桥\n　　合龙</mark>了。\r\n\r\n完' } }));
  expect(page).toContain('<mark id="mark-1">大桥</mark>合龙</h1>');
  expect(page).toContain('<p>一<mark id="mark-2">大桥</mark></p>\n<p><mark id="mark-3">合龙</mark>了。</p>\n<p>完</p>');
  expect(page).toContain('标出 3 处');
});

test('leads from an article back to the hits it came from', () => {
  const from = { ...params, page: 3, filters: { ...params.filters, section: ['要闻'] } };
  expect(renderArticlePage(articleView({ params: from }))).toMatch(/class="back" href="\/\?q=[^"]*&amp;page=3&amp;section=[^"]*">返回检索结果</);
});

test.each([['https://jc.example/a?b=1&c=2', true], ['http://jc.example', true], ['javascript:alert(1)', false], ['data:text/html,x', false], ['//jc.example', false], [7, false]])('links to the original at %s: %s', (url, isLinked) => {
  const page = renderArticlePage(articleView({ article: { ...hit.article, url } }));
  expect(page.includes('class="original"')).toBe(isLinked);
});

test.each([
  [503, 'engine_unavailable', strings.zh.engineDown, strings.zh.retry],
  [429, 'too_many_requests', strings.zh.tooMany, strings.zh.retry],
  [404, 'article_not_found', strings.zh.articleNotFound, strings.zh.backToStart],
  [404, 'not_found', strings.zh.pageNotFound, strings.zh.backToStart],
  [400, 'query_too_long', strings.zh.badRequest, strings.zh.backToStart],
  [500, 'internal', strings.zh.broken, strings.zh.retry],
])('explains %i %s and what to do', (status, code, title, action) => {
  const page = renderErrorPage({ basePath: '', params, status, code, detail: 'so & so', retryAfterSeconds: 5 });
  expect(page).toContain(`<h1>${title}</h1>`);
  expect(page).toContain('so &amp; so');
  expect(page).toMatch(new RegExp(`class="action" href="[^"]*">${action}<`));
  expect(page).toContain('value="大桥"');
});

test.each(['zh', 'en'] as const)('gives the script its texts in the language of the page: %s', lang => {
  const json = / data-suggest-texts="([^"]*)"/.exec(renderSearchPage(searchView({ params: { ...params, lang } })))?.[1] ?? '';
  expect(JSON.parse(json.replaceAll('&quot;', '"'))).toEqual(strings[lang].suggest);
});

test('has every text in both languages', () => {
  const shape = (texts: object) => Object.entries(texts).map(([name, text]: [string, unknown]) => [name, typeof text, typeof text === 'object' && text !== null ? Object.keys(text).sort() : '']).sort();
  expect(shape(strings.en)).toEqual(shape(strings.zh));
  const english = { ...params, lang: 'en' as const, filters: { ...params.filters, year: ['2025'] } };
  const own = { ...result, total: 95, match: 'apart' as const, hits: [{ ...hit, tier: 'apart' as const, alsoIn: 1, article: { id: '1', title: 'T', date: '2025-03-01', page: '3' }, marked: {}, snippets: [] }], terms: [], facets: { year: { 2025: 1 } } };
  const page = renderSearchPage(searchView({ params: { ...english, q: 'bridge' }, result: own, examples: [] }));
  expect(page.replace(/>中文</, '')).not.toMatch(/\p{Script=Han}/u);
  expect(page).toContain('1 March 2025');
});
