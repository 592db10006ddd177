import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { analyzerFor } from '../../src/ingest/analyze.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { cliPath, finished, place, said, until, type Place } from './support.js';

const [fields] = defaultIndexes as readonly [IndexFields];
const analyze = analyzerFor(fields, loadSegmenter());
const weather = ['晴', '多云', '小雨', '大风', '有雾', '初雪', '雷阵雨'];
const article = (i: number) => ({ id: `n${i}`, title: `青溪渡口第${i}日记`, body: `今日${weather[i % 7]}，渡船往返${i}次。船工老魏说，水位比昨天高${i % 13}厘米，两岸的人都在等大桥通车。` });
const articles = (count: number) => Array.from({ length: count }, (_, i) => article(i));
const folder = (at: Place) => join(at.dataDir, fields.index);
const builds = (at: Place) => readdirSync(folder(at)).filter(name => /^build-.*\.db$/.test(name)).sort();

async function liveFile(at: Place): Promise<string> {
  const engine = at.open(), { live } = await engine.status();
  await engine.close();
  return join(folder(at), `${live?.name ?? ''}.db`);
}

async function put(at: Place, ...items: readonly { id: string; title: string }[]): Promise<void> {
  const engine = at.open();
  await engine.write(items.map(item => analyze(item, 'put')));
  await engine.close();
}

async function filled(count: number): Promise<Place> {
  const at = place.now();
  at.ndjson('news.ndjson', articles(count));
  expect(await at.run(['reindex', 'news.ndjson'])).toMatchObject({ code: 0 });
  return at;
}

/** Overwrites the middle of a file. */
function damage(file: string, share = 0.5, bytes = 20_000): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(bytes, 0x5a), 0, bytes, Math.floor(statSync(file).size * share));
  closeSync(handle);
}

