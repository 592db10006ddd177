import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { readSettings } from '../../config/settings.js';
import type { Job } from '../../src/jobs.js';
import { listen, type Serving } from '../../src/serve.js';
import { openService, type OpenIndex } from '../../src/service.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { noUserWords } from '../../src/text/user-words.js';
import { until } from '../cli/support.js';
import { engineName, meilisearchPlace, type MeilisearchPlace } from '../support/engine.js';
import { temporaryFolder } from '../support/folder.js';
import { adminKey, Client, expectProblem } from './support.js';

const news = [
  { id: 'market', title: '早市上的毛芹菜最抢手', body: '摊主说，毛芹菜两块钱一斤。', section: '要闻' },
  { id: 'fields', title: '岚溪的毛芹菜丰收', body: '农户忙着采收。' },
  { id: 'school', title: '新学期第一课', body: '孩子们走进新教室。' },
  { id: 'trad', title: '端到端訓練', body: '格力空調櫃機在產品和服務上都有改進，北京也能買到。' },
];

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(120_000);
const { folder, remove } = temporaryFolder();
const log = pino({ level: 'silent' });
let meilisearch: MeilisearchPlace | undefined, serving: Serving | undefined;
const running = (): Serving => {
  if (!serving) throw new Error('nothing is running');
  return serving;
};
const client = () => new Client(running().address);
const start = async () => {
  const onMeilisearch = meilisearch ? { MEILI_URL: meilisearch.url, MEILI_KEY: meilisearch.key, MEILI_INDEX_PREFIX: meilisearch.indexPrefix } : {};
  serving = await listen(await openService(readSettings({ DATA_DIR: folder, PORT: '0', SAMPLE: 'off', LOG_LEVEL: 'silent', ADMIN_KEY: adminKey, ...onMeilisearch }), undefined, log), log);
};
const restart = async (meanwhile: () => void = () => undefined) => {
  await running().stop();
  meanwhile();
  await start();
};
const jobOf = async (id: string) => (await client().admin('GET', `/jobs/${id}`)).body as Job;
const ended = (id: string) => until(async () => {
  const job = await jobOf(id);
  return job.state !== 'running' && job;
}, 'the end of the job', 60_000);
/** Puts words and waits until articles are cut anew. */
const put = async (words: readonly unknown[]) => {
  const { status, body } = await client().admin('PUT', '/dictionary', words);
  expect(status).toBe(200);
  const answer = body as { words: number; articlesToRecut: number; job: string | null };
  return { ...answer, ended: answer.job === null ? null : await ended(answer.job) };
};
/** What the service finds to cut by itself. */
const settled = async () => {
  const job = await running().service.dictionary.check();
  return job && await ended(job.id);
};
const found = async (q: string) => {
  const { match, hits, total } = await client().search(q, { perPage: '100' });
  return { match, total, ids: hits.map(hit => hit.id).sort() };
};
/** Whether the index has these words side by side in an article. */
const isCut = async (id: string, ...words: string[]) =>
  (await (running().service.indexes.get('articles') as OpenIndex).engine.count({ kind: 'all', of: [{ kind: 'words', words }, { kind: 'id', id }] }, null, 1)) === 1;
const usually = (id: string) => isCut(id, '毛', '芹菜');
const suggested = async (q: string) => ((await client().get('/api/suggest', { q })).body as { suggestions: { kind: string; text: string; count: number }[] }).suggestions
  .filter(s => s.kind === 'word').map(({ text, count }) => `${text} ${count}`);

beforeAll(async () => {
  if (engineName === 'meilisearch') meilisearch = await meilisearchPlace();
  await start();
  await client().fill(news);
}, 60_000);
afterAll(async () => {
  await serving?.stop();
  await meilisearch?.destroy();
  loadSegmenter(noUserWords);
  remove();
});

// One story: each test goes on where the one before it ended.
test('has no words at first', async () => {
  expect(await client().admin('GET', '/dictionary')).toMatchObject({ status: 200, body: [] });
  expect(await found('毛芹菜')).toEqual({ match: 'words', total: 2, ids: ['fields', 'market'] });
  expect(await found('芹菜')).toMatchObject({ match: 'words', ids: ['fields', 'market'] });
  expect(await suggested('毛芹')).toEqual([]);
  expect(await settled()).toBeNull();
});

