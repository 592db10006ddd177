import { describe, expect, test } from '@jest/globals';
import { initialsOf, isWholePinyin, mostPinyinLetters, parsePinyin, pinyinLetters, readingsOf, weakened } from '../../src/text/pinyin.js';

const spelled = (typed: string) => parsePinyin(typed).map(reading => reading.map(syllable => syllable.text).join(' '));

describe('parsePinyin', () => {
  test.each([
    ['beijing', 'bei jing'], ['xian', 'xian'], ["xi'an", 'xi an'], ['xi an', 'xi an'], ['xi’an', 'xi an'], ['zhongguo', 'zhong guo'], ['lv', 'lv'], ['lü', 'lv'], ['lǜ', 'lv'], ['lu:', 'lv'], ['jü', 'ju'],
    ['qinlue', 'qin lve'], ['shuang', 'shuang'], ['Běijīng', 'bei jing'], ['rmrb', 'r m r b'], ['renmrb', 'ren m r b'], ['zhoujiel', 'zhou jie l'], ['ＢＥＩ', 'bei'],
  ])('%s is first read as %s', (typed, first) => { expect(spelled(typed)[0]).toBe(first); });

  test('offers every way to set syllables apart', () => { expect(spelled('fangan')).toEqual(expect.arrayContaining(['fang an', 'fan gan'])); });

  test.each(['', '123', 'bei1', '北', 'a-b', ' ', "'", 'x'.repeat(mostPinyinLetters + 1)])('%j is no pinyin', typed => { expect(parsePinyin(typed)).toEqual([]); });

  test('gives no more readings than asked for', () => { expect(parsePinyin('ananananangangangan', 3)).toHaveLength(3); });
});

test.each([['beijing', true], ["xi'an", true], ['rmrb', false], ['beij', false], ['hello', false], ['', false]])('isWholePinyin(%j) is %s', (typed, whole) => { expect(isWholePinyin(typed)).toBe(whole); });

test('plain letters lose tones and keep the two dots of u as v', () => {
  expect(['Lǚyóu', 'nü', 'CHÓNGQÌNG', 'xī’ān'].map(pinyinLetters)).toEqual(['lvyou', 'nv', 'chongqing', "xi'an"]);
});

describe('readingsOf', () => {
  test.each([['重庆', 'chong qing'], ['银行', 'yin hang'], ['行走', 'xing zou'], ['音乐', 'yin yue'], ['快乐', 'kuai le'], ['长江', 'chang jiang'], ['单田芳', 'shan tian fang'], ['仇英', 'qiu ying'], ['绿色', 'lv se']])(
    'reads %s as %s', (word, reading) => { expect(readingsOf(word)).toContain(reading); });

  test('reads a known word by word, what no dictionary has in every way', () => {
    expect(readingsOf('银行')).not.toContain('yin xing');
    expect(readingsOf('行乐', false)).toEqual(expect.arrayContaining(['xing le', 'hang yue']));
    expect(readingsOf('行')).toEqual(expect.arrayContaining(['xing', 'hang']));
  });

  test.each(['', 'abc', '中文字太多了不像词呀', '😀'])('has nothing for %j', word => { expect(readingsOf(word)).toEqual([]); });
});

test('initials and confused sounds', () => {
  expect(initialsOf('ren min ri bao')).toBe('rmrb');
  expect([['shi', 'si'], ['nan', 'lan'], ['xing', 'xin'], ['zheng', 'zen'], ['chun', 'cun'], ['zhang', 'zang']].filter(([a = '', b = '']) => weakened(a) !== weakened(b))).toEqual([]);
  expect(weakened('fang')).not.toBe(weakened('fan'));
});
