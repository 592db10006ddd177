import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Jobs, type Job } from '../../src/jobs.js';
import { place, said, serverPath, until, type Child } from './support.js';
import { temporaryFolder } from '../support/folder.js';

const here = place();
const headers = { authorization: 'Bearer key-of-a-test' };

async function serve(environment: Readonly<Record<string, string>> = {}): Promise<{ child: Child; ask: (method: string, path: string, body?: string) => Promise<unknown> }> {
  const child = here.start(serverPath, [], { ADMIN_KEY: 'key-of-a-test', ...environment });
  const [, address = ''] = await said(child, /jianbao: (\S+)\//);
  const ask = async (method: string, path: string, body?: string) => (await fetch(`${address}/api/admin${path}`, { method, headers: { ...headers, 'content-type': 'application/x-ndjson' }, ...(body === undefined ? {} : { body }) })).json();
  return { child, ask };
}

const gone = (child: Child) => until(async () => child.exitCode !== null || child.signalCode !== null, 'the end of the service', 30_000);
const jobOf = (answer: unknown) => (answer as { job: string }).job;

test('kill -9 of the service: the job is told as interrupted, the live index is as it was, and the next reindex runs', async () => {
  here.ndjson('news.ndjson', [{ id: 'a', title: '甲' }]);
  await here.run(['reindex', 'news.ndjson']);
  const pipe = join(here.folder, 'pipe.ndjson');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  const first = await serve({ SOURCE: pipe });
  const done = jobOf(await first.ask('PUT', '/articles?wait=false', '{"id":"b","title":"乙"}\n{"id":"bad"}\n'));
  const ended = await until(async () => { const job = await first.ask('GET', `/jobs/${done}`) as Job; return job.state !== 'running' && job; }, 'the end of the upload', 60_000);
  const running = jobOf(await first.ask('POST', '/reindex'));
  first.child.kill('SIGKILL');
  await gone(first.child);

  const second = await serve({ SOURCE: 'news.ndjson' });
  expect(await second.ask('GET', `/jobs/${running}`)).toMatchObject({ state: 'failed', error: 'interrupted: the service was stopped', finishedAt: expect.any(String) });
  expect(await second.ask('GET', '/jobs')).toMatchObject({ jobs: [{ id: running }, ended] });
  expect((await here.stored()).size).toBe(2);
  // Its process ends with it: nobody is refused for long.
  const next = await until(async () => jobOf(await second.ask('POST', '/reindex')), 'the turn to build');
  expect(await until(async () => { const job = await second.ask('GET', `/jobs/${next}`) as Job; return job.state !== 'running' && job; }, 'the end', 60_000)).toMatchObject({ state: 'done', result: { articles: 2 } });
  expect(readdirSync(join(here.dataDir, 'articles')).filter(name => /^build-.*\.db$/.test(name))).toHaveLength(2);
  second.child.kill('SIGTERM');
  await gone(second.child);
  expect(second.child.exitCode).toBe(0);
});

test('a stop ends what runs, and says so', async () => {
  const pipe = join(here.folder, 'pipe.ndjson'), first = await serve({ SOURCE: pipe });
  const running = jobOf(await first.ask('POST', '/reindex'));
  const before = await here.stored();
  first.child.kill('SIGTERM');
  await gone(first.child);
  expect(first.child.exitCode).toBe(0);
  expect(new Jobs(join(here.dataDir, 'jobs')).get(running)).toMatchObject({ state: 'failed', error: 'interrupted: the service was stopped' });
  expect(await here.stored()).toEqual(before);
  expect((await here.open().status()).building).toBeNull();
});

test('the last 50 jobs are kept, with their reports; what was received of a body that broke off is not', async () => {
  const { folder, remove } = temporaryFolder(), jobs = new Jobs(join(folder, 'jobs'));
  const ids: string[] = [];
  const endless = jobs.start({ kind: 'upload', index: 'articles' }, () => new Promise(() => undefined), String);
  for (let i = 0; i < 60; i++) {
    // One a millisecond, so that they have an order.
    await until(async () => new Date().toISOString() > (jobs.list()[0]?.startedAt ?? ''), 'the next millisecond');
    const { id } = jobs.start({ kind: 'upload', index: 'articles' }, async ({ update }) => { update({ done: i, total: i, rejected: 1 }); return { written: i }; }, String);
    writeFileSync(jobs.reportPath(id), '{}\n');
    await until(async () => jobs.get(id)?.state === 'done', 'the end');
    ids.push(id);
  }
  const again = new Jobs(join(folder, 'jobs'));
  expect(again.list().filter(job => job.state === 'done').map(job => [job.id, job.result])).toEqual(ids.slice(10).reverse().map((id, i) => [id, { written: 59 - i }]));
  expect(jobs.get(endless.id)?.state).toBe('running');
  expect([ids[9], ids[10]].map(id => existsSync(again.reportPath(String(id))))).toEqual([false, true]);
  const left = '00000000-0000-4000-8000-000000000000';
  writeFileSync(again.uploadPath(left), 'x');
  expect(existsSync(new Jobs(join(folder, 'jobs')).uploadPath(left))).toBe(true);
  utimesSync(again.uploadPath(left), new Date(0), new Date(0));
  expect(existsSync(new Jobs(join(folder, 'jobs')).uploadPath(left))).toBe(false);
  remove();
});

test('a folder that cannot be written to stops no job', async () => {
  const { folder, remove } = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'jobs'), 'no folder');
  const jobs = new Jobs(join(folder, 'jobs'));
  const { id } = jobs.start({ kind: 'dictionary', index: null }, async () => ({ written: 1 }), String);
  expect(await until(async () => { const job = jobs.get(id); return job?.state !== 'running' && job; }, 'the end')).toMatchObject({ state: 'done', result: { written: 1 } });
  expect(jobs.list()).toHaveLength(1);
  remove();
});