test('a dry run tells how many articles change, shows examples, and changes nothing', async () => {
  const { status, body } = await client().admin('PUT', '/dictionary?dryRun=true', ['毛芹菜', { word: '空調櫃機', weight: 50_000 }]);
  expect({ status, body }).toMatchObject({ status: 200, body: { words: 2, articlesToRecut: 3, job: null } });
  const examples = (body as { examples: { index: string; id: string; before: string[]; after: string[] }[] }).examples;
  expect(examples.map(({ id }) => id).sort()).toEqual(['fields', 'market', 'trad']);
  expect(examples.find(({ id }) => id === 'market')).toEqual({ index: 'articles', id: 'market', before: ['早市', '上', '的', '毛', '芹菜', '最', '抢手'], after: ['早市', '上', '的', '毛芹菜', '最', '抢手'] });
  expect(examples.find(({ id }) => id === 'trad')?.after).toContain('空調櫃機');
  expect((await client().admin('GET', '/dictionary')).body).toEqual([]);
  expect(await usually('market')).toBe(true);
  expect(await client().admin('PUT', '/dictionary?dryRun=true', [])).toMatchObject({ status: 200, body: { words: 0, articlesToRecut: 0, examples: [], job: null } });
});

test('a new word cuts anew the articles that have it and no others; the vocabulary follows', async () => {
  expect(await put(['毛芹菜'])).toMatchObject({ words: 1, articlesToRecut: 2, ended: { state: 'done', done: 2, total: 2, rejected: 0, error: null, finishedAt: expect.any(String) } });
  expect((await client().admin('GET', '/dictionary')).body).toEqual([{ word: '毛芹菜' }]);
  expect([await isCut('market', '的', '毛芹菜', '最'), await usually('market')]).toEqual([true, false]);
  const { hits: [hit], match, terms } = await client().search('毛芹菜 农户');
  expect({ id: hit?.id, title: hit?.marked['title'], match, found: terms[0]?.found }).toEqual({ id: 'fields', title: '岚溪的<mark>毛芹菜</mark>丰收', match: 'words', found: ['毛芹菜'] });
  expect(await suggested('毛芹')).toEqual(['毛芹菜 2']);
  expect(await suggested('maoqincai')).toEqual(['毛芹菜 2']);
  // Its parts are found as before, inside of it.
  expect(await found('芹菜')).toMatchObject({ match: 'words', ids: ['fields', 'market'] });
  expect(await found('毛芹')).toMatchObject({ ids: ['fields', 'market'] });
  expect(await settled()).toBeNull();
});

test('the same words again cut nothing', async () => {
  expect(await put([{ word: '毛芹菜' }, '毛芹菜'])).toMatchObject({ words: 1, articlesToRecut: 0, job: null });
});

test('what is written afterwards is cut with the new word', async () => {
  await client().admin('PUT', '/articles', [{ id: 'late', title: '晚市的毛芹菜降价' }]);
  expect(await isCut('late', '的', '毛芹菜', '降价')).toBe(true);
  expect(await suggested('毛芹')).toEqual(['毛芹菜 3']);
  expect((await client().admin('PUT', '/articles', [{ id: 'late', title: '晚市的毛芹菜降价' }])).body).toMatchObject({ written: 0, unchanged: 1 });
  await client().admin('DELETE', '/articles/late');
});

test('a word that the segmenter knows is not broken', async () => {
  const before = await found('北京');
  expect(await put(['毛芹菜', { word: '北京', weight: 1 }, '产品'])).toMatchObject({ words: 3, articlesToRecut: 0, job: null });
  expect((await client().admin('GET', '/dictionary')).body).toEqual([{ word: '毛芹菜' }, { word: '北京', weight: 1 }, { word: '产品' }]);
  expect(await found('北京')).toEqual(before);
});

test('another weight cuts anew as well', async () => {
  expect(await put([{ word: '毛芹菜', weight: 1 }])).toMatchObject({ articlesToRecut: 2, ended: { state: 'done', done: 2 } });
  expect(await put([{ word: '毛芹菜', weight: 90_000 }])).toMatchObject({ articlesToRecut: 2, ended: { state: 'done', done: 2 } });
  expect(await isCut('fields', '毛芹菜')).toBe(true);
});

test('lives through a restart, which cuts nothing', async () => {
  await restart();
  expect((await client().admin('GET', '/dictionary')).body).toEqual([{ word: '毛芹菜', weight: 90_000 }]);
  expect(await settled()).toBeNull();
  expect(await isCut('market', '毛芹菜')).toBe(true);
});

