const chineseDigits = '〇一二三四五六七八九';

/** Years that a newspaper, or a coming issue of one, can have. */
const firstYear = 1500;
const lastYear = 2999;

/**
 * A day as ISO text (`2025-03-01`) from the ways in which newspapers and programs write it: `2025-03-01`, `2025/3/1`, `2025.3.1`,
 * `2025年3月1日`, `二〇二五年三月一日`, `20250301`, with a weekday or a time behind it, and `Sat, 01 Mar 2025 08:00:00 +0800`.
 *
 * A time with its offset (`Z`, `+08:00`) is an instant: the day is the one in `timeZone`. Without an offset the day is as written.
 * @returns undefined for anything else, days that do not exist (2025-02-30), and dates without a day
 */
export function isoDate(text: string | number, timeZone = 'Asia/Shanghai'): string | undefined {
  const plain = String(text).normalize('NFKC').trim();
  if (plain === '' || plain.length > 64) return undefined;
  const compact = /^(\d{4})(\d\d)(\d\d)(?!\d)(.*)$/s.exec(plain);
  const parted = /^(\d{4})\s*[-/.年‐–—]\s*(\d{1,2})\s*[-/.月‐–—]\s*(\d{1,2})(?!\d)\s*[日号號]?(.*)$/s.exec(plain);
  const [, year = '', month = '', day = '', rest = ''] = compact ?? parted ?? fromChineseDigits(plain) ?? [];
  if (year !== '') {
    const date = dayOf(Number(year), Number(month), Number(day));
    if (date === undefined) return undefined;
    return dayWithTime(date, rest.trim(), timeZone);
  }
  return /^([A-Z][a-z]{2},\s*)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d/.test(plain) ? dayOfInstant(Date.parse(plain), timeZone) : undefined;
}

/** @returns the whole date, its parts, and what follows; as the other patterns do */
function fromChineseDigits(text: string): RegExpExecArray | undefined {
  const zero = text.replaceAll('零', '〇').replaceAll('○', '〇');
  const found = /^([〇一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十廿卅]{1,4})[日号號](.*)$/s.exec(zero);
  if (!found) return undefined;
  const [, year = '', month = '', day = ''] = found;
  found[1] = [...year].map(digit => chineseDigits.indexOf(digit)).join('');
  found[2] = String(smallChineseNumber(month));
  found[3] = String(smallChineseNumber(day));
  return found;
}

/** 一 to 九十九, 廿 and 卅 too; NaN for anything else. */
export function smallChineseNumber(text: string): number {
  const found = /^(?:([一二三四五六七八九])?(十)|([廿卅])十?)?([一二三四五六七八九])?$/.exec(text);
  if (!found || text === '') return NaN;
  const [, tens, ten, fixed, unit] = found;
  const high = fixed === '廿' ? 20 : fixed === '卅' ? 30 : ten === undefined ? 0 : 10 * (tens === undefined ? 1 : chineseDigits.indexOf(tens));
  return high + (unit === undefined ? 0 : chineseDigits.indexOf(unit));
}

function dayOf(year: number, month: number, day: number): string | undefined {
  if (year < firstYear || year > lastYear) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : undefined;
}

function dayWithTime(date: string, rest: string, timeZone: string): string | undefined {
  if (rest === '' || /^[(（]?(星期|周|週|礼拜|禮拜)[一二三四五六日天][)）]?$/.test(rest)) return date;
  const time = /^[T\s]?\s*([01]?\d|2[0-3])[:时點点](\d\d)?分?(?::?(\d\d)(?:[.,]\d+)?秒?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$/i.exec(rest);
  if (!time) return undefined;
  const [, hour = '', minute = '00', second = '00', offset] = time;
  if (Number(minute) > 59 || Number(second) > 60) return undefined;
  if (offset === undefined) return date;
  const zone = /^[+-]/.test(offset) ? offset.replace(/^(...):?(..)$/, '$1:$2') : 'Z';
  return dayOfInstant(Date.parse(`${date}T${hour.padStart(2, '0')}:${minute}:${second === '60' ? '59' : second}${zone}`), timeZone);
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

function dayOfInstant(instantMs: number, timeZone: string): string | undefined {
  if (Number.isNaN(instantMs)) return undefined;
  let format = dayFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    dayFormats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(instantMs).map(({ type, value }) => [type, value]));
  return dayOf(Number(parts.get('year')), Number(parts.get('month')), Number(parts.get('day')));
}
