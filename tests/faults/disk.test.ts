import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { finished, Place, serverPath, until, type Finished } from '../cli/support.js';
import { adminKey, expectProblem } from '../http/support.js';
import { testIf } from '../support/skipped.js';
import { answers, generation, kill, mark, service } from './support.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(150_000);

const here = new Place(), env = { DATA_DIR: here.dataDir, SAMPLE: 'off' }, folder = join(here.dataDir, 'articles');
mkdirSync(here.dataDir, { recursive: true });
const isRoot = process.getuid?.() === 0;
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=755', 'none', here.dataDir], { stdio: 'ignore' }).status === 0;
const mount = (options: string) => { expect(spawnSync('mount', ['-o', `remount,${options}`, here.dataDir]).status).toBe(0); };
const onTmpfs = testIf(mounted, 'full and read-only disks: run as a user that may mount a tmpfs');

let before: Awaited<ReturnType<typeof answers>>;
beforeAll(async () => {
  here.ndjson('news.ndjson', generation(1, 400));
  expect(await here.run(['reindex', 'news.ndjson'])).toMatchObject({ code: 0 });
  before = await answers(env);
  here.ndjson('news.ndjson', generation(2, 400));
});
afterAll(() => {
  if (mounted) spawnSync('umount', ['--lazy', here.dataDir]);
  here.remove();
});

afterEach(() => { rmSync(join(here.dataDir, 'filler'), { force: true }); });

/** Leaves so many kilobytes of the disk. @returns what gives the rest back */
function fill(leftKb: number): () => void {
  const path = join(here.dataDir, 'filler'), { bavail, bsize } = statfsSync(here.dataDir);
  writeFileSync(path, Buffer.alloc(bavail * bsize - (leftKb << 10)));
  return () => { rmSync(path, { force: true }); };
}

const builds = () => readdirSync(folder).filter(name => /^build-.*\.db$/.test(name));

/** One line that says what is wrong, and nothing of how the program is made. */
function expectPlain({ code, stderr }: Finished, says: RegExp): void {
  expect({ code, stderr: stderr.replace(/^reindex: .*\n/gm, '') }).toEqual({ code: 1, stderr: expect.stringMatching(says) });
  expect(stderr).not.toMatch(/\n\s+at |SqliteError/);
}

describe('a disk that is full', () => {
  onTmpfs('fails a reindex, which leaves the live index as it was and nothing behind; with space again it runs', async () => {
    for (const leftKb of [4, 200, 700]) {
      const files = builds(), free = fill(leftKb);
      expectPlain(await here.run(['reindex', 'news.ndjson']), /^jianbao: the disk of \S+articles is full: free some space; what was written before is as it was\n$/);
      free();
      expect(builds()).toEqual(files);
      expect(await answers(env)).toEqual(before);
    }
    expect(await here.run(['reindex', 'news.ndjson'])).toMatchObject({ code: 0 });
    expect(await answers(env)).toEqual({ ids: before.ids, generations: [mark(2)] });
  });

  onTmpfs('refuses writes by 503 while searches are answered; with space again writes are taken, and all that were confirmed are there', async () => {
    const { child, client } = await service(here), put = (id: string) => client.admin('PUT', '/articles', [{ id, title: `空间不足时写入${id}`, body: '河水又涨了。'.repeat(4_000) }]);
    const total = async () => (await client.search('"空间不足时写入"')).total, free = fill(300);
    let confirmed = 0, refused = await put('w0');
    for (; refused.status === 200 && confirmed < 100; refused = await put(`w${confirmed}`)) confirmed++;
    expectProblem(refused, 503, 'engine_unavailable');
    expect(refused.body).toMatchObject({ detail: expect.stringMatching(/disk is full/) });
    expect(await total()).toBe(confirmed);
    expect(await client.ask('/health')).toMatchObject({ status: 200 });
    const { status, body } = await client.admin('PUT', '/articles?wait=false', [{ id: 'job', title: '排队写入的' }]);
    expect([202, 413, 503]).toContain(status);
    if (status === 202) await until(async () => ((await client.admin('GET', `/jobs/${(body as { job: string }).job}`)).body as { state: string }).state !== 'running', 'the end of the job', 60_000);
    free();
    expect(await put('after')).toMatchObject({ status: 200, body: { written: 1 } });
    expect(await total()).toBe(confirmed + 1);
    await kill(child);
    expect(await here.run(['verify'])).toMatchObject({ code: 0 });
    expect(await here.run(['reindex', 'news.ndjson'])).toMatchObject({ code: 0 });
  });

  onTmpfs('stops a service from starting, in one line', async () => {
    const free = fill(0);
    expectPlain(await finished(here.start(serverPath, [])), /^jianbao: the disk of \S+articles is full: free some space/);
    free();
    const { child, client } = await service(here);
    expect((await client.search('"河水"')).total).toBeGreaterThan(0);
    await kill(child);
  });
});