test('a file that was changed while nothing ran is noticed at the start, and bad lines are left out', async () => {
  await restart(() => { writeFileSync(join(folder, 'dictionary.txt'), '\ufeff# 自己的词\r\n毛芹菜 90000\r\n岚溪的 abc\r\n端到端\r\nN95口罩\r\n'); });
  expect((await client().admin('GET', '/dictionary')).body).toEqual([{ word: '毛芹菜', weight: 90_000 }, { word: '端到端' }, { word: 'N95口罩' }]);
  expect(await settled()).toMatchObject({ state: 'done', done: 1 });
  expect(await isCut('trad', '端到端', '训练')).toBe(true);
  expect(await isCut('market', '毛芹菜')).toBe(true);
  expect(await settled()).toBeNull();
});

test('where nobody knows what was in force, every article is compared', async () => {
  await restart(() => {
    rmSync(join(folder, 'dictionaries'), { recursive: true });
    writeFileSync(join(folder, 'dictionary.txt'), '端到端\n');
  });
  expect(await settled()).toMatchObject({ state: 'done', done: 2 });
  expect(await usually('market')).toBe(true);
  expect(await isCut('trad', '端到端', '训练')).toBe(true);
});

test('a file that another process puts is followed', async () => {
  writeFileSync(join(folder, 'dictionary.txt'), '端到端\n毛芹菜\n');
  expect(await settled()).toMatchObject({ state: 'done', done: 2 });
  expect(await isCut('market', '毛芹菜')).toBe(true);
});

test('a build that was made with another dictionary is cut anew', async () => {
  const { engine: own, analyze } = running().service.indexes.get('articles') as OpenIndex;
  const stored = [];
  for await (const { article, origin } of own.stored()) stored.push({ article, origin });
  const build = await own.startBuild('a test', 'unknown');
  // With the hash of another cut, as whoever made it would have written it.
  await build.write(stored.map(({ article, origin }) => ({ ...analyze(article, origin), ...(article.id === 'market' ? { hash: 'another' } : {}) })));
  await build.publish(async (article, origin) => analyze(article, origin));
  expect(await settled()).toMatchObject({ state: 'done', done: 1 });
  expect(await settled()).toBeNull();
});

test('removing a word cuts its articles as before, and takes it out of the vocabulary', async () => {
  expect(await suggested('毛芹')).toEqual(['毛芹菜 2']);
  expect(await put([])).toMatchObject({ words: 0, articlesToRecut: 3, ended: { state: 'done', done: 3 } });
  expect((await client().admin('GET', '/dictionary')).body).toEqual([]);
  expect(await usually('market')).toBe(true);
  expect(await suggested('毛芹')).toEqual([]);
  expect(await found('毛芹菜')).toEqual({ match: 'words', total: 2, ids: ['fields', 'market'] });
});

test('of two changes side by side the last one stands', async () => {
  const [one, two] = await Promise.all([client().admin('PUT', '/dictionary', ['毛芹菜']), client().admin('PUT', '/dictionary', ['端到端'])]);
  const jobs = [one, two].flatMap(({ body }) => (body as { job: string | null }).job ?? []);
  for (const state of await Promise.all(jobs.map(async job => (await ended(job)).state))) expect(state).toMatch(/^(done|canceled)$/);
  const words = (await client().admin('GET', '/dictionary')).body as { word: string }[];
  expect(['毛芹菜', '端到端']).toContain(words[0]?.word);
  expect(await isCut('market', '毛芹菜')).toBe(words[0]?.word === '毛芹菜');
  expect(await isCut('trad', '端到端', '训练')).toBe(words[0]?.word === '端到端');
  expect(await settled()).toBeNull();
  await put([]);
});

test('nothing is lost while articles are cut anew', async () => {
  const many = Array.from({ length: 450 }, (_, i) => ({ id: `n${i}`, title: `第${i}期桥东头副刊`, body: '街坊们都在桥东头看书。' }));
  await client().fill([...news, ...many]);
  expect(await found('桥东头')).toMatchObject({ match: 'words', total: 450 });
  const { body } = await client().admin('PUT', '/dictionary', ['桥东头']);
  const { job, articlesToRecut } = body as { job: string; articlesToRecut: number };
  expect(articlesToRecut).toBe(450);
  const totals = new Set<number>();
  let state = 'running';
  while (state === 'running') {
    totals.add((await found('桥东头')).total);
    state = (await jobOf(job)).state;
  }
  totals.add((await found('桥东头')).total);
  expect([...totals]).toEqual([450]);
  expect(await found('桥东头')).toMatchObject({ match: 'words', total: 450 });
  expect((await client().search('桥东头')).terms[0]?.found).toEqual(['桥东头']);
  await put([]);
  await client().fill(news);
});

