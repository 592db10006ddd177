import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Job } from '../../src/jobs.js';
import { until } from '../cli/support.js';
import { temporaryFolder } from '../support/folder.js';
import { expectProblem, testService, type Client } from './support.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(120_000);
const { folder, remove } = temporaryFolder();
afterAll(remove);
const running = testService();
const source = join(folder, 'news.ndjson');
const write = (articles: readonly object[], path = source) => { writeFileSync(path, articles.map(article => `${JSON.stringify(article)}\n`).join('')); };
const titles = async (client: Client = running.client) => (await client.search('', { perPage: '100' })).hits.map(hit => hit.article['title']).sort();
const withSource = (use: (client: Client) => Promise<void>, path = source) => running.withSettings({ SOURCE: path }, use);

async function ended(client: Client, id: string): Promise<Job> {
  return until(async () => {
    const { body } = await client.admin('GET', `/jobs/${id}`);
    return (body as Job).state !== 'running' && body as Job;
  }, 'the end of the job', 100_000);
}

async function reindex(client: Client, query = ''): Promise<Job> {
  const { status, body } = await client.admin('POST', `/reindex${query}`);
  expect({ status, body }).toEqual({ status: 202, body: { job: expect.any(String) } });
  return ended(client, (body as { job: string }).job);
}

/** A source that a test writes as it goes: the build is under way until it is closed. */
async function slowSource(): Promise<{ readonly path: string; readonly add: (article: object) => Promise<void>; readonly close: () => Promise<void> }> {
  const path = join(folder, `pipe-${Date.now()}.ndjson`);
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  const file = await open(path, 'r+');
  return { path, add: async article => { await file.write(`${JSON.stringify(article)}\n`); }, close: () => file.close() };
}

beforeEach(async () => {
  await running.client.fill([{ id: 'put', title: '单独送来的' }]);
});

test('builds anew from SOURCE: what the source has no more goes, what was put stays; rollback goes back', () => withSource(async client => {
  write([{ id: 'a', title: '甲' }, { id: 'b', title: '乙' }, { id: 'bad', section: '空' }]);
  const job = await reindex(client);
  expect(job).toMatchObject({ kind: 'reindex', index: 'articles', state: 'done', done: 3, total: 3, rejected: 1, error: null, result: { received: 3, written: 2, kept: 1, articles: 3, live: expect.stringMatching(/^build-/) } });
  expect((await client.admin('GET', `/jobs/${job.id}/report`)).text).toBe(`${JSON.stringify({ file: source, line: 3, id: 'bad', reason: 'neither title nor body: one of them must be there' })}\n`);
  expect(await titles()).toEqual(['乙', '单独送来的', '甲']);
  write([{ id: 'a', title: '甲的新稿' }]);
  expect(await reindex(client)).toMatchObject({ state: 'done', result: { kept: 1 } });
  expect(await titles()).toEqual(['单独送来的', '甲的新稿']);
  expect((await client.admin('GET', '/status')).body).toMatchObject({ live: { articles: 2 }, previous: { articles: 3 }, building: null });
  expect((await client.admin('POST', '/rollback')).status).toBe(200);
  expect(await titles()).toEqual(['乙', '单独送来的', '甲']);
}));

test('without SOURCE what is stored is cut anew, all of it', async () => {
  write([{ id: 'a', title: '甲' }]);
  await withSource(async client => { await reindex(client); });
  const before = (await running.client.admin('GET', '/status')).body as { live: { name: string } };
  const job = await reindex(running.client);
  expect(job).toMatchObject({ state: 'done', done: 2, total: 2, result: { received: 0, written: 0, kept: 2, articles: 2 } });
  expect(job.result?.['live']).not.toBe(before.live.name);
  expect(await titles()).toEqual(['单独送来的', '甲']);
  // The sources are known as before.
  write([{ id: 'b', title: '乙' }]);
  await withSource(async client => { await reindex(client); });
  expect(await titles()).toEqual(['乙', '单独送来的']);
});

