import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { analyzerFor } from '../../src/ingest/analyze.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { cliPath, finished, place, said, type Place } from './support.js';

const [fields] = defaultIndexes as readonly [IndexFields];

/** A build with an article of a source and one by PUT, as a version with another schema left it. */
async function builtBy(at: Place, schema: number): Promise<void> {
  at.ndjson('news.ndjson', [{ id: 'n', title: '渡口今晨停运' }]);
  await at.run(['reindex', 'news.ndjson']);
  const engine = at.open();
  await engine.write([analyzerFor(fields, loadSegmenter())({ id: 'p', title: '渡口的夜' }, 'put')]);
  await engine.close();
  const [file = ''] = readdirSync(join(at.dataDir, fields.index)).filter(name => /^build-.*\.db$/.test(name));
  const db = new Database(join(at.dataDir, fields.index, file));
  db.exec(`UPDATE info SET value = '${schema}' WHERE key = 'schema'`);
  if (schema < 4) db.exec("DELETE FROM info WHERE key = 'text'; ALTER TABLE articles DROP COLUMN place; DROP TABLE character_rarity");
  db.close();
}

const origins = async (at: Place) => [...(await at.stored()).values()].map(({ id, origin }) => [id, origin]);

test('serve builds the index of an older version anew, saying so in its log', async () => {
  const here = place.now();
  await builtBy(here, 3);
  const child = here.start(cliPath, ['serve'], { LOG_LEVEL: 'info' });
  const [log] = await said(child, /[^]*written by an older version[^]*the index was built anew and is live[^]*?\n/);
  expect(log).toMatch(/"index":"articles","build":"build-/);
  child.kill('SIGTERM');
  expect(await finished(child)).toMatchObject({ code: 0, stderr: '' });
  expect((await here.run(['search', '渡口'])).stdout).toMatch(/^2 articles, words/);
  expect(await origins(here)).toEqual([['n', join(here.folder, 'news.ndjson')], ['p', 'put']]);
  here.remove();
});

test('a reindex over the index of an older version keeps what came by PUT', async () => {
  const here = place.now();
  await builtBy(here, 3);
  expect(await here.run(['search', '渡口'])).toMatchObject({ code: 1, stderr: expect.stringMatching(/^jianbao: the build \S+ of the index articles was made for other fields or by an older version: .*\n$/) });
  expect(await here.run(['reindex', 'news.ndjson'])).toMatchObject({ code: 0, stdout: expect.stringContaining('1 of other sources kept') });
  expect(await origins(here)).toEqual([['n', join(here.folder, 'news.ndjson')], ['p', 'put']]);
  here.remove();
});

test('the index of a newer version is left alone, by serve and by reindex, with a plain sentence', async () => {
  const here = place.now();
  await builtBy(here, 99);
  const files = readdirSync(join(here.dataDir, fields.index));
  for (const args of [['serve'], ['reindex', 'news.ndjson'], ['search', '渡口']])
    expect(await here.run(args, { env: { LOG_LEVEL: 'silent', SAMPLE: 'on' } })).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^jianbao: the build \S+ of the index articles was written by a newer version of jianbao than this one: start that version\n$/) });
  expect(readdirSync(join(here.dataDir, fields.index)).filter(name => name.startsWith('build-') && name.endsWith('.db'))).toEqual(files.filter(name => name.startsWith('build-') && name.endsWith('.db')));
  here.remove();
});