describe('backup and restore', () => {
  let here: Place, backup = '';
  beforeAll(async () => {
    here = await filled(300);
    await put(here, { id: 'put', title: '单独送来的' });
    const engine = here.open();
    await engine.putSynonyms({ 渡口: ['码头'] });
    await engine.close();
    writeFileSync(join(here.dataDir, 'dictionary.txt'), '青溪渡口\n');
    backup = join(here.folder, 'whole.backup');
    expect(await here.run(['backup', backup])).toEqual({ code: 0, stderr: '', stdout: expect.stringMatching(/^\S+whole\.backup: 301 articles of the index articles, [\d.]+ MB\n$/) });
  }, 120_000);

  test('brings back articles, origins, synonyms and the dictionary as they were; the build before stays', async () => {
    const before = await here.stored();
    await put(here, { id: 'n0', title: '写坏了的' }, { id: 'later', title: '后来的' });
    const engine = here.open();
    await engine.remove({ ids: ['n1', 'put'] });
    await engine.putSynonyms({ 渡口: ['错的'] });
    writeFileSync(join(here.dataDir, 'dictionary.txt'), '错的词\n');
    const { code, stdout } = await here.run(['restore', backup]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^live: build-\S+, 301 articles, as of 20\S+; what was live before is the build before\nThe user's dictionary was replaced, too; it stands in dictionary-before-restore\.txt beside it\.\n$/) });
    expect(await here.stored()).toEqual(before);
    // An engine that was open follows.
    expect(await engine.get('n0')).toMatchObject({ title: '青溪渡口第0日记' });
    expect(await engine.synonyms()).toEqual({ 渡口: ['码头'] });
    await engine.close();
    expect(readFileSync(join(here.dataDir, 'dictionary.txt'), 'utf8')).toBe('青溪渡口\n');
    expect(readFileSync(join(here.dataDir, 'dictionary-before-restore.txt'), 'utf8')).toBe('错的词\n');
    expect((await here.run(['rollback'])).code).toBe(0);
    expect((await here.stored()).get('later')).toMatchObject({ title: '后来的' });
    expect(builds(here)).toHaveLength(2);
  });

  describe('into an empty folder', () => {
    const other = place();

    test('all of it', async () => {
      expect(JSON.parse((await other.run(['restore', backup, '--json'])).stdout)).toMatchObject({ articles: 301, rebuilt: false, dictionaryKept: null });
      expect((await other.run(['search', '"老魏说"', '--json'])).stdout).toContain('"total":300');
    });

    test.each<[what: string, spoil: (file: string) => void]>([
      ['damaged in the middle', file => { damage(file); }], ['damaged at its beginning', file => { damage(file, 0, 100); }], ['cut off', file => { truncateSync(file, 50_000); }],
    ])('then in the place of a live build that is %s', async (_what, spoil) => {
      spoil(await liveFile(other));
      expect(await other.run(['backup', join(other.folder, 'bad.backup')])).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^jianbao: .*damaged.*\n$/) });
      expect(readdirSync(other.folder).filter(name => name.includes('backup'))).toEqual([]);
      expect(await other.run(['restore', backup])).toMatchObject({ code: 0, stderr: '' });
      expect(await other.run(['verify'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^301 of 301 articles looked for, 0 not found/) });
    });
  });

  test('into a folder: a file named by index and time; a file that is there is left alone', async () => {
    mkdirSync(join(here.folder, 'backups'));
    const [made] = JSON.parse((await here.run(['backup', 'backups', '--json'])).stdout) as { backup: string }[];
    expect(made?.backup).toMatch(/^backups\/articles-20\d\d-\d\d-\d\dT\d{6}Z\.backup$/);
    const before = readFileSync(backup);
    expect(await here.run(['backup', backup])).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('is there already') });
    expect(readFileSync(backup).equals(before)).toBe(true);
  });

  describe('refuses, and leaves what is live as it is:', () => {
    const spoiled: readonly (readonly [what: string, make: (file: string) => void, says: RegExp])[] = [
      ['what is not there', () => undefined, /there is no file/],
      ['a text', file => { writeFileSync(file, '剪报'.repeat(1_000)); }, /is no backup made by jianbao backup/],
      ['an empty file', file => { writeFileSync(file, ''); }, /is no backup/],
      ['any other database', file => { const db = new Database(file); db.exec('CREATE TABLE articles (n)'); db.close(); }, /is no backup/],
      ['a build’s own file', file => { copyFileSync(join(folder(here), builds(here)[0] ?? ''), file); }, /is no backup/],
      ['one cut off', file => { copyFileSync(backup, file); truncateSync(file, Math.floor(statSync(file).size * 0.7)); }, /damaged/],
      ['a damaged one', file => { copyFileSync(backup, file); damage(file); }, /damaged/],
      ['one that lacks words', file => { copyFileSync(backup, file); edit(file, 'DELETE FROM words WHERE rowid = 7'); }, /damaged.*301 articles, but 300 in its words/],
      ['one of another index', file => { copyFileSync(backup, file); edit(file, `UPDATE backup SET value = '"recipes"' WHERE key = 'index'`); }, /is a backup of the index recipes, not of articles/],
      ['one of a newer schema', file => { copyFileSync(backup, file); edit(file, "UPDATE info SET value = '99' WHERE key = 'schema'"); }, /made by a newer version of jianbao/],
      ['one of a newer format', file => { copyFileSync(backup, file); edit(file, "UPDATE backup SET value = '99' WHERE key = 'format'"); }, /made by a newer version of jianbao/],
    ];
    const edit = (file: string, sql: string) => { const db = new Database(file); db.exec(sql); db.close(); };

    test.each(spoiled)('%s', async (_what, make, says) => {
      const file = join(here.folder, 'spoiled.backup');
      make(file);
      const before = { stored: await here.stored(), builds: builds(here) };
      const { code, stdout, stderr } = await here.run(['restore', file]);
      expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(says) });
      expect(stderr).not.toMatch(/\n\s+at /);
      expect({ stored: await here.stored(), builds: builds(here) }).toEqual(before);
      if (existsSync(file)) truncateSync(file, 0);
    });
  });

  test('a backup of an older version is written anew', async () => {
    const old = join(here.folder, 'old.backup'), other = place.now();
    copyFileSync(backup, old);
    const db = new Database(old);
    db.exec("UPDATE info SET value = '3' WHERE key = 'schema'; ALTER TABLE articles DROP COLUMN place; DROP TABLE character_rarity");
    db.close();
    expect(await other.run(['restore', old])).toMatchObject({ code: 0, stdout: expect.stringContaining('written anew: the backup is of an older version') });
    const origins = [...(await other.stored()).values()].map(({ origin }) => origin);
    expect(origins.filter(origin => origin === 'put')).toHaveLength(1);
    expect(origins.filter(origin => origin.endsWith('news.ndjson'))).toHaveLength(300);
    const engine = other.open();
    expect(await engine.synonyms()).toEqual({ 渡口: ['码头'] });
    await engine.close();
    expect(await other.run(['verify'])).toMatchObject({ code: 0 });
    other.remove();
  });

  test('is one moment of an index that is written to meanwhile, and a service follows the restore', async () => {
    const at = await filled(2_000), engine = at.open();
    const server = at.start(cliPath, ['serve'], { LOG_LEVEL: 'warn' });
    const [, address = ''] = await said(server, /^jianbao: (http:\S+)\/$/m);
    const running = at.start(cliPath, ['backup', 'moment.backup']);
    const backedUp = finished(running);
    let written = 0;
    // Pairs, each in one transaction: no backup may have half of one.
    for (; running.exitCode === null && written < 2_000; written++) {
      await engine.write([analyze({ id: `pair${written}a`, title: '成对的' }, 'put'), analyze({ id: `pair${written}b`, title: '成对的' }, 'put')]);
      await new Promise(resolve => { setImmediate(resolve); });
    }
    expect(await backedUp).toMatchObject({ code: 0 });
    expect(written).toBeGreaterThan(5);
    expect(await at.run(['restore', 'moment.backup'])).toMatchObject({ code: 0 });
    await engine.close();
    const ids = [...(await at.stored()).keys()].filter(id => id.startsWith('pair'));
    expect(ids.filter(id => id.endsWith('a')).map(id => id.slice(0, -1))).toEqual(ids.filter(id => id.endsWith('b')).map(id => id.slice(0, -1)));
    const total = async () => (await (await fetch(`${address}/api/search?q=${encodeURIComponent('"成对的"')}`)).json() as { total: number }).total;
    await until(async () => await total() === ids.length, 'the restored build', 2_000);
    server.kill('SIGTERM');
    await finished(server);
    at.remove();
  });
});

