import { expect, test } from '@jest/globals';
import { mayBePinyin } from '../../src/search/pinyin-terms.js';

test.each([
  ['beijing', true], ["xi'an", true], ['bei jing', true], ['北jing', true], ['lüse', true], ['rmrb', true],
  ['3号', false], ['北京', false], ['c++', false], ['', false],
])('may %j be pinyin: %s', (typed, expected) => {
  expect(mayBePinyin(typed)).toBe(expected);
});

// A pattern that can read a letter in two ways would try all of them: this never ends then.
test.each(['3', '。', '-'])('many letters with %j behind them are no pinyin', last => {
  expect(mayBePinyin('zhonghua'.repeat(7) + last)).toBe(false);
});
