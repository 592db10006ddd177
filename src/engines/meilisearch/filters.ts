import type { Filter, FilterCondition } from '../../query/filter.js';
import { comparable, exactBeginning, exactValue } from './comparable.js';
import { attribute, factAttribute, type Layout } from './layout.js';

/** A filter that nothing meets, and one that everything does. */
export const never = `${attribute.id} IN []`, always = `NOT ${never}`;

const quote = (value: string | number): string => `"${value}"`;

/** A filter of ours as one of Meilisearch's, over the attributes that documents keep for it. */
export function filterOf(layout: Layout, filter: Filter): string {
  switch (filter.op) {
    case 'and':
    case 'or': return joined(filter.of.map(part => filterOf(layout, part)), filter.op === 'and' ? 'AND' : 'OR');
    case 'not': return `NOT (${filterOf(layout, filter.of)})`;
    default: return conditionOf(layout, filter);
  }
}

/** A filter as Meilisearch takes it in a list of filters; a list inside of it: alternatives. */
export type Clause = string | string[];

/** Meilisearch reads a list of values in a time that grows with the square of its length, shorter lists beside each other do better. */
const valuesOfList = 100;

/** The filters that together are one of ours, long lists of values in pieces. */
export function clausesOf(layout: Layout, filter: Filter): Clause[] {
  if (filter.op === 'and') return filter.of.flatMap(part => clausesOf(layout, part));
  if (filter.op !== 'in' || filter.values.length <= valuesOfList) return [filterOf(layout, filter)];
  const { values } = filter;
  return [Array.from({ length: Math.ceil(values.length / valuesOfList) }, (_, i) => filterOf(layout, { ...filter, values: values.slice(i * valuesOfList, (i + 1) * valuesOfList) }))];
}

/** Parts side by side, each in parentheses where it needs them. */
export const joined = (parts: readonly string[], by: 'AND' | 'OR'): string =>
  parts.length === 1 ? parts[0] as string : parts.length ? parts.map(part => `(${part})`).join(` ${by} `) : by === 'AND' ? always : never;

function conditionOf(layout: Layout, filter: FilterCondition): string {
  const i = layout.facts.findIndex(f => f.name === filter.field), field = layout.facts[i];
  if (!field) return never;
  const name = factAttribute(i), isNumber = field.kind === 'number';
  const value = (typed: string): string | number => isNumber ? Number(typed) : exactValue(comparable(field, typed));
  const isUsable = (wanted: string | number) => typeof wanted === 'number' ? Number.isFinite(wanted) : wanted !== '';
  const compare = (operator: string, typed: string) => {
    const wanted = value(typed);
    return isUsable(wanted) ? `${name} ${operator} ${quote(wanted)}` : never;
  };
  switch (filter.op) {
    case 'equal': return compare('=', filter.value);
    case 'greater': return compare('>', filter.value);
    case 'greaterOrEqual': return compare('>=', filter.value);
    case 'less': return compare('<', filter.value);
    case 'lessOrEqual': return compare('<=', filter.value);
    case 'between': {
      const from = value(filter.from), to = value(filter.to);
      return isUsable(from) && isUsable(to) && from <= to ? `${name} ${quote(from)} TO ${quote(to)}` : never;
    }
    case 'in': {
      const wanted = filter.values.map(value).filter(isUsable);
      return wanted.length ? `${name} IN [${wanted.map(quote).join(', ')}]` : never;
    }
    case 'startsWith': {
      const beginning = exactBeginning(comparable(field, filter.value));
      return beginning === '' ? `${name} EXISTS AND ${name} IS NOT NULL AND ${name} IS NOT EMPTY` : `${name} STARTS WITH ${quote(beginning)}`;
    }
    case 'exists': return `${name} EXISTS`;
    case 'isNull': return `${name} IS NULL`;
    case 'isEmpty': return `${name} IS EMPTY`;
  }
}

/** Documents by their ids, and all but these. */
export const idsIn = (ids: readonly string[]): string => `${attribute.id} IN [${ids.map(quote).join(', ')}]`;
export const idsNotIn = (ids: readonly string[]): string => `${attribute.id} NOT IN [${ids.map(quote).join(', ')}]`;
