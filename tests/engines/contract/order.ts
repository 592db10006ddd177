import { expect, test } from '@jest/globals';
import type { Found } from '../../../src/engines/engine.js';
import type { Condition } from '../../../src/query/condition.js';
import type { FieldSet, Item } from './field-sets.js';
import { ask, sharedWorld, withWorld, type OpenIndex } from './world.js';

const titles: readonly Item[] = [
  { id: 'yin', title: '银行开门', body: '同一天。', date: '2023-05-05', number: 4 },
  { id: 'apple', title: 'Apple熟了', body: '同一天。', date: '2025-01-31', number: 30 },
  { id: 'chong', title: '重庆的雾', body: '同一天。', date: '2025-03-02', number: -2 },
  { id: 'none', body: '同一天，没有标题。' },
  { id: 'chang', title: '长江水暖', body: '同一天。', date: '1999-12-31', number: 0.5 },
  { id: '2025', title: '2025年的雪', body: '同一天。', date: '2025-03-01', number: 100 },
  { id: 'bei', title: '北岸散步', body: '同一天。', number: 9 },
  { id: 'banana', title: 'banana', body: '同一天。', date: '2024-02-29' },
];
const byPinyin = ['2025', 'apple', 'banana', 'bei', 'chang', 'chong', 'yin'];
const byDate = ['chang', 'yin', 'banana', 'apple', '2025', 'chong'];
const byNumber = ['chong', 'chang', 'yin', 'bei', 'apple', '2025'];

