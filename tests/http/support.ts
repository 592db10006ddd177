import { afterAll, beforeAll, expect } from '@jest/globals';
import { pino } from 'pino';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { readSettings } from '../../config/settings.js';
import type { SearchAnswer } from '../../src/search/answer.js';
import { listen, type Serving } from '../../src/serve.js';
import { openService, type Service } from '../../src/service.js';
import { engineName, meilisearchPlace, type MeilisearchPlace } from '../support/engine.js';
import { temporaryFolder } from '../support/folder.js';

export const adminKey = 'an-admin-key-for-tests';

/** What came back; `body` is the JSON where it is JSON, otherwise the text. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

export interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes as they are, everything else as JSON. */
  readonly body?: unknown;
}

/** A running service to ask. */
export class Client {
  constructor(readonly address: string) {}

  async ask(path: string, { method = 'GET', headers = {}, body }: Request = {}): Promise<Answer> {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;
    const response = await fetch(this.address + path, {
      method, redirect: 'manual',
      headers: { ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body), duplex: 'half' }),
    });
    const text = await response.text();
    const isJson = /\bjson/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, body: isJson && text ? JSON.parse(text) as unknown : text };
  }

  /** GET with parameters, which are percent-encoded here. */
  get(path: string, parameters: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const query = Object.entries(parameters).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
    return this.ask(query ? `${path}?${query}` : path, { headers });
  }

  /** A search that must succeed. */
  async search(q: string, parameters: Readonly<Record<string, string>> = {}): Promise<SearchAnswer> {
    const answer = await this.get('/api/search', { q, ...parameters });
    expect(answer).toMatchObject({ status: 200 });
    return answer.body as SearchAnswer;
  }

  admin(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask(`/api/admin${path}`, { method, body, headers: { authorization: `Bearer ${adminKey}`, ...headers } });
  }

  /** Empties the index and writes these articles. */
  async fill(articles: readonly object[], index?: string): Promise<void> {
    const at = index === undefined ? '' : `index=${index}`;
    await this.admin('DELETE', `/articles?all=true&${at}`);
    const answer = await this.admin('PUT', `/articles?${at}`, articles);
    expect(answer.body).toMatchObject({ received: articles.length, rejected: [] });
  }
}

export interface TestService {
  /** Ready inside of tests. */
  readonly client: Client;
  readonly service: Service;
  /** The same indexes served with other settings, for one test. */
  withSettings<T>(environment: Readonly<Record<string, string>>, use: (client: Client) => Promise<T>): Promise<T>;
}

type Environment = Readonly<Record<string, string>>;

/**
 * A real server on a free port with a data folder of its own, for all tests of a file or of a describe block.
 * @param environment a function is called when the tests begin
 */
export function testService(environment: Environment | (() => Promise<Environment>) = {}, indexes: readonly IndexFields[] = defaultIndexes): TestService {
  const { folder, remove } = temporaryFolder();
  let usual: Record<string, string> = { DATA_DIR: folder, PORT: '0', SAMPLE: 'off', LOG_LEVEL: 'silent', ADMIN_KEY: adminKey, SEARCH_THREADS: '1' };
  const log = pino({ level: 'silent' });
  let serving: Serving, place: MeilisearchPlace | null = null;
  beforeAll(async () => {
    if (engineName === 'meilisearch') {
      place = await meilisearchPlace();
      usual = { ...usual, ENGINE: engineName, MEILI_URL: place.url, MEILI_KEY: place.key, MEILI_INDEX_PREFIX: place.indexPrefix };
    }
    usual = { ...usual, ...typeof environment === 'function' ? await environment() : environment };
    serving = await listen(await openService(readSettings(usual), indexes), log);
  }, 30_000);
  afterAll(async () => {
    await serving.stop();
    await place?.destroy();
    remove();
  });
  return {
    get client() { return new Client(serving.address); },
    get service() { return serving.service; },
    async withSettings(others, use) {
      // Closing this server must leave the indexes open for the others.
      const service: Service = { ...serving.service, settings: readSettings({ ...usual, ...others }), close: async () => undefined };
      const other = await listen(service, log);
      try {
        return await use(new Client(other.address));
      } finally {
        await other.stop();
      }
    },
  };
}

/** The answer is a problem document of this kind, and says nothing of the machine. */
export function expectProblem(answer: Answer, status: number, code: string, field?: string): void {
  const { code: givenCode, field: givenField } = answer.body as { code?: string; field?: string };
  expect({ status: answer.status, code: givenCode, field: givenField }).toEqual({ status, code, field });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ type: `urn:jianbao:problem:${code}`, title: expect.any(String), status, detail: expect.any(String) });
  expectDiscreet(answer.text);
}

/** No file names, stack traces or SQL. */
export function expectDiscreet(text: string): void {
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d|\n\s+at |dist\/|\/tmp\/|SQLITE|SELECT |file:\/\//);
}
