import { parseBylineLine, parseLead, parseTail, type Byline } from './byline.js';
import type { Cohesion } from './cohesion.js';
import { isPersonName } from './names.js';
import { isFullLine, isWideLine, type PageStyle } from './style.js';
import { countOf, isClosed, startsMid } from './text.js';
import type { Line } from './types.js';

/** What the border search asks about one line; computed once. */
export interface Feature {
  closed: boolean;
  /** The line can only be the middle of a sentence. */
  mid: boolean;
  /** A full line of a wrapped page. */
  full: boolean;
  lead: Byline | undefined;
  bylineLine: Byline | undefined;
  tail: Byline | undefined;
  /** Log-odds by shape alone that this is a headline line / a line of prose. */
  head: number;
  body: number;
  /** 0..1: words of this line that the text below repeats. */
  affinity: number;
  /** The line repeats nothing of a headline's: no letters but a rubric in brackets, 【简讯】. */
  bracketed: boolean;
  startsParagraph: boolean;
}

const MAY_LEAD = /[讯訊电電者员員】〕]|报道|報導|报导/u;

/** Reads the features of every line. */
export function readFeatures(lines: readonly Line[], style: PageStyle, cohesion: Cohesion): Feature[] {
  return lines.map((line, i) => {
    const { text } = line;
    const full = isFullLine(line, style.widthChars);
    // a byline may be broken over lines: （记者 王芳 通讯 | 员 李明）
    const broken = text.length < 60 && (full || /[（(][^）)]*$/u.test(text));
    const joined = broken ? text + (lines[i + 1]?.text ?? '').slice(0, 60) + (text.length < 24 ? (lines[i + 2]?.text ?? '').slice(0, 40) : '') : text;
    const mayLead = MAY_LEAD.test(joined.slice(0, 60));
    const feature: Feature = {
      closed: isClosed(text),
      mid: startsMid(text) || endsBracket(text, lines[i - 1]?.text),
      full,
      lead: mayLead ? parseLead(joined) : undefined,
      bylineLine: parseBylineLine(text),
      tail: /[）)】摄图道影]$/u.test(text) ? parseTail(text.length < 14 && !/[（(]/u.test(text) ? (lines[i - 1]?.text ?? '').slice(-40) + text : text) : undefined,
      head: 0,
      body: 0,
      affinity: 0,
      bracketed: /^[【［[].{1,10}[】］\]]$/u.test(text),
      startsParagraph: style.indent > 0 && Math.abs(line.indent - style.indent) <= 1,
    };
    if (feature.lead && feature.lead.chars > text.length + 50) feature.lead = undefined;
    feature.head = headShape(line, feature, style);
    feature.body = bodyShape(line, feature, style);
    if (feature.head > -4) feature.affinity = Math.max(cohesion.affinity(i), cohesion.affinity(i, i + 2));
    return feature;
  });
}

function headShape(line: Line, f: Feature, style: PageStyle): number {
  const { text, width } = line;
  if (text.length > 60) return -12;
  let score = 0;
  if (width < 2) score -= 1;
  else if (width < 3.5) score -= 0.4;
  else if (width <= 23) score += 1;
  else if (width > 36) score -= 5;
  else if (width > 30) score -= 2;
  if (f.closed) score -= /[！？!?]["”]?$/u.test(text) ? (countOf(text, /[，。]/gu) > 1 ? 3 : 0.3) : 5;
  if (/[，、；,;]$/u.test(text)) score -= 4;
  else if (/[：:]$/u.test(text)) score -= 2;
  if (/[。；]/u.test(text.slice(0, -1))) score -= 4;
  const commas = countOf(text, /，|,(?!\d)/gu);
  score -= commas * (/^“[^”]*”$/u.test(text) ? 0.3 : 1.1) + (commas > 1 ? 1 : 0);
  if (f.mid) score -= 5;
  if (/[的着将把被与和及]$/u.test(text)) score -= 1.5;
  if (countOf(text, /[“《（(]/gu) !== countOf(text, /[”》）)]/gu)) score -= 1.5;
  if (f.lead) score -= 6;
  if (f.bylineLine) score -= f.bylineLine.strength === 1 ? 0.5 : 4;
  if (/\p{Script=Han}[ \u3000]\p{Script=Han}/u.test(text) && commas === 0) score += 0.8;
  if (f.bracketed) score += 1;
  if (style.kind === 'wrapped') {
    if (f.full) score -= 2;
    else if (isWideLine(line, style.widthChars)) score += 1.5;
    else score += 0.8;
  } else if (!f.closed) score += 1.2;
  if (style.indent > 0) score += f.startsParagraph ? -2 : line.indent > style.indent + 1 ? 0.3 : 0.8;
  return score;
}

function bodyShape(line: Line, f: Feature, style: PageStyle): number {
  const { text, width } = line;
  const stops = countOf(text.slice(0, 120), /[，。；]/gu);
  let score = 0;
  if (style.kind === 'wrapped') {
    if (f.full) score += 1.5;
    else if (f.closed) score += 1.2;
    else if (isWideLine(line, style.widthChars)) score -= 1.5;
    else score -= 2.2;
    if (stops > 0) score += 0.5;
  } else {
    if (width >= 45) score += 3;
    else if (f.closed) score += 1.5;
    else score -= stops > 0 ? 1 : 2.2;
    if (stops > 0) score += 1;
  }
  if (f.startsParagraph) score += 0.7;
  if (f.lead) score += 2;
  if (f.mid) score += 1;
  if (f.bylineLine) score -= f.bylineLine.strength;
  if (f.bracketed) score -= 3;
  return score;
}

/** Whether the line could be one of a poem's: short, without a full stop inside. */
export function looksVerse(line: Line, f: Feature, style: PageStyle): boolean {
  if (line.width < 2 || line.width > 18 || f.lead || f.bracketed) return false;
  if (style.kind === 'wrapped' && f.full && style.widthChars > 12) return false;
  if (/[。；]./u.test(line.text.replace(/[”’」』]$/u, ''))) return false;
  return !(f.bylineLine && f.bylineLine.strength > 1) && !(f.bylineLine && isPersonName(line.text) && f.bylineLine.strength > 1);
}

/** The end of a bracket that the line before opened: 潇黛 报道） */
function endsBracket(text: string, before: string | undefined): boolean {
  return before !== undefined && /^[^（(]{1,30}[）)]/u.test(text) && /[（(][^）)]*$/u.test(before.slice(-40));
}
