import { html, type SafeHtml } from './html.js';
import { changed, pageHref, searchFor } from './params.js';
import { strings } from './strings.js';
import type { PageView } from './view.js';

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
