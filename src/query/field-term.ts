import type { Filter } from './filter.js';
import type { Term } from './parse.js';

/** The filter that a term in a keyword, number or date field stands for (`报纸：晨江日报`, `日期：2025年3月`). */
export function fieldTermFilter({ field, text, days }: Term): Filter {
  if (!field) throw new TypeError('the term has no field');
  if (days) return { op: 'between', field: field.name, ...days };
  return { op: 'equal', field: field.name, value: text };
}