test('writes and removals while it runs are in both builds; who asks again is told who is at it since when', async () => {
  write([{ id: 'a', title: '甲' }, { id: 'b', title: '乙' }, { id: 'c', title: '丙', section: '旧闻' }]);
  await withSource(async client => { await reindex(client); });
  await running.client.admin('PUT', '/articles', [{ id: 'old', title: '要删的旧闻', section: '旧闻' }, { id: 'stays', title: '留下的' }]);
  const slow = await slowSource();
  await withSource(async client => {
    const { body: { job } } = await client.admin('POST', '/reindex') as { body: { job: string } };
    const { building } = (await client.admin('GET', '/status')).body as { building: { startedAt: string; by: string } };
    expect((await client.admin('GET', `/jobs/${job}`)).body).toMatchObject({ state: 'running', finishedAt: null, result: null });
    const refused = await client.admin('POST', '/reindex');
    expectProblem(refused, 409, 'reindex_running');
    expect(refused.body).toMatchObject({ detail: expect.stringMatching(new RegExp(`a reindex is already running: ${building.by} .*since ${building.startedAt}`)) });
    await slow.add({ id: 'from-pipe', title: '新来源的一篇' });
    await client.admin('PUT', '/articles', [{ id: 'late', title: '其间写入的' }, { id: 'stays', title: '其间改过的' }, { id: 'fleeting', title: '昙花一现' }]);
    expect((await client.admin('DELETE', '/articles/a')).body).toEqual({ removed: 1 });
    expect((await client.admin('DELETE', '/articles/fleeting')).body).toEqual({ removed: 1 });
    expect((await client.admin('DELETE', `/articles?filter=${encodeURIComponent('section = 旧闻')}`)).body).toEqual({ removed: 2 });
    expect(await titles()).toEqual(['乙', '其间写入的', '其间改过的', '单独送来的']);
    await slow.close();
    expect(await ended(client, job)).toMatchObject({ state: 'done', result: { written: 1 } });
    expect(await titles()).toEqual(['乙', '其间写入的', '其间改过的', '单独送来的', '新来源的一篇']);
    // The refused one left no job behind.
    expect(((await client.admin('GET', '/jobs')).body as { jobs: Job[] }).jobs.filter(one => one.state === 'failed')).toEqual([]);
  }, slow.path);
});

test('stopping it leaves the live index as it was, and the next one runs', async () => {
  const status = async () => (await running.client.admin('GET', '/status')).body as { live: { name: string }; building: object | null };
  const before = await status(), slow = await slowSource();
  await withSource(async client => {
    const { body: { job } } = await client.admin('POST', '/reindex') as { body: { job: string } };
    await slow.add({ id: 'x', title: '没有写完的' });
    const stopping = client.admin('DELETE', `/jobs/${job}`);
    await slow.close();
    expect(await stopping).toMatchObject({ status: 200, body: { state: 'canceled', finishedAt: expect.any(String) } });
  }, slow.path);
  expect(await status()).toMatchObject({ live: { name: before.live.name }, building: null });
  expect(await titles()).toEqual(['单独送来的']);
  expect(await reindex(running.client)).toMatchObject({ state: 'done' });
});

test('the death of its process fails the job; the live index is as it was, and the next one runs', async () => {
  const slow = await slowSource();
  await withSource(async client => {
    const { body: { job } } = await client.admin('POST', '/reindex') as { body: { job: string } };
    const { body } = await client.admin('POST', '/reindex') as { body: { detail: string } };
    process.kill(Number(/process (\d+)/.exec(body.detail)?.[1]), 'SIGKILL');
    expect(await ended(client, job)).toMatchObject({ state: 'failed', error: expect.stringMatching(/ended too early/) });
    await slow.close();
  }, slow.path);
  expect(await titles()).toEqual(['单独送来的']);
  expect(await reindex(running.client)).toMatchObject({ state: 'done', result: { articles: 1 } });
});

test('a source of which too much is rejected is not switched to, unless one allows it', async () => {
  const many = Array.from({ length: 1_000 }, (_, i) => i % 50 ? { id: `m${i}`, title: `第${i}号` } : { id: `m${i}`, section: '空' });
  write(many);
  await withSource(async client => {
    const job = await reindex(client);
    expect(job).toMatchObject({ state: 'failed', rejected: 20, result: null, error: '20 of 1000 records were rejected, more than the 1% that --max-rejected allows: the live index is as it was' });
    expect((await client.admin('GET', `/jobs/${job.id}/report`)).text.trim().split('\n')).toHaveLength(20);
    expect(await titles()).toEqual(['单独送来的']);
    expect(await reindex(client, '?maxRejected=0.02')).toMatchObject({ state: 'done', rejected: 20, result: { written: 980 } });
    // Of fewer records the share says little.
    write(many.slice(0, 999));
    expect(await reindex(client)).toMatchObject({ state: 'done', rejected: 20 });
    for (const wrong of ['2', '-1', 'x', '1%25', '']) expectProblem(await client.admin('POST', `/reindex?maxRejected=${wrong}`), 400, 'invalid_parameter', 'maxRejected');
    expectProblem(await client.admin('POST', '/reindex?dryRun=true'), 400, 'unknown_parameter', 'dryRun');
    expectProblem(await client.admin('POST', '/reindex?index=nowhere'), 404, 'index_not_found', 'index');
    expectProblem(await client.admin('GET', '/reindex'), 405, 'method_not_allowed');
  });
});

test('a source that gives nothing leaves the live index as it was', async () => {
  const nothing = join(folder, 'nowhere');
  await withSource(async client => {
    expect(await reindex(client)).toMatchObject({ state: 'failed', error: expect.stringMatching(/nothing to index/), rejected: 1 });
  }, nothing);
  mkdirSync(nothing);
  expect(await titles()).toEqual(['单独送来的']);
});
