import { expect, test } from '@jest/globals';
import { BuildRefused, NoPreviousBuild, ReindexRunning } from '../../../src/engines/engine.js';
import type { FieldSet, Item } from './field-sets.js';
import { ask, idsOf, withWorld, type OpenIndex, type World } from './world.js';

const item = (id: string, title = `第${id}条消息`, more: Partial<Item> = {}): Item => ({ id, title, ...more });

async function rebuild(world: World, items: readonly Item[]): Promise<void> {
  const build = await world.engine.startBuild('a test');
  await build.write(world.analyzed(items, 'a source'));
  await build.publish(world.analyze);
}

/** Builds beside the live one, and the switch. */
export function builds(open: OpenIndex, set: FieldSet): void {
  const { number } = set.names;

  test('shows nothing of a build before the switch, and all of it after', withWorld(open, set, async world => {
    await world.put(item('a'), item('b'));
    const build = await world.engine.startBuild('a test');
    await build.write(world.analyzed([item('c', '第c条消息'), item('d')], 'a source'));
    await build.write(world.analyzed([item('c', '换过的标题')], 'a source'));
    expect(await world.all()).toEqual(['a', 'b']);
    expect(await world.engine.get('c')).toBeNull();
    expect((await world.engine.status()).building).toMatchObject({ name: build.name, by: expect.stringContaining('a test') as unknown });
    const info = await build.publish(world.analyze);
    expect(info).toMatchObject({ name: build.name, articles: 2 });
    expect(Date.parse(info.builtAt)).not.toBeNaN();
    expect(await world.all()).toEqual(['c', 'd']);
    expect(await world.ids('"换过的标题"')).toEqual(['c']);
    expect(await world.ids('"第c条消息"')).toEqual([]);
    expect(await world.engine.status()).toMatchObject({ live: { name: build.name }, building: null });
  }));

  test('makes the first build of an empty index', withWorld(open, set, async world => {
    const build = await world.engine.startBuild('a test');
    expect(await world.engine.ready()).toBe(false);
    await build.write(world.analyzed([item('a')], 'a source'));
    await build.publish(world.analyze);
    expect(await world.engine.ready()).toBe(true);
    expect(await world.all()).toEqual(['a']);
    expect(await world.engine.size()).toBe(1);
    await expect(world.engine.rollback()).rejects.toThrow(NoPreviousBuild);
  }));

  test('can be stopped up to the switch', withWorld(open, set, async world => {
    await rebuild(world, [item('a')]);
    const { live } = await world.engine.status(), abort = new AbortController();
    const build = await world.engine.startBuild('a test');
    await build.write(world.analyzed([item('b')], 'a source'));
    // Not before it publishes: as a key that is pressed while it verifies.
    const published = build.publish(world.analyze, abort.signal);
    abort.abort(new Error('stopped by hand'));
    await expect(published).rejects.toThrow('stopped by hand');
    await build.abandon();
    expect(await world.all()).toEqual(['a']);
    expect(await world.engine.status()).toMatchObject({ live: { name: live?.name }, building: null });
    await rebuild(world, [item('c')]);
    expect(await world.all()).toEqual(['c']);
  }));

  test('publishes an empty build', withWorld(open, set, async world => {
    await rebuild(world, [item('a')]);
    await rebuild(world, []);
    expect(await world.all()).toEqual([]);
    expect(await world.engine.ready()).toBe(true);
  }));

  test('puts writes and deletes that arrive during a build into both', withWorld(open, set, async world => {
    await rebuild(world, [item('stays'), item('removed'), item('replaced'), item('filtered', '筛选', { number: 7 })]);
    const build = await world.engine.startBuild('a test');
    await build.write(world.analyzed([item('stays'), item('removed'), item('replaced'), item('filtered', '筛选', { number: 7 }), item('only in the build')], 'a source'));
    expect(await world.put(item('new'), item('replaced', '后来的标题'))).toEqual({ written: 2, unchanged: 0 });
    expect(await world.engine.remove({ ids: ['removed', 'only in the build'] })).toBe(1);
    expect(await world.engine.remove({ filter: world.filter(`"${number}" = 7`) })).toBe(1);
    await world.put(item('fleeting'));
    await world.engine.remove({ ids: ['fleeting'] });
    expect(await world.all()).toEqual(['new', 'replaced', 'stays']);
    await build.write(world.analyzed([item('late')], 'a source'));
    await build.publish(world.analyze);
    expect(await world.all()).toEqual(['late', 'new', 'replaced', 'stays']);
    expect(await world.ids('"后来的标题"')).toEqual(['replaced']);
  }));

  test('a write wins over the build, though the build reads its old form later', withWorld(open, set, async world => {
    await rebuild(world, [item('a', '旧的标题')]);
    const build = await world.engine.startBuild('a test');
    await world.put(item('a', '新的标题'));
    await build.write(world.analyzed([item('a', '旧的标题')], 'a source'));
    await build.publish(world.analyze);
    expect(await world.ids('"新的标题"')).toEqual(['a']);
    expect(await world.ids('"旧的标题"')).toEqual([]);
  }));

  test('carries over many writes, and removing all', withWorld(open, set, async world => {
    await rebuild(world, [item('a'), item('b')]);
    const build = await world.engine.startBuild('a test');
    await build.write(world.analyzed([item('a'), item('b')], 'a source'));
    expect(await world.engine.remove('all')).toBe(2);
    await world.put(...Array.from({ length: 120 }, (_, i) => item(`n${i}`)));
    await build.publish(world.analyze);
    expect(await world.all()).toEqual(Array.from({ length: 120 }, (_, i) => `n${i}`).sort());
    await world.put(item('after'));
    expect(await world.engine.size()).toBe(121);
  }));

  test('writes of a build before do not come back in the next one', withWorld(open, set, async world => {
    await rebuild(world, [item('a')]);
    const build = await world.engine.startBuild('a test');
    await world.put(item('meanwhile'));
    await build.publish(world.analyze);
    expect(await world.all()).toEqual(['meanwhile']);
    await rebuild(world, [item('b')]);
    expect(await world.all()).toEqual(['b']);
  }));

  test('answers every search during a switch from one build alone', withWorld(open, set, async world => {
    const before = Array.from({ length: 12 }, (_, i) => `old ${i}`), after = Array.from({ length: 15 }, (_, i) => `new ${i}`);
    await rebuild(world, before.map(id => item(id)));
    const build = await world.engine.startBuild('a test');
    await build.write(world.analyzed(after.map(id => item(id)), 'a source'));
    let switched = false;
    const publishing = build.publish(world.analyze).then(() => { switched = true; });
    const answers: { ids: string[]; total: number }[] = [];
    while (!switched && answers.length < 5000) {
      const found = await world.engine.search(ask([['words', { kind: 'everything' }]]));
      answers.push({ ids: idsOf(found), total: found.total });
      await new Promise(resolve => { setImmediate(resolve); });
    }
    await publishing;
    answers.push({ ids: await world.all(), total: await world.engine.size() });
    const either = [{ ids: before.sort(), total: 12 }, { ids: after.sort(), total: 15 }].map(a => JSON.stringify(a));
    expect(answers.filter(answer => !either.includes(JSON.stringify(answer)))).toEqual([]);
    expect(JSON.stringify(answers.at(-1))).toBe(either[1]);
  }));

  test('an abandoned build leaves everything as it was', withWorld(open, set, async world => {
    await rebuild(world, [item('a')]);
    const { live } = await world.engine.status();
    const build = await world.engine.startBuild('a test');
    await build.write(world.analyzed([item('b')], 'a source'));
    await world.put(item('c'));
    await build.abandon();
    await build.abandon();
    expect(await world.all()).toEqual(['a', 'c']);
    expect(await world.engine.status()).toMatchObject({ live: { name: live?.name }, building: null });
    await rebuild(world, [item('d')]);
    expect(await world.all()).toEqual(['d']);
  }));

  test('does not switch to a build in which an article is not found by its title', withWorld(open, set, async world => {
    await rebuild(world, [item('a')]);
    const build = await world.engine.startBuild('a test');
    const [good, bad, other] = world.analyzed([item('b', '海边的灯塔'), item('c', '山里的水库'), item('d', '别处的题目')], 'a source');
    if (!good || !bad || !other) throw new Error('there are three');
    await build.write([good, { ...bad, streams: other.streams }]);
    await expect(build.publish(world.analyze)).rejects.toThrow(BuildRefused);
    await build.abandon();
    expect(await world.all()).toEqual(['a']);
    expect((await world.engine.status()).building).toBeNull();
    await rebuild(world, [item('b', '海边的灯塔'), item('odd', '《……》', { body: '！' }), item('mixed', '——N95口罩😀，两个'), item('b', '换过的题目')]);
    expect(await world.all()).toEqual(['b', 'mixed', 'odd']);
  }));

  test('refuses a second build while one is under way', withWorld(open, set, async world => {
    await world.put(item('a'));
    const build = await world.engine.startBuild('the first');
    await expect(world.engine.startBuild('the second')).rejects.toThrow(ReindexRunning);
    await expect(world.engine.startBuild('the second')).rejects.toMatchObject({ by: expect.stringContaining('the first') as unknown });
    await build.write(world.analyzed([item('b')], 'a source'));
    await build.publish(world.analyze);
    const next = await world.engine.startBuild('the third');
    await next.abandon();
    expect(await world.all()).toEqual(['b']);
  }));

  test('goes back to the build before, and forth again', withWorld(open, set, async world => {
    await rebuild(world, [item('a'), item('b')]);
    const first = (await world.engine.status()).live?.name;
    await rebuild(world, [item('c')]);
    await world.put(item('later'), item('last'));
    const { live, hiddenWrites } = await world.engine.rollback();
    expect(live).toMatchObject({ name: first, articles: 2 });
    expect(hiddenWrites).toBe(2);
    expect(await world.all()).toEqual(['a', 'b']);
    expect(await world.ids('"第b条消息"')).toEqual(['b']);
    await world.reopen();
    expect(await world.all()).toEqual(['a', 'b']);
    await world.engine.rollback();
    expect(await world.all()).toEqual(['c', 'last', 'later']);
  }));

  test('keeps synonyms through builds and the way back', withWorld(open, set, async world => {
    await world.put(item('a'));
    await world.engine.putSynonyms({ 番茄: ['西红柿'] });
    await rebuild(world, [item('b')]);
    expect(await world.engine.synonyms()).toEqual({ 番茄: ['西红柿'] });
    await world.engine.rollback();
    expect(await world.engine.synonyms()).toEqual({ 番茄: ['西红柿'] });
  }));
}
