import { isPersonName, splitGluedNames, surnameLength } from './names.js';

/** A byline found in text. */
export interface Byline {
  /** As printed. */
  byline: string;
  authors: string[];
  /** Agency, place and date of a wire story: 新华社北京9月1日电. */
  dateline?: string;
  /** Characters of the given text that the byline takes, with the white space behind (lead) or before (tail). */
  chars: number;
  /** 3 certain by its words, 2 by its marks, 1 names alone. */
  strength: 1 | 2 | 3;
  /** A photo credit rather than a writer's line. */
  photo?: boolean;
}

const H = '\\p{Script=Han}';
const ORG = `(?:本[报報刊台网網社版]|${H}{2,8}?(?:通讯社|新闻社|社|日报|晚报|报|報|网|網|台|客户端|融媒体中心|融媒))`;
const MOD = '(?:本[报報刊台网網]|全媒体?|融媒体?|见习|見習|实习|實習|特约|特約|首席|特派|资深|主任|摄影|攝影|文字|视频|图文|高级|青年|学生|小|驻[\\p{Script=Han}]{2,4}|驻地)';
const MAIN_ROLE = '记者|記者|通讯员|通訊員|评论员|評論員|特派员|特派員|撰稿人|特约作者|实习生|實習生|作者|编译|采写|撰文|执笔|供稿';
const ROLE = new RegExp(`(?:${MOD}){0,4}(?:${MAIN_ROLE})`, 'gu');
const HAS_ROLE = new RegExp(MAIN_ROLE, 'u');
const TASK = /(?:文[/／、]?[图圖]|[图圖][/／、]?文|摄影报道|摄影报导|攝影報導|综合报道|联合报道|报道|报导|報導|報道|摄影|攝影|供图|摄|攝)/gu;
const MARK = /^[\s□■○◎●△▲◇◆☆★▪•◤◥►▶*＊❑❒☐⊙◉▢丨｜|]+/u;
const EMPLOYER = new RegExp(`^\\s*${ORG}(?=\\s|$)`, 'u');
const COMMENTATOR = new RegExp(`^(?:${MOD}|${ORG}){0,2}(?:评论员|評論員|编辑部|編輯部|观察员)$`, 'u');
const SOURCE = new RegExp(`^${ORG}(?:综合|专电|供本报专稿|[电電讯訊])?$`, 'u');
const TASK_LABEL = /(?:^|\s)(?:文|图|圖|摄|译|撰文|摄影|攝影|制图|翻译)\s*[/／:：|｜丨]/gu;
const SEPARATOR = /[、，,;；:：/／|｜丨\s&＆]+/u;
const DATE = '(?:\\d{1,2}月)?\\d{1,2}日';

/**
 * The names in a list as bylines print them: 记者 王　思 通讯员田青凯、李明.
 * `loose` accepts names with a family name that we do not know, which a role word in front makes safe.
 * Undefined when something in it is no name.
 */
