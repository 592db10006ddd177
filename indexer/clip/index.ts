import { findBorders } from './borders.js';
import { Cohesion } from './cohesion.js';
import { markDoubled } from './dup.js';
import { readFeatures } from './features.js';
import { printedLines, rawLines } from './lines.js';
import { readFileName, type PageFacts } from './masthead.js';
import { markHardNoise, scoreSoftNoise } from './noise.js';
import { mendDisplaced, segmentsOf } from './segments.js';
import { findStyle } from './style.js';
import type { ClipHints, ClippedArticle, ClippedLine, ClippedPage, Line, NoiseKind, PageNoise } from './types.js';
import { buildArticle, type Built } from './articles.js';

export type { ClipHints, ClippedArticle, ClippedLine, ClippedPage, LineRole, NoiseKind, PageNoise } from './types.js';

/** Longest stretch that is searched as one page; what is longer is no page and is cut in pieces. */
const MAX_LINES = 3000;

/**
 * Cuts the raw text of a newspaper page into its articles.
 * Never throws; time grows with the length of the text. A page without any recognisable article becomes one article, an empty page none, both with a warning.
 */
export function clipPage(text: string, hints: ClipHints = {}): ClippedPage {
  const raws = rawLines(text);
  const lines = printedLines(raws);
  const page: ClippedPage = { articles: [], noise: [], lines: raws.map((_, i) => ({ line: i + 1, role: 'blank' })), warnings: [] };
  if (lines.length === 0) {
    setFacts(page, {}, hints);
    page.warnings.push('the page is empty');
    return page;
  }
  const facts = markHardNoise(lines);
  setFacts(page, facts, hints);
  if (lines.length > MAX_LINES) page.warnings.push(`${String(lines.length)} lines are more than a page: cut in pieces of ${String(MAX_LINES)} lines`);
  for (let from = 0; from < lines.length; from += MAX_LINES) clipPiece(lines.slice(from, from + MAX_LINES), from === 0, page);
  addHardNoise(lines, page);
  if (!page.articles.some(isRecognisable)) wholePage(lines, page);
  spreadSections(page.articles);
  return page;
}

/** Finds the articles of at most MAX_LINES lines and appends them to the page. */
function clipPiece(all: readonly Line[], top: boolean, page: ClippedPage): void {
  markDoubled(all);
  passJumps(all);
  const lines = all.filter((l) => !l.hard);
  if (lines.length === 0) return;
  const style = findStyle(lines);
  scoreSoftNoise(all, style.widthChars);
  const cohesion = new Cohesion(lines);
  const features = readFeatures(lines, style, cohesion);
  const labels = findBorders({ lines, features, style, cohesion });
  const { segments, outside } = segmentsOf(labels);
  mendDisplaced(segments, lines, features, cohesion);
  for (const at of outside) setNoise(page, lines[at], lines[at]?.softKind ?? 'other');
  segments.forEach((segment, k) => {
    const first = top && k === 0 && (segment.heads[0] ?? 1) === 0;
    const built = segment.body.length > 0 ? buildArticle(segment, lines, features, style, first) : undefined;
    if (!built) {
      for (const at of [...segment.heads, ...segment.bylines, ...segment.noise]) setNoise(page, lines[at], lines[at]?.softKind ?? (first ? 'banner' : 'other'));
      return;
    }
    addArticle(built, page);
  });
  labels.forEach((l, at) => {
    const raw = page.lines[(lines[at]?.n ?? 0) - 1];
    if (raw && l.starts && l.margin < 1) raw.doubtful = true;
  });
}

function addArticle(built: Built, page: ClippedPage): void {
  const article = page.articles.push(built.article) - 1;
  for (const { line, role, noise } of built.lines) {
    const raw = page.lines[line - 1];
    if (!raw) continue;
    // parts of one raw line: the first part names it
    if (raw.role === 'blank') Object.assign(raw, { role, article, ...(noise ? { noise } : {}) });
    if (noise) pushNoise(page.noise, noise, line);
  }
}

