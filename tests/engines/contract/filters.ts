import { expect, test } from '@jest/globals';
import type { FieldSet } from './field-sets.js';
import { sharedWorld, type OpenIndex } from './world.js';

/** Every operator on every kind of field. */
export function filters(open: OpenIndex, set: FieldSet): void {
  const { label, labels, number, date, people, section } = set.names;
  const world = sharedWorld(open, set, [
    { id: 'a', title: '晨报一版', label: '晨江日报', labels: ['國際', '体育'], people: ['王芳', '李 明'], section: '要闻 综合', number: 1, date: '2025-03-01' },
    { id: 'b', title: '晨报二版', label: 'ＡＢＣ周刊', labels: ['国际'], people: [], section: '副刊', number: 2.5, date: '2025-03-31' },
    { id: 'c', title: '晚报一版', label: '晨江晚报', labels: [], section: '要聞', number: -3, date: '2024-12-31' },
    { id: 'd', title: '晚报二版', label: '', labels: ['天气', '副刊', '体育'], number: 10, date: '2025-04-01' },
    { id: 'e', title: '号外', label: null, number: 0 },
    { id: 'f', title: '增刊', label: 'O\'Neil "的" \\ 报', labels: ['a,b', '天气 预报'] },
  ]);
  const q = (name: string) => `"${name}"`;

  test.each<[string, string]>([
    [`${q(label)} = 晨江日报`, 'a'],
    [`${q(label)} = 晨江日報`, 'a'],
    [`${q(label)} = "abc周刊"`, 'b'],
    [`${q(label)} = 晨江`, ''],
    [`${q(label)} != 晨江日报`, 'bcdef'],
    [`NOT ${q(label)} = 晨江日报`, 'bcdef'],
    [`${q(label)} IN [晨江日报, "ａｂｃ周刊", 无]`, 'ab'],
    [`${q(label)} NOT IN [晨江日报, abc周刊]`, 'cdef'],
    [`${q(label)} IN []`, ''],
    [`${q(label)} STARTS WITH 晨江`, 'ac'],
    [`${q(label)} STARTS WITH "ａb"`, 'b'],
    [`${q(label)} NOT STARTS WITH 晨江`, 'bdef'],
    [`${q(label)} EXISTS`, 'abcdef'],
    [`${q(label)} IS NULL`, 'e'],
    [`${q(label)} IS NOT NULL`, 'abcdf'],
    [`${q(label)} IS EMPTY`, 'd'],
    [`${q(label)} IS NOT EMPTY`, 'abcef'],
    [`${q(label)} = "O'Neil \\"的\\" \\\\ 报"`, 'f'],
  ])('a keyword: %s', async (filter, ids) => {
    expect((await world().passing(filter)).join('')).toBe(ids);
  });

  test.each<[string, string]>([
    [`${q(labels)} = 国际`, 'ab'],
    [`${q(labels)} = 國際`, 'ab'],
    [`${q(labels)} != 体育`, 'bcef'],
    [`${q(labels)} IN [副刊, 国际]`, 'abd'],
    [`${q(labels)} NOT IN [副刊, 国际]`, 'cef'],
    [`${q(labels)} = "a,b"`, 'f'],
    [`${q(labels)} = "天气"`, 'd'],
    [`${q(labels)} STARTS WITH 天气`, 'df'],
    [`${q(labels)} EXISTS`, 'abcdf'],
    [`${q(labels)} NOT EXISTS`, 'e'],
    [`${q(labels)} IS EMPTY`, 'c'],
    [`${q(labels)} IS NULL`, ''],
  ])('a list of keywords: %s', async (filter, ids) => {
    expect((await world().passing(filter)).join('')).toBe(ids);
  });

  test.each<[string, string]>([
    [`${q(section)} = "要闻 综合"`, 'a'],
    [`${q(section)} = 要闻`, 'c'],
    [`${q(section)} STARTS WITH 要聞`, 'ac'],
    [`${q(section)} NOT EXISTS`, 'def'],
    [`${q(people)} = 王芳`, 'a'],
    [`${q(people)} = "李 明"`, 'a'],
    [`${q(people)} IS EMPTY`, 'b'],
  ])('a text: %s', async (filter, ids) => {
    expect((await world().passing(filter)).join('')).toBe(ids);
  });

  test.each<[string, string]>([
    [`${q(number)} = 1`, 'a'],
    [`${q(number)} = 1.0`, 'a'],
    [`${q(number)} = 2.5`, 'b'],
    [`${q(number)} = 0`, 'e'],
    [`${q(number)} != 1`, 'bcdef'],
    [`${q(number)} > 1`, 'bd'],
    [`${q(number)} >= 1`, 'abd'],
    [`${q(number)} < 1`, 'ce'],
    [`${q(number)} <= 1`, 'ace'],
    [`${q(number)} >= -3`, 'abcde'],
    [`${q(number)} 1 TO 10`, 'abd'],
    [`${q(number)} 10 TO 1`, ''],
    [`${q(number)} IN [1, 10, 99]`, 'ad'],
    [`${q(number)} NOT IN [1, 10]`, 'bcef'],
    [`${q(number)} = 要闻`, ''],
    [`${q(number)} != 要闻`, 'abcdef'],
    [`${q(number)} EXISTS`, 'abcde'],
    [`${q(number)} NOT EXISTS`, 'f'],
  ])('a number: %s', async (filter, ids) => {
    expect((await world().passing(filter)).join('')).toBe(ids);
  });

  test.each<[string, string]>([
    [`${q(date)} = 2025-03-01`, 'a'],
    [`${q(date)} = 2025年3月1日`, 'a'],
    [`${q(date)} = 20250301`, 'a'],
    [`${q(date)} != 2025-03-01`, 'bcdef'],
    [`${q(date)} > 2025-03-01`, 'bd'],
    [`${q(date)} >= 2025-03-01`, 'abd'],
    [`${q(date)} < 2025-03-01`, 'c'],
    [`${q(date)} <= 2025/3/1`, 'ac'],
    [`${q(date)} 2025-03-01 TO 2025-03-31`, 'ab'],
    [`${q(date)} IN [2025-03-31, 2024-12-31]`, 'bc'],
    [`${q(date)} STARTS WITH 2025-03`, 'ab'],
    [`${q(date)} STARTS WITH 2025`, 'abd'],
    [`${q(date)} NOT EXISTS`, 'ef'],
  ])('a date: %s', async (filter, ids) => {
    expect((await world().passing(filter)).join('')).toBe(ids);
  });

  test.each<[string, string]>([
    [`${q(label)} = 晨江日报 OR ${q(number)} = 10`, 'ad'],
    [`${q(labels)} = 体育 AND ${q(number)} > 1`, 'd'],
    [`(${q(labels)} = 体育 OR ${q(labels)} = 国际) AND NOT ${q(label)} = 晨江日报`, 'bd'],
    [`NOT (${q(number)} >= 1 OR ${q(date)} EXISTS)`, 'ef'],
    [`NOT (${q(labels)} = 体育 AND ${q(labels)} = 国际)`, 'bcdef'],
  ])('together: %s', async (filter, ids) => {
    expect((await world().passing(filter)).join('')).toBe(ids);
  });

  test('narrows a search, its total and what it counts', async () => {
    const answer = await world().search('一版', { filter: `${q(number)} > 0` });
    expect(answer.hits.map(hit => hit.id)).toEqual(['a']);
    expect(answer.total).toBe(1);
    const engine = world().engine;
    expect(await engine.count({ kind: 'everything' }, world().filter(`${q(number)} > 0`), 100)).toBe(3);
  });

  test('a field term in a keyword, number or date field is a filter', async () => {
    expect((await world().ids('日期：2025年3月')).sort().join('')).toBe('ab');
    expect((await world().ids(`${label}:晨江日報`)).join('')).toBe('a');
    expect((await world().ids(`${number}:10`)).join('')).toBe('d');
    expect((await world().ids(`-${number}:10 二版`)).join('')).toBe('b');
  });
}
