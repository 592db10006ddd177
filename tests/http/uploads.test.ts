import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import type { Job } from '../../src/jobs.js';
import { until } from '../cli/support.js';
import { articles } from './articles.js';
import { expectProblem, testService, type Answer } from './support.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(120_000);
const running = testService();
const ndjson = { 'content-type': 'application/x-ndjson' }, json = { 'content-type': 'application/json' }, packed = { 'content-encoding': 'gzip' };
const lines = (records: readonly unknown[]) => records.map(record => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join('');
const idsOf = async (q: string) => (await running.client.search(q, { perPage: '100' })).hits.map(hit => hit.id).sort();

beforeEach(() => running.client.fill(articles));

/** The end of the job that a request was answered with. */
async function ended(answer: Answer): Promise<Job> {
  const { job } = answer.body as { job: string };
  expect(answer).toMatchObject({ status: 202, body: { job: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
  expect(answer.headers.get('location')).toBe(`/api/admin/jobs/${job}`);
  return until(async () => {
    const { body } = await running.client.admin('GET', `/jobs/${job}`);
    return (body as Job).state !== 'running' && body as Job;
  }, 'the end of the job', 100_000);
}

const reportOf = async (id: string) => (await running.client.admin('GET', `/jobs/${id}/report`)).text.split('\n').filter(Boolean).map(line => JSON.parse(line) as unknown);

test('wait=false answers with a job, which tells counts, rejected records and its end', async () => {
  const answer = await running.client.admin('PUT', '/articles?wait=false', lines([{ id: 'a', title: '新渡口' }, '{"id":', { id: 'b', section: '空' }, articles[0], { id: 'a', title: '又一个' }]), ndjson);
  const job = await ended(answer);
  expect(job).toEqual({
    id: job.id, kind: 'upload', index: 'articles', state: 'done', done: 2, total: 2, rejected: 3, secondsLeft: null, error: null, result: { received: 5, written: 1, unchanged: 1 },
    startedAt: expect.stringMatching(/^\d{4}-.*Z$/), finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(await idsOf('"新渡口"')).toEqual(['a']);
  const report = await running.client.admin('GET', `/jobs/${job.id}/report`);
  expect([report.status, report.headers.get('content-type'), report.headers.get('content-disposition')]).toEqual([200, expect.stringMatching(/^application\/x-ndjson/), expect.stringMatching(/attachment; filename="?rejected-.*\.ndjson"?$/)]);
  expect(await reportOf(job.id)).toEqual([
    { file: 'body', line: 2, id: null, reason: expect.stringMatching(/not valid JSON/) },
    { file: 'body', line: 3, id: 'b', reason: expect.stringMatching(/neither title nor body/) },
    { file: 'body', line: 5, id: 'a', reason: expect.stringMatching(/already given on line 1/) },
  ]);
  expect((await running.client.admin('GET', '/jobs')).body).toMatchObject({ jobs: expect.arrayContaining([job]) });
  // What it read is not kept.
  expect(readdirSync(join(running.service.settings.DATA_DIR, 'jobs')).filter(name => name.endsWith('.upload'))).toEqual([]);
});

test('uploads are written in the order in which they came', async () => {
  const answers = [];
  for (const title of ['第一稿', '第二稿', '第三稿']) answers.push(await running.client.admin('PUT', '/articles?wait=false', [{ id: 'draft', title }]));
  for (const answer of answers) expect(await ended(answer)).toMatchObject({ state: 'done', result: { written: 1 } });
  expect(await idsOf('"第三稿"')).toEqual(['draft']);
  expect(await idsOf('"第一稿"')).toEqual([]);
});

// Unknown fields are kept, not searched: large without being slow.
const large = Array.from({ length: 36 }, (_, i) => ({ id: `large-${i}`, title: `长卷第${i}册`, note: 'x'.repeat(1 << 20) }));

test.each<[string, string | Uint8Array, Record<string, string>]>([
  ['NDJSON', lines([...large, { section: '空' }]), ndjson],
  ['packed NDJSON', gzipSync(lines([...large, { section: '空' }]), { level: 1 }), { ...ndjson, ...packed }],
  ['a JSON array', JSON.stringify([...large, { section: '空' }]), json],
])('more than 32 MB of %s become a job', async (_what, body, headers) => {
  const job = await ended(await running.client.admin('PUT', '/articles', body, headers));
  expect(job).toMatchObject({ state: 'done', done: large.length, rejected: 1, result: { received: large.length + 1, written: large.length, unchanged: 0 } });
  expect(await reportOf(job.id)).toEqual([{ file: 'body', line: large.length + 1, id: null, reason: expect.stringMatching(/neither title nor body/) }]);
  expect((await running.client.admin('GET', '/status')).body).toMatchObject({ live: { articles: articles.length + large.length } });
  expect((await running.client.get('/api/articles/large-7')).body).toMatchObject({ article: { note: large[7]?.note } });
});

test('a large body that sends its bytes in pieces, without saying how many', async () => {
  const bytes = Buffer.from(lines(large));
  let at = 0;
  const body = new ReadableStream({ pull(controller) {
    if (at >= bytes.length) controller.close();
    else controller.enqueue(new Uint8Array(bytes.subarray(at, at += 3_000_001)));
  } });
  expect(await ended(await running.client.admin('PUT', '/articles', body, ndjson))).toMatchObject({ state: 'done', result: { written: large.length } });
});

test.each<[string, string | Uint8Array, Record<string, string>, RegExp, string[]]>([
  ['JSON that breaks off', '[{"id":"a","title":"断开之前"},{"id":', json, /not valid JSON.*not read/, ['a']],
  ['JSON that is no array', '{"articles":[{"id":"a","title":"断开之前"}]}', json, /expected a JSON array/, []],
  ['gzip that breaks off', gzipSync(lines([{ id: 'a', title: '断开之前' }])).subarray(0, -9), { ...ndjson, ...packed }, /gzip data end too early/, ['a']],
])('%s fails its job, saying why; what came before is written', async (_what, body, headers, error, written) => {
  const job = await ended(await running.client.admin('PUT', '/articles?wait=false', body, headers));
  expect(job).toMatchObject({ state: 'failed', error: expect.stringMatching(error), result: null, finishedAt: expect.any(String) });
  expect(await idsOf('"断开之前"')).toEqual(written);
});

test('a job can be stopped; what it wrote stays', async () => {
  const before = await ended(await running.client.admin('PUT', '/articles?wait=false', [{ id: 'a', title: '甲' }]));
  // The second waits for the first.
  const first = await running.client.admin('PUT', '/articles?wait=false', lines(Array.from({ length: 3_000 }, (_, i) => ({ id: `n${i}`, title: `第${i}号消息`, body: '今天的消息到此为止。'.repeat(20) }))), ndjson);
  const second = await running.client.admin('PUT', '/articles?wait=false', [{ id: 'never', title: '不会写入的一篇' }]);
  const { job } = second.body as { job: string };
  expect(await running.client.admin('DELETE', `/jobs/${job}`)).toMatchObject({ status: 200, body: { id: job, state: 'canceled', finishedAt: expect.any(String), error: null } });
  // It did not wait for its turn.
  expect((await running.client.admin('GET', `/jobs/${(first.body as { job: string }).job}`)).body).toMatchObject({ state: 'running' });
  expect(await running.client.admin('DELETE', `/jobs/${(first.body as { job: string }).job}`)).toMatchObject({ status: 200, body: { state: expect.stringMatching(/^(canceled|done)$/) } });
  expect(await idsOf('"不会写入的一篇"')).toEqual([]);
  // One that is over stays as it is.
  expect((await running.client.admin('DELETE', `/jobs/${before.id}`)).body).toEqual(before);
  expect((await running.client.admin('PUT', '/articles', [{ id: 'after', title: '之后写入的' }])).body).toMatchObject({ written: 1 });
});

test('jobs that are not there, and parameters that are not known', async () => {
  for (const path of ['/jobs/none', '/jobs/none/report', '/jobs/..%2f..%2fpackage', '/jobs/00000000-0000-0000-0000-000000000000']) expectProblem(await running.client.admin('GET', path), 404, 'job_not_found');
  expectProblem(await running.client.admin('GET', '/jobs?state=running'), 400, 'unknown_parameter', 'state');
  expectProblem(await running.client.admin('POST', '/jobs'), 405, 'method_not_allowed');
  expectProblem(await running.client.admin('DELETE', '/jobs/none/report'), 405, 'method_not_allowed');
  expectProblem(await running.client.ask('/api/admin/jobs'), 401, 'missing_key');
  expectProblem(await running.client.ask('/api/admin/reindex', { method: 'POST' }), 401, 'missing_key');
});
