import { expect, test } from '@jest/globals';
import { variantOf } from '../../src/query/plan.js';
import { Synonyms, type SynonymTable } from '../../src/query/synonyms.js';
import { loadSegmenter } from '../../src/text/segmenter.js';

const variants = (table: SynonymTable, term: string): string[] => new Synonyms(table).variantsOf(variantOf(term, loadSegmenter()));

test.each<[string, SynonymTable, string, string[]]>([
  ['nothing', {}, '番茄', []],
  ['a whole term', { 番茄: ['西红柿'] }, '番茄', ['西红柿']],
  ['several, in their order', { 番茄: ['西红柿', '洋柿子'] }, '番茄', ['西红柿', '洋柿子']],
  ['one way only', { 番茄: ['西红柿'] }, '西红柿', []],
  ['a word inside of a longer term', { 番茄: ['西红柿'] }, '番茄价格', ['西红柿价格']],
  ['not what only looks like a word inside', { 和服: ['浴衣'] }, '产品和服务', []],
  ['the longest key', { 江城: ['一'], 江城晚报: ['二'] }, '江城晚报', ['二']],
  ['the leftmost key', { 天气: ['甲'], 价格: ['乙'] }, '天气价格', ['甲价格']],
  ['folded keys', { ＧＤＰ: ['国内生产总值'], 電腦: ['计算机'] }, 'gdp', ['国内生产总值']],
  ['traditional keys', { 電腦: ['计算机'] }, '电脑', ['计算机']],
  ['a synonym longer than a word', { gdp: ['国内生产总值核算的结果'] }, 'gdp', ['国内生产总值核算的结果']],
  ['a single character', { 粤: ['广东'] }, '粤', ['广东']],
  ['nothing for itself', { 番茄: ['番茄', ' 番茄 ', '西红柿'] }, '番茄', ['西红柿']],
  ['nothing empty', { 番茄: ['', ' '], '': ['x'] }, '番茄', []],
  ['a key of every object only when it is in the table', {}, 'constructor', []],
  ['twelve at most', { 甲: Array.from({ length: 30 }, (_, i) => `乙${i}`) }, '甲', Array.from({ length: 12 }, (_, i) => `乙${i}`)],
])('finds %s', (_, table, term, expected) => {
  expect(variants(table, term)).toEqual(expected);
});

test('counts its keys, two spellings of one key once', () => {
  expect(new Synonyms({ 电脑: ['计算机'], 電腦: ['微机'], 空: [] }).size).toBe(1);
  expect(variants({ 电脑: ['计算机'], 電腦: ['微机', '计算机'] }, '電腦')).toEqual(['计算机', '微机']);
});
