import { expect, test } from '@jest/globals';
import { variantOf } from '../../src/query/plan.js';
import { Synonyms, type SynonymTable } from '../../src/query/synonyms.js';
import { loadSegmenter } from '../../src/text/segmenter.js';

const variants = (table: SynonymTable, term: string): string[] => new Synonyms(table).variantsOf(variantOf(term, loadSegmenter())).map(({ text }) => text);

test.each<[string, SynonymTable, string, string[]]>([
  ['nothing', {}, '番茄', []],
  ['a whole term', { 番茄: ['西红柿'] }, '番茄', ['西红柿']],
  ['several, in their order', { 番茄: ['西红柿', '洋柿子'] }, '番茄', ['西红柿', '洋柿子']],
  ['one way only', { 番茄: ['西红柿'] }, '西红柿', []],
  ['a word inside of a longer term', { 番茄: ['西红柿'] }, '番茄价格', ['西红柿价格']],
  ['not what only looks like a word inside', { 和服: ['浴衣'] }, '产品和服务', []],
  ['the longest key', { 江城: ['一'], 江城晚报: ['二'] }, '江城晚报', ['二']],
  ['every key in a term', { 天气: ['甲'], 价格: ['乙'] }, '天气价格', ['天气乙', '甲价格', '甲乙']],
  ['no key that overlaps another', { 江城: ['一'], 江城晚报: ['二'], 晚报: ['三'] }, '江城晚报', ['二']],
  ['both ways of a pair', { 番茄: { twoWay: ['西红柿'] } }, '西红柿', ['番茄']],
  ['each of several that mean the same', { 番茄: { twoWay: ['西红柿', '洋柿子'] } }, '洋柿子', ['番茄', '西红柿']],
  ['a loop of one way', { 番茄: ['西红柿'], 西红柿: ['番茄'] }, '番茄', ['西红柿']],
  ['no synonym of a synonym', { 番茄: ['西红柿'], 西红柿: ['洋柿子'] }, '番茄', ['西红柿']],
  ['two ways to itself only', { 番茄: { twoWay: ['番茄'] } }, '番茄', []],
  ['a key with a space', { 'New  York': ['纽约'] }, 'new york', ['纽约']],
  ['a synonym with spaces', { 纽约: ['New York City'] }, '纽约', ['New York City']],
  ['folded keys', { ＧＤＰ: ['国内生产总值'], 電腦: ['计算机'] }, 'gdp', ['国内生产总值']],
  ['traditional keys', { 電腦: ['计算机'] }, '电脑', ['计算机']],
  ['a synonym longer than a word', { gdp: ['国内生产总值核算的结果'] }, 'gdp', ['国内生产总值核算的结果']],
  ['a single character', { 粤: ['广东'] }, '粤', ['广东']],
  ['nothing for itself', { 番茄: ['番茄', ' 番茄 ', '西红柿'] }, '番茄', ['西红柿']],
  ['nothing empty', { 番茄: ['', ' '], '': ['x'] }, '番茄', []],
  ['a key of every object only when it is in the table', {}, 'constructor', []],
  ['fifty at most', { 甲: Array.from({ length: 60 }, (_, i) => `乙${i}`) }, '甲', Array.from({ length: 50 }, (_, i) => `乙${i}`)],
])('finds %s', (_, table, term, expected) => {
  expect(variants(table, term)).toEqual(expected);
});

test('counts its keys, two spellings of one key once', () => {
  expect(new Synonyms({ 电脑: ['计算机'], 電腦: ['微机'], 空: [] }).size).toBe(1);
  expect(variants({ 电脑: ['计算机'], 電腦: ['微机', '计算机'] }, '電腦')).toEqual(['计算机', '微机']);
});

test('tells where a synonym stands, folded, and in whose place', () => {
  const [rewritten] = new Synonyms({ 番茄: ['西紅柿㎡'] }).variantsOf(variantOf('新番茄价格', loadSegmenter()));
  expect(rewritten).toEqual({ text: '新西紅柿㎡价格', replaced: [{ start: 1, end: 6, literal: '番茄' }] });
});

test('knows how many terms its longest key is', () => {
  const synonyms = new Synonyms({ 'new york city': ['纽约'], 纽约: ['NYC'] });
  expect(synonyms.mostTerms).toBe(3);
  expect(['New York City', 'new york', '纽约'].map(typed => synonyms.has(typed))).toEqual([true, false, true]);
});
