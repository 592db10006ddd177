import { groupDigits, pageCount, renderChips, renderFacets, renderPaging, renderSorts } from './controls.js';
import { renderHit } from './hits.js';
import { html, type SafeHtml } from './html.js';
import { browseHref, exampleLinks } from './links.js';
import { changed, hasFilters, isStartPage, pageHref, searchFor, unfiltered, withDuplicates } from './params.js';
import { strings } from './strings.js';
import type { PageParams, PageResult, PageTerm, PageView, SearchView } from './view.js';

/** What stands below the box: the welcome, a list of hits, or what to do when nothing was found. The server draws it, and the script in the browser. */
export function searchContent(view: Omit<SearchView, 'index'>): SafeHtml {
  const { result } = view;
  if (result === null) return startContent(view);
  return result.hits.length === 0 ? emptyContent(result, view) : resultContent(result, view);
}

/** The title of a search's page; '' for the start page. */
export function searchTitle(params: PageParams): string {
  return params.q.trim() || (isStartPage(params) ? '' : strings[params.lang].allArticles);
}

function startContent(view: Omit<SearchView, 'index'>): SafeHtml {
  const t = strings[view.params.lang];
  const count = view.articleCount === undefined ? undefined : groupDigits(view.articleCount);
  return html`<div class="welcome">
${exampleLinks(view.examples, view)}
<p class="help">${t.syntaxHelp}</p>
<p><a class="browse" href="${browseHref(view)}">${t.browseAll(count)}</a></p>
</div>`;
}

function resultContent(result: PageResult, view: Omit<SearchView, 'index'>): SafeHtml {
  const { params } = view;
  const t = strings[params.lang];
  const q = params.q.trim();
  const facets = renderFacets(result, view);
  return html`<div class="results">
<div class="found">
<h1 class="sr-only">${q === '' ? t.allArticles : t.resultsFor(q)}</h1>
${correctedNote(result, view)}
<div class="bar"><p class="total" role="status">${t.total(groupDigits(result.total), result.totalIsExact)} <span class="took">${t.took(seconds(result.tookMs))}</span></p>${renderSorts(view)}${facets && html`<a class="to-facets" href="#facets">${t.filterLabel}</a>`}</div>
${renderChips(view)}
${params.duplicates && html`<p class="why"><span>${t.duplicatesShown}</span> <a class="copies" href="${pageHref(withDuplicates(params, false), view.basePath)}">${t.foldDuplicates}</a></p>`}
${whyNote(result, view)}
<ol class="hits" start="${(result.page - 1) * result.perPage + 1}">
${result.hits.map(hit => renderHit(hit, view))}</ol>
${renderPaging(result, view)}
</div>
${facets}
</div>`;
}

function emptyContent(result: PageResult, view: Omit<SearchView, 'index'>): SafeHtml {
  const { params, basePath } = view;
  const t = strings[params.lang];
  if (result.total > 0) {
    return html`<div class="message"><h1>${t.beyondLastPage}</h1>
<p>${t.pageOf(params.page, pageCount(result))}</p>
<p><a class="action" href="${pageHref(changed(params, {}), basePath)}">${t.firstPage}</a></p></div>`;
  }
  const unquoted = params.q.replace(/["“”「」『』]/g, ' ').replace(/\s+/g, ' ').trim();
  const q = params.q.trim();
  return html`${renderChips(view)}
<div class="message"><h1>${q === '' ? t.allArticles : t.nothingFound(q)}</h1>
${result.corrected && html`<p class="corrected">${t.didYouMean} <a href="${pageHref(searchFor(result.corrected.query, params.lang), basePath)}" lang="zh">${result.corrected.query}</a></p>`}
<ul class="hints">
${hasFilters(params) && html`<li><a href="${pageHref(unfiltered(params), basePath)}">${t.withoutFilters}</a></li>
`}${unquoted !== q && unquoted !== '' && html`<li><a href="${pageHref(changed(params, { q: unquoted }), basePath)}">${t.withoutQuotes}</a></li>
`}${t.hints.map(hint => html`<li>${hint}</li>
`)}</ul>
${exampleLinks(view.examples, view)}
<p><a class="browse" href="${browseHref(view)}">${t.browseAll(view.articleCount === undefined ? undefined : groupDigits(view.articleCount))}</a></p>
</div>`;
}

function correctedNote({ corrected }: PageResult, { params, basePath }: PageView): SafeHtml | null {
  if (corrected === null) return null;
  const t = strings[params.lang];
  return html`<p class="corrected">${t.correctedFrom(params.q.trim())}${params.lang === 'en' ? ' ' : ''}${t.didYouMean} <a href="${pageHref(changed(params, { q: corrected.query }), basePath)}" lang="zh">${corrected.query}</a></p>`;
}

/** One quiet line: what was looked for, where that differs from what was typed, and how strictly it matched. */
function whyNote(result: PageResult, { params }: PageView): SafeHtml | null {
  const t = strings[params.lang];
  const note = result.match == null || result.corrected !== null ? '' : t.matchNotes[result.match];
  const isPlain = (term: PageTerm) => term.kind === 'term' && (term.found.length === 0 || term.found.join('') === term.text);
  const terms = result.terms.every(isPlain) ? null : html`<span class="terms">${t.searchedAs} ${result.terms.map(term => html`<span class="term">${termText(term, t.termKinds)}</span>`)}</span>`;
  if (terms === null && note === '' && result.timedOut !== true) return null;
  return html`<p class="why">${[note !== '' && html`<span>${note}</span> `, result.timedOut === true && html`<strong>${t.timedOut}</strong> `, terms]}</p>`;
}

function termText(term: PageTerm, kinds: { readonly [kind: string]: string }): SafeHtml {
  const found = term.found.filter(text => text !== term.text).slice(0, 6);
  const kind = kinds[term.kind];
  return html`${kind !== undefined && html`<span class="term-kind">${kind}</span> `}<span lang="zh">${term.text}${found.length > 0 && ` → ${found.join(' ')}`}</span>`;
}

function seconds(ms: number): string {
  return (Math.max(ms, 1) / 1000).toFixed(ms < 100 ? 3 : 2);
}
