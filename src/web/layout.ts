import { assetHref } from './assets.js';
import { html, type HtmlPart, type SafeHtml } from './html.js';
import { changed, cleanBase, pageHref, searchFor } from './params.js';
import { strings } from './strings.js';
import type { PageParams, PageView } from './view.js';

/** Draws the frame around a page's content: head, masthead with the search box, main, foot. */
export function renderDocument(view: PageView, page: { title: string; content: SafeHtml; isStart?: boolean; otherLanguageHref?: string }): string {
  const { params } = view;
  const base = cleanBase(view.basePath);
  const t = strings[params.lang];
  const otherLang = params.lang === 'zh' ? 'en' : 'zh';
  const otherHref = page.otherLanguageHref ?? pageHref({ ...params, lang: otherLang }, base);
  const head = html`<!doctype html>
<html lang="${t.htmlLang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<title>${page.title === '' ? `${t.siteName} · ${t.siteMotto}` : `${page.title} · ${t.siteName}`}</title>
<link rel="stylesheet" href="${assetHref('/assets/page.css', base)}">
<link rel="icon" type="image/svg+xml" href="${assetHref('/assets/icon.svg', base)}">
<script src="${assetHref('/assets/page.js', base)}" defer></script>
</head>`;
  const wordmark = html`<a class="wordmark" href="${pageHref(searchFor('', params.lang), base)}">${t.siteName}</a>`;
  return html`${head}
<body${page.isStart === true ? html` class="start"` : ''}>
<a class="skip" href="#content">${t.skipToContent}</a>
<header class="masthead">
<div class="masthead-line">${page.isStart === true ? html`<h1>${wordmark}</h1>` : wordmark}<span class="motto">${t.siteMotto}</span><a class="language" href="${otherHref}" lang="${strings[otherLang].htmlLang}" hreflang="${strings[otherLang].htmlLang}">${t.otherLanguage}</a></div>
${searchForm(params, base, page.isStart === true)}
</header>
<main id="content" tabindex="-1">
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

/** Queries to try, as links. */
export function exampleLinks(examples: readonly string[], view: PageView): SafeHtml | null {
  const { lang } = view.params;
  if (examples.length === 0) return null;
  return html`<p class="examples"><span>${strings[lang].tryThese}</span> ${examples.map(q => html`<a href="${pageHref(searchFor(q, lang), view.basePath)}" lang="zh">${q}</a> `)}</p>`;
}

/** The address of the list of all articles. */
export function browseHref(view: PageView): string {
  return pageHref(changed(searchFor('', view.params.lang), { sort: 'date:desc' }), view.basePath);
}
