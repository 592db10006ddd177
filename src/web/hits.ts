import { html, markedByline, markedField, plainText, trusted, type HtmlPart, type SafeHtml } from './html.js';
import { articleHref, pageHref, withDuplicates } from './params.js';
import { strings } from './strings.js';
import type { Lang, PageArticle, PageHit, PageView } from './view.js';

/** Publication, date, page and section, as far as an article has them, in one line. */
export function sourceLine(article: PageArticle, lang: Lang): SafeHtml | null {
  const t = strings[lang];
  const page = plainText(article['page']);
  const publication = plainText(article['publication']);
  const section = plainText(article['section']);
  const parts = [
    publication !== undefined && html`<span class="publication" lang="zh">${publication}</span>`,
    dateText(article['date'], lang),
    page !== undefined && html`<span>${t.printedPage(page)}</span>`,
    section !== undefined && html`<span lang="zh">${section}</span>`,
  ].filter(part => part !== false && part !== null);
  return parts.length === 0 ? null : html`<p class="source">${parts}</p>`;
}

function dateText(value: unknown, lang: Lang): SafeHtml | null {
  const date = plainText(value);
  if (date === undefined) return null;
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(date) ?? [];
  if (year === undefined) return html`<span>${date}</span>`;
  return html`<time datetime="${date.slice(0, 10)}">${strings[lang].date(Number(year), Number(month), Number(day))}</time>`;
}

/** One hit as a clipping: where it stood, its headline, and the best pieces of its text. */
export function renderHit(hit: PageHit, view: PageView): SafeHtml {
  const { lang } = view.params;
  const t = strings[lang];
  const kicker = markedField(hit, 'kicker');
  const subtitle = markedField(hit, 'subtitle');
  const byline = markedByline(hit);
  const notes: HtmlPart[] = [
    hit.tier !== 'words' && html`<span class="tier">${t.tiers[hit.tier]}</span>`,
    (hit.alsoIn ?? 0) > 0 && html`<a class="copies" href="${pageHref(withDuplicates(view.params, true), view.basePath)}">${t.alsoIn(hit.alsoIn ?? 0)}</a>`,
  ].filter(note => note !== false);
  return html`<li class="clipping" data-hit><article>
${sourceLine(hit.article, lang)}
${kicker && html`<p class="kicker" lang="zh">${kicker}</p>`}
<h2 lang="zh"><a href="${articleHref(hit.id, view.params, view.basePath)}">${markedField(hit, 'title') ?? t.untitled}</a></h2>
${subtitle && html`<p class="subtitle" lang="zh">${subtitle}</p>`}
${byline && html`<p class="byline" lang="zh">${byline}</p>`}
${hit.snippets.map(snippet => html`<p class="snippet" lang="zh">${trusted(snippet)}</p>
`)}${notes.length > 0 && html`<p class="notes">${notes}</p>`}
</article></li>
`;
}