export function parseNames(text: string, loose: boolean): string[] | undefined {
  const parts = text.replace(/本[报報刊台网網社]?[讯訊電电]/gu, '|').replace(ROLE, '|').replace(TASK, '|').split('|');
  const names: string[] = [];
  for (const part of parts) {
    // 南屏日报 王芳: the employer before the name
    const words = part.replace(EMPLOYER, '').trim().split(SEPARATOR).filter((w) => w !== '');
    for (let i = 0; i < words.length; i++) {
      let word = words[i] ?? '';
      const next = words[i + 1] ?? '';
      if (/^\p{Script=Han}$/u.test(word) && /^\p{Script=Han}{1,2}$/u.test(next) && (next.length === 1 || words.length === i + 2)) {
        word += next;
        i++;
      }
      if (/^[\p{Script=Han}]{1,8}[·•・][\p{Script=Han}·•・]{1,12}$/u.test(word) || (/^[A-Z][A-Za-z.'-]+$/.test(word) && loose)) {
        const before = names.at(-1);
        if (/^[A-Z]/.test(word) && before && /^[A-Z]/.test(before)) names[names.length - 1] = `${before} ${word}`;
        else names.push(word);
        continue;
      }
      for (const name of loose || word.length <= 4 ? splitGluedNames(word) : [word]) {
        if (!(isPersonName(name) || (loose && /^\p{Script=Han}{2,3}$/u.test(name)))) return undefined;
        names.push(name);
      }
    }
  }
  return names;
}

const LEAD_AGENCY = new RegExp(
  `^[【〔［\\[（(]?\\s*(?:据)?(?:${ORG}(?:\\s*[、,，/]\\s*${ORG})?)(?:(?:\\s*${H}{2,10}?)?\\s*${DATE}|\\s*${H}{2,6}?(?=专?[电電]\\s*[（(]))?\\s*(?:综合|专|專|快)?(?:讯|訊|电|電|消息)(?:[】〕］\\])）]|(?=[\\s　（(：:“‘]|记|記|\\d|$|${H}))`,
  'u',
);
const OPEN_ROLE = new RegExp(`^(?:(?:${MOD}|${ORG}){0,2}(?:记者|記者|通讯员|通訊員)\\s*(?:${H}{2,4}[\\s、，]+)+)+`, 'u');
const GROUP = /^\s*[（(【〔[]([^（）()【】〔〕[\]]{2,90})[)）】〕\]]\s*/u;
const ROLE_REPORT = new RegExp(`^\\s*(?:${MOD}|${ORG}){0,2}(?:记者|記者|通讯员|通訊員)[\\s:：]*([${H}、，\\s]{2,40}?)(?:\\s*发自${H}{2,4})?\\s*(?:摄影|综合|现场)?(?:报道|报导|報導|報道)[\\s：:，]?\\s*`, 'u');

/**
 * The byline at the head of a lead: agency (本报讯, 新华社北京9月1日电), writers in brackets, 本报记者王芳报道.
 * Looks at the first 160 characters.
 */
export function parseLead(text: string): Byline | undefined {
  const head = text.slice(0, 160);
  const agency = LEAD_AGENCY.exec(head);
  if (agency && !/.本[报報刊台网網]/u.test(agency[0].slice(1))) {
    const bare = /[讯訊电電]/u.exec(agency[0].slice(-2)) !== null;
    // 情报讯息, 通报电话: an agency that is no paper's own must be followed by a gap or a bracket
    const own = /^[【〔［[（(]?\s*(?:据)?(?:本[报報刊台网網社]|新华|新華|中新|中央社)/u.test(agency[0]);
    const after = head.slice(agency[0].length);
    if (!bare || (own ? !/^[\p{Script=Han}]/u.test(after) || !/^(?:话|視|视|子|影|器|力|台|稿|息)/u.test(after) : /^(?:[\s（(：:“‘【]|记者|記者|\d|$)/u.test(after) || /^[【〔［[（(]/u.test(head))) {
      return finish(head, agency[0].length, dateline(agency[0]), [], 3);
    }
  }
  const group = GROUP.exec(head);
  if (group && HAS_ROLE.test(group[1] ?? '')) {
    const names = roleGroup(group[1] ?? '');
    if (names) return { byline: group[0].trim(), authors: names, chars: group[0].length, strength: 3 };
  }
  const report = ROLE_REPORT.exec(head);
  const names = report && reportNames(report[1] ?? '');
  if (report && names && names.length > 0) return { byline: report[0].trim(), authors: names, chars: report[0].length, strength: 3 };
  return undefined;
}

function dateline(agency: string): string | undefined {
  const clean = agency.replace(/^[【〔［[（(]\s*|[】〕］\])）]$/gu, '').trim();
  return /\d|[电電]$/u.test(clean) && /\d/u.test(clean) ? clean : undefined;
}

/** 記者王小明台北報導: the place of filing stands behind the name. */
function roleGroup(inside: string): string[] | undefined {
  const filed = /^\s*(?:中央社)?[記记]者(\p{Script=Han}{2,4})[/／]?(?:\p{Script=Han}{2,3})(?:\d{1,2}日)?(?:[專专]?[电電]|[報报][導导道])/u.exec(inside);
  const name = filed?.[1];
  if (name) return [name.length === 4 && surnameLength(name) === 1 ? name.slice(0, 3) : name];
  return parseNames(inside, true);
}

function finish(head: string, from: number, line: string | undefined, authors: string[], strength: 3): Byline {
  let chars = from + (/^\s*/.exec(head.slice(from))?.[0].length ?? 0);
  const rest = head.slice(chars);
  const group = GROUP.exec(rest);
  const inGroup = group && (HAS_ROLE.test(group[1] ?? '') ? roleGroup(group[1] ?? '') : parseNames(group[1] ?? '', false));
  if (group && inGroup) {
    authors = inGroup;
    chars += group[0].length;
  } else {
    const report = ROLE_REPORT.exec(rest);
    const names = report && reportNames(report[1] ?? '');
    if (report && names && names.length > 0) {
      authors = names;
      chars += report[0].length;
    } else {
      const open = openRole(rest);
      if (open) {
        authors = open.authors;
        chars += open.chars;
      }
    }
  }
  return { byline: head.slice(0, chars).trim(), authors, chars, strength, ...(line === undefined ? {} : { dateline: line }) };
}

/** The names of 记者 王芳 北京报道: the last word may be the place of filing. */
function reportNames(text: string): string[] | undefined {
  return parseNames(text, false) ?? parseNames(text.trim().replace(/\s+\p{Script=Han}{2,4}$/u, ''), false);
}

/** 记者 白莹 通讯员马超 with the sentence behind a gap, no bracket and no 报道. */
function openRole(rest: string): { authors: string[]; chars: number } | undefined {
  const m = OPEN_ROLE.exec(rest);
  if (!m) return undefined;
  let taken = m[0];
  for (;;) {
    const names = parseNames(taken, false);
    if (names && names.length > 0) return { authors: names, chars: taken.length };
    const shorter = taken.replace(/[^\s、，]+[\s、，]*$/u, '');
    if (shorter === taken || shorter === '') return undefined;
    taken = shorter;
  }
}

/** A line that is a byline and nothing else: □ 本报记者 王芳 文/图, 作者：王芳, 文/王芳 图/李明, or names alone (strength 1). */
export function parseBylineLine(text: string): Byline | undefined {
  if (text.length > 70) return undefined;
  const mark = MARK.exec(text)?.[0] ?? '';
  let inner = text.slice(mark.length).trim();
  const bracket = /^[（(【〔[](.{2,60})[)）】〕\]]$/u.exec(inner);
  if (bracket) inner = bracket[1] ?? '';
  if (inner === '' || /[。！？!?“”《》；…]/u.test(inner)) return undefined;
  const make = (authors: string[], strength: 1 | 2 | 3): Byline => ({ byline: text.trim(), authors, chars: text.length, strength, ...(/[摄攝]$|[摄攝]影$|供图$/u.test(inner) ? { photo: true } : {}) });
  const agency = bracket ? agencyOnly(inner) : undefined;
  if (agency) return make([], 3);
  if (COMMENTATOR.test(inner)) return make([], 3);
  const role = HAS_ROLE.test(inner);
  const slash = /^(?:撰?文|图|圖|摄影?|攝影?|编译|整理|作者|译)\s*[/／:：|｜丨]\s*\S/u.test(inner) || /\S[/／](?:撰?文|图|圖|摄|攝)/u.test(inner);
  const task = /(?:文[/／、]?[图圖]|[图圖][/／、]?文|摄影报道|报道|报导|報導|[^拍][摄攝]|摄影)$/u.test(inner);
  const stripped = inner.replace(/文[/／、]?[图圖]|[图圖][/／、]?文/gu, ' ').replace(TASK_LABEL, ' ').replace(/[/／](?:撰?文|图|圖|摄影?|攝影?)(?=\s|$)/gu, ' ');
  const names = parseNames(stripped, role || slash);
  // a mark before a name that we do not know as one: a pen name, or a rubric
  if (!names) return /[□■○◎●◇◆]/u.test(mark) && /^\p{Script=Han}{2,3}$/u.test(inner) ? make([inner], 1) : undefined;
  if (bracket && !/^[□■○◎●△▲\s]*[（(]/u.test(text) && !role && !slash) return undefined;
  if (names.length === 0) return role && inner.length <= 12 && /记者|記者/.test(inner) ? make([], 2) : undefined;
  if (names.length > 10) return undefined;
  if (role) return make(names, 3);
  if (slash || task) return make(names, 3);
  return make(names, mark.trim() !== '' || bracket ? 2 : 1);
}

/** 据新华社, 本报综合, 转自某报: a source without writers. */
function agencyOnly(inside: string): boolean {
  return /^(?:据|摘自|转自|來源|来源|原载|选自|综合|本报综合)/u.test(inside) ? inside.length <= 24 : SOURCE.test(inside) && /(?:社|报|報|网|網|台|综合|电|讯)$/u.test(inside);
}

/** The byline at the end of a body: （记者 王芳）, （王芳 李明）, （据新华社）, 本报记者 王芳 摄. Looks at the last 80 characters. */
export function parseTail(text: string): Byline | undefined {
  const at = Math.max(0, text.length - 80);
  const tail = text.slice(at);
  const bracket = /(?:新华社发|新華社發|本报)?\s*[（(【]([^（）()【】]{2,60})[)）】][。]?\s*$/u.exec(tail);
  const inside = bracket?.[1] ?? '';
  if (bracket) {
    const made = (authors: string[], strength: 2 | 3): Byline => ({ byline: bracket[0].trim(), authors, chars: bracket[0].length, strength, ...(/[摄攝]影?\s*$/u.test(inside) ? { photo: true } : {}) });
    if (agencyOnly(inside)) return made([], 3);
    if (/^作者(?:系|为|是|单位)/u.test(inside)) return made([], 3);
    const line = parseBylineLine(inside);
    if (line) return made(line.authors, line.strength === 1 ? 2 : 3);
  }
  const plain = /(?<=[。！？!?…．”）)])\s*((?:[□■○◎●△▲◇◆/—-]+\s*)?(?:新华社发|[^。！？!?…．“”，]{2,40}))$/u.exec(tail);
  const line = plain && parseBylineLine(plain[1] ?? '');
  if (plain && line && line.strength > 1) return { ...line, byline: (plain[1] ?? '').trim(), chars: plain[0].length };
  return undefined;
}

/**
 * Where a lead with its byline begins inside a line whose head is a headline (题目本报讯（记者 …）); 0 when it does not.
 * Only a headline's length (4 to 36 characters) is looked at, and no sentence may end before it.
 */
export function findGluedLead(text: string): number {
  const head = text.slice(0, 64);
  const m = /(?:本[报報刊台网網]|[新中][华華新]社?)[^，。；：“”（）()]{0,14}?[讯訊电電]\s*[（(]\s*[\p{Script=Han}]|[（(]\s*(?:本[报報]|见习|全媒体|通讯员|记者|記者)[^，。；（）()]{0,8}(?:记者|記者|通讯员)?[\s\p{Script=Han}]/u.exec(head);
  if (!m || m.index < 4 || m.index > 36) return 0;
  const before = head.slice(0, m.index);
  if (/[。，；：]|[【〔（(]$|[（(][^）)]*$/u.test(before)) return 0;
  const lead = parseLead(text.slice(m.index));
  return lead && /[电電讯訊]|记者|記者/u.test(lead.byline) && !/^(?:本|据|电|新|【)/u.test(before) && parseLead(text) === undefined && parseBylineLine(before) === undefined && m.index + lead.chars < text.length ? m.index : 0;
}
