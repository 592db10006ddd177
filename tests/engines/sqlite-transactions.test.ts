import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { AnalyzedArticle } from '../../src/engines/engine.js';
import { BuildFile } from '../../src/engines/sqlite/build-file.js';
import { layoutOf } from '../../src/engines/sqlite/schema.js';
import { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.js';
import { temporaryFolder } from '../support/folder.js';
import { newspaper, type Item } from './contract/field-sets.js';
import { World } from './contract/world.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(120_000);

let folder = '', remove = (): void => undefined, world: World;
beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  world = await World.open(async fields => {
    const engine = SqliteEngine.open(fields, folder);
    return { engine, reopen: () => Promise.reject(new Error('not here')), destroy: () => engine.close() };
  }, newspaper);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await world.destroy();
  remove();
});

/** What stands in a new build after these writes. */
function after(writes: readonly (readonly AnalyzedArticle[])[]): { articles: unknown; words: unknown; counts: unknown } {
  const file = BuildFile.create(':memory:', layoutOf(newspaper.fields));
  try {
    const counts = writes.map(articles => file.write(articles, false)).reduce((sum, { written, unchanged }) => ({ written: sum.written + written, unchanged: sum.unchanged + unchanged }), { written: 0, unchanged: 0 });
    return { counts, articles: file.db.prepare('SELECT id, stored FROM articles ORDER BY id').all(), words: file.db.prepare('SELECT * FROM vocabulary ORDER BY word, reading').all() };
  } finally {
    file.close();
  }
}

const words = ['灯塔', '天气', '重庆', '单田芳', 'lighthouse', '渡口'];
const items: fc.Arbitrary<Item[]> = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), title: fc.subarray(words, { minLength: 1 }).map(some => some.join('，')) }), { maxLength: 8 });

test('articles written together are counted as articles written one by one', () => {
  fc.assert(fc.property(items, fc.nat(8), (all, at) => {
    const analyzed = world.analyzed(all);
    expect(after([analyzed.slice(0, at), analyzed.slice(at)])).toEqual(after(analyzed.map(one => [one])));
  }), { numRuns: 30 });
});

test('a write that has taken its time leaves the rest, and says how many it took', () => {
  const file = BuildFile.create(join(folder, 'one.db'), layoutOf(newspaper.fields)), analyzed = world.analyzed([{ id: 'a', title: '灯塔' }, { id: 'b', title: '灯塔' }, { id: 'c', title: '灯塔' }]);
  try {
    expect(file.write(analyzed, false, -1)).toEqual({ written: 1, unchanged: 0, taken: 1 });
    expect(file.write(analyzed, false, -1)).toEqual({ written: 0, unchanged: 1, taken: 1 });
    expect(file.write(analyzed, false)).toEqual({ written: 2, unchanged: 1, taken: 3 });
    expect(file.vocabulary.lookUp({ by: 'word', keys: ['灯塔'] }, 10)).toMatchObject([{ count: 3 }]);
  } finally {
    file.close();
  }
});

test('on a machine as slow as can be, every article of a write is written, once, and others write in between', async () => {
  const other = SqliteEngine.open(newspaper.fields, folder), all = Array.from({ length: 5 }, (_, i) => ({ id: `slow${i}`, title: '灯塔' }));
  try {
    await world.put({ id: 'first', title: '渡口' });
    let now = performance.now();
    // Whatever is done takes two seconds.
    jest.spyOn(performance, 'now').mockImplementation(() => now += 2_000);
    let writing = true, between = 0;
    const writes = world.put({ id: 'slow0', title: '渡口' }, ...all).finally(() => { writing = false; });
    for (; writing; between++) {
      await other.write(world.analyzed([{ id: `between${between}`, title: '渡口' }]));
      await new Promise(resolve => { setTimeout(resolve, 10); });
    }
    expect(await writes).toEqual({ written: 6, unchanged: 0 });
    jest.restoreAllMocks();
    expect(await world.put(...all)).toEqual({ written: 0, unchanged: 5 });
    expect(await world.engine.size()).toBe(1 + all.length + between);
  } finally {
    await other.close();
  }
});
