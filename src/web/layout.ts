import { renderHead } from './head.js';
import { html, type HtmlPart, type SafeHtml } from './html.js';
import { cleanBase, pageHref, searchFor } from './params.js';
import { strings } from './strings.js';
import type { PageParams, PageView, ScriptContext } from './view.js';

/**
 * Draws the frame around a page's content: head, masthead with the search box, main, foot.
 * @param page `context`: the page is a search, whose script goes on with it
 */
export function renderDocument(view: PageView, page: { title: string; content: SafeHtml; isStart?: boolean; otherLanguageHref?: string; context?: ScriptContext }): string {
  const { params } = view;
  const base = cleanBase(view.basePath);
  const t = strings[params.lang];
  const otherLang = params.lang === 'zh' ? 'en' : 'zh';
  const otherHref = page.otherLanguageHref ?? pageHref({ ...params, lang: otherLang }, base);
  const head = html`<!doctype html>
<html lang="${t.htmlLang}">
${renderHead({ title: page.title === '' ? `${t.siteName} · ${t.siteMotto}` : `${page.title} · ${t.siteName}`, base, metas: { referrer: 'same-origin' }, script: page.context ? '/assets/search.js' : '/assets/page.js' })}`;
  const wordmark = html`<a class="wordmark" href="${pageHref(searchFor('', params.lang), base)}">${t.siteName}</a>`;
  return html`${head}
<body${page.isStart === true ? html` class="start"` : ''}${view.token !== undefined && html` data-token="${view.token}"`}>
<a class="skip" href="#content">${t.skipToContent}</a>
<header class="masthead">
<div class="masthead-line">${page.isStart === true ? html`<h1>${wordmark}</h1>` : wordmark}<span class="motto">${t.siteMotto}</span><a class="language" href="${otherHref}" lang="${strings[otherLang].htmlLang}" hreflang="${strings[otherLang].htmlLang}">${t.otherLanguage}</a></div>
${searchForm(params, base, page.isStart === true)}
</header>
<main id="content" tabindex="-1"${page.context && html` data-search="${JSON.stringify(page.context)}"`}>
${page.content}
</main>
<footer class="foot"><p>${t.siteName} · ${t.siteMotto}</p><p class="keys" hidden data-needs-script>${t.keys}</p></footer>
</body>
</html>
`.text;
}

/** A new query keeps the language and the order; what was chosen for the old one hardly fits it. */
function searchForm(params: PageParams, base: string, isStart: boolean): SafeHtml {
  const t = strings[params.lang];
  const kept: HtmlPart[] = [
    params.sort !== 'relevance' && html`<input type="hidden" name="sort" value="${params.sort}">`,
    params.lang !== 'zh' && html`<input type="hidden" name="lang" value="${params.lang}">`,
  ];
  return html`<form class="search" role="search" action="${base}/" method="get">
<label class="sr-only" for="q">${t.searchLabel}</label>
<input id="q" name="q" type="search" value="${params.q}" placeholder="${t.searchPlaceholder}" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search" data-suggest="${base}/api/suggest" data-suggest-texts="${JSON.stringify(t.suggest)}"${isStart ? html` autofocus` : ''}>
${kept}<button type="submit">${t.searchButton}</button>
</form>`;
}
