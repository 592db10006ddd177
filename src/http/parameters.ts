import type { Request } from 'express';
import { z } from 'zod';
import type { Field, IndexFields } from '../../config/fields.js';
import { parseFilter, type FilterInput } from '../query/filter.js';
import type { SearchRequest } from '../search/answer.js';
import { Problem } from './problems.js';

export const mostQueryCharacters = 2_000;
const mostHits = 10_000;

/** A whole number, in an address as digits. */
export const integer = (least: number, most: number) => z.union([z.number(), z.string().regex(/^\d{1,9}$/).transform(Number)], { error: `expected a whole number from ${least} to ${most}` })
  .pipe(z.number().int().min(least, { error: `expected a whole number from ${least} to ${most}` }).max(most, { error: `expected a whole number from ${least} to ${most}` })).meta({ openapi: { type: 'integer', minimum: least, maximum: most } });

const commaSeparated = { oneOf: [{ type: 'string', description: 'comma-separated' }, { type: 'array', items: { type: 'string' } }] };
const names = z.union([z.string().transform(text => text.split(',').map(name => name.trim()).filter(Boolean)), z.array(z.string())], { error: 'expected names, comma-separated' }).meta({ openapi: commaSeparated });

/** Parameters of a search, the same in an address and in a JSON body. */
export const searchParameters = z.strictObject({
  q: z.string({ error: 'expected text' }).default(''),
  page: integer(1, 999_999_999).default(1),
  perPage: integer(1, 100).default(10),
  filter: z.union([z.string(), z.array(z.union([z.string(), z.array(z.string())]))], { error: 'expected a filter' }).optional(),
  facets: names.default([]),
  sort: z.string({ error: 'expected relevance or FIELD:asc or FIELD:desc' }).default('relevance'),
  highlight: z.enum(['snippet', 'full'], { error: 'expected snippet or full' }).default('snippet'),
  snippetChars: integer(10, 500).default(120),
  duplicates: z.enum(['fold', 'show'], { error: 'expected fold or show' }).default('fold'),
  index: z.string().optional(),
});

/** Checks parameters against a schema. @throws Problem `unknown_parameter` or `invalid_parameter`, naming the field */
export function checked<T extends z.ZodType>(schema: T, given: unknown): z.output<T> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  if (issue?.code === 'unrecognized_keys') throw new Problem(400, 'unknown_parameter', `unknown: ${issue.keys.join(', ')}`, issue.keys[0]);
  const field = issue?.path.map(String).join('.') ?? '';
  throw new Problem(400, 'invalid_parameter', `${field || 'body'}: ${issue?.message ?? 'not valid'}`, field || 'body');
}

/** Reads a search for one index. */
export function searchRequest(given: unknown, { fields, dateField }: IndexFields): SearchRequest {
  const { q, page, perPage, filter, facets, sort, highlight, snippetChars, duplicates } = checked(searchParameters, given);
  checkQuery(q);
  if (page * perPage > mostHits) throw new Problem(400, 'page_out_of_range', `page × perPage may be ${mostHits.toLocaleString('en')} at most`, 'page');
  return {
    q, page, perPage, highlight, snippetChars, fold: duplicates === 'fold',
    filter: filter === undefined ? null : readFilter(filter, fields),
    facets: readFacets(facets, fields, dateField),
    sort: readSort(sort, fields),
  };
}

export function checkQuery(q: string): void {
  if (q.length > mostQueryCharacters && [...q].length > mostQueryCharacters)
    throw new Problem(400, 'query_too_long', `a query may have ${mostQueryCharacters.toLocaleString('en')} characters at most`, 'q');
}

/** @throws FilterError */
export const readFilter = (filter: FilterInput, fields: readonly Field[]) => parseFilter(filter, fields.filter(f => f.filter).map(f => f.name));

function readFacets(wanted: readonly string[], fields: readonly Field[], dateField: string | undefined): string[] {
  const known = [...fields.filter(f => f.facet).map(f => f.name), ...(dateField === undefined ? [] : ['year', 'month'])];
  for (const name of wanted) if (!known.includes(name)) throw new Problem(400, 'invalid_facet', `${JSON.stringify(name)} is no facet; ${known.join(', ')} are`, 'facets');
  return [...new Set(wanted)];
}

function readSort(sort: string, fields: readonly Field[]): SearchRequest['sort'] {
  if (sort === 'relevance' || sort === '') return null;
  const [name, direction, ...more] = sort.split(':');
  const sortable = fields.filter(f => f.sort).map(f => f.name);
  if (name === undefined || !sortable.includes(name) || more.length || (direction !== 'asc' && direction !== 'desc'))
    throw new Problem(400, 'invalid_sort', `expected relevance, or FIELD:asc or FIELD:desc with ${sortable.join(' or ')}`, 'sort');
  return { field: name, descending: direction === 'desc' };
}

/** What an address gives, each name once. */
export function queryOf(request: Request): Record<string, unknown> {
  return { ...request.query };
}
