import { type FilterInput, filterToString } from '../query/filter.js';
import { facetFields, pageFacets, type PageFacet, type PageParams } from './view.js';

/**
 * The filters of a page in the form that a search takes: any value of a facet, and of every facet, in the stretch of time.
 * @param without a facet whose own values do not count, so that the others of it can be counted
 */
export function pageFilter(params: Pick<PageParams, 'filters' | 'from' | 'to'>, without?: PageFacet): FilterInput {
  const time = rangeFilter(params);
  const chosen = pageFacets.filter(facet => facet !== without && params.filters[facet].length > 0);
  return [...chosen.map(facet => params.filters[facet].map(value => condition(facet, value))), ...(time === null ? [] : [time])];
}

/** The filter of a stretch of time; null where both its ends are open. */
export function rangeFilter({ from, to }: Pick<PageParams, 'from' | 'to'>): string | null {
  if (from === '' && to === '') return null;
  if (to === '') return filterToString({ op: 'greaterOrEqual', field: 'date', value: firstDay(from) });
  if (from === '') return filterToString({ op: 'lessOrEqual', field: 'date', value: lastDay(to) });
  return filterToString({ op: 'between', field: 'date', from: firstDay(from), to: lastDay(to) });
}

function condition(facet: PageFacet, value: string): string {
  return filterToString(facet === 'year'
    ? { op: 'between', field: 'date', from: firstDay(value), to: lastDay(value) }
    : { op: 'equal', field: facetFields[facet], value });
}

const firstDay = (time: string): string => `${time}${'-01-01'.slice(time.length - 4)}`;
const lastDay = (time: string): string => `${time}${'-12-31'.slice(time.length - 4)}`;
