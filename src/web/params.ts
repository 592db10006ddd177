import { pageFacets, pageSorts, type Lang, type PageFacet, type PageFilters, type PageParams } from './view.js';

/** Hits on one page of the search page, and the last page that can be asked for (the API shows 10,000 hits at most). */
export const hitsPerPage = 10;
export const lastPage = 10_000 / hitsPerPage;

const noFilters: PageFilters = { publication: [], section: [], author: [], year: [] };

/**
 * Reads a page's address. What makes no sense is left out rather than refused: an address may have been cut short in a mail.
 * @param query values by name as Express gives them; a name given several times has a list
 */
export function readPageParams(query: { readonly [name: string]: unknown }): PageParams {
  const page = /^\d{1,6}$/.exec(first(query['page']))?.[0];
  const sort = first(query['sort']);
  return {
    q: first(query['q']),
    page: Math.min(Math.max(Number(page ?? 1), 1), lastPage),
    sort: pageSorts.find(known => known === sort) ?? 'relevance',
    filters: {
      publication: values(query['publication']),
      section: values(query['section']),
      author: values(query['author']),
      year: values(query['year']).filter(year => /^\d{4}$/.test(year)),
    },
    ...readRange(first(query['from']), first(query['to'])),
    lang: readLang(query['lang']),
    ...(first(query['duplicates']) === 'show' ? { duplicates: 'show' as const } : {}),
  };
}

/** A stretch of time with its ends in order; what is no year and no month is left out. */
export function readRange(from: string, to: string): { readonly from: string; readonly to: string } {
  const [start, end] = [from, to].map(time => (/^\d{4}(-(0[1-9]|1[0-2]))?$/.test(time) ? time : '')) as [string, string];
  return start !== '' && end !== '' && start.slice(0, end.length) > end.slice(0, start.length) ? { from: end, to: start } : { from: start, to: end };
}

function readLang(value: unknown): Lang {
  return /^en(-|$)/i.test(first(value)) ? 'en' : 'zh';
}

function first(value: unknown): string {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' ? wellFormed(one) : '';
}

function values(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return [...new Set(all.filter(one => typeof one === 'string').map(wellFormed).filter(one => one !== ''))];
}

/** Halves of surrogate pairs have no place in an address: encoding them would throw. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** @returns whether nothing was asked for yet; a list of all articles has its sort in the address */
export function isStartPage(params: PageParams): boolean {
  return params.q.trim() === '' && params.page === 1 && params.sort === 'relevance' && !hasFilters(params);
}

export function hasFilters(params: PageParams): boolean {
  return hasRange(params) || pageFacets.some(facet => params.filters[facet].length > 0);
}

export function hasRange({ from, to }: PageParams): boolean {
  return from !== '' || to !== '';
}

/** @returns the address of a search; what is as usual is left out. `readPageParams` reads the same back. */
export function pageHref(params: PageParams, basePath = ''): string {
  return `${cleanBase(basePath)}/${queryString(params)}`;
}

/** @returns the address of an article, with the search that it was found by, so that the way back is known */
export function articleHref(id: string, params: PageParams, basePath = ''): string {
  return `${cleanBase(basePath)}/articles/${encodeURIComponent(wellFormed(id))}${queryString(params)}`;
}

function queryString({ q, page, sort, filters, from, to, lang, duplicates }: PageParams): string {
  const query = new URLSearchParams();
  if (q !== '') query.set('q', q);
  if (page !== 1) query.set('page', String(page));
  if (sort !== 'relevance') query.set('sort', sort);
  for (const facet of pageFacets) for (const value of filters[facet]) query.append(facet, value);
  if (from !== '') query.set('from', from);
  if (to !== '') query.set('to', to);
  if (lang !== 'zh') query.set('lang', lang);
  if (duplicates !== undefined) query.set('duplicates', duplicates);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** @returns a base path with one slash before it and none behind: `""`, `/clippings` */
export function cleanBase(basePath: string): string {
  const trimmed = basePath.replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? '' : `/${trimmed}`;
}

/** @returns the search with near-duplicates folded, or one by one */
export function withDuplicates({ duplicates: _, ...params }: PageParams, shown: boolean): PageParams {
  return changed(params, shown ? { duplicates: 'show' } : {});
}

/** A search changed in some point begins at its first page again. */
export function changed(params: PageParams, change: Partial<PageParams>): PageParams {
  return { ...params, page: 1, ...change };
}

/** @returns the search with a facet's value chosen, or no longer chosen when it was */
export function toggled(params: PageParams, facet: PageFacet, value: string): PageParams {
  const chosen = params.filters[facet];
  const next = chosen.includes(value) ? chosen.filter(one => one !== value) : [...chosen, value];
  return changed(params, { filters: { ...params.filters, [facet]: next } });
}

/** @returns the search without any filter */
export function unfiltered(params: PageParams): PageParams {
  return changed(params, { filters: noFilters, from: '', to: '' });
}

/** @returns a new search for `q` in the same language */
export function searchFor(q: string, lang: Lang): PageParams {
  return { q, page: 1, sort: 'relevance', filters: noFilters, from: '', to: '', lang };
}
