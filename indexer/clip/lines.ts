import { findGluedLead } from './byline.js';
import { cutJumps } from './jumps.js';
import { hanCount, isHanCode, widthOf } from './text.js';
import type { Line } from './types.js';

const BREAK = /\r\n|[\n\r\f\v\u0085\u2028\u2029]/;
// Characters that print nothing: they would part words and hide empty lines.
const INVISIBLE = /[\u0000-\u0008\u000e-\u001f\u007f\u200b-\u200f\u2060\ufeff\u00ad]/g;
const SPACE = /[ \u00a0\u2000-\u200a\u202f\u205f]/;

/** Cuts a page into raw lines at every kind of line or page break. */
export function rawLines(text: string): string[] {
  return text.split(BREAK);
}

/**
 * Joins letter-spaced print: 本 报 讯 becomes 本报讯.
 * Only when most neighbours on the line stand apart, so that the gap between two phrases of a headline stays.
 */
export function joinLetterSpacing(text: string): string {
  if (!SPACE.test(text.slice(0, 300))) return text;
  let runs = 0;
  let han = 0;
  let gaps = 0;
  let inRun = false;
  const end = Math.min(text.length, 600);
  for (let i = 0; i < end; i++) {
    const c = text.charCodeAt(i);
    if (isHanCode(c)) {
      han++;
      if (!inRun) runs++;
      inRun = true;
    } else {
      if (SPACE.test(text.charAt(i)) && isHanCode(text.charCodeAt(i - 1)) && isHanCode(text.charCodeAt(i + 1))) gaps++;
      inRun = false;
    }
  }
  const all = runs === han && gaps >= 1;
  if (!(all || (han >= 8 && gaps >= 4 && han / runs <= 1.4))) return text;
  return text.replace(/([\p{Script=Han}\p{P}]) (?=[\p{Script=Han}\p{P}])/gu, '$1');
}

function indentOf(raw: string): number {
  let columns = 0;
  for (const c of raw) {
    if (c === '\u3000') columns += 2;
    else if (c === '\t') columns += 4;
    else if (SPACE.test(c)) columns += 1;
    else break;
  }
  return columns;
}

function lineOf(n: number, text: string, indent: number, blankBefore: number): Line {
  return { n, text, indent, width: widthOf(text.length > 4000 ? text.slice(0, 4000) : text), blankBefore, soft: 0 };
}

/**
 * The printed lines of a page, without blank ones.
 * A headline glued to its lead (题目本报讯（记者 …）) and a jump line glued to a body are set apart; both parts keep the raw line's number.
 */
export function printedLines(raws: readonly string[]): Line[] {
  const lines: Line[] = [];
  let blank = 0;
  raws.forEach((raw, index) => {
    const clean = raw.replace(INVISIBLE, '');
    let text = clean.trim();
    if (text === '') {
      blank++;
      return;
    }
    text = joinLetterSpacing(text);
    const n = index + 1;
    let indent = indentOf(clean);
    const push = (part: string): Line => {
      const line = lineOf(n, part.trim(), indent, blank);
      lines.push(line);
      blank = 0;
      indent = 0;
      return line;
    };
    const jump = cutJumps(text);
    if (jump.before) {
      push(jump.before).hard = 'jump';
      indent = indentOf(clean);
    }
    if (jump.text !== '') {
      const glued = findGluedLead(jump.text);
      if (glued > 0) {
        push(jump.text.slice(0, glued));
        push(jump.text.slice(glued));
      } else push(jump.text);
    }
    if (jump.after) {
      const last = lines.at(-1);
      if (last && jump.text !== '') last.jumpOut = true;
      push(jump.after).hard = 'jump';
    }
    const last = lines.at(-1);
    if (jump.before && last && last.hard !== 'jump') last.jumpIn = true;
  });
  return lines;
}

/** Whether a line has words at all; rules of dashes and dingbats have none. */
export function hasWords(text: string): boolean {
  return hanCount(text) > 0 || /[\p{L}\p{N}]/u.test(text.slice(0, 400));
}
