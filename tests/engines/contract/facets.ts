import { expect, test } from '@jest/globals';
import type { FieldSet } from './field-sets.js';
import { ask, sharedWorld, withWorld, type OpenIndex } from './world.js';

/** Counts of values beside the hits. */
export function facets(open: OpenIndex, set: FieldSet): void {
  const { label, labels, people, section, number } = set.names;
  const world = sharedWorld(open, set, [
    { id: 'a', title: '桥梁通车', label: '晨江日报', labels: ['桥', '交通'], people: ['王芳'], section: '要闻', date: '2025-03-01', number: 12 },
    { id: 'b', title: '桥梁维修', label: '晨江日报', labels: ['桥'], people: ['王芳', '李明'], section: '要闻', date: '2025-03-09', number: -2.5 },
    { id: 'c', title: '隧道通车', label: 'ＡＢＣ周刊', labels: ['交通', '交通'], people: ['李明'], date: '2025-11-09' },
    { id: 'd', title: '隧道传说', label: '', labels: [], people: [], section: '副刊', date: '2024-11-09' },
    { id: 'e', title: '桥的诗', label: null },
  ]);

  test('counts the values of all that was found, as they were given', async () => {
    const { facets: counted, total } = await world().search('', { facets: [label, labels, people, section, 'year', 'month'], perPage: 1 });
    expect(total).toBe(5);
    expect(counted).toEqual({
      [label]: { 晨江日报: 2, ＡＢＣ周刊: 1 },
      [labels]: { 桥: 2, 交通: 2 },
      [people]: { 王芳: 2, 李明: 2 },
      [section]: { 要闻: 2, 副刊: 1 },
      year: { 2025: 3, 2024: 1 },
      month: { '2025-11': 1, '2025-03': 2, '2024-11': 1 },
    });
  });

  test('counts inside of a query and a filter', async () => {
    expect((await world().search('通车', { facets: [label, 'month'] })).facets).toEqual({ [label]: { 晨江日报: 1, ＡＢＣ周刊: 1 }, month: { '2025-03': 1, '2025-11': 1 } });
    expect((await world().search('', { facets: [labels], filter: `"${label}" = 晨江日报` })).facets).toEqual({ [labels]: { 桥: 2, 交通: 1 } });
    expect((await world().search('通车', { facets: [labels], filter: `"${labels}" = 桥` })).facets).toEqual({ [labels]: { 桥: 1, 交通: 1 } });
  });

  test('counts an article once, though it meets two tiers', async () => {
    const { engine } = world();
    const substring = { kind: 'characters', tokens: ['桥'], prefix: false } as const;
    const found = await engine.search({
      tiers: [{ tier: 'words', condition: { kind: 'words', words: ['桥梁'] } }, { tier: 'substring', condition: substring }],
      filter: null, sort: null, offset: 0, limit: 0, facets: [people],
    });
    expect(found).toMatchObject({ total: 3, candidates: [], facets: { [people]: { 王芳: 2, 李明: 1 } } });
  });

  test('counts numbers, and tells the least and the greatest of what was found', async () => {
    const found = async (filter: string) => {
      const { facets: counted, stats } = await world().engine.search(ask([['words', { kind: 'everything' }]], { filter: world().filter(filter), facets: [number, label], limit: 0 }));
      return { counted: counted[number], stats };
    };
    expect(await found(`"${section}" EXISTS`)).toEqual({ counted: { '12': 1, '-2.5': 1 }, stats: { [number]: { min: -2.5, max: 12 } } });
    expect(await found(`"${number}" > 0`)).toEqual({ counted: { '12': 1 }, stats: { [number]: { min: 12, max: 12 } } });
    expect(await found(`"${number}" NOT EXISTS`)).toEqual({ counted: {}, stats: {} });
  });

  test('answers nothing found with an empty count', async () => {
    expect((await world().search('珊瑚', { facets: [label, 'year'] })).facets).toEqual({ [label]: {}, year: {} });
  });

  test('gives the 100 most frequent values, but every month', withWorld(open, set, async own => {
    await own.put(...Array.from({ length: 132 }, (_, i) => ({
      id: `n${i}`, title: `第${i}期`, labels: [`标签${i}`, ...(i < 66 ? [`标签${i + 66}`] : [])],
      date: `${2010 + Math.floor(i / 12)}-${String(i % 12 + 1).padStart(2, '0')}-15`,
    })));
    const { facets: counted = {} } = await own.search('', { facets: [labels, 'year', 'month'] });
    const values = Object.entries(counted[labels] ?? {});
    expect(values).toHaveLength(100);
    // Labels 66 to 131 stand in two articles each, the others in one.
    expect(values.filter(([, count]) => count === 2)).toHaveLength(66);
    expect(Object.keys(counted['month'] ?? {})).toHaveLength(132);
    expect(counted['year']).toEqual(Object.fromEntries(Array.from({ length: 11 }, (_, i) => [2010 + i, 12])));
  }));
}