describe('verify', () => {
  test('names what is not found by its own text, and ends with 1', async () => {
    const at = await filled(60);
    const ok = await at.run(['verify', '--seed', '5']);
    expect(ok).toEqual({ code: 0, stderr: '', stdout: '60 of 60 articles looked for, 0 not found (--seed 5)\n' });
    const db = new Database(await liveFile(at));
    const row = (id: string) => (db.prepare('SELECT n FROM articles WHERE id = ?').get(id) as { n: number }).n;
    db.prepare('DELETE FROM characters WHERE rowid = ?').run(row('n7'));
    db.prepare('DELETE FROM words WHERE rowid = ?').run(row('n8'));
    // As a fault of the streams would be: the title's characters stand there, the body's do not.
    db.prepare('DELETE FROM characters WHERE rowid = ?').run(row('n9'));
    db.prepare("INSERT INTO characters (rowid, t1) VALUES (?, '')").run(row('n9'));
    db.close();
    const { code, stdout, stderr } = await at.run(['verify', '--seed', '5']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '60 of 60 articles looked for, 3 not found (--seed 5)\n' });
    expect(stderr.split('\n').map(line => /^not found: (\S+) \((\S+)\) by its ([a-z ]+): ./.exec(line)?.slice(1, 4)).filter(Boolean)).toEqual([
      ['n7', '青溪渡口第7日记', 'title'], ['n8', '青溪渡口第8日记', 'words of the title'], ['n9', '青溪渡口第9日记', 'title'],
    ]);
    expect(JSON.parse((await at.run(['verify', '--json', '--seed', '5'])).stdout)).toMatchObject({ checked: 60, missedCount: 3, missed: [{ id: 'n7', in: 'title' }, { id: 'n8' }, { id: 'n9' }] });
    at.remove();
  });

  test('takes a sample of the size that is asked for, the same one for the same seed', async () => {
    const at = await filled(200);
    const db = new Database(await liveFile(at));
    db.exec("INSERT INTO characters (characters) VALUES ('delete-all')");
    db.close();
    const missed = async (seed: string) => {
      const { checked, missed: list } = JSON.parse((await at.run(['verify', '--sample', '20', '--seed', seed, '--json'])).stdout) as { checked: number; missed: { id: string }[] };
      expect({ checked, listed: list.length }).toEqual({ checked: 20, listed: 20 });
      return list.map(({ id }) => id).join();
    };
    const once = await missed('1');
    expect(await missed('1')).toBe(once);
    expect(await missed('2')).not.toBe(once);
    expect(await at.run(['verify', '--sample', 'some'])).toMatchObject({ code: 2, stderr: 'jianbao: --sample some: expected a whole number from 1\n' });
    at.remove();
  });
});

