import { renderHistogram, timeText } from './histogram.js';
import { html, type SafeHtml } from './html.js';
import { changed, hasFilters, hasRange, lastPage, pageHref, toggled, unfiltered } from './params.js';
import { strings } from './strings.js';
import { facetFields, pageFacets, pageSorts, type PageFacet, type PageParams, type PageResult, type PageView } from './view.js';

const shownFacetValues = 8;

/** The chosen values of all facets; each link takes one away. */
export function renderChips({ params, basePath }: PageView): SafeHtml | null {
  if (!hasFilters(params)) return null;
  const t = strings[params.lang];
  const chip = (name: string, value: string, without: PageParams) => html`<li><a class="chip" href="${pageHref(without, basePath)}"><span class="sr-only">${t.removeFilter(name, value)}</span><span aria-hidden="true"><span class="chip-facet">${name}</span> ${value} <span class="chip-x">×</span></span></a></li>
`;
  const chips = pageFacets.flatMap(facet => params.filters[facet].map(value => chip(t.facets[facet], value, toggled(params, facet, value))));
  if (hasRange(params)) chips.push(chip(t.time, t.timeRange(timeText(params.from, params.lang), timeText(params.to, params.lang)), changed(params, { from: '', to: '' })));
  return html`<ul class="chips" aria-label="${t.chosenFilters}">
${chips}${chips.length > 1 && html`<li><a class="chip-all" href="${pageHref(unfiltered(params), basePath)}">${t.removeAllFilters}</a></li>
`}</ul>`;
}

/** Relevance or date, as links. */
export function renderSorts({ params, basePath }: PageView): SafeHtml {
  const t = strings[params.lang];
  const current = params.q.trim() === '' && params.sort === 'relevance' ? 'date:desc' : params.sort;
  // Without a query there is nothing to be relevant to.
  const sorts = pageSorts.filter(sort => sort !== 'relevance' || params.q.trim() !== '');
  return html`<nav class="sorts" aria-label="${t.sortLabel}"><ul>
${sorts.map(sort => html`<li><a href="${pageHref(changed(params, { sort }), basePath)}"${sort === current ? html` aria-current="true"` : ''}>${t.sorts[sort]}</a></li>
`)}</ul></nav>`;
}

/** The histogram over time, and lists of values with their counts; a link chooses a value or gives it up. */
export function renderFacets(result: PageResult, view: PageView): SafeHtml | null {
  const t = strings[view.params.lang];
  const lists = [renderHistogram(result.facets['month'] ?? {}, view), ...pageFacets.map(facet => renderFacet(facet, result, view))].filter(list => list !== null);
  if (lists.length === 0) return null;
  return html`<aside class="facets" id="facets" aria-label="${t.filterLabel}">
${lists}</aside>`;
}

function renderFacet(facet: PageFacet, result: PageResult, { params, basePath }: PageView): SafeHtml | null {
  const t = strings[params.lang];
  const chosen = params.filters[facet];
  const counts = new Map(Object.entries(result.facets[facetFields[facet]] ?? {}));
  for (const value of chosen) if (!counts.has(value)) counts.set(value, 0);
  if (counts.size === 0) return null;
  const values = [...counts].sort(([a, countA], [b, countB]) => (facet === 'year' ? Number(b) - Number(a) : countB - countA || (a < b ? -1 : 1)));
  const links = values.map(([value, count]) => {
    const isChosen = chosen.includes(value);
    return html`<li><a href="${pageHref(toggled(params, facet, value), basePath)}"${isChosen ? html` aria-current="true"` : ''}><span class="value" lang="zh">${value}</span> <span class="count">${groupDigits(count)}</span></a></li>
`;
  });
  const rest = links.slice(shownFacetValues);
  return html`<section class="facet" id="facet-${facet}"><h2>${t.facets[facet]}</h2>
<ul>
${links.slice(0, shownFacetValues)}</ul>
${rest.length > 0 && html`<details${values.slice(shownFacetValues).some(([value]) => chosen.includes(value)) ? html` open` : ''}><summary>${t.moreValues(rest.length)}</summary><ul>
${rest}</ul></details>
`}</section>
`;
}

/** @returns how many pages of this result can be asked for */
export function pageCount({ total, folded = 0, perPage }: PageResult): number {
  return Math.min(Math.ceil((total - folded) / perPage), lastPage);
}

/** Previous, the first, the last and the near pages, next. */
export function renderPaging(result: PageResult, { params, basePath }: PageView): SafeHtml | null {
  const t = strings[params.lang];
  const pages = pageCount(result);
  const { page } = result;
  if (pages < 2) return null;
  const href = (to: number) => pageHref({ ...params, page: to }, basePath);
  const shown = [1, page - 2, page - 1, page, page + 1, page + 2, pages].filter(to => to >= 1 && to <= pages);
  let before = 0;
  const numbers = [...new Set(shown)].sort((a, b) => a - b).map(to => {
    const gap = to > before + 1 ? html`<li class="gap" aria-hidden="true">…</li>` : null;
    before = to;
    return html`${gap}<li class="number"><a href="${href(to)}" aria-label="${t.pageNumber(to)}"${to === page ? html` aria-current="page"` : ''}>${to}</a></li>
`;
  });
  return html`<nav class="paging" aria-label="${t.paging}"><ul>
<li class="previous">${page > 1 && html`<a rel="prev" href="${href(Math.min(page - 1, pages))}">${t.previousPage}</a>`}</li>
${numbers}<li class="short" aria-hidden="true">${t.pageOf(page, pages)}</li>
<li class="next">${page < pages && html`<a rel="next" href="${href(page + 1)}">${t.nextPage}</a>`}</li>
</ul></nav>`;
}

/** 12345 as 12,345. */
export function groupDigits(count: number): string {
  return count.toLocaleString('en');
}
