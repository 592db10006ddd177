import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { reindex, sampleOrigin } from '../../indexer/reindex.js';
import { analyzerFor } from '../../src/ingest/analyze.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { cliPath, finished, place, until, type Place } from './support.js';

const [fields] = defaultIndexes as readonly [IndexFields];
const titles = async (at: Place) => [...(await at.stored()).values()].map(article => article['title']);
const buildFiles = (at: Place) => readdirSync(join(at.dataDir, fields.index)).filter(name => /^build-.*\.db$/.test(name)).length;

/** As `PUT /api/admin/articles` writes them. */
async function put(at: Place, articles: readonly { id: string; title: string }[]): Promise<void> {
  const engine = at.open(), analyze = analyzerFor(fields, loadSegmenter());
  await engine.write(articles.map(article => analyze(article, 'put')));
  await engine.close();
}

test('the first real reindex drops the sample; others keep what came from elsewhere and by PUT', async () => {
  const here = place.now();
  here.ndjson('sample.ndjson', [{ id: 'sample', title: '样张' }]);
  const engine = here.open();
  await reindex({ engine, fields, paths: [join(here.folder, 'sample.ndjson')], source: {}, timeZone: 'Asia/Shanghai', by: 'a test', origin: sampleOrigin });
  await engine.close();
  await put(here, [{ id: 'p1', title: '单独送来的' }, { id: 'a1', title: '更正过的甲' }]);
  expect(await titles(here)).toEqual(['更正过的甲', '单独送来的', '样张']);

  here.ndjson('a.ndjson', [{ id: 'a1', title: '甲' }, { id: 'a2', title: '乙' }]);
  expect((await here.run(['reindex', 'a.ndjson'])).stdout).toMatch(/^2 read, 2 written, 0 unchanged, 0 rejected, 2 of other sources kept;/);
  expect(await titles(here)).toEqual(['更正过的甲', '乙', '单独送来的']);

  here.ndjson('b.ndjson', [{ id: 'b1', title: '丙' }, { id: 'a2', title: '又一个乙' }]);
  await here.run(['reindex', 'b.ndjson']);
  expect(await titles(here)).toEqual(['更正过的甲', '又一个乙', '丙', '单独送来的']);

  here.ndjson('a.ndjson', [{ id: 'a3', title: '丁' }]);
  expect(await here.run(['reindex', 'a.ndjson', 'missing.ndjson'])).toMatchObject({ code: 3 });
  expect(await titles(here)).toEqual(['更正过的甲', '又一个乙', '丁', '丙', '单独送来的']);
  here.remove();
});

describe('while a reindex runs', () => {
  const here = place();

  /** A reindex that waits for the end of its input. */
  async function underWay() {
    const child = here.start(cliPath, ['reindex', '-']);
    child.stdin.write('{"id":"new","title":"新的一篇"}\n');
    const engine = here.open();
    const building = await until(async () => (await engine.status()).building, 'the build');
    await engine.close();
    return { child, building };
  }

  test('a second one is refused, saying who is at it since when; searches and writes go on, and the writes are carried over', async () => {
    here.ndjson('old.ndjson', [{ id: 'old', title: '旧的一篇' }]);
    await here.run(['reindex', 'old.ndjson']);
    const { child, building } = await underWay();
    const refused = await here.run(['reindex', 'old.ndjson']);
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
    expect(refused.stderr).toBe(`jianbao: a reindex is already running: ${building.by} (process ${child.pid} on ${building.by.split('@')[1]}), since ${building.startedAt}\n`);
    expect((await here.run(['status'])).stdout).toContain(`building  ${building.name} since ${building.startedAt} by ${building.by}`);
    expect((await here.run(['search', '旧的一篇'])).stdout).toMatch(/^1 articles, words/);
    await put(here, [{ id: 'meanwhile', title: '其间写入的' }]);
    child.stdin.end();
    expect(await finished(child)).toMatchObject({ code: 0 });
    expect(await titles(here)).toEqual(['其间写入的', '新的一篇', '旧的一篇']);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s stops it, leaving the live index as it was and no file behind', async signal => {
    const before = await here.stored(), files = buildFiles(here);
    const { child } = await underWay();
    child.kill(signal);
    const { code, stderr } = await finished(child);
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'jianbao: interrupted: the live index is as it was\n' });
    expect(await here.stored()).toEqual(before);
    expect(buildFiles(here)).toBe(files);
    expect((await here.open().status()).building).toBeNull();
  });

  test('a crash leaves the live index as it was, and the next reindex cleans up', async () => {
    const before = await here.stored();
    const { child } = await underWay();
    child.kill('SIGKILL');
    await finished(child);
    expect(await here.stored()).toEqual(before);
    expect((await here.open().status()).building).toBeNull();
    expect(await here.run(['reindex', 'old.ndjson'])).toMatchObject({ code: 0 });
    expect(buildFiles(here)).toBe(2);
  });

  test('rollback puts the build before back, saying how many later writes it hides; again, it goes forward', async () => {
    here.ndjson('old.ndjson', [{ id: 'old', title: '改过的一篇' }]);
    await here.run(['reindex', 'old.ndjson']);
    await put(here, [{ id: 'late', title: '后来写入的' }]);
    const { code, stdout } = await here.run(['rollback']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^live: build-\S+, 3 articles; 1 later writes are hidden\n$/) });
    expect(await titles(here)).toEqual(['其间写入的', '新的一篇', '旧的一篇']);
    expect(JSON.parse((await here.run(['rollback', '--json'])).stdout)).toEqual({ live: expect.stringMatching(/^build-/), hiddenWrites: 0 });
    expect(await titles(here)).toContain('后来写入的');
  });
});

test('rollback without an earlier build fails with a plain sentence', async () => {
  const here = place.now();
  expect(await here.run(['rollback'])).toEqual({ code: 1, stdout: '', stderr: 'jianbao: there is no earlier build to go back to\n' });
  here.remove();
});
