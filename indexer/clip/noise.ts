import { parseBylineLine, parseTail } from './byline.js';
import { hasWords } from './lines.js';
import { isPageNumber, isPaperName, readMasthead, type PageFacts } from './masthead.js';
import { isPersonName } from './names.js';
import { isWideLine } from './style.js';
import { countOf, isClosed } from './text.js';
import type { Line } from './types.js';

const STAFF_ROLE = '(?:责任|值班|本版|本期|版面|美术|图片|文字|首席|执行|视觉|见习|助理|新媒体|統籌|统筹)*(?:编辑|編輯|编委|主编|總編|总编|总编辑|责编|責編|美编|美編|图编|校对|校對|检校|版式|排版|组版|设计|設計|制图|审读|审校|监制|策划|编审|制作|值班)';
const STAFF_PAIR = new RegExp(`${STAFF_ROLE}\\s*[/／:：|｜丨\\s]\\s*([\\p{Script=Han}]{1,4}(?:\\s[\\p{Script=Han}])?)`, 'gu');
const STAFF_HEAD = new RegExp(`^[【\\[（(]?\\s*${STAFF_ROLE}`, 'u');
const LABEL = '(?:[\\p{Script=Han}]{0,4}(?:电话|热线|电邮|邮箱|邮编|地址|社址|网址|微信|公众号|QQ|定价|零售价|订阅|刊号|代号|印刷|发行|广告部?|传真|客服|联系人|咨询|预约|时间|日期|地点|营业|报名|抢购|订座))';
const LABEL_VALUE = new RegExp(`${LABEL}\\s*[:：/]?\\s*[(（]?[A-Za-z0-9\\p{Script=Han}☎]`, 'gu');
const PHONE = /(?:\(?\d{3,4}\)?[-—– ]?\d{7,8}|(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}|[48]00[- ]?\d{3,4}[- ]?\d{3,4}|\d{4}[- ]\d{4}(?!\d)|0\d{2,3}-\d{5,8})(?!\d)/;
const PRESS = /国内统一(?:连续出版物|刊)号|CN\s*\d{2}-\d{4}|邮发代号|ISSN|社\s*址|零\s*售\s*价|印\s*刷|广告(?:经营)?许可|新闻热线|投稿(?:邮箱|热线)|订阅热线|发行热线|总编室|法律顾问|值班(?:总编|主任)|(?:新闻|爆料|报料|监督|读者|服务)(?:热线|专线|邮箱)/;
const LEGAL_END = /(?:声明作废|特此(?:公告|声明|通知|登报|告知)|申报债权|(?:挂失|作废|注销)(?:登记)?)[。.]?$/u;
const LEGAL_HEAD = /^[\p{Script=Han}A-Za-z0-9（）()]{0,14}(?:公告|声明|启事|启示|公示|告示|通告|讣告|广告|招租|转让|出租|出售|招聘|诚聘|征婚|挂失|遗失|寻人|寻物|招标|拍卖|公示栏|信息栏|分类信息)$/u;
const BARGAIN = /满\s*\d+\s*(?:减|送|返)\s*\d+|[0-9.一二三四五六七八九]+\s*折(?!腾|叠)|\d+\s*(?:万|元)\/?(?:㎡|平|套|起)|仅售|特价|优惠|抢购|火热|热销|钜惠|惠民价|免费(?:试|咨询|上门)|详询|诚招|盛大|开盘|限时|大酬宾|欢迎(?:选购|光临|致电|垂询)/u;
const PAGE_REF = /(?:[（(【[]?\s*(?:详见|见|>>|→|▶|▷|刊)?\s*(?:第\s*)?(?:[A-Da-d]\s*\d{1,2}|[A-Da-d]?\d{1,2}\s*版|[一二三四五六七八九十]{1,3}\s*版)\s*(?:[-—]\s*[A-Za-z]?\d{1,2}\s*版)?\s*[)）】\]]?|[.·…⋯\s]{2,}[A-Da-d]?\d{1,2}|[Pp]\s?\d{1,2})\s*$/u;
const INDEX_HEAD = /^[【\[《「]?\s*(?:[\p{Script=Han}]{0,4}(?:导读|導讀|要目|目录|看点|提要|索引|版面导航|速览))\s*[】\]》」]?$/u;
const CREDIT = /(?:[摄攝]影?|供图|(?:资料|视频|网络)?(?:图片|截图|照片))\s*[)）】]?\s*$/u;
const SHOWN = /^(?:[←→↑↓▲△▼▽◀▶◁▷◄►↗↖↘↙⬆⬇☝]\s*(?!\s*(?:本报)?(?:记者|通讯员))|(?:[（(]?(?:[上下左右本题大小首组]|本版|资料|效果|示意|视频)图[\s:：为，①（(）)]|图\s*(?:[①②③④⑤⑥⑦⑧⑨⑩]|[一二三四1-9]\s*[:：]|[为為]|[:：]|片[:：]|说[:：]|示)|(?:图|圖)[为為]|照片[:：]))/u;

/** Marks what is noise wherever it stands (masthead, page numbers, staff and press lines, index boxes, ads) as `hard`. Returns what the masthead says. */
export function markHardNoise(lines: readonly Line[]): PageFacts {
  const facts = markMasthead(lines);
  for (const line of lines) {
    if (line.hard) continue;
    const { text } = line;
    if (!hasWords(text)) line.hard = 'other';
    else if (isPageNumber(text)) line.hard = 'footer';
    else if (isFooter(text)) line.hard = 'footer';
    else if (text.length <= 40 && wholeMasthead(text)) line.hard = 'masthead';
  }
  markIndex(lines);
  markAds(lines);
  return facts;
}

/** A running head in mid-page must hold a date or a page and a section, so that 8月 in a body line is none. */
function wholeMasthead(text: string): boolean {
  const facts = readMasthead(text);
  return facts !== undefined && (facts.date !== undefined || facts.page !== undefined) && !/[，、]/u.test(text);
}

/** The masthead: short lines at the top of the page down to the last one that holds a date, a page or the staff. */
function markMasthead(lines: readonly Line[]): PageFacts {
  const facts: PageFacts = {};
  let end = 0;
  const top = lines.slice(0, 9);
  for (let i = 0; i < top.length; i++) {
    const text = top[i]?.text ?? '';
    if (text.length > 90 || isClosed(text)) break;
    const read = readMasthead(text);
    if (read && !(i > 3 && end < i - 2)) {
      end = i + 1;
      for (const key of ['publication', 'date', 'page', 'section'] as const) if (read[key] !== undefined) facts[key] ??= read[key];
    } else if ((isFooter(text) || isPaperName(text)) && end === i) end = i + 1;
  }
  for (const line of top.slice(0, end)) {
    line.hard ??= 'masthead';
    if (isPaperName(line.text)) facts.publication ??= line.text.replace(/[\s《》]+/gu, '');
    else if (facts.section === undefined && /^[\p{Script=Han}·\s]{2,8}$/u.test(line.text) && !readMasthead(line.text)) facts.section = line.text;
  }
  return facts;
}

function isFooter(text: string): boolean {
  if (text.length > 160 || isClosed(text) || /，/u.test(text.slice(0, 40))) return false;
  const staff = [...text.matchAll(STAFF_PAIR)].filter((m) => isPersonName((m[1] ?? '').replace(/\s/gu, '')) || (m[1] ?? '').length >= 2);
  if (staff.length >= 2 || arePairs(text)) return true;
  if (staff.length === 1 && text.length <= 30 && STAFF_HEAD.test(text)) return true;
  if (PRESS.test(text) && (countOf(text, /\d/g) >= 3 || /@|www|http/i.test(text)) && !/[。，]/u.test(text)) return true;
  return /^(?:https?:|www\.|E-?mail)/i.test(text);
}

/** A line of posts with their holders and nothing else: 图文编辑 王芳 二审 李明. */
function arePairs(text: string): boolean {
  const words = text.split(/[\s/／:：|｜]+/u).filter((w) => w !== '');
  return words.length >= 4 && words.length % 2 === 0 && words.every((w, k) => (k % 2 === 1 ? isPersonName(w) : /^\p{Script=Han}{2,6}$/u.test(w))) && words.some((w, k) => k % 2 === 0 && /[编校审版责]/u.test(w));
}

/** Index boxes: two or more neighbouring lines that end in a page reference, or one under its heading. */
function markIndex(lines: readonly Line[]): void {
  const isRef = (line: Line | undefined): boolean => line !== undefined && !line.hard && line.text.length <= 60 && PAGE_REF.test(line.text) && !/[。；]/u.test(line.text) && !parseBylineLine(line.text);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (!line || line.hard) continue;
    const headed = INDEX_HEAD.test(line.text.replace(/\s+/gu, '')) && line.text.length <= 12;
    let end = headed ? i + 1 : i;
    const from = end;
    // a long entry may be broken over two lines
    while (end < lines.length && (isRef(lines[end]) || (end > from - 1 && isRef(lines[end + 1]) && !isClosed(lines[end]?.text ?? '。') && (lines[end]?.text.length ?? 99) <= 30 && (headed || end > from)))) end++;
    if (end - from >= 2 || (headed && end > from)) {
      for (let k = i; k < end; k++) {
        const entry = lines[k];
        if (entry) entry.hard ??= 'index';
      }
      i = end - 1;
    }
  }
}

