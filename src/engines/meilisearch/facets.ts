import { originalValue } from './comparable.js';
import { attribute, facetAttribute, type Layout } from './layout.js';

const mostValues = 100;
type Counts = Readonly<Record<string, number>>;

/** The attribute that a facet is counted by; null where there is none. */
function attributeOf(layout: Layout, facet: string): string | null {
  const i = layout.facets.findIndex(f => f.name === facet);
  if (i >= 0) return facetAttribute(i);
  return facet === 'year' ? attribute.year : facet === 'month' ? attribute.month : null;
}

export const facetAttributes = (layout: Layout, facets: readonly string[]): string[] =>
  [...new Set(facets.map(facet => attributeOf(layout, facet)).filter(name => name !== null))];

/** Counts by attribute as counts by facet: the most frequent values; years and months all, latest first. */
export function facetsOf(layout: Layout, facets: readonly string[], counted: Readonly<Record<string, Counts>>): Record<string, Counts> {
  return Object.fromEntries(facets.map(facet => {
    const name = attributeOf(layout, facet), counts = Object.entries((name === null ? null : counted[name]) ?? {});
    if (name === attribute.year || name === attribute.month) return [facet, Object.fromEntries(counts.sort(([a], [b]) => a < b ? 1 : -1))];
    return [facet, Object.fromEntries(allValues(layout, facet, counted).slice(0, mostValues).map(({ value, count }) => [value, count]))];
  }));
}

/** All values of a facet that were counted, most frequent first. */
export function allValues(layout: Layout, facet: string, counted: Readonly<Record<string, Counts>>): { value: string; count: number }[] {
  const name = attributeOf(layout, facet);
  return Object.entries((name === null ? null : counted[name]) ?? {}).map(([value, count]) => ({ value: originalValue(value), count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
