import type { Field, IndexFields, View } from '../../../config/fields.js';
import type { Article, FieldValue } from '../../article.js';
import type { Sort } from '../../engines/engine.js';
import { parseFilter, type Filter, type FilterInput } from '../../query/filter.js';
import type { OpenIndex, Service } from '../../service.js';
import { isoDatePrefix } from '../../text/dates.js';
import { isText } from '../../search/answer.js';
import { MeilisearchError } from './errors.js';

/** An index as a client sees it: one of ours, or a view of one. */
export interface ShownIndex extends OpenIndex {
  readonly uid: string;
  /** null: the article's own fields. */
  readonly attributes: View['attributes'] | null;
}

/** An attribute of a document, and the field that it is taken from. */
export interface Attribute {
  readonly name: string;
  readonly field: string;
  readonly value: FieldValue;
}

/** All indexes and views by name. */
export function shownIndexes({ indexes }: Service): ReadonlyMap<string, ShownIndex> {
  const shown = new Map<string, ShownIndex>();
  for (const open of indexes.values()) shown.set(open.fields.index, { ...open, uid: open.fields.index, attributes: null });
  for (const open of indexes.values()) for (const { index, attributes } of open.fields.views ?? []) shown.set(index, { ...open, uid: index, attributes });
  return shown;
}

const hasValue = (value: FieldValue | undefined): boolean => value !== undefined && value !== null && value !== '';

/** An article as a document: its fields as they were given, or the view's attributes. */
export function documentOf({ attributes }: ShownIndex, article: Article): Attribute[] {
  if (!attributes) return Object.entries(article).map(([name, value]) => ({ name, field: name, value }));
  return [{ name: 'id', field: 'id', value: article.id }, ...Object.entries(attributes).map(([name, fields]) => {
    const from = fields.find(field => hasValue(article[field])) ?? fields[0] ?? name;
    return { name, field: from, value: fields.length ? article[from] ?? null : null };
  })];
}

/** Attributes that a document may be known to have, whether or not this one has them. */
export const knownAttributes = ({ attributes, fields }: ShownIndex): string[] => ['id', ...attributes ? Object.keys(attributes) : fields.fields.map(field => field.name)];

/** Whether a name, or a pattern that ends in `*`, means this attribute. */
export const matches = (pattern: string, name: string): boolean => pattern === name || (pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1)));

/** Parts of a date that may be filtered by and counted like a field. */
const dateParts = ['year', 'month'] as const;
const ownDateParts = ({ fields, dateField }: IndexFields): string[] => {
  const date = fields.find(field => field.name === dateField);
  return dateParts.filter(part => date?.filter && !fields.some(field => field.name === part));
};

const isFacet = (field: Field): boolean => field.facet === true || (field.kind === 'number' && field.filter === true);
const facetNames = ({ fields }: IndexFields): string[] => fields.filter(isFacet).map(field => field.name).sort();
const listed = (names: readonly string[], mark = ''): string => names.map(name => `${mark}${name}${mark}`).join(', ');
const namesOf = (fields: readonly Field[]): string[] => fields.map(field => field.name).sort();

/** @throws FilterError */
export function readFilter(filter: FilterInput | null, index: IndexFields): Filter | null {
  if (filter === null) return null;
  const parts = ownDateParts(index);
  const parsed = parseFilter(filter, [...index.fields.filter(field => field.filter).map(field => field.name), ...parts]);
  return parsed && parts.length ? withoutDateParts(parsed, new Set(parts), index.dateField as string) : parsed;
}

