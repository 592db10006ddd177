import { escapeHtml } from '../src/text/marks.js';
import type { ClippedLine, ClippedPage } from './clip/index.js';

/** One page for the report: its raw text and what the clipper made of it. */
export interface ReportedPage {
  readonly file: string;
  readonly text: string;
  readonly page: ClippedPage;
}

/** Below this an article is marked for a second look. */
const doubtfulBelow = 0.6;
const colours = 8;

const css = `
:root { color-scheme: light dark; --paper: #fbfaf6; --ink: #222; --dim: #777; --doubt: #c40 }
@media (prefers-color-scheme: dark) { :root { --paper: #1c1b19; --ink: #e6e3dc; --dim: #999; --doubt: #f84 } }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--paper); color: var(--ink); font: 15px/1.6 "Songti SC", "Noto Serif CJK SC", serif }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; border-top: 2px solid; padding-top: .5rem }
nav a, .doubt { color: var(--doubt) } ol { padding-left: 1.5rem } small, .n { color: var(--dim) }
.line { display: grid; grid-template-columns: 3.5rem 5.5rem 1fr; gap: .5rem; border-left: 6px solid transparent; padding: 0 .4rem; overflow-wrap: anywhere; white-space: pre-wrap }
.line .role { font: 12px/2 system-ui, sans-serif; color: var(--dim) } .title .t, .kicker .t, .subtitle .t { font-weight: bold } .byline .t { font-style: italic } .noise .t { color: var(--dim); text-decoration: line-through }
.doubtful { background: color-mix(in srgb, var(--doubt) 14%, transparent) }
${Array.from({ length: colours }, (_, i) => `.a${i} { border-left-color: hsl(${Math.round(i * 360 / colours)} 60% 55%); background: color-mix(in srgb, hsl(${Math.round(i * 360 / colours)} 60% 55%) 8%, transparent) }`).join('\n')}
`;

/** Draws pages with their articles coloured, every line named, doubtful places marked and listed first: one file, nothing from outside. */
export function clipReport(pages: readonly ReportedPage[]): string {
  const articles = pages.reduce((sum, { page }) => sum + page.articles.length, 0);
  const doubts = pages.flatMap(({ file, page }, p) => [
    ...page.warnings.map(warning => `<li><a href="#p${p}">${escapeHtml(file)}</a>: ${escapeHtml(warning)}</li>`),
    ...page.articles.filter(a => a.confidence < doubtfulBelow).map(a =>
      `<li><a href="#p${p}l${a.firstLine}">${escapeHtml(file)}:${a.firstLine}</a> ${escapeHtml(a.title || '(no title)')} <small>${a.confidence.toFixed(2)}</small></li>`),
  ]);
  return `<!doctype html>
<html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Clipped pages</title><style>${css}</style>
<h1>${pages.length} pages, ${articles} articles</h1>
<nav>${doubts.length ? `<p>${doubts.length} doubtful places:</p><ol>${doubts.join('')}</ol>` : '<p>No doubtful places.</p>'}</nav>
${pages.map(drawPage).join('\n')}
</html>
`;
}

function drawPage({ file, text, page }: ReportedPage, p: number): string {
  const raw = text.replace(/\r\n?/g, '\n').split('\n');
  const facts = [page.publication, page.date, page.page && `page ${page.page}`].filter(Boolean).join(' · ');
  const list = page.articles.map((a, i) => `<li class="a${i % colours}"><a href="#p${p}l${a.firstLine}">${escapeHtml(a.title || '(no title)')}</a> <small>${escapeHtml(a.authors.join('、'))} · ${a.body.length} characters · confidence ${a.confidence.toFixed(2)}</small></li>`);
  const lines = page.lines.filter(line => line.role !== 'blank').map(line => drawLine(line, raw[line.line - 1] ?? '', p));
  return `<section id="p${p}"><h2>${escapeHtml(file)} <small>${escapeHtml(facts)}</small></h2><ol>${list.join('')}</ol>\n${lines.join('\n')}</section>`;
}

function drawLine({ line, role, article, noise, doubtful }: ClippedLine, text: string, p: number): string {
  const classes = ['line', role, ...(article === undefined ? [] : [`a${article % colours}`]), ...(doubtful ? ['doubtful'] : [])];
  return `<div class="${classes.join(' ')}" id="p${p}l${line}"><span class="n">${line}</span><span class="role">${escapeHtml(noise ?? role)}${doubtful ? ' <span class="doubt">?</span>' : ''}</span><span class="t">${escapeHtml(text)}</span></div>`;
}