describe('compact', () => {
  test('makes a build smaller that was written to for long; nothing written meanwhile is lost, and the build before stays', async () => {
    const at = await filled(1_000);
    await at.run(['reindex', 'news.ndjson']);
    const engine = at.open(), { live, previous } = await engine.status();
    await engine.remove({ ids: articles(1_000).slice(300).map(({ id }) => id) });
    const running = at.start(cliPath, ['compact', '--json']);
    const compacted = finished(running);
    let written = 0;
    for (; running.exitCode === null && written < 2_000; written++) {
      await engine.write([analyze({ id: `w${written}`, title: '其间写入的' }, 'put')]);
      if (written < 100) await engine.remove({ ids: [`n${written}`] });
      await new Promise(resolve => { setImmediate(resolve); });
    }
    const { code, stdout } = await compacted;
    expect(code).toBe(0);
    const { before, after } = JSON.parse(stdout) as { before: number; after: number };
    expect(after).toBeLessThan(before * 0.7);
    const stored = await at.stored(), removed = Math.min(written, 100);
    expect(written).toBeGreaterThan(5);
    expect([...stored.keys()].filter(id => id.startsWith('w'))).toHaveLength(written);
    expect([...stored.keys()].filter(id => id.startsWith('n'))).toHaveLength(300 - removed);
    const now = await engine.status();
    expect(now).toMatchObject({ previous: { name: previous?.name }, building: null });
    expect(now.live?.name).not.toBe(live?.name);
    expect(builds(at)).toEqual([`${now.live?.name ?? ''}.db`, `${previous?.name ?? ''}.db`].sort());
    await engine.close();
    expect(await at.run(['verify'])).toMatchObject({ code: 0 });
    at.remove();
  });

  test('waits for nobody: while a reindex runs it is refused; without an index it says so', async () => {
    const at = place.now();
    for (const args of [['compact'], ['backup', 'x.backup']]) expect(await at.run(args)).toEqual({ code: 1, stdout: '', stderr: 'jianbao: there is no index yet\n' });
    await put(at, { id: 'a', title: '一篇' });
    const engine = at.open(), build = await engine.startBuild('a test'), before = builds(at);
    expect(await at.run(['compact'])).toMatchObject({ code: 1, stderr: expect.stringContaining('a reindex is already running: a test') });
    expect(await at.run(['backup', 'x.backup'])).toMatchObject({ code: 0 });
    expect(await at.run(['restore', 'x.backup'])).toMatchObject({ code: 1, stderr: expect.stringContaining('a reindex is already running: a test') });
    expect(builds(at)).toEqual(before);
    await build.abandon();
    await engine.close();
    at.remove();
  });
});
