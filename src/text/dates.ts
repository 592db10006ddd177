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
