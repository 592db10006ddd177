import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { sortKey as sortKeyOf } from '../../src/text/sort-key.js';
import { mixedText, runs } from '../support/texts.js';

const sortKey = (text: string): string => sortKeyOf(text, loadSegmenter());

const byKey = (titles: readonly string[]): string[] => [...titles].sort((a, b) => {
  const [x, y] = [sortKey(a), sortKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
});

test.each<[string, string[]]>([
  ['digits, then Latin, then Han', ['12月天气', '2025年的雪', 'apple', 'Zoo', '阿里山', '作坊']],
  ['Han by pinyin', ['北岸', '海边', '江城', '天气', '云海']],
  ['by the next character where the first is the same', ['江边', '江城', '江水']],
  ['a title before one that goes on', ['江', '江城', '江城晚报']],
  ['characters with two readings by the word they stand in', ['长江大桥', '重庆夜景', '银行开门', '重量']],
  ['tones where the sound is the same', ['妈妈', '麻雀', '马车', '骂人']],
  ['ü behind u', ['路灯', '绿树']],
  ['upper case and full width as their plain form', ['ａｂｃ二', 'ABC一', 'abd']],
  ['without looking at punctuation', ['《海边》', '江城', '“天气”']],
  ['traditional characters as simplified', ['长安', '長江', '长沙']],
  ['what has no pinyin behind what has', ['作坊', '한국', 'かな']],
])('sorts %s', (_, titles) => {
  expect(byKey([...titles].reverse())).toEqual(titles);
});

test('is the same for what reads the same', () => {
  expect(sortKey('長江大橋')).toBe(sortKey('长江大桥'));
  expect(sortKey('《江城》')).toBe(sortKey('江城'));
});

test('tells characters of one sound apart', () => {
  expect(sortKey('江')).not.toBe(sortKey('姜'));
});

test('is short and has only lower-case letters, digits and spaces', () => {
  fc.assert(fc.property(mixedText(60), title => {
    expect(sortKey(title)).toMatch(/^[a-z0-9 ]{0,440}$/);
  }), runs(200));
});
