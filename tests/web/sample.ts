import type { PageHit, PageParams, PageResult, SearchView } from '../../src/web/view.js';

export const hostile = '<img src=x onerror=alert(1)>';
export const hostileEscaped = '&lt;img src=x onerror=alert(1)&gt;';

export const params: PageParams = { q: '大桥', page: 1, sort: 'relevance', filters: { publication: [], section: [], author: [], year: [] }, from: '', to: '', lang: 'zh' };

export const hit: PageHit = {
  id: 'jc/1', score: 0.9, tier: 'words', alsoIn: 0,
  article: { id: 'jc/1', title: '大桥合龙', kicker: '等了二十年', subtitle: '年底通车', byline: '记者 林小溪', authors: ['林小溪'], section: '要闻', publication: '江城晚报', date: '2025-03-01', page: '3', url: null },
  marked: { title: '<mark>大桥</mark>合龙', kicker: '等了二十年', subtitle: null, byline: null, authors: [] },
  snippets: ['…<mark>大桥</mark>昨日合龙 &amp; 试车…'],
};

export const result: PageResult = {
  total: 1, totalIsExact: true, page: 1, perPage: 10, tookMs: 3, match: 'words', corrected: null,
  terms: [{ text: '大桥', kind: 'term', found: ['大桥'] }], hits: [hit], facets: {},
};

export function searchView(change: Partial<SearchView> = {}, ofResult: Partial<PageResult> = {}): SearchView {
  return { basePath: '', index: 'articles', params, examples: ['春汛', '“夜班公交”'], result: { ...result, ...ofResult }, ...change };
}

/** @returns the addresses of a page's links, as a browser reads them */
export function hrefs(page: string): string[] {
  return [...page.matchAll(/ href="([^"]*)"/g)].map(([, href]) => (href ?? '').replaceAll('&amp;', '&'));
}
