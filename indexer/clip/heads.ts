import { shareOf, type Cohesion } from './cohesion.js';
import { bare, isClosed, widthOf } from './text.js';
import type { Line } from './types.js';

/** The parts of a headline block, as indexes into its lines. */
export interface HeadRoles {
  above: number[];
  title: number[];
  subtitle: number[];
}

/** Ends that leave a phrase open: the title goes on in the next line. */
const OPEN_END = /[的和与及把被将，、：—–-]$|——$/u;
const OPEN_START = /^[的了着过们，、：！？”》）]/u;
const ORG_END = /(?:公司|集团|中心|大学|学院|中学|小学|医院|街道|社区|委员会|协会|工会|法院|检察院|公安局|[省市区县镇乡村局厂社馆院])$/u;

/**
 * Decides which lines of a headline block are kicker, title and subtitle: by the words that they share with the text below,
 * by whether one line runs on into the next, by dashes and by length. `body` is the text that follows;
 * `bodyBlank` tells that an empty line parts headline and text.
 */
export function headRoles(lines: readonly Line[], body: string, topOfPage: boolean, bodyBlank: boolean): HeadRoles {
  const n = lines.length;
  const all = lines.map((_, i) => i);
  if (n <= 1) return { above: [], title: all, subtitle: [] };
  let best: HeadRoles = { above: [], title: [0], subtitle: all.slice(1) };
  let bestScore = -Infinity;
  for (let from = 0; from < n; from++) {
    for (let to = from + 1; to <= Math.min(n, from + 2); to++) {
      const roles = { above: all.slice(0, from), title: all.slice(from, to), subtitle: all.slice(to) };
      const score = scoreRoles(lines, roles, body, topOfPage, bodyBlank);
      if (score > bestScore) [best, bestScore] = [roles, score];
    }
  }
  return best;
}

function scoreRoles(lines: readonly Line[], roles: HeadRoles, body: string, topOfPage: boolean, bodyBlank: boolean): number {
  let score = 0;
  const text = (i: number | undefined): string => (i === undefined ? '' : (lines[i]?.text ?? ''));
  const [t, u] = roles.title;
  const title = text(t) + text(u);
  score += Math.min(1, shareOf(title, body) * 1.5);
  if (u !== undefined) score += runsOn(text(t), text(u), body) + setTogether(lines, u, bodyBlank) - 2;
  if (OPEN_END.test(title)) score -= 3;
  // the name of a rubric is seldom a headline over another line
  if (t !== undefined && t + 1 < lines.length && u === undefined && RUBRIC.test(text(t)) && /^\p{Script=Han}{3,8}$/u.test(text(t))) score -= 1.2;
  const titleWidth = widthOf(title);
  if (titleWidth > 26) score -= (titleWidth - 26) * 0.3;
  // a line of its own above a headline that stands with its text
  if (roles.above.length > 0 && !bodyBlank && lines.slice(1, (t ?? 0) + 1).some((l) => l.blankBefore > 0)) score += 2;
  for (const i of roles.above) score += kickerScore(text(i), text(t), body, topOfPage && i === 0, roles.above.length);
  roles.subtitle.forEach((i, k) => {
    const sub = text(i);
    score += subtitleScore(sub, text(t), body) - k * 1.8;
    // the title's own second half is no subtitle
    if (u === undefined && k === 0) score -= Math.max(0, runsOn(text(t), sub, body) - 1);
  });
  return score;
}

/** Where headline and lead stand apart, the two lines of one title stand together. */
function setTogether(lines: readonly Line[], second: number, bodyBlank: boolean): number {
  if ((lines[second]?.blankBefore ?? 0) > 0) return -2;
  return bodyBlank ? 1.5 : 0;
}

