/** A sentence ends here: 。！？… with closing quotes or brackets behind; a full stop misread as ．counts. */
const CLOSED = /[。！？!?…．｡]["”’」』】)）》\]]*$/u;
const CLOSED_ASCII_DOT = /[\p{Script=Han}”）)]\.$/u;
/** No sentence and no headline begins with these. */
const STARTS_MID = /^[，。、；：！？,.;:!?）)】》”’」』％%℃．…]/u;

/** Whether a code unit is a Han character of the common blocks (or half of one beyond them). */
export function isHanCode(code: number): boolean {
  return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) || (code >= 0xd840 && code <= 0xd888) || code === 0x3007 || code === 0x3005 || (code >= 0xf900 && code <= 0xfaff);
}

/** Whether the text ends a sentence. Looks at the last 8 characters only, so a line of megabytes costs nothing. */
export function isClosed(text: string): boolean {
  const tail = text.slice(-8);
  return CLOSED.test(tail) || CLOSED_ASCII_DOT.test(tail);
}

/** Whether the text can only be the middle of a sentence. */
export function startsMid(text: string): boolean {
  return STARTS_MID.test(text);
}

/** Printed width in full-width characters: ASCII and half-width forms count one half. */
export function widthOf(text: string): number {
  let half = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0xdc00 && c <= 0xdfff) continue;
    half += c < 0x2000 || (c >= 0xff61 && c <= 0xff9f) ? 1 : 2;
  }
  return half / 2;
}

/** Number of Han characters, at most `maxChars` looked at. */
export function hanCount(text: string, maxChars = 400): number {
  let count = 0;
  const end = Math.min(text.length, maxChars);
  for (let i = 0; i < end; i++) if (isHanCode(text.charCodeAt(i))) count++;
  return count;
}

/** How often a pattern (with flag g) occurs in the text. */
export function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Half-width forms of full-width letters, digits and punctuation; other characters, and the length, stay. */
export function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
}

/** The text without white space and in half-width forms: what two copies of a passage have in common. */
export function bare(text: string): string {
  return halfWidth(text.replace(/\s+/gu, ''));
}

const DIGITS_ZH = '〇一二三四五六七八九';

/** Reads 1, 12, ３, 三, 十二, 二十 as a number; undefined when it is none. */
export function readNumber(text: string): number | undefined {
  const t = halfWidth(text.trim()).replace(/[零○]/g, '〇');
  if (/^\d{1,4}$/.test(t)) return Number(t);
  if (/^[〇一二三四五六七八九]+$/.test(t)) return Number([...t].map((c) => DIGITS_ZH.indexOf(c)).join(''));
  const m = /^([一二三四五六七八九])?十([一二三四五六七八九])?$/.exec(t);
  if (!m) return undefined;
  return (m[1] ? DIGITS_ZH.indexOf(m[1]) : 1) * 10 + (m[2] ? DIGITS_ZH.indexOf(m[2]) : 0);
}