test('a job that was stopped is told as such, and ends what it cannot do any more', async () => {
  const { body } = await client().admin('PUT', '/dictionary', ['毛芹菜']);
  const { job } = body as { job: string };
  const canceled = (await client().admin('DELETE', `/jobs/${job}`)).body as Job;
  expect(canceled.state).toMatch(/^(canceled|done)$/);
  // Whatever it left undone is done at the next start.
  await restart();
  await settled();
  expect(await isCut('market', '毛芹菜')).toBe(true);
  expect(await put([])).toMatchObject({ articlesToRecut: 2, ended: { state: 'done' } });
  // Jobs are remembered over restarts.
  expect(await jobOf(job)).toEqual(canceled);
});

const word = (i: number) => `词${String.fromCharCode(0x4e00 + i % 20_000)}${String.fromCharCode(0x4e00 + Math.floor(i / 20_000))}`;
test.each<[string, unknown, string, RegExp]>([
  ['no array', { word: '毛芹菜' }, 'body', /expected a JSON array of words/],
  ['text', '"毛芹菜"', 'body', /expected a JSON array of words/],
  ['an empty word', ['毛芹菜', ''], '1', /the word is empty/],
  ['only blanks', [{ word: ' 　' }], '0', /the word is empty/],
  ['a number', ['毛芹菜', 7], '1', /expected a word/],
  ['nothing', [null], '0', /expected a word/],
  ['a list', [['毛芹菜']], '0', /expected a word/],
  ['a weight of 0', [{ word: '毛芹菜', weight: 0 }], '0', /expected a whole number from 1 to 1,000,000,000/],
  ['a negative weight', [{ word: '毛芹菜', weight: -5 }], '0', /expected a whole number/],
  ['a weight as text', [{ word: '毛芹菜', weight: '5' }], '0', /expected a whole number/],
  ['a fraction', [{ word: '毛芹菜', weight: 1.5 }], '0', /expected a whole number/],
  ['something else in it', [{ word: '毛芹菜', tag: 'n' }], '0', /expected a word, or/],
  ['only punctuation', ['……'], '0', /no letter, digit or Han character/],
  ['white space inside', ['毛 芹菜'], '0', /no white space/],
  ['a long word', ['长'.repeat(51)], '0', /50 characters at most/],
  ['a line end', ['毛芹菜\n岚溪'], '0', /no text/],
  ['half a character', ['\ud800'], '0', /no text/],
  ['100,001 words', Array.from({ length: 100_001 }, (_, i) => word(i)), 'body', /has 100,000 words at most, here are 100,001/],
  ['500,000 words', Array.from({ length: 500_000 }, (_, i) => word(i)), 'body', /has 100,000 words at most, here are 500,000/],
])('refuses %s, and changes nothing', async (_what, body, field, detail) => {
  for (const path of ['/dictionary', '/dictionary?dryRun=true']) {
    const answer = await client().admin('PUT', path, body, { 'content-type': 'application/json' });
    expectProblem(answer, 400, 'invalid_parameter', field);
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(detail) });
  }
  expect((await client().admin('GET', '/dictionary')).body).toEqual([]);
});

test('refuses another type, unknown parameters, other methods, strangers', async () => {
  expectProblem(await client().admin('PUT', '/dictionary', '毛芹菜', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type');
  expectProblem(await client().admin('PUT', '/dictionary?dryRun=maybe', []), 400, 'invalid_parameter', 'dryRun');
  expectProblem(await client().admin('PUT', '/dictionary?words=x', []), 400, 'unknown_parameter', 'words');
  expectProblem(await client().admin('POST', '/dictionary', []), 405, 'method_not_allowed');
  expectProblem(await client().ask('/api/admin/dictionary'), 401, 'missing_key');
  expectProblem(await client().admin('DELETE', '/jobs/none'), 404, 'job_not_found');
});

test('100,000 words are taken', async () => {
  const answer = await put(Array.from({ length: 100_000 }, (_, i) => i ? word(i) : '毛芹菜'));
  expect(answer).toMatchObject({ words: 100_000, articlesToRecut: 2, ended: { state: 'done', done: 2 } });
  expect(await isCut('market', '毛芹菜')).toBe(true);
  expect(await put([])).toMatchObject({ articlesToRecut: 2 });
});

test('a file of 500,000 words stops the start, saying why', async () => {
  mkdirSync(join(folder, 'large'), { recursive: true });
  writeFileSync(join(folder, 'large', 'dictionary.txt'), Array.from({ length: 500_000 }, (_, i) => `${word(i)}\n`).join(''));
  await expect(openService(readSettings({ DATA_DIR: join(folder, 'large'), LOG_LEVEL: 'silent' }))).rejects.toThrow(/dictionary\.txt: a dictionary has 100,000 words at most$/);
});