describe('data that cannot be written', () => {
  const unwritable = /^jianbao: \S+articles cannot be written \(E\w+\): the user that jianbao runs as needs to write there, to search as well\n$/;

  onTmpfs('on a read-only disk: one line at start, from the service and from the command line; what is there stays', async () => {
    const now = await answers(env);
    mount('ro');
    try {
      expectPlain(await finished(here.start(serverPath, [])), unwritable);
      for (const args of [['reindex', 'news.ndjson'], ['search', '河水'], ['status']]) expectPlain(await here.run(args), unwritable);
    } finally {
      mount('rw');
    }
    expect(await answers(env)).toEqual(now);
  });

  test('of another user: the same', async () => {
    // Only root can become another user; every other user can take the right to write from itself.
    if (isRoot) for (const path of [here.folder, here.dataDir, folder]) chmodSync(path, 0o755);
    else chmodSync(folder, 0o555);
    const child = spawn(process.execPath, [serverPath], { cwd: '/', stdio: ['pipe', 'pipe', 'pipe'], env: { ...env, PORT: '0', ADMIN_KEY: adminKey }, ...isRoot ? { uid: 65_534, gid: 65_534 } : {} });
    try {
      expectPlain(await finished(child), unwritable);
    } finally {
      chmodSync(folder, 0o755);
    }
  });
});

describe('damaged files', () => {
  const damage = (path: string) => { writeFileSync(path, Buffer.alloc(statSync(path).size, 0x5a)); };

  test('a live build: the service says so in its log and answers 503, and follows a restore', async () => {
    const backup = join(here.folder, 'whole.backup'), { ids } = await answers(env);
    expect(await here.run(['backup', backup])).toMatchObject({ code: 0 });
    const engine = here.open(), { live } = await engine.status();
    await engine.close();
    damage(join(folder, `${live?.name ?? ''}.db`));
    const { child, client, said: log } = await withLog();
    await until(async () => /missing or damaged: restore a backup/.test(log()), 'the log');
    expectProblem(await client.get('/api/search', { q: '河水' }), 503, 'engine_unavailable');
    expect(await here.run(['restore', backup])).toMatchObject({ code: 0 });
    await until(async () => (await client.get('/api/search', { q: '河水' })).status === 200, 'the restored build');
    expect((await answers(env)).ids).toEqual(ids);
    await kill(child);
  });

  test('the control database: one line says what to do, and that helps', async () => {
    const backup = join(here.folder, 'before.backup'), { ids } = await answers(env), aside = join(here.dataDir, 'aside');
    expect(await here.run(['backup', backup])).toMatchObject({ code: 0 });
    for (const ending of ['-wal', '-shm']) rmSync(join(folder, `control.db${ending}`), { force: true });
    damage(join(folder, 'control.db'));
    const says = /^jianbao: \S+control\.db is damaged: stop the service, move \S+ aside, restore a backup\n$/;
    expectPlain(await finished(here.start(serverPath, [])), says);
    expectPlain(await here.run(['restore', backup]), says);
    expect(spawnSync('mv', [folder, aside]).status).toBe(0);
    expect(await here.run(['restore', backup])).toMatchObject({ code: 0 });
    expect((await answers(env)).ids).toEqual(ids);
    rmSync(aside, { recursive: true });
  });

  async function withLog() {
    const { client, child } = await service(here);
    let text = '';
    child.stdout.on('data', (part: Buffer) => { text += part.toString(); });
    return { client, child, said: () => text };
  }
});
