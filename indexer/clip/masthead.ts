import { halfWidth, readNumber } from './text.js';

/** What a masthead line or a file name says about the page. */
export interface PageFacts {
  publication?: string;
  date?: string;
  page?: string;
  section?: string;
}

const ZH = '〇○零一二三四五六七八九十';
const DATE_TEXT = new RegExp(`(\\d{4}|[${ZH}]{4})\\s*[年./-]\\s*(\\d{1,2}|[${ZH}]{1,3})\\s*[月./-]\\s*(\\d{1,2}|[${ZH}]{1,3})\\s*[日号]?`, 'u');
const WEEKDAY = /(?:星期|周|週|礼拜)\s*[一二三四五六日天]/gu;
const PAGE_TEXT = new RegExp(`^(?:第\\s*([A-Za-z]?\\d{1,3}|[${ZH}]{1,3})\\s*版|([A-Za-z]?\\d{1,3}|[${ZH}]{1,3})\\s*版|([A-Za-z]\\d{1,3}|\\d{1,3}))$`, 'u');
const PAPER = /^[《]?[\p{Script=Han}]{1,8}(?:报|報|时讯|周刊|导刊|新闻|晨刊|商讯|快讯|都市)[》]?$/u;
const STAFF = /(?:编辑|編輯|责编|美编|校对|版式|主编|编委|总编|值班|电话|热线|邮箱|投稿|农历|总第|天气|多云|晴|气温|E-?mail|www\.|http)/iu;

/** Reads an ISO date out of text; undefined when there is none or it cannot be one. */
export function readDate(text: string): string | undefined {
  const t = halfWidth(text);
  const m = DATE_TEXT.exec(t) ?? /(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)/u.exec(t);
  if (!m) return undefined;
  const [year, month, day] = [readNumber(m[1] ?? ''), readNumber(m[2] ?? ''), readNumber(m[3] ?? '')];
  if (!year || !month || !day || year < 1800 || year > 2200 || month > 12 || day > 31) return undefined;
  return `${String(year)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function pageName(text: string): string | undefined {
  const m = PAGE_TEXT.exec(text);
  const value = m?.[1] ?? m?.[2] ?? m?.[3];
  if (value === undefined) return undefined;
  if (/^[A-Za-z]/.test(value)) return value.toUpperCase();
  return readNumber(value)?.toString();
}

/** Whether a whole line is a running page number: 03, A02, 第三版. */
export function isPageNumber(text: string): boolean {
  return text.length <= 6 && pageName(halfWidth(text).replace(/\s+/g, '').replace(/^[-—·•]+|[-—·•]+$/g, '')) !== undefined;
}

/**
 * What a line says when it is made of masthead parts alone (date, weekday, page, section, paper, staff); undefined otherwise.
 * 2021年10月22日星期五, 第08版 要闻, 时政·7, 青泽日报 2024年10月15日 星期二 编辑/尹涵志.
 */
export function readMasthead(line: string): PageFacts | undefined {
  if (line.length > 90 || /[。！？；“”]/u.test(line)) return undefined;
  const facts: PageFacts = {};
  let rest = halfWidth(line);
  const date = readDate(rest);
  if (date) {
    facts.date = date;
    rest = rest.replace(DATE_TEXT, ' ');
  }
  rest = rest.replace(WEEKDAY, ' ');
  let sure = date !== undefined;
  let unknown = 0;
  let staff = false;
  for (const word of rest.split(/[\s·•|｜丨/／:：,，()（）—-]+/u)) {
    if (word === '') continue;
    const page = pageName(word);
    if (page !== undefined && facts.page === undefined) {
      facts.page = page;
      sure = true;
    } else if (PAPER.test(word) && facts.publication === undefined) facts.publication = word.replace(/[《》]/g, '');
    else if (STAFF.test(word)) {
      staff = true;
      sure = sure || facts.publication !== undefined;
    } else if (staff) continue;
    else if (/^[\p{Script=Han}]{2,6}$/u.test(word)) {
      if (facts.section === undefined) facts.section = rest.includes(`·${word}`) || !/·/.test(line) ? word : (/(\p{Script=Han}{2,4}·\p{Script=Han}{2,4})/u.exec(line)?.[1] ?? word);
      unknown++;
    } else unknown += 3;
  }
  if (!sure || unknown > 2) return undefined;
  return facts;
}

/** Whether the line may be the paper's name printed alone. */
export function isPaperName(line: string): boolean {
  return PAPER.test(line.replace(/\s+/gu, ''));
}

/** Reads publication, date and page from a file's path: 晨江日报/2025-03-01/A01.txt, 晨江日报-2025-03-01-A01.txt. */
export function readFileName(path: string): PageFacts {
  const facts: PageFacts = {};
  const parts = path.split(/[/\\]/);
  const stem = (parts.at(-1) ?? '').replace(/\.[A-Za-z0-9]{1,5}$/, '').replace(/\.[A-Za-z0-9]{1,5}$/, '');
  const whole = [...parts.slice(-4, -1), stem].join(' ');
  const date = readDate(whole) ?? readDate(whole.replace(/[\s_]+/g, '-')) ?? readDate(whole.replace(/[\s/_-]+/g, ''));
  if (date) facts.date = date;
  for (const word of stem.replace(DATE_TEXT, ' ').split(/[\s_\-.]+/u)) {
    const page = pageName(word) ?? pageName(word.replace(/^(?:page|p|版)/iu, ''));
    if (page !== undefined && !/^\d{4}/.test(word)) facts.page = page;
  }
  for (const word of whole.split(/[\s_\-.\d]+/u)) if (facts.publication === undefined && PAPER.test(word)) facts.publication = word;
  return facts;
}
