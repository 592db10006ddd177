import { html, type SafeHtml } from './html.js';
import { exampleLinks } from './links.js';
import { pageHref, searchFor } from './params.js';
import { strings, type Strings } from './strings.js';
import type { ErrorView } from './view.js';

/** What went wrong and what to do about it. The server draws it, and the script in the browser. */
export function problemContent(view: ErrorView): SafeHtml {
  const { params, basePath, retryAfterSeconds } = view;
  const t = strings[params.lang];
  const { title, help, canRetry } = explain(view, t);
  return html`<div class="message${canRetry && ' waiting'}" role="alert">
<h1>${title}</h1>
<p>${help}</p>
${view.detail !== undefined && view.detail !== '' && html`<p class="detail" lang="en">${view.detail}</p>`}
${canRetry && retryAfterSeconds !== undefined && html`<p>${t.retryAfter(retryAfterSeconds)}</p>`}
<p>${canRetry ? html`<a class="action" href="${view.retryHref ?? pageHref(params, basePath)}">${t.retry}</a>` : html`<a class="action" href="${pageHref(searchFor('', params.lang), basePath)}">${t.backToStart}</a>`}</p>
${!canRetry && exampleLinks(view.examples ?? [], view)}
</div>`;
}

/** A problem's name, what helps, and whether trying again does. */
export function explain({ status, code }: ErrorView, t: Strings): { title: string; help: string; canRetry: boolean } {
  if (code === 'article_not_found') return { title: t.articleNotFound, help: t.articleNotFoundHelp, canRetry: false };
  if (status === 0) return { title: t.offline, help: t.offlineHelp, canRetry: true };
  if (status === 404) return { title: t.pageNotFound, help: t.pageNotFoundHelp, canRetry: false };
  if (status === 429) return { title: t.tooMany, help: t.tooManyHelp, canRetry: true };
  if (status === 503) return { title: t.engineDown, help: t.engineDownHelp, canRetry: true };
  if (status >= 400 && status < 500) return { title: t.badRequest, help: t.badRequestHelp, canRetry: false };
  return { title: t.broken, help: t.brokenHelp, canRetry: true };
}
