import type { NumberStats } from '../engine.js';
import { originalValue } from './comparable.js';
import { attribute, facetAttribute, factAttribute, type Layout } from './layout.js';

const mostValues = 100;
type Counts = Readonly<Record<string, number>>;

/** The attribute that a facet is counted by; null where there is none. */
function attributeOf({ facets, facts }: Layout, facet: string): string | null {
  // Dates and numbers are shown as they are compared.
  const i = facets.findIndex(f => f.name === facet), fact = facts.findIndex(f => f.name === facet && (f.kind === 'number' || (f.facet && f.kind === 'date')));
  return fact >= 0 ? factAttribute(fact) : i >= 0 ? facetAttribute(i) : facet === 'year' || facet === 'month' ? attribute.month : null;
}

export const facetAttributes = (layout: Layout, facets: readonly string[]): string[] =>
  [...new Set(facets.map(facet => attributeOf(layout, facet)).filter(name => name !== null))];

/** Counts by attribute as counts by facet: the most frequent values; years and months all, latest first. */
export function facetsOf(layout: Layout, facets: readonly string[], counted: Readonly<Record<string, Counts>>): Record<string, Counts> {
  return Object.fromEntries(facets.map(facet => {
    const name = attributeOf(layout, facet), counts = Object.entries((name === null ? null : counted[name]) ?? {});
    if (name === attribute.month) return [facet, facet === 'year' ? yearsOf(counts) : Object.fromEntries(latestFirst(counts.filter(([month]) => month.length === monthLength)))];
    return [facet, Object.fromEntries(allValues(layout, facet, counted).slice(0, mostValues).map(({ value, count }) => [value, count]))];
  }));
}

/** All values of a facet that were counted, most frequent first. */
export function allValues(layout: Layout, facet: string, counted: Readonly<Record<string, Counts>>): { value: string; count: number }[] {
  const name = attributeOf(layout, facet);
  return Object.entries((name === null ? null : counted[name]) ?? {}).map(([value, count]) => ({ value: originalValue(value), count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

/** Ranges by attribute as ranges by facet. */
export const statsOf = (layout: Layout, facets: readonly string[], counted: Readonly<Record<string, NumberStats>>): Record<string, NumberStats> =>
  Object.fromEntries(facets.flatMap(facet => {
    const name = attributeOf(layout, facet), stats = name === null ? undefined : counted[name];
    return stats && layout.facts.some(f => f.name === facet && f.kind === 'number') ? [[facet, stats]] : [];
  }));

const monthLength = 7, yearLength = 4;
const latestFirst = (counts: readonly (readonly [string, number])[]) => [...counts].sort(([a], [b]) => a < b ? 1 : -1);

/** An article has one date: the months of a year, and what says only the year, add up to it. */
function yearsOf(months: readonly (readonly [string, number])[]): Counts {
  const years = new Map<string, number>();
  for (const [month, count] of months) years.set(month.slice(0, yearLength), (years.get(month.slice(0, yearLength)) ?? 0) + count);
  return Object.fromEntries(latestFirst([...years]));
}
