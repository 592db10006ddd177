import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from '@jest/globals';
import express from 'express';
import { pino } from 'pino';
import { z } from 'zod';
import { defaultIndexes } from '../../config/fields.js';
import { packageDir } from '../../config/paths.js';
import { createApp } from '../../src/http/app.js';
import { operationsOf } from '../../src/http/openapi/operations.js';
import { problemAnswer } from '../../src/http/openapi/schemas.js';
import { articles } from './articles.js';
import { adminKey, testService } from './support.js';

interface Described {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: unknown }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}
interface Document { readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>; readonly servers: unknown }

const running = testService();
const [fields] = defaultIndexes as [(typeof defaultIndexes)[number]];
const operations = operationsOf(fields);
beforeAll(() => running.client.fill(articles));
const document = async (): Promise<Document> => (await running.client.ask('/openapi.json')).body as Document;

/** Pages and their files, and the API that Meilisearch describes. */
const described = (path: string): boolean => !/^\/(articles\/:id|assets\/.*|searchbox\.js|demo|docs|admin|indexes\b.*|multi-search|version)?$/.test(path);

interface Layer { readonly handle: { readonly stack?: readonly Layer[] }; readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> } }

/** Every route of the application, as the routers hold them: where each was mounted is noted while they are made. */
function routesOf(): string[] {
  const mounts = new Map<unknown, string>(), { prototype } = express.Router as unknown as { prototype: { use: (...given: unknown[]) => unknown } };
  const { use } = prototype;
  prototype.use = function (this: unknown, ...given: unknown[]) {
    for (const handler of given) if (typeof given[0] === 'string') mounts.set(handler, given[0]);
    return use.apply(this, given);
  };
  try {
    const app = createApp(running.service, pino({ level: 'silent' })) as unknown as { router: { stack: readonly Layer[] } };
    const walk = (stack: readonly Layer[], base: string): string[] => stack.flatMap(({ handle, route }) => {
      if (route) return Object.keys(route.methods).filter(method => method !== '_all').map(method => `${method} ${base}${route.path}`);
      const mounted = mounts.get(handle) ?? '';
      return handle.stack ? walk(handle.stack, mounted === '/' ? base : base + mounted) : [];
    });
    return [...new Set(walk(app.router.stack, ''))];
  } finally {
    prototype.use = use;
  }
}

test('is valid OpenAPI', async () => {
  const answer = await running.client.ask('/openapi.json');
  expect(answer).toMatchObject({ status: 200, body: { openapi: '3.1.1' } });
  // In a process of its own: jest’s modules cannot load the validator.
  const script = "import { Validator } from '@seriousme/openapi-schema-validator'; import { readFileSync } from 'node:fs'; console.log(JSON.stringify(await new Validator().validate(JSON.parse(readFileSync(0, 'utf8')))));";
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { input: answer.text, encoding: 'utf8', cwd: packageDir });
  expect({ stderr, result: JSON.parse(stdout || 'null') as unknown }).toMatchObject({ stderr: '', result: { valid: true } });
});

test('describes every route of the native API, and nothing else', async () => {
  const { paths } = await document();
  const there = routesOf().filter(route => described(route.split(' ')[1] ?? '')).map(route => route.replace(/:(\w+)/g, '{$1}')).sort();
  expect(there).toContain('get /api/articles/{id}');
  expect(Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map(method => `${method} ${path}`)).sort()).toEqual(there);
});

test('names the parameters that are taken: each is known, and no other', async () => {
  const { paths } = await document();
  for (const { method, path, query } of operations) {
    const given = paths[path]?.[method]?.parameters.filter(parameter => parameter.in === 'query').map(({ name }) => name) ?? [];
    expect({ path, given }).toEqual({ path, given: Object.keys(query?.shape ?? {}) });
  }
  expect(paths['/api/search']?.['get']?.parameters.map(({ name }) => name)).toEqual(['q', 'page', 'perPage', 'filter', 'facets', 'sort', 'highlight', 'snippetChars', 'duplicates', 'index']);
  expect(paths['/api/search']?.['get']?.parameters.find(({ name }) => name === 'perPage')?.schema).toEqual({ type: 'integer', minimum: 1, maximum: 100, default: 10 });
});