/** How much one line speaks of an advertisement or a classified notice, 0..5. */
function adScore(text: string): number {
  const short = text.slice(0, 200);
  const sentences = countOf(short, /[。，]/gu);
  let score = 0;
  const labels = /[:：/\d]/u.test(short) ? countOf(short, LABEL_VALUE) : 0;
  if (PHONE.test(short)) score += sentences <= 1 ? 2.5 : 0.5;
  if (labels >= 1 && /[:：]/u.test(short)) score += sentences <= 1 ? Math.min(3, labels * 1.3) : 0.3;
  // a notice in one sentence that ends in its number
  if (sentences > 1 && sentences <= 4 && text.length <= 80 && labels >= 1 && /\d[\d-]{6,}[^\d。]{0,6}$/u.test(short)) score += 1.6;
  if (LEGAL_END.test(short)) score += 3.5;
  if (BARGAIN.test(short) && sentences === 0) score += 1.5;
  return score;
}

/**
 * Advertisements: lines with telephone numbers, labels with values or the words of a legal notice,
 * with the short lines above them that no sentence separates.
 */
function markAds(lines: readonly Line[]): void {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (!line || line.hard || line.text.length > 200) continue;
    const legalHead = LEGAL_HEAD.test(line.text) && line.text.length <= 16 && legalBody(lines, i);
    if (!legalHead && adScore(line.text) < 2.4) continue;
    let from = i;
    while (from > 0 && i - from < 5 && belongsAbove(lines[from - 1], lines[from], lines[from - 2])) from--;
    // what stands above must have come to its end, or these lines are its own
    const above = lines[from - 1];
    if (above && !above.hard && (lines[from]?.blankBefore ?? 0) === 0 && !hasEnded((lines[from - 2]?.text ?? '').slice(-30) + above.text)) from = i;
    let end = i + 1;
    while (end < lines.length && end - i < 8 && belongsBelow(lines[end], lines[end - 1], legalHead)) end++;
    for (let k = from; k < end; k++) {
      const part = lines[k];
      if (part) part.hard ??= 'ad';
    }
    i = end - 1;
  }
}

