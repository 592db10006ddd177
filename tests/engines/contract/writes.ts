import { expect, test } from '@jest/globals';
import type { Ask } from '../../../src/engines/engine.js';
import type { Condition } from '../../../src/query/condition.js';
import type { FieldSet, Item } from './field-sets.js';
import { ask, sharedWorld, withWorld, type OpenIndex } from './world.js';

/** Writing, replacing, removing, keeping. */
export function writes(open: OpenIndex, set: FieldSet): void {
  const { label, labels, number, title } = set.names;

  test('an index that nobody wrote to finds nothing and is not ready', withWorld(open, set, async ({ engine }) => {
    expect(await engine.ready()).toBe(false);
    expect(await engine.size()).toBe(0);
    expect(await engine.get('a')).toBeNull();
    expect(await engine.get('')).toBeNull();
    expect(await engine.remove({ ids: ['a'] })).toBe(0);
    expect(await engine.remove('all')).toBe(0);
    expect((await engine.status()).live).toBeNull();
    expect(await engine.search({ tiers: [{ tier: 'words', condition: { kind: 'everything' } }], filter: null, sort: null, offset: 0, limit: 10, facets: [] }))
      .toMatchObject({ candidates: [], total: 0 });
    expect([...await engine.wordCounts(['桥'])].every(([, count]) => count === 0)).toBe(true);
  }));

  test('gives the sketch of its body back with each article', withWorld(open, set, async world => {
    const long = (seed: number) => Array.from({ length: 200 }, (_, i) => String.fromCharCode(0x5000 + (i * (seed + 7) * 37) % 2_003)).join('');
    const items = [{ id: 'a', title: '渡口', body: `渡船${long(1)}` }, { id: 'b', title: '渡口', body: `渡船${long(2)}` }, { id: 'c', title: '渡口', body: '渡船' }];
    const wanted = (of: readonly Item[]) => Object.fromEntries(world.analyzed(of).map(({ article, sketch }) => [article.id, sketch]));
    const given = async (more: Partial<Ask> = {}, condition: Condition = { kind: 'words', words: ['渡船'] }) =>
      Object.fromEntries((await world.engine.search(ask([['words', condition]], more))).candidates.map(({ article, sketch }) => [article.id, sketch]));
    await world.put(...items);
    expect(wanted(items)).toEqual({ a: expect.stringMatching(/^[0-9a-f]{64}$/), b: expect.stringMatching(/^[0-9a-f]{64}$/), c: '' });
    for (const more of [{}, { callerRanks: true }, { facets: [label] }, { sort: { field: title, descending: false } }]) expect(await given(more)).toEqual(wanted(items));
    expect(await given({}, { kind: 'everything' })).toEqual(wanted(items));
    const build = await world.engine.startBuild('a test'), changed = [{ ...items[0] as Item, body: `渡船${long(3)}` }, ...items.slice(1)];
    await build.write(world.analyzed(items));
    await world.put(...changed);
    await build.publish(world.analyze);
    expect(await given()).toEqual(wanted(changed));
    expect(wanted(changed)).not.toEqual(wanted(items));
  }));

  test('writes, leaves alone what is unchanged, replaces what is not', withWorld(open, set, async world => {
    const first = { id: 'a', title: '旧桥', body: '石头砌成。', label: '甲', number: 1 }, second = { id: 'b', title: '新路', body: '柏油铺成。', label: '甲' };
    expect(await world.put(first, second)).toEqual({ written: 2, unchanged: 0 });
    expect(await world.engine.ready()).toBe(true);
    expect(await world.put(first, second)).toEqual({ written: 0, unchanged: 2 });
    expect(await world.put({ ...first, body: '木头搭成。', label: '乙' }, second)).toEqual({ written: 1, unchanged: 1 });
    expect(await world.engine.size()).toBe(2);
    expect(await world.ids('石头')).toEqual([]);
    expect(await world.ids('木头')).toEqual(['a']);
    expect(await world.passing(`"${label}" = 甲`)).toEqual(['b']);
    expect((await world.search('', { facets: [label] })).facets).toEqual({ [label]: { 甲: 1, 乙: 1 } });
    expect(await world.engine.get('a')).toEqual(set.article({ ...first, body: '木头搭成。', label: '乙' }));
    expect(await world.put()).toEqual({ written: 0, unchanged: 0 });
    // What takes the place of the newest article inherits nothing from it.
    await world.put({ ...second, label: '丙' });
    expect(await world.passing(`"${label}" = 甲`)).toEqual([]);
    await world.engine.remove({ ids: ['b'] });
    await world.put({ id: 'c', title: '码头' });
    expect(await world.passing(`"${label}" EXISTS`)).toEqual(['a']);
    expect((await world.search('', { facets: [label] })).facets).toEqual({ [label]: { 乙: 1 } });
  }));

  test('a query asked before a write is answered anew behind it', withWorld(open, set, async world => {
    const queries = ['"灯塔"', '灯塔', '"海边的灯塔一直亮着"', `"灯塔" -"山"`];
    const answers = async () => Promise.all(queries.map(async q => (await world.ids(q)).sort().join(' ')));
    await world.put({ id: 'a', title: '别的' });
    expect(await answers()).toEqual(['', '', '', '']);
    await world.put({ id: 'b', title: '海边的灯塔一直亮着' });
    expect(await answers()).toEqual(['b', 'b', 'b', 'b']);
    await world.put({ id: 'c', title: '山里的灯塔', body: '海边的灯塔一直亮着' });
    expect(await answers()).toEqual(['b c', 'b c', 'b c', 'b']);
    await world.engine.remove({ ids: ['b'] });
    expect(await answers()).toEqual(['c', 'c', 'c', '']);
    const build = await world.engine.startBuild('a test');
    await build.write(world.analyzed([{ id: 'd', title: '灯塔' }], 'a source'));
    await build.publish(world.analyze);
    expect(await answers()).toEqual(['d', 'd', '', 'd']);
    await world.engine.remove('all');
    expect(await answers()).toEqual(['', '', '', '']);
  }));

  test('keeps the last of several with one id in one batch', withWorld(open, set, async world => {
    await world.put({ id: 'a', title: '第一稿' }, { id: 'b', title: '其他' }, { id: 'a', title: '第二稿' });
    expect(await world.engine.size()).toBe(2);
    expect(await world.ids('"第一稿"')).toEqual([]);
    expect(await world.ids('"第二稿"')).toEqual(['a']);
  }));

  test('removes by id, by filter and all, and counts them', withWorld(open, set, async world => {
    await world.put(...Array.from({ length: 8 }, (_, i) => ({ id: `n${i}`, title: `消息${i}`, number: i, labels: [i % 2 ? '单' : '双'] })));
    expect(await world.engine.remove({ ids: ['n0', 'n1', 'unknown'] })).toBe(2);
    expect(await world.all()).toEqual(['n2', 'n3', 'n4', 'n5', 'n6', 'n7']);
    expect(await world.engine.get('n0')).toBeNull();
    expect(await world.engine.remove({ filter: world.filter(`"${number}" >= 4 AND "${labels}" = 双`) })).toBe(2);
    expect(await world.all()).toEqual(['n2', 'n3', 'n5', 'n7']);
    expect(await world.ids('消息')).toHaveLength(4);
    expect(await world.engine.remove({ filter: world.filter(`"${number}" = 99`) })).toBe(0);
    expect(await world.engine.remove('all')).toBe(4);
    expect(await world.engine.size()).toBe(0);
    expect(await world.ids('消息')).toEqual([]);
    expect((await world.search('', { facets: [labels] })).facets).toEqual({ [labels]: {} });
    expect(await world.engine.ready()).toBe(true);
    expect(await world.put({ id: 'n0', title: '消息又来' })).toEqual({ written: 1, unchanged: 0 });
    expect(await world.ids('消息')).toEqual(['n0']);
  }));

  const ids = ['a/b?c=d#e', '../..', '%2F', '剪报·第一版', '🗞️👩‍👩‍👧', "O'Neil \"x\" <y> & \\z", ' 空 格 ', 'x'.repeat(200), '𠮷'.repeat(200), 'A', 'a', 'é', 'e\u0301', '0', '1e3', '__proto__', '*', 'a,b;c', '\t换\n行'];

  test('takes any id', withWorld(open, set, async world => {
    await world.put(...ids.map((id, i) => ({ id, title: '编号', body: `第${i}个` })));
    expect(await world.engine.size()).toBe(ids.length);
    expect(await world.all()).toEqual([...ids].sort());
    for (const [i, id] of ids.entries()) {
      expect(await world.engine.get(id)).toEqual(set.article({ id, title: '编号', body: `第${i}个` }));
    }
    expect(await world.put(...ids.map((id, i) => ({ id, title: '编号', body: `第${i}个` })))).toEqual({ written: 0, unchanged: ids.length });
    expect(await world.engine.remove({ ids: ids.slice(0, 9) })).toBe(9);
    expect(await world.all()).toEqual(ids.slice(9).sort());
  }));

  test('counts in how many articles a word stands', withWorld(open, set, async world => {
    await world.put({ id: 'a', title: '灯塔', body: '灯塔很高。灯塔很白。' }, { id: 'b', title: '灯塔' }, { id: 'c', title: 'N95口罩', body: '𠮷，😀' });
    const counts = await world.engine.wordCounts(['灯塔', 'n95', '塔', '珊瑚']);
    expect(counts.get('灯塔')).toBe(2);
    expect(counts.get('n95')).toBe(1);
    expect(counts.get('珊瑚') ?? 0).toBe(0);
  }));

  test('counts in how many of the articles that a filter lets through a word stands', withWorld(open, set, async world => {
    await world.put(
      { id: 'a', title: '灯塔', body: '灯塔很高，海鸥不来。', number: 1, labels: ['海'] }, { id: 'b', title: '灯塔', number: 2, labels: ['海', '山'] },
      { id: 'c', title: '守塔人', body: '灯塔亮了。', number: 3 }, { id: 'd', title: '海鸥', number: 4, labels: ['山'] },
    );
    const counted = async (filter: string | null) => {
      const counts = await world.engine.wordCounts(['灯塔', '海鸥', '珊瑚'], filter === null ? null : world.filter(filter));
      return ['灯塔', '海鸥', '珊瑚'].map(word => counts.get(word) ?? 0);
    };
    expect(await counted(null)).toEqual([3, 2, 0]);
    expect(await counted(`"${number}" <= 2`)).toEqual([2, 1, 0]);
    expect(await counted(`"${set.names.labels}" = 山`)).toEqual([1, 1, 0]);
    expect(await counted(`"${set.names.labels}" = 海 AND NOT "${number}" = 2`)).toEqual([1, 1, 0]);
    expect(await counted(`"${number}" > 4`)).toEqual([0, 0, 0]);
    await world.engine.remove({ ids: ['a'] });
    expect(await counted(`"${number}" <= 2`)).toEqual([1, 0, 0]);
    expect([...await world.engine.wordCounts([], world.filter(`"${number}" = 1`))]).toEqual([]);
  }));

  test('keeps everything when it is opened anew', withWorld(open, set, async world => {
    const items = [{ id: 'a', title: '海港', labels: ['船'], number: 3, date: '2025-03-01', unknown: { note: 'x' } }, { id: 'b', title: '山村', body: '海拔很高' }];
    await world.put(...items);
    await world.engine.putSynonyms({ 港: ['码头'] });
    await world.reopen();
    expect(await world.engine.ready()).toBe(true);
    expect(await world.all()).toEqual(['a', 'b']);
    expect(await world.engine.get('a')).toEqual(set.article(items[0] as (typeof items)[0]));
    expect(await world.ids('海港')).toEqual(['a']);
    expect(await world.passing(`"${number}" = 3`)).toEqual(['a']);
    expect(await world.engine.synonyms()).toEqual({ 港: ['码头'] });
    expect(await world.put(...items)).toEqual({ written: 0, unchanged: 2 });
    expect(await world.ids('', { sort: `${title}:asc` })).toEqual(['a', 'b']);
  }));

  test('tells what it holds, with origins', withWorld(open, set, async world => {
    await world.engine.write([...world.analyzed([{ id: 'a', title: '甲' }], '/news.ndjson'), ...world.analyzed([{ id: 'b', title: '乙' }])]);
    const stored = [];
    for await (const { article, origin } of world.engine.stored()) stored.push([article.id, origin]);
    expect(stored.sort()).toEqual([['a', '/news.ndjson'], ['b', 'put']]);
    expect(await world.engine.write(world.analyzed([{ id: 'a', title: '甲' }]))).toEqual({ written: 1, unchanged: 0 });
    expect(await world.engine.status()).toMatchObject({ engine: world.engine.name, index: set.fields.index, live: { articles: 2 }, previous: null, building: null });
  }));

  test('has synonyms only after somebody put them', withWorld(open, set, async world => {
    expect(await world.engine.synonyms()).toBeNull();
    await world.engine.putSynonyms({ 番茄: ['西红柿', 'tomato'], 'O\'Neil "x"': ['欧尼尔'] });
    expect(await world.engine.synonyms()).toEqual({ 番茄: ['西红柿', 'tomato'], 'O\'Neil "x"': ['欧尼尔'] });
    await world.put({ id: 'a', title: '西红柿丰收' }, { id: 'b', title: '番茄涨价' });
    expect((await world.ids('番茄')).sort()).toEqual(['a', 'b']);
    await world.engine.putSynonyms({});
    expect(await world.engine.synonyms()).toEqual({});
    expect(await world.ids('番茄')).toEqual(['b']);
  }));

  const shared = sharedWorld(open, set, [{ id: 'a', title: '原样', body: '给什么还什么。', unknown: { extra: { deep: [1, 'x', null, true, { y: '〇' }] }, 任意: '值', empty: null, list: [] } }]);

  test('gives unknown fields back as they were given', async () => {
    expect(await shared().engine.get('a')).toEqual({
      id: 'a', [set.names.title]: '原样', [set.names.body]: '给什么还什么。', extra: { deep: [1, 'x', null, true, { y: '〇' }] }, 任意: '值', empty: null, list: [],
    });
    expect((await shared().search('原样')).hits[0]?.article).toMatchObject({ extra: { deep: [1, 'x', null, true, { y: '〇' }] }, 任意: '值' });
  });
}