/** Sorts, pages, what comes first. */
export function order(open: OpenIndex, set: FieldSet): void {
  const { title, date, number } = set.names;
  const world = sharedWorld(open, set, titles);
  const known = (ids: readonly string[], from: readonly string[]) => ids.filter(id => from.includes(id));

  test('sorts titles by digits, Latin, pinyin word by word; without a title last, both ways', async () => {
    expect(await world().ids('同一天', { sort: `${title}:asc` })).toEqual([...byPinyin, 'none']);
    expect(await world().ids('同一天', { sort: `${title}:desc` })).toEqual([...byPinyin].reverse().concat('none'));
  });

  test('orders by a further sort what the first one leaves level', withWorld(open, set, async own => {
    await own.put({ id: 'a', title: '甲', number: 2, date: '2025-01-01' }, { id: 'b', title: '乙', number: 1, date: '2025-01-02' }, { id: 'c', title: '丙', number: 2, date: '2025-01-03' }, { id: 'd', title: '丁', date: '2025-01-04' });
    const ids = async (descending: boolean) => (await own.engine.search(ask([['words', { kind: 'everything' }]], { sort: { field: number, descending: false }, thenBy: [{ field: date, descending }] }))).candidates.map(c => c.article.id);
    expect(await ids(false)).toEqual(['b', 'a', 'c', 'd']);
    expect(await ids(true)).toEqual(['b', 'c', 'a', 'd']);
  }));

  test('sorts dates both ways, undated last', async () => {
    const ascending = await world().ids('', { sort: `${date}:asc` }), descending = await world().ids('', { sort: `${date}:desc` });
    expect(known(ascending.slice(0, 6), byDate)).toEqual(byDate);
    expect(known(descending.slice(0, 6), byDate)).toEqual([...byDate].reverse());
    expect(ascending).toHaveLength(8);
    expect(descending).toHaveLength(8);
  });

  test('sorts numbers by size, without one last', async () => {
    const ascending = await world().ids('', { sort: `${number}:asc` }), descending = await world().ids('', { sort: `${number}:desc` });
    expect(known(ascending.slice(0, 6), byNumber)).toEqual(byNumber);
    expect(known(descending.slice(0, 6), byNumber)).toEqual([...byNumber].reverse());
  });

  test('gives everything newest first', async () => {
    expect((await world().ids('')).slice(0, 6)).toEqual([...byDate].reverse());
    expect((await world().ids('-雾')).slice(0, 5)).toEqual(['2025', 'apple', 'banana', 'yin', 'chang']);
    expect(await world().ids('日期:2025')).toEqual(['chong', '2025', 'apple']);
    expect(await world().ids('-日期:2025 -江')).toEqual(expect.arrayContaining(['yin', 'banana', 'bei', 'none']));
  });

  test('sorts strict tiers together and keeps some words behind', async () => {
    const tiers = [
      ['words', { kind: 'words', words: ['长江'] }],
      ['substring', { kind: 'characters', tokens: ['北'], prefix: false }],
      ['some', { kind: 'characters', tokens: ['的'], prefix: false }],
    ] as const;
    const sorted = await world().engine.search(ask(tiers, { sort: { field: title, descending: false } }));
    expect(sorted.candidates.map(c => c.article.id)).toEqual(['bei', 'chang', '2025', 'chong']);
    const backwards = await world().engine.search(ask(tiers, { sort: { field: title, descending: true } }));
    expect(backwards.candidates.map(c => c.article.id)).toEqual(['chang', 'bei', 'chong', '2025']);
  });

  /** Articles about one of three animals each, one about all of them, one about something that no other names, and others. */
  const animals = ['海豹', '企鹅', '鲸鱼'], filler = '其余的内容都很平常。';
  const voyage: readonly Item[] = [
    ...animals.flatMap(animal => Array.from({ length: 12 }, (_, i): Item => ({ id: `${animals.indexOf(animal)}-${i}`, title: `见闻`, body: `船上看见${animal}。${filler}`, number: i }))),
    { id: 'all', title: '见闻', body: `船上看见海豹，企鹅，鲸鱼。${filler}`, number: 50 },
    { id: 'rarest', title: '见闻', body: `船上看见灯塔。${filler}`, number: 50 },
    { id: 'mixed', title: '见闻', body: `船上看见鲸鱼企鹅海豹。企鹅海豹。${filler}`, number: 50 },
    ...Array.from({ length: 60 }, (_, i): Item => ({ id: `o${i}`, title: '见闻', body: `船上没有消息。${filler}`, number: i })),
  ];
  const word = (...words: string[]): Condition => ({ kind: 'words', words });
  const anyAnimal: Condition = { kind: 'any', of: ['灯塔', ...animals].map(one => word(one)) };
  const ids = (found: Found) => found.candidates.map(c => c.article.id);

  const sea = sharedWorld(open, set, voyage);

  test('adds up the words that an article has of some: more of the frequent ones come before the rarest alone', async () => {
    const found = await sea().engine.search(ask([['some', anyAnimal]], { limit: 3 }));
    expect(ids(found).slice(0, 2)).toEqual(['mixed', 'all']);
    expect(ids(found)[2]).toBe('rarest');
    expect([found.total, found.totalIsExact]).toEqual([39, true]);
    const again = await sea().engine.search(ask([['some', anyAnimal]], { limit: 5, callerRanks: true }));
    expect(ids(again).slice(0, 3)).toEqual(ids(found));
    expect((await sea().engine.search(ask([['some', anyAnimal]], { limit: 1, filter: sea().filter(`${number} < 50`) }))).total).toBe(36);
  });

  test('cuts pages of some words from one order, and counts facets over all of them', async () => {
    const page = async (offset: number, tiers: Parameters<typeof ask>[0]) => sea().engine.search(ask(tiers, { offset, limit: 10 }));
    const one = [['some', anyAnimal]] as const, behind = [['words', word('灯塔')], ...one] as const;
    for (const tiers of [one, behind]) {
      const whole = ids(await sea().engine.search(ask(tiers, { limit: 60 })));
      expect([...new Set(whole)]).toHaveLength(39);
      const pages = await Promise.all([0, 10, 20, 30, 40].map(offset => page(offset, tiers)));
      expect(pages.flatMap(ids)).toEqual(whole);
      expect(pages.map(found => found.total)).toEqual([39, 39, 39, 39, 39]);
    }
    expect(ids(await page(0, behind))[0]).toBe('rarest');
    const counted = await sea().engine.search(ask(behind, { limit: 0, facets: [number] }));
    expect([counted.facets[number]?.['50'], counted.facets[number]?.['3']]).toEqual([3, 3]);
  });

  test('takes for some words only what has them as they are asked', async () => {
    const inOrder: Condition = { kind: 'any', of: [word('灯塔'), word('鲸鱼', '企鹅', '海豹'), word('企鹅', '鲸鱼', '海豹')] };
    expect(ids(await sea().engine.search(ask([['some', inOrder]]))).sort()).toEqual(['mixed', 'rarest']);
    const without: Condition = { kind: 'all', of: [anyAnimal, { kind: 'not', of: { kind: 'characters', tokens: [...'企鹅海豹'], prefix: false } }] };
    const found = await sea().engine.search(ask([['some', without]], { limit: 2 }));
    expect([ids(found), found.total]).toEqual([['all', 'rarest'], 38]);
  });

  test('keeps a second part of some words behind the first', async () => {
    const tiers = [['some', { kind: 'any', of: [word('灯塔'), word('鲸鱼')] }], ['some', word('企鹅')]] as const;
    const found = await sea().engine.search(ask(tiers, { limit: 100 }));
    expect(ids(found).slice(0, 15).sort()).toEqual(['all', 'mixed', 'rarest', ...Array.from({ length: 12 }, (_, i) => `2-${i}`)].sort());
    expect(ids(found).slice(15).sort()).toEqual(Array.from({ length: 12 }, (_, i) => `1-${i}`).sort());
    const later = await sea().engine.search(ask(tiers, { offset: 12, limit: 6 }));
    expect([ids(later), later.total]).toEqual([ids(found).slice(12, 18), 27]);
  });

  test('puts a word in the title before the same word in the body', withWorld(open, set, async own => {
    await own.put(
      { id: 'body', title: '早间消息', body: '今天谈谈潮汐，还有许多别的事情。' },
      { id: 'title', title: '潮汐表', body: '今天谈谈海边，还有许多别的事情。' },
      { id: 'none', title: '午间消息', body: '今天谈谈别的事情。' },
    );
    expect(await own.ids('潮汐')).toEqual(['title', 'body']);
  }));

  const many = sharedWorld(open, set, Array.from({ length: 135 }, (_, i) => ({
    id: `n${i}`, title: `报告${String(i).padStart(3, '0')}`, body: i % 3 ? '海水温度' : '海水温度，海水盐度', date: `2025-01-${String(i % 28 + 1).padStart(2, '0')}`,
  })));

  test.each<[string, string | undefined]>([['海水', undefined], ['', undefined], ['海水', `${title}:asc`], ['', `${date}:desc`]])('pages %j sorted by %s to the end, each article once', async (q, sort) => {
    const seen: string[] = [];
    for (let page = 1; page <= 7; page++) {
      const answer = await many().search(q, { page, perPage: 20, ...(sort === undefined ? {} : { sort }) });
      expect(answer.total).toBe(135);
      expect(answer.hits).toHaveLength(page < 7 ? 20 : 15);
      seen.push(...answer.hits.map(hit => hit.id));
    }
    expect(new Set(seen).size).toBe(135);
    const beyond = await many().search(q, { page: 8, perPage: 20, ...(sort === undefined ? {} : { sort }) });
    expect(beyond.hits).toEqual([]);
    expect(beyond.total).toBe(135);
  });
}