test('stands below BASE_PATH', () => running.withSettings({ BASE_PATH: '/press' }, async client => {
  expect((await client.ask('/openapi.json')).body).toMatchObject({ servers: [{ url: '/press' }] });
}));

describe('answers are as described', () => {
  const headers = { authorization: `Bearer ${adminKey}` };
  const requests: readonly (readonly [method: string, path: string, of: string, body?: unknown])[] = [
    ['get', '/api/search?q=大桥&facets=section,year&highlight=full', '/api/search'], ['get', '/api/search?q=qingxi', '/api/search'], ['get', '/api/search?q=没有的词语在这里', '/api/search'], ['get', '/api/search', '/api/search'],
    ['post', '/api/search', '/api/search', { q: '"大桥"', facets: ['tags'] }], ['get', '/api/suggest?q=大', '/api/suggest'], ['get', '/api/articles/qx-1?q=大桥', '/api/articles/{id}'], ['get', '/api/articles/qx-2', '/api/articles/{id}'],
    ['get', '/api/explain?q=大桥&id=qx-1', '/api/explain'], ['get', '/api/explain?q=度假大桥', '/api/explain'],
    ['put', '/api/admin/articles', '/api/admin/articles', [{ id: 'new', title: '新' }, { id: 'bad' }]], ['delete', '/api/admin/articles/new', '/api/admin/articles/{id}'], ['delete', '/api/admin/articles?filter=page=77', '/api/admin/articles'],
    ['put', '/api/admin/synonyms', '/api/admin/synonyms', { 桥: ['大桥'], 渡: { twoWay: ['渡船'] } }], ['get', '/api/admin/synonyms', '/api/admin/synonyms'], ['get', '/api/admin/dictionary', '/api/admin/dictionary'],
    ['put', '/api/admin/dictionary?dryRun=true', '/api/admin/dictionary', ['青溪大桥', { word: '合龙', weight: 3000 }]], ['get', '/api/admin/status', '/api/admin/status'], ['get', '/api/admin/audit', '/api/admin/audit'], ['get', '/api/admin/stats?kind=empty', '/api/admin/stats'], ['post', '/api/click', '/api/click', { q: '大桥', id: 'qx-1', position: 1 }], ['get', '/health', '/health'], ['get', '/ready', '/ready'],
  ];
  // A fourth parameter would be given jest's `done` where a row has none.
  test.each(requests)('%s %s', async (...[method, path, of, body]) => {
    const answer = await running.client.ask(encodeURI(path), { method: method.toUpperCase(), headers, body });
    expect(answer).toMatchObject({ status: 200 });
    const schema = operations.find(one => one.method === method && one.path === of)?.answer;
    const read = schema?.safeParse(answer.body);
    expect(read?.error ? z.prettifyError(read.error) : read?.success).toBe(true);
  });

  test.each([['/api/search?page=0', 400, '/api/search'], ['/api/search?x=1', 400, '/api/search'], ['/api/articles/none', 404, '/api/articles/{id}'], ['/api/search?index=none', 404, '/api/search'], ['/api/admin/jobs/none', 404, '/api/admin/jobs/{id}']])('problem: %s', async (path, status, of) => {
    const answer = await running.client.ask(path, { headers });
    expect(answer.status).toBe(status);
    const problem = problemAnswer.parse(answer.body);
    expect((await document()).paths[of]?.['get']?.responses[String(status)]?.description).toContain(`\`${problem.code}\``);
  });
});

test('the page shows every request with its parameters, and runs nothing from elsewhere', async () => {
  const { status, text, headers } = await running.client.ask('/docs');
  expect(status).toBe(200);
  for (const { method, path } of operations) expect(text).toContain(`<code>${method.toUpperCase()} ${path}</code>`);
  expect(text).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style|style=|https?:\/\//);
  expect(text).toMatch(/<td><code>\w+<\/code>/);
  expect(text.replace(/<pre.*?<\/pre>/gs, '')).not.toContain('`');
  expect(headers.get('content-security-policy')).not.toMatch(/unsafe/);
});
