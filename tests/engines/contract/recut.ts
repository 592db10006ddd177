import { expect, test } from '@jest/globals';
import type { AnalyzedArticle } from '../../../src/engines/engine.js';
import type { FieldSet, Item } from './field-sets.js';
import { withWorld, type OpenIndex, type World } from './world.js';

const items: readonly Item[] = [{ id: 'a', title: '岚溪毛芹菜上市', body: '毛芹菜两块钱一斤。' }, { id: 'b', title: '芹菜', body: '毛豆也便宜。' }];

/** An article as another dictionary would cut it: 毛芹菜 is a word. */
function cutOtherwise(world: World, item: Item): AnalyzedArticle {
  const [analyzed] = world.analyzed([item]) as [AnalyzedArticle];
  const streams = Object.fromEntries(Object.entries(analyzed.streams).map(([name, field]) => [name, { ...field, words: field.words.replaceAll('毛 芹菜', '毛芹菜'), subwords: `${field.subwords} 芹菜`.trim() }]));
  return { ...analyzed, hash: `${analyzed.hash}!`, streams, vocabulary: [...analyzed.vocabulary, { word: '毛芹菜', printed: '毛芹菜', readings: ['mao qin cai'] }] };
}

/** Articles cut anew when the user's dictionary has changed. */
export function recut(open: OpenIndex, set: FieldSet): void {
  const wholeWord = (world: World) => world.meeting({ kind: 'words', words: ['毛芹菜'] });
  const vocabulary = async ({ engine }: World, ...words: string[]) => (await engine.vocabulary({ by: 'word', keys: words }, 10)).map(({ word, count }) => `${word} ${count}`);

  test('takes the place of the same article, with its origin and place', withWorld(open, set, async world => {
    await world.engine.write(world.analyzed(items, '/news.ndjson').map(analyzed => ({ ...analyzed, place: 'news.ndjson:7' })));
    expect(await wholeWord(world)).toEqual([]);
    expect(await world.engine.recut([cutOtherwise(world, items[0] as Item), ...world.analyzed([items[1] as Item])])).toEqual({ written: 1, unchanged: 1 });
    expect(await wholeWord(world)).toEqual(['a']);
    expect(await world.engine.size()).toBe(2);
    expect(await world.engine.originOf('a')).toEqual({ origin: '/news.ndjson', place: 'news.ndjson:7' });
    expect(await world.engine.get('a')).toEqual(set.article(items[0] as Item));
    expect(await world.engine.recut([cutOtherwise(world, items[0] as Item)])).toEqual({ written: 0, unchanged: 1 });
  }));

  test('leaves alone what was changed or removed since it was read', withWorld(open, set, async world => {
    await world.put(...items);
    const late = [cutOtherwise(world, items[0] as Item), cutOtherwise(world, { id: 'b', title: '毛芹菜' }), cutOtherwise(world, { id: 'c', title: '毛芹菜' })];
    await world.put({ ...(items[0] as Item), body: '改过的。' });
    expect(await world.engine.recut(late)).toEqual({ written: 0, unchanged: 3 });
    expect(await wholeWord(world)).toEqual([]);
    expect(await world.all()).toEqual(['a', 'b']);
    expect(await world.ids('"改过的"')).toEqual(['a']);
    expect(await world.engine.recut([])).toEqual({ written: 0, unchanged: 0 });
  }));

  test('counts no word twice; a recount is exact and drops what stands nowhere', withWorld(open, set, async world => {
    await world.put(...items);
    const before = await vocabulary(world, '芹菜', '上市');
    await world.engine.recut([cutOtherwise(world, items[0] as Item)]);
    expect(await vocabulary(world, '芹菜', '上市')).toEqual(before);
    expect(await vocabulary(world, '毛芹菜')).toEqual(['毛芹菜 1']);
    await world.engine.recount(['毛芹菜', '上市', '没有的词']);
    expect(await vocabulary(world, '毛芹菜', '上市')).toEqual(['毛芹菜 1', '上市 1']);
    // Back to the usual cut.
    await world.engine.recut(world.analyzed([items[0] as Item]));
    await world.engine.recount(['毛芹菜', '芹菜']);
    expect(await vocabulary(world, '毛芹菜')).toEqual([]);
    expect(await vocabulary(world, '芹菜')).toEqual(['芹菜 2']);
    expect((await world.engine.vocabulary({ by: 'reading', keys: ['mao qin cai'] }, 10)).map(({ word }) => word)).toEqual([]);
  }));

  test('remembers the dictionary of each build, through switches, rollbacks and openings', withWorld(open, set, async world => {
    expect(await world.engine.cutWith()).toBeNull();
    await world.put(...items);
    const first = await world.engine.cutWith();
    expect(first?.dictionary).toBe('');
    await world.engine.putCutWith(first?.build ?? '', 'one');
    expect(await world.engine.cutWith()).toEqual({ build: first?.build, dictionary: 'one' });
    const build = await world.engine.startBuild('a test', 'two');
    await build.write(world.analyzed(items));
    expect(await world.engine.cutWith()).toEqual({ build: first?.build, dictionary: 'one' });
    await build.publish(world.analyze);
    expect(await world.engine.cutWith()).toEqual({ build: build.name, dictionary: 'two' });
    await world.engine.putCutWith(first?.build ?? '', 'late');
    expect(await world.engine.cutWith()).toEqual({ build: build.name, dictionary: 'two' });
    await world.reopen();
    expect(await world.engine.cutWith()).toEqual({ build: build.name, dictionary: 'two' });
    await world.engine.rollback();
    expect((await world.engine.cutWith())?.build).toBe(first?.build);
    expect(['one', 'late']).toContain((await world.engine.cutWith())?.dictionary);
  }));

  test('reaches a build under way', withWorld(open, set, async world => {
    await world.put(...items);
    const build = await world.engine.startBuild('a test');
    await build.write(world.analyzed(items));
    await world.engine.recut([cutOtherwise(world, items[0] as Item)]);
    await build.publish(async article => cutOtherwise(world, items.find(item => item.id === article.id) as Item));
    expect(await wholeWord(world)).toEqual(['a']);
  }));
}
