import type { Filter } from './filter.js';
import { isoDatePrefix } from '../text/dates.js';
import type { Term } from './parse.js';

/** The filter that a term in a keyword, number or date field stands for (`报纸：晨江日报`, `日期：2025年3月`). */
export function fieldTermFilter({ field, text }: Term): Filter {
  if (!field) throw new TypeError('the term has no field');
  if (field.kind === 'date') return { op: 'startsWith', field: field.name, value: isoDatePrefix(text) ?? text };
  return { op: 'equal', field: field.name, value: text };
}