/** A heading such as 清算公告 opens a notice when a short text without byline follows, not a story about one. */
function legalBody(lines: readonly Line[], i: number): boolean {
  const next = lines[i + 1];
  const head = lines[i]?.text ?? '';
  if (!next || next.hard) return false;
  const limit = /^(?:[\p{Script=Han}]{0,4})(?:公告|声明|启事|启示|讣告|招租|转让|挂失|遗失)/u.test(head) && head.length <= 8 ? 140 : 70;
  let chars = 0;
  for (let k = i + 1; k < Math.min(lines.length, i + 10); k++) {
    const text = lines[k]?.text ?? '';
    if (parseBylineLine(text) || /^(?:本报|[（(]记者)/u.test(text)) return false;
    chars += text.length;
    if (isClosed(text)) return chars <= limit && (head.length <= 8 || adScore(text) > 0 || /公告|声明|作废|联系|债权|竞买|报名|拍卖|法院|公司/u.test(text));
    if (chars > limit) return false;
  }
  return chars <= limit && head.length <= 8;
}

function hasEnded(text: string): boolean {
  return isClosed(text) || parseTail(text) !== undefined;
}

function belongsAbove(above: Line | undefined, below: Line | undefined, before: Line | undefined): boolean {
  return above !== undefined && below !== undefined && !above.hard && above.text.length <= 26 && !hasEnded((above.width < 9 ? (before?.text ?? '').slice(-30) : '') + above.text.replace(/[！!]$/u, '')) && below.blankBefore === 0 && !/[，、；]$/u.test(above.text) && countOf(above.text, /[，。]/gu) <= 1 && !parseBylineLine(above.text) && above.width < 26;
}

function belongsBelow(line: Line | undefined, above: Line | undefined, legal: boolean): boolean {
  if (!line || !above || line.hard || line.text.length > 200) return false;
  const open = !isClosed(above.text);
  if (legal && open && line.blankBefore === 0 && above.hard === undefined && /[，。；]/u.test(above.text + line.text)) return true;
  if (LEGAL_END.test(line.text)) return true;
  return line.blankBefore === 0 && adScore(line.text) >= 1.2;
}

/**
 * Gives each line its `soft` score: captions and credits by their marks.
 * What a caption says in words alone is judged later, by place (borders.ts).
 */
export function scoreSoftNoise(lines: readonly Line[], widthChars: number): void {
  lines.forEach((line, i) => {
    const { text } = line;
    if (line.hard || text.length > 160) return;
    let score = 0;
    if (SHOWN.test(text)) score += 4.5;
    const credit = creditOf(text);
    if (credit) score += credit;
    if (/^[（(](?:资料|视频|网络)?(?:图片|截图|照片|效果图|示意图)[)）]$|^(?:资料|本报)(?:图片|照片)$/u.test(text)) score = 5;
    const before = lines[i - 1];
    if (score === 0 && before && !before.hard && before.soft >= 2.5 && !endsCaption(before.text) && text.length <= 40 && line.blankBefore === 0 && line.indent <= 1) score = before.soft - 0.5;
    const next = lines[i + 1];
    if (score === 0 && next && next.text.length <= 14 && next.blankBefore === 0 && !isClosed(text) && /[。”]/u.test(text)) score = creditOf(text.slice(-40) + next.text);
    // wider than the column and broken like prose: set under a picture
    if (score === 0 && isWideLine(line, widthChars) && line.width <= 40 && /[，。]/u.test(text) && (isClosed(text) || (next && next.blankBefore === 0 && next.width <= line.width && endsCaption(next.text)))) score = 2.5;
    if (score > 0 && isWideLine(line, widthChars)) score += 1.5;
    if (score > 0) {
      line.soft = Math.min(6, score);
      line.softKind = 'caption';
    }
  });
}

function endsCaption(text: string): boolean {
  return isClosed(text) || CREDIT.test(text);
}

/** A photo credit at the end: 王芳 摄, 新华社发（王芳 摄）, （资料图片）. */
function creditOf(text: string): number {
  const tail = text.slice(-40);
  if (!CREDIT.test(tail)) return 0;
  if (/[（(](?:资料|视频|网络|本报)?(?:图片|截图|照片|供图)[)）]$/u.test(tail)) return 4;
  if (/(?:[\s。）)”]|记者|通讯员|^|[（(])(?:[\p{Script=Han}]\s?){1,5}\s*(?:[摄攝]影?|供图)\s*[)）]?$/u.test(tail)) return 4;
  return 0;
}
