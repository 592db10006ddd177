import { expect, test } from '@jest/globals';
import type { VocabularyLookup } from '../../../src/engines/engine.js';
import { weakened } from '../../../src/text/pinyin.js';
import type { FieldSet, Item } from './field-sets.js';
import { sharedWorld, withWorld, type OpenIndex, type World } from './world.js';

const items: readonly Item[] = [
  { id: 'a', title: '灯塔', body: '灯塔和天气。' },
  { id: 'b', title: '等他的天气', body: '灯塔很高，天气很好。' },
  { id: 'c', title: 'Lighthouse灯塔', body: '乾隆年间。' },
];

/** The words of an index with their readings and counts. */
export function vocabulary(open: OpenIndex, set: FieldSet): void {
  const world = sharedWorld(open, set, items);
  const found = async (lookup: VocabularyLookup, most = 10, where: World = world()) =>
    (await where.engine.vocabulary(lookup, most)).map(({ word, printed, reading, count }) => `${printed}${printed === word ? '' : `=${word}`} ${reading} ${count}`);

  test('finds a word by its reading, its initials, its weakened reading and itself', async () => {
    expect(await found({ by: 'reading', keys: ['deng ta'] })).toEqual(['灯塔 deng ta 3']);
    expect(await found({ by: 'initials', keys: ['dt'] })).toEqual(['灯塔 deng ta 3']);
    expect(await found({ by: 'weak', keys: [weakened('deng ta')] })).toEqual(['灯塔 deng ta 3']);
    expect(await found({ by: 'word', keys: ['灯塔'] })).toEqual(['灯塔 deng ta 3']);
  });

  test('finds what begins with a key only when asked', async () => {
    expect(await found({ by: 'reading', keys: ['tian'] })).not.toContain('天气 tian qi 2');
    expect(await found({ by: 'reading', keys: ['tian'], beginning: true })).toContain('天气 tian qi 2');
    expect(await found({ by: 'word', keys: ['天'], beginning: true })).toContain('天气 tian qi 2');
    expect(await found({ by: 'word', keys: ['light'], beginning: true })).toEqual(['lighthouse  1']);
  });

  test('prints a word as a dictionary does', async () => {
    expect(await found({ by: 'reading', keys: ['qian long'] })).toEqual(['乾隆=干隆 qian long 1']);
  });

  test('answers several keys, each with its most frequent words first, no more than asked', async () => {
    const two = await found({ by: 'reading', keys: ['tian qi', 'deng ta', 'mei you'] });
    expect([...two].sort()).toEqual(['天气 tian qi 2', '灯塔 deng ta 3'].sort());
    const counts = (await world().engine.vocabulary({ by: 'reading', keys: ['d'], beginning: true }, 10)).map(w => w.count);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(await found({ by: 'reading', keys: ['d', 't'], beginning: true }, 1)).toHaveLength(2);
    expect(await found({ by: 'reading', keys: [] })).toEqual([]);
  });

  test('answers a beginning inside of another one, whether or not this one has more words than asked', withWorld(open, set, async own => {
    await own.put({ id: 'a', title: '天空', body: '蓝色的天空。' }, { id: 'b', title: '天空', body: '天空和天气。' });
    const both = async (most: number) => [...new Set(await found({ by: 'word', keys: ['天', '天气'], beginning: true }, most, own))];
    expect((await both(10)).sort()).toEqual(['天气 tian qi 1', '天空 tian kong 2'].sort());
    expect((await both(1)).sort()).toEqual(['天气 tian qi 1', '天空 tian kong 2'].sort());
    expect(await found({ by: 'reading', keys: ['tian q', 'tian', 'Tian!'], beginning: true }, 10, own)).toContain('天气 tian qi 1');
  }));

  test('finds every one of very many keys', async () => {
    const keys = [...Array.from({ length: 230 }, (_, i) => `wu${'abcdefghij'[i % 10] ?? ''} zi${i % 23}`), 'deng ta', 'tian qi'];
    expect((await found({ by: 'reading', keys })).sort()).toEqual(['天气 tian qi 2', '灯塔 deng ta 3'].sort());
  });

  test('is exact after a build, kept when opened anew, and empty after everything was removed', withWorld(open, set, async own => {
    await own.put(...items);
    await own.put({ ...(items[0] as Item), body: '灯塔。' });
    const build = await own.engine.startBuild('a test');
    await build.write(own.analyzed(items, 'a source'));
    // A bulk load may leave out words that came with an article before.
    await build.write(own.analyzed([{ id: 'd', title: '灯塔灯塔' }], 'a source').map(analyzed => ({ ...analyzed, vocabulary: [] })));
    await build.publish(own.analyze);
    await own.reopen();
    expect(await found({ by: 'reading', keys: ['deng ta'] }, 10, own)).toEqual(['灯塔 deng ta 4']);
    expect((await own.engine.wordCounts(['灯塔'])).get('灯塔')).toBe(4);
    await own.engine.remove('all');
    expect(await found({ by: 'reading', keys: ['deng ta'] }, 10, own)).toEqual([]);
    expect((await own.engine.wordCounts(['灯塔'])).get('灯塔') ?? 0).toBe(0);
  }));

  test('of an index that nobody wrote to is empty', withWorld(open, set, async own => {
    expect(await found({ by: 'reading', keys: ['deng ta'] }, 10, own)).toEqual([]);
  }));
}
