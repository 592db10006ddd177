import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { IndexFields } from '../../../config/fields.js';
import { packageDir } from '../../../config/paths.js';
import { operationsOf, type Operation } from './operations.js';
import { problemAnswer } from './schemas.js';

type Json = Readonly<Record<string, unknown>>;

/** A schema as JSON Schema; what its meta data calls `openapi` stands in its place. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...written } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: ({ jsonSchema: made, zodSchema: { _zod: { def } } }) => {
    const { openapi, description } = made as { openapi?: object; description?: string };
    if (openapi) {
      for (const name of Object.keys(made)) Reflect.deleteProperty(made, name);
      Object.assign(made, openapi, description === undefined ? {} : { description });
    }
    // Zod leaves it out where the value is transformed.
    if (def.type === 'default' && !Array.isArray(def.defaultValue)) made.default = def.defaultValue;
  } });
  return written;
}

function parametersOf({ path, query }: Operation): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  if (!query) return inPath;
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as { properties?: Json; required?: string[] };
  return [...inPath, ...Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', ...(required.includes(name) ? { required: true } : {}), schema }))];
}

/** What any request of a kind may be answered with. */
function problemsOf({ key, query, path, problems = [] }: Operation): (readonly [number, string])[] {
  return [
    ...problems,
    ...(query ? [[400, 'unknown_parameter'], [400, 'invalid_parameter']] as const : []),
    ...(query && 'index' in query.shape ? [[404, 'index_not_found']] as const : []),
    ...(key === 'none' ? [] : [[401, 'missing_key'], [403, 'invalid_key']] as const),
    ...(key === 'admin' ? [[403, 'admin_disabled']] as const : []),
    ...(key === 'search' ? [[429, 'too_many_requests'], [503, 'overloaded']] as const : []),
    ...(path.startsWith('/api/') ? [[503, 'engine_unavailable']] as const : []),
  ];
}

function operation(one: Operation): Json {
  const codes = new Map<number, string[]>();
  for (const [status, code] of problemsOf(one)) codes.set(status, [...codes.get(status) ?? [], code]);
  const problems = [...codes].sort(([a], [b]) => a - b).map(([status, of]) => [String(status), {
    description: of.map(code => `\`${code}\``).join(', '),
    ...(status === 429 || status === 503 ? { headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds' } } } : {}),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }]);
  const security = { none: undefined, search: [{ searchKey: [] }, {}], admin: [{ adminKey: [] }] }[one.key];
  return {
    summary: one.summary, tags: [one.key === 'search' ? 'Search' : one.path.startsWith('/api/') ? 'Administration' : 'Operation'],
    operationId: `${one.method}${one.path.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    ...(security ? { security } : {}), parameters: parametersOf(one),
    ...(one.body ? { requestBody: { required: true, content: Object.fromEntries(Object.entries(one.body).map(([type, schema]) => [type, { schema: jsonSchema(schema, 'input') }])) } } : {}),
    responses: { ...(one.accepted ? { 202: { description: 'Begun as a job', content: { 'application/json': { schema: jsonSchema(one.accepted, 'output') } } } } : {}), ...(one.answer ? { 200: { description: 'Done', content: { [one.answerType ?? 'application/json']: { schema: jsonSchema(one.answer, 'output') } } } } : {}), ...Object.fromEntries(problems) },
  };
}

/** The native API as OpenAPI 3.1, made of the schemas that check its requests. */
export function openApiDocument(fields: IndexFields, basePath: string) {
  const { version, license } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string; license: string };
  const paths = new Map<string, Record<string, unknown>>();
  for (const one of operationsOf(fields)) paths.set(one.path, { ...paths.get(one.path), [one.method]: operation(one) });
  const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', description });
  return {
    openapi: '3.1.1',
    info: { title: 'jianbao 剪报', version, license: { name: license, identifier: license }, description: 'Full-text search for Chinese newspaper articles. Meilisearch’s own API is served at /indexes/… and /multi-search, and described by Meilisearch.' },
    servers: [{ url: basePath || '/' }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: { Problem: jsonSchema(problemAnswer, 'output') },
      securitySchemes: { searchKey: bearer('One of SEARCH_KEYS, or a token signed with one (`jianbao key`); needed where SEARCH_KEYS is set'), adminKey: bearer('ADMIN_KEY') },
    },
  };
}

export type OpenApi = ReturnType<typeof openApiDocument>;