/** How surely the second line is the rest of the first, about -1..4. */
export function runsOn(first: string, second: string, body: string): number {
  if (OPEN_END.test(first) || OPEN_START.test(second)) return 4;
  if (isClosed(first) || /^[—-]/u.test(second)) return -2;
  let score = 0;
  const seam = first.slice(-1) + second.slice(0, 1);
  const flat = bare(body);
  if (/^\p{Script=Han}{2}$/u.test(seam) && flat.includes(seam)) score += 2.5;
  if (/\d$/.test(first) && /^(?:\d|[年月日万亿元个名人])/u.test(second)) score += 2;
  // 恒通机械有限公司 | 获评绿色工厂: a bare name is no headline yet
  const name = bare(first);
  const literal = name.length >= 5 && flat.includes(name);
  if (literal && (ORG_END.test(first) || !/\s/u.test(first.trim()))) score += 2.5;
  const quotes = (first.match(/[“《（(]/gu) ?? []).length - (first.match(/[”》）)]/gu) ?? []).length;
  if (quotes > 0) score += 3;
  const [a, b] = [widthOf(first), widthOf(second)];
  if (/\s/u.test(first.trim()) || /\s/u.test(second.trim()) || a + b > 24) score -= 1.2;
  // the lines of one title are short, a subtitle is longer than its title
  if (a + b <= 18.5 && a <= 10.5 && b <= 10) score += 0.5;
  if (b < 8 && a <= 12) score += 1.4;
  else if (a < 6) score += 0.7;
  if (Math.abs(a - b) <= 2.5 && a + b <= 20) score += 0.6;
  return score;
}

function kickerScore(kicker: string, title: string, body: string, top: boolean, count: number): number {
  const width = widthOf(kicker);
  const share = shareOf(kicker, body);
  // what stands above its own story shares words with it, though fewer than the headline
  let score = -1.5 - Math.max(0, share - (top ? shareOf(title, body) * 0.6 : 0)) * (RUBRIC.test(kicker) ? 1.2 : 2.5);
  if (share === 0) score += 0.5;
  if (top && width >= 18 && /\s/u.test(kicker)) score += 0.6;
  if (width <= 4) score += 0.8;
  if (/^[【\[].*[】\]]$/u.test(kicker)) score += 3;
  if (/^[\p{Script=Han}]{2,10}$/u.test(kicker) && width < widthOf(title)) score += 0.4;
  if (/[0-9０-９]/u.test(kicker)) score -= 1.2;
  if (!top && /\s/u.test(kicker.trim())) score -= 1;
  if (/[：:，！？“”]/u.test(kicker)) score -= 0.8;
  // a rubric is the name of something: of a series, of people, of a kind of text
  if (RUBRIC.test(kicker)) score += 1.6;
  if (top && (width >= 9 || (width >= 6 && /\s/u.test(kicker)) || count > 1)) score += 1.6;
  else if (top && width >= 6) score += widthOf(title) <= width + 1 ? 1.6 : 1;
  else if (top) score += 0.8;
  else if (width > 14) score -= 0.8;
  return score;
}

const RUBRIC = /(?:调查|追踪|走基层|手记|札记|新闻|资讯|速递|快递|动态|观察|见闻|纪事|纪实|故事|风采|在线|视点|聚焦|专题|系列|身边|进行时|一线|之窗|论坛|关注|热点|走笔|巡礼|访谈|人物|创客|达人|榜样|先锋|亮点|播报|快报|短讯|简讯|短波|快讯|简报|集锦|掠影|剪影|时评|杂谈|随笔|副刊|视界|专栏|讲述|说法|服务|进展|人|者|谈|说|录|记|行|看|事|线)$/u;

function subtitleScore(subtitle: string, title: string, body: string): number {
  let score = -0.4;
  if (/^[—–-]{1,2}/u.test(subtitle)) score += 2.5;
  if (widthOf(subtitle) >= widthOf(title)) score += 0.6;
  if (/[0-9０-９]|\s/u.test(subtitle)) score += 0.4;
  score += Math.min(0.8, shareOf(subtitle, body));
  if (widthOf(subtitle) < 9) score -= 0.4;
  if (widthOf(subtitle) < 6) score -= 1.2;
  return score;
}

/** Whether a line above a headline names a whole group of short news items, so that it is a section rather than a kicker. */
export function isSectionName(text: string): boolean {
  const name = text.replace(/[\s【】[\]「」《》■□●◆▎|]+/gu, '');
  return /^[【[「■◆▎]/u.test(text) || name.length <= 3 || (name.length <= 4 && /^\p{Script=Han}+$/u.test(name) && /(?:讯|波|报|闻|览|递|锦|政|济|育|体|会|版|刊|线|窗|角)$/u.test(name));
}

/** Shared words between a headline line and the story below it; kept here so that borders.ts need not know windows. */
export function headAffinity(cohesion: Cohesion, index: number): number {
  return Math.max(cohesion.affinity(index), cohesion.affinity(index, index + 2));
}
