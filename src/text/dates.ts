import { foldText } from './fold.js';

/**
 * A date as typed or printed → ISO, as far as it goes: `2025年3月1日`, `2025-3-1`, `2025/03/01`, `2025.3.1`, `20250301` → `2025-03-01`;
 * `2025年3月`, `2025-03` → `2025-03`; `2025年`, `2025` → `2025`.
 * @returns null where it is no date of the calendar
 */
export function isoDatePrefix(typed: string): string | null {
  const text = foldText(typed).replace(/\s+/g, '');
  const match = /^(\d{4})(?:年|$)(?:(\d{1,2})(?:月|$)(?:(\d{1,2})日?)?)?$/.exec(text)
    ?? /^(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?:[t ].*)?$/.exec(text)?.filter((_, i) => i !== 2)
    ?? /^(\d{4})(\d{2})(\d{2})?$/.exec(text);
  if (!match) return null;
  const [, year, month, day] = match as (string | undefined)[];
  if (year === undefined) return null;
  if (month === undefined) return year;
  const m = Number(month), d = day === undefined ? 1 : Number(day);
  const date = new Date(Date.UTC(Number(year), m - 1, d));
  if (date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d) return null;
  return [year, month.padStart(2, '0'), ...(day === undefined ? [] : [day.padStart(2, '0')])].join('-');
}

/** Days from and to, both included, as ISO text. */
export interface DateRange { readonly from: string; readonly to: string }

const relative: Readonly<Record<string, (year: number, month: number, day: number) => Date[]>> = {
  今天: (y, m, d) => [utc(y, m, d), utc(y, m, d)], 昨天: (y, m, d) => [utc(y, m, d - 1), utc(y, m, d - 1)], 前天: (y, m, d) => [utc(y, m, d - 2), utc(y, m, d - 2)],
  本月: (y, m) => [utc(y, m, 1), utc(y, m + 1, 0)], 上个月: (y, m) => [utc(y, m - 1, 1), utc(y, m, 0)],
  今年: y => [utc(y, 1, 1), utc(y, 12, 31)], 去年: y => [utc(y - 1, 1, 1), utc(y - 1, 12, 31)], 前年: y => [utc(y - 2, 1, 1), utc(y - 2, 12, 31)],
};
const sameAs: Readonly<Record<string, string>> = { 今日: '今天', 昨日: '昨天', 这个月: '本月', 当月: '本月', 上月: '上个月', 本年: '今年' };

const utc = (year: number, month: number, day: number): Date => new Date(Date.UTC(year, month - 1, day));
const iso = (date: Date): string => date.toISOString().slice(0, 10);

/**
 * The days that a date as typed means: `2025年3月1日`, `2025-03`, `2025`, `2025-03..2025-06` (an end may be missing), 去年, 上个月.
 * @param today ISO text, where the reader is
 * @returns null where it is no date
 */
export function dateRange(typed: string, today: string): DateRange | null {
  const text = foldText(typed).trim();
  const [first, second, ...more] = text.split(/\.\.+|~|至/);
  if (second !== undefined && !more.length) {
    const from = first ? dateRange(first, today) : { from: '0000-01-01' }, to = second ? dateRange(second, today) : { to: '9999-12-31' };
    return from && to && (first || second) ? { from: from.from, to: to.to } : null;
  }
  const days = relative[sameAs[text] ?? text];
  if (days) {
    const [from, to] = days(...today.split('-').map(Number) as [number, number, number]) as [Date, Date];
    return { from: iso(from), to: iso(to) };
  }
  const prefix = isoDatePrefix(text);
  if (prefix === null) return null;
  const [year = '', month, day] = prefix.split('-');
  if (day !== undefined) return { from: prefix, to: prefix };
  if (month !== undefined) return { from: `${prefix}-01`, to: iso(utc(Number(year), Number(month) + 1, 0)) };
  return { from: `${year}-01-01`, to: `${year}-12-31` };
}
