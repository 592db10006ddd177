import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { BuildFile } from '../../src/engines/sqlite/build-file.js';
import { ddl, layoutOf } from '../../src/engines/sqlite/schema.js';
import { Shingles } from '../../src/engines/sqlite/shingles.js';
import { analyzerFor } from '../../src/ingest/analyze.js';
import { characterTokens } from '../../src/text/analyze.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { temporaryFolder } from '../support/folder.js';

const { folder, remove } = temporaryFolder(), fields = defaultIndexes[0] as IndexFields, layout = layoutOf(fields);
afterAll(remove);

function emptyFile(): Database.Database {
  const db = new Database(':memory:');
  db.exec(ddl(layout));
  return db;
}

// Few different tokens, so that the same ones stand side by side again and again.
const tokens = fc.array(fc.constantFrom('江', '晚', '报', '社', '渔', '\ue001', 'abc', '12', '𠮷', '🙂'), { maxLength: 30 });

test('what stands anywhere is never denied: loaded in bulk, written since, and told to a connection that was open before', () => {
  fc.assert(fc.property(fc.array(tokens), fc.array(tokens), (loaded, written) => {
    const db = emptyFile(), bulk = new Shingles(db, true);
    for (const stream of loaded) bulk.add(stream.join(' '));
    bulk.finish();
    const reader = new Shingles(db, false);
    for (const stream of written) {
      bulk.add(stream.join(' '));
      bulk.flush();
    }
    for (const stream of [...loaded, ...written]) for (let from = 0; from < stream.length; from++) expect(reader.mayHave(stream.slice(from))).toBe(true);
    db.close();
  }), { numRuns: 30 });
});

describe('what stands nowhere', () => {
  const streamOf = (from: number, length: number) => Array.from({ length }, (_, i) => String.fromCodePoint(0x4e00 + (from + i * 7) % 20_000));
  const absent = Array.from({ length: 1_000 }, (_, i) => streamOf(i, 6).reverse());
  const denied = (shingles: Shingles) => absent.filter(stream => !shingles.mayHave(stream)).length;

  test('is denied of nearly all, whether it would have been loaded in bulk or written one by one, and of everything when all is removed', () => {
    const db = emptyFile(), shingles = new Shingles(db, true);
    for (let i = 0; i < 500; i++) shingles.add(streamOf(i * 31, 300).join(' '));
    shingles.finish();
    expect(denied(shingles)).toBeGreaterThan(980);
    for (let i = 0; i < 500; i++) shingles.add(streamOf(i * 37 + 5, 300).join(' '));
    shingles.flush();
    expect(denied(shingles)).toBeGreaterThan(980);
    shingles.clear();
    expect(shingles.mayHave(streamOf(0, 6))).toBe(false);
    shingles.add(streamOf(0, 6).join(' '));
    shingles.flush();
    expect(shingles.mayHave(streamOf(0, 6))).toBe(true);
    db.close();
  });

  test('three tokens are never denied', () => {
    const db = emptyFile();
    expect(new Shingles(db, false).mayHave(['江', '晚', '报'])).toBe(true);
    db.close();
  });

  test('a small index keeps few of them', () => {
    const db = emptyFile(), shingles = new Shingles(db, true);
    shingles.add(streamOf(0, 300).join(' '));
    shingles.finish();
    expect(db.prepare('SELECT sum(length(bits)) FROM shingles').pluck().get()).toBe(512);
    expect(denied(shingles)).toBeGreaterThan(980);
    db.close();
  });
});

test('what is loaded, written, cut anew and removed is found as it stands, and a copy that is made smaller has one filter for all of it', () => {
  const analyze = analyzerFor(fields, loadSegmenter()), path = join(folder, 'build.db'), copy = join(folder, 'copy.db');
  const articleOf = (id: string, body: string) => analyze({ id, title: '江边', body }, 'test');
  const found = (file: BuildFile, text: string, prefix = false) => {
    const tokens = characterTokens(text).map(token => token.text);
    return file.context.resolve(`"${tokens.join(' ')}"${prefix ? ' *' : ''}`, { kind: 'characters', tokens, prefix })?.length;
  };
  const loaded = '渡口的老船工每天摆渡', written = '码头上新添了三盏路灯lampA', replaced = '对岸的果园里桃花开了';
  const bulk = BuildFile.create(path, layout);
  bulk.write([articleOf('a', loaded)], false);
  bulk.finish();
  bulk.close();
  const live = BuildFile.open(path, layout) as BuildFile, blocks = (file: BuildFile) => file.db.prepare('SELECT min(block) FROM shingles').pluck().get();
  expect(blocks(live)).toBe(0);
  live.write([articleOf('b', written)], false);
  live.write([articleOf('a', replaced)], false);
  expect([loaded, written.toLowerCase(), replaced].map(text => found(live, text))).toEqual([0, 1, 1]);
  expect([found(live, '盏路灯lam', true), found(live, '盏路灯lam')]).toEqual([1, 0]);
  expect(blocks(live)).toBeLessThan(0);
  live.db.pragma('wal_checkpoint(TRUNCATE)');
  live.close();
  copyFileSync(path, copy);
  const packed = BuildFile.reopen(copy, layout);
  packed.finish();
  expect([loaded, written.toLowerCase(), replaced].map(text => found(packed, text))).toEqual([0, 1, 1]);
  expect(blocks(packed)).toBe(0);
  packed.clear(false);
  expect(blocks(packed)).toBeNull();
  packed.close();
});