/** A jump line of its own says something about the line above or below. */
function passJumps(lines: readonly Line[]): void {
  lines.forEach((line, i) => {
    if (line.hard !== 'jump') return;
    const next = lines.slice(i + 1, i + 3).find((l) => !l.hard);
    const before = lines.slice(Math.max(0, i - 2), i).findLast((l) => !l.hard);
    if (/[上紧緊续]接|^[（(]?接/u.test(line.text)) {
      if (next) next.jumpIn = true;
    } else if (before) before.jumpOut = true;
  });
}

function setNoise(page: ClippedPage, line: Line | undefined, kind: NoiseKind): void {
  const raw = page.lines[(line?.n ?? 0) - 1];
  if (!raw) return;
  if (raw.role === 'blank') Object.assign(raw, { role: 'noise', noise: kind } satisfies Partial<ClippedLine>);
  pushNoise(page.noise, kind, raw.line);
}

function pushNoise(noise: PageNoise[], kind: NoiseKind, line: number): void {
  const last = noise.at(-1);
  if (last?.kind === kind && line - (last.lines.at(-1) ?? 0) <= 1) {
    if (last.lines.at(-1) !== line) last.lines.push(line);
  } else noise.push({ kind, lines: [line] });
}

function addHardNoise(lines: readonly Line[], page: ClippedPage): void {
  for (const line of lines) if (line.hard) setNoise(page, line, line.hard);
  page.noise.sort((a, b) => (a.lines[0] ?? 0) - (b.lines[0] ?? 0));
}

/** Whether an article has anything of one: a sentence, a writer, or some length. */
function isRecognisable(article: ClippedArticle): boolean {
  return article.body.length >= (article.byline === undefined ? 40 : 16) || /[。！？；…．]/u.test(article.body);
}

/** Never silence: what could not be recognised is kept as one article, its first line as title when it is short. */
function wholePage(lines: readonly Line[], page: ClippedPage): void {
  page.warnings.push('no article recognised: the page is kept as one');
  const [first, ...rest] = lines;
  if (!first) return;
  const titled = first.width <= 36 && rest.length > 0;
  const article: ClippedArticle = {
    title: titled ? first.text : '',
    authors: [],
    body: (titled ? rest : lines).map((l) => l.text).join('\n'),
    captions: [],
    confidence: 0.05,
    firstLine: first.n,
    lastLine: lines.at(-1)?.n ?? first.n,
  };
  page.articles = [article];
  page.noise = [];
  for (const line of lines) {
    const raw = page.lines[line.n - 1];
    if (!raw) continue;
    delete raw.noise;
    Object.assign(raw, { role: titled && line === first ? 'title' : 'body', article: 0, doubtful: true } satisfies Partial<ClippedLine>);
  }
}

/** A section over a group of short news items holds for all of them. */
function spreadSections(articles: readonly ClippedArticle[]): void {
  let section: string | undefined;
  for (const article of articles) {
    const brief = article.body.length <= 150 && article.kicker === undefined;
    if (article.section !== undefined) section = brief ? article.section : undefined;
    else if (section !== undefined && brief) article.section = section;
    else section = undefined;
  }
}

function setFacts(page: ClippedPage, facts: PageFacts, hints: ClipHints): void {
  const file = hints.fileName === undefined ? {} : readFileName(hints.fileName);
  const all: PageFacts = { ...file, ...facts, ...definedOf(hints) };
  for (const key of ['publication', 'date', 'page', 'section'] as const) {
    const value = all[key];
    if (value !== undefined) page[key] = value;
  }
}

function definedOf(hints: ClipHints): PageFacts {
  const facts: PageFacts = {};
  for (const key of ['publication', 'date', 'page'] as const) if (hints[key] !== undefined) facts[key] = hints[key];
  return facts;
}

