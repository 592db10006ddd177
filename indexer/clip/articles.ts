import { parseBylineLine, parseLead, parseTail, type Byline } from './byline.js';
import { shareOf } from './cohesion.js';
import type { Feature } from './features.js';
import { headRoles, isSectionName } from './heads.js';
import { joinText, paragraphsOf } from './join.js';
import type { Segment } from './segments.js';
import type { PageStyle } from './style.js';
import { isClosed, widthOf } from './text.js';
import type { ClippedArticle, Line, LineRole, NoiseKind } from './types.js';

/** An article with what each of its raw lines became. */
export interface Built {
  article: ClippedArticle;
  lines: { line: number; role: LineRole; noise?: NoiseKind }[];
}

/** Builds one article from its lines; undefined when nothing of a body is left. */
export function buildArticle(segment: Segment, lines: readonly Line[], features: readonly Feature[], style: PageStyle, topOfPage: boolean): Built | undefined {
  const at = (i: number): Line[] => (lines[i] ? [lines[i]] : []);
  const body = segment.body.flatMap((entry) => at(entry.at).map((line) => ({ line, kind: entry.kind })));
  const paragraphs = paragraphsOf(body, style);
  const bylines: Byline[] = [];
  const lead = parseLead(paragraphs[0] ?? '');
  for (const i of segment.bylines) {
    const line = parseBylineLine(lines[i]?.text ?? '');
    if (line) bylines.push(line);
  }
  if (lead && paragraphs[0] !== undefined) {
    bylines.push(lead);
    paragraphs[0] = paragraphs[0].slice(lead.chars);
  }
  const tail = parseTail(paragraphs.at(-1) ?? '');
  if (tail && paragraphs.length > 0) {
    bylines.push(tail);
    paragraphs.push((paragraphs.pop() ?? '').slice(0, -tail.chars).trimEnd());
  }
  const text = paragraphs.filter((p) => p !== '').join('\n');
  if (text === '') return undefined;

  const heads = segment.heads.flatMap(at);
  // where empty lines part what stands apart, a line set on its headline is no banner
  const mayBeBanner = topOfPage && !(style.blankTrust > 0.4 && heads[1]?.blankBefore === 0);
  const roles = headRoles(heads, text.slice(0, 500), mayBeBanner, (lines[segment.bylines[0] ?? segment.body[0]?.at ?? -1]?.blankBefore ?? 0) > 0);
  const textOf = (indexes: readonly number[]): string => indexes.flatMap((i) => (heads[i] ? [heads[i].text] : [])).reduce((a, b) => (a === '' ? b : joinText(a, b)), '');
  const out: Built['lines'] = [];
  const article: ClippedArticle = { title: textOf(roles.title), authors: [], body: text, captions: [], confidence: 0, firstLine: 0, lastLine: 0 };
  roles.above.forEach((i, k) => {
    const line = heads[i];
    if (!line) return;
    const last = k === roles.above.length - 1;
    if (topOfPage && i === 0 && (!last || widthOf(line.text) >= 9 || isSectionName(line.text))) out.push({ line: line.n, role: 'noise', noise: isSectionName(line.text) ? 'section' : 'banner' });
    else if (isSectionName(line.text) || !last) {
      article.section = line.text.replace(/^[【[「■◆●▎\s]+|[】\]」\s]+$/gu, '');
      out.push({ line: line.n, role: 'section', noise: 'section' });
    } else {
      article.kicker = line.text;
      out.push({ line: line.n, role: 'kicker' });
    }
  });
  for (const i of roles.title) out.push({ line: heads[i]?.n ?? 0, role: 'title' });
  for (const i of roles.subtitle) out.push({ line: heads[i]?.n ?? 0, role: 'subtitle' });
  if (roles.subtitle.length > 0) article.subtitle = roles.subtitle.map((i) => (heads[i]?.text ?? '').replace(/^[—–-]+\s*/u, '')).join(' ');

  const printed = bylines.map((b) => b.byline).filter((b) => b !== '');
  if (printed.length > 0) article.byline = printed.join(' ');
  article.authors = [...new Set(bylines.flatMap((b) => b.authors))];
  const dateline = bylines.find((b) => b.dateline !== undefined)?.dateline;
  if (dateline !== undefined) article.dateline = dateline;
  for (const i of segment.bylines) out.push({ line: lines[i]?.n ?? 0, role: 'byline' });
  for (const entry of body) out.push({ line: entry.line.n, role: entry.kind });
  article.captions = captionsOf(segment, lines);
  for (const i of segment.noise) out.push({ line: lines[i]?.n ?? 0, role: 'noise', noise: lines[i]?.softKind ?? 'caption' });

  const own = out.filter((l) => l.noise === undefined || l.noise === 'caption').map((l) => l.line);
  article.firstLine = Math.min(...own);
  article.lastLine = own.reduce((a, b) => Math.max(a, b), 0);
  article.confidence = confidenceOf(article, segment, bylines.length > 0, features, lines);
  return { article, lines: out };
}

/** Captions in the order of the page; the lines of one caption are joined. */
function captionsOf(segment: Segment, lines: readonly Line[]): string[] {
  const captions: string[] = [];
  let before = -2;
  for (const i of segment.noise) {
    const text = lines[i]?.text ?? '';
    const last = captions.at(-1);
    if (i === before + 1 && last !== undefined && (!isClosed(last) || text.length <= 16)) captions[captions.length - 1] = joinText(last, text);
    else captions.push(text);
    before = i;
  }
  return captions;
}

function confidenceOf(article: ClippedArticle, segment: Segment, signed: boolean, features: readonly Feature[], lines: readonly Line[]): number {
  let value = 0.97;
  const last = segment.body.at(-1);
  if (article.title === '') value -= 0.3;
  if (article.body.length < 25) value -= 0.25;
  if (segment.margin < 1.5) value -= 0.2 * (1.5 - Math.max(0, segment.margin));
  if (!signed && shareOf(article.title, article.body) === 0) value -= 0.2;
  if (last?.kind === 'body' && !isClosed(article.body) && !lines[last.at]?.jumpOut && !features[last.at]?.tail) value -= 0.2;
  if (segment.heads.length > 3) value -= 0.15;
  if (article.body.length > 6000) value -= 0.15;
  return Math.max(0.05, Math.round(value * 100) / 100);
}
