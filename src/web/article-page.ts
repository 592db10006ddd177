import { citation } from './citation.js';
import { sourceLine } from './hits.js';
import { html, markedByline, markedField, MarkNumbers, paragraphs, plainText, safeUrl, type SafeHtml } from './html.js';
import { renderDocument } from './layout.js';
import { articleHref, isStartPage, pageHref } from './params.js';
import { strings } from './strings.js';
import type { ArticleView, PageArticle } from './view.js';

/** Draws one article with its marks, a citation, and the way back to the hits. */
export function renderArticlePage(view: ArticleView): string {
  const { article, params, basePath } = view;
  const t = strings[params.lang];
  const numbers = new MarkNumbers();
  const field = (name: string) => numbered(markedField(view, name));
  const numbered = (part: SafeHtml | undefined) => part && numbers.number(part);
  // In the order in which they stand on the page, which is the order of the marks' numbers.
  const kicker = field('kicker');
  const title = field('title') ?? html`${t.untitled}`;
  const subtitle = field('subtitle');
  const byline = numbered(markedByline(view));
  const body = paragraphs(markedField(view, 'body')?.text ?? '').map(part => numbers.number(part));
  const url = safeUrl(article['url']);
  const otherLang = params.lang === 'zh' ? 'en' : 'zh';
  const content = html`<nav class="article-nav">
<a class="back" href="${pageHref(params, basePath)}">${isStartPage(params) ? t.backToStart : t.backToResults}</a>
${numbers.count > 0 && html`<div class="marks" role="group" aria-label="${t.marks}">
<a class="mark-count" href="#mark-1">${t.markCount(numbers.count)}</a>
<span class="mark-status" role="status"></span>
<button type="button" data-previous-mark hidden data-needs-script aria-keyshortcuts="p">${t.previousMark}</button>
<button type="button" data-next-mark hidden data-needs-script aria-keyshortcuts="n">${t.nextMark}</button>
</div>`}
</nav>
<article class="sheet" data-article>
<header>
${sourceLine(article, params.lang)}
${kicker && html`<p class="kicker" lang="zh">${kicker}</p>`}
<h1 lang="zh">${title}</h1>
${subtitle && html`<p class="subtitle" lang="zh">${subtitle}</p>`}
${byline && html`<p class="byline" lang="zh">${byline}</p>`}
</header>
<div class="body" lang="zh">
${body.length === 0 ? html`<p class="no-body" lang="${t.htmlLang}">${t.noBody}</p>` : body.map(part => html`<p>${part}</p>
`)}</div>
<footer class="cite">
<p><span class="cite-label">${t.citation}</span> <span class="cite-text" id="citation" lang="zh">${citation(article)}</span> <button type="button" data-copy="citation" data-copied="${t.copied}" hidden data-needs-script>${t.copy}</button></p>
<p><button type="button" data-print hidden data-needs-script>${t.print}</button>${url !== undefined && html` <a class="original" href="${url}" rel="noopener noreferrer">${t.original}</a>`}</p>
</footer>
</article>
${otherArticles(t.samePage, view.samePage, view, false)}${otherArticles(t.similar, view.similar, view, true)}`;
  return renderDocument(view, {
    title: plainText(article['title']) ?? t.untitled,
    content,
    otherLanguageHref: articleHref(article.id, { ...params, lang: otherLang }, basePath),
  });
}

function otherArticles(heading: string, articles: readonly PageArticle[] | undefined, { params, basePath }: ArticleView, withSource: boolean): SafeHtml | null {
  if (articles === undefined || articles.length === 0) return null;
  const t = strings[params.lang];
  return html`<aside class="others" aria-label="${heading}"><h2>${heading}</h2>
<ul>
${articles.map(article => html`<li><a href="${articleHref(article.id, params, basePath)}" lang="zh">${plainText(article['title']) ?? t.untitled}</a>${withSource && sourceLine(article, params.lang)}</li>
`)}</ul></aside>
`;
}