/** Conditions on the year or the month as conditions on the date. */
function withoutDateParts(filter: Filter, parts: ReadonlySet<string>, field: string): Filter {
  switch (filter.op) {
    case 'and':
    case 'or': return { op: filter.op, of: filter.of.map(part => withoutDateParts(part, parts, field)) };
    case 'not': return { op: 'not', of: withoutDateParts(filter.of, parts, field) };
    default: break;
  }
  if (!parts.has(filter.field)) return filter;
  const days = (value: string) => {
    const prefix = isoDatePrefix(value) ?? value.trim();
    return { op: 'between', field, from: prefix, to: `${prefix}${'-12-31'.slice(prefix.length - 4)}` } as const;
  };
  switch (filter.op) {
    case 'equal': return days(filter.value);
    case 'greater': return { op: 'greater', field, value: days(filter.value).to };
    case 'greaterOrEqual': return { op: 'greaterOrEqual', field, value: days(filter.value).from };
    case 'less': return { op: 'less', field, value: days(filter.value).from };
    case 'lessOrEqual': return { op: 'lessOrEqual', field, value: days(filter.value).to };
    case 'between': return { op: 'between', field, from: days(filter.from).from, to: days(filter.to).to };
    case 'in': return filter.values.length ? { op: 'or', of: filter.values.map(days) } : { ...filter, field };
    default: return { ...filter, field };
  }
}

/** The facets that names and patterns mean, in order of the alphabet. */
export function readFacets(wanted: readonly string[], index: IndexFields, where = ''): string[] {
  const facets = facetNames(index), parts = ownDateParts(index);
  const found = wanted.flatMap(pattern => {
    const meant = parts.includes(pattern) ? [pattern] : facets.filter(name => matches(pattern, name));
    if (!meant.length) throw new MeilisearchError('invalid_search_facets', `${where}Invalid facet distribution: Pattern \`${pattern}\` is not filterable. Available filterable attributes patterns are: \`${listed([...facets, ...parts].sort())}\`.`);
    return meant;
  });
  return [...new Set(found)].sort();
}

/** @throws MeilisearchError `invalid_facet_search_facet_name` */
export function readFacetName(name: string, index: IndexFields): Field | null {
  const field = index.fields.find(one => one.name === name && isFacet(one));
  if (field || ownDateParts(index).includes(name)) return field ?? null;
  throw new MeilisearchError('invalid_facet_search_facet_name', `Attribute \`${name}\` is not facet-searchable. Available facet-searchable attributes patterns are: \`${listed(facetNames(index))}\`.`);
}

export function readDistinct(name: string, uid: string, { fields }: IndexFields, code = 'invalid_search_distinct'): string {
  const filterable = namesOf(fields.filter(field => field.filter));
  if (filterable.includes(name)) return name;
  throw new MeilisearchError(code, `Index \`${uid}\`: Attribute \`${name}\` is not filterable and thus, cannot be used as distinct attribute. Available filterable attributes patterns are: \`${listed(filterable)}\`.`);
}

export function readSort(sort: readonly string[] | null, { fields }: IndexFields, code: string, where = ''): Sort[] {
  return (sort ?? []).map(by => {
    const colon = by.lastIndexOf(':'), direction = by.slice(colon + 1);
    if (colon < 0 || (direction !== 'asc' && direction !== 'desc')) throw new MeilisearchError(code, `Invalid syntax for the sort parameter: expected expression ending by \`:asc\` or \`:desc\`, found \`${by}\`.`);
    const name = by.slice(0, colon), sortable = namesOf(fields.filter(field => field.sort));
    if (!sortable.includes(name)) throw new MeilisearchError(code, `${where}Attribute \`${name}\` is not sortable. Available sortable attributes are: \`${listed(sortable)}\`.`);
    return { field: name, descending: direction === 'desc' };
  });
}

/** The fields to look in; null: all that are searched. */
export function readSearchOn(wanted: readonly string[] | null, { fields: { fields }, attributes, uid }: ShownIndex): string[] | null {
  if (!wanted) return null;
  const searched = fields.filter(field => isText(field) && (field.weight ?? 0) > 0).map(field => field.name);
  const ways: [string, readonly string[]][] = attributes ? Object.entries(attributes).map(([name, from]) => [name, from.filter(field => searched.includes(field))]) : searched.map(name => [name, [name]]);
  const chosen = wanted.flatMap(pattern => {
    const meant = ways.filter(([name, from]) => from.length > 0 && matches(pattern, name));
    if (!meant.length) throw new MeilisearchError('invalid_search_attributes_to_search_on', `Index \`${uid}\`: Attribute \`${pattern}\` is not searchable. Available searchable attributes are: \`${listed(ways.filter(([, from]) => from.length).map(([name]) => name).sort())}\`.`);
    return meant.flatMap(([, from]) => from);
  });
  return [...new Set(chosen)];
}
