import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { characterTokens, cutWords, GAP, wordStream } from '../../src/text/analyze.js';
import { foldText } from '../../src/text/fold.js';
import { piecesOf, runsOf } from '../../src/text/runs.js';
import { characterLengthUtf16, Digit, Han, Letter, Other, Pictograph, scriptAt } from '../../src/text/scripts.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { mixedText, runs } from '../support/texts.js';

const show = (text: string) => runsOf(text).map(run => text.slice(run.start, run.end));

describe('runs', () => {
  test.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['only punctuation', '，。！', []],
    ['one run', '江城晚报', ['江城晚报']],
    ['Han and Latin side by side', '用app看报', ['用', 'app', '看报']],
    ['letters and digits together', '12351app与n95', ['12351app', '与', 'n95']],
    ['apart at punctuation', '你好，世界', ['你好', '世界']],
    ['apart at a decimal point', '3.14', ['3', '14']],
    ['kana, Han and Hangul apart', '新しい한국', ['新', 'しい', '한국']],
    ['Han beyond the BMP with the others', '在𠮷野家', ['在𠮷野家']],
    ['iteration mark and ideographic zero as Han', '人々二〇', ['人々二〇']],
    ['apart at an emoji', '好😀吧', ['好', '吧']],
    ['apart at half a surrogate pair', '好\ud83d吧\udc00', ['好', '吧']],
    ['a run at the very end', '，末', ['末']],
  ])('%s', (_, text, expected) => {
    expect(show(text)).toEqual(expected);
  });

  test.each<[string, string[]]>([
    ['12351app', ['12351', 'app']], ['n95', ['n', '95']], ['a1b2', ['a', '1', 'b', '2']], ['abc', ['abc']], ['42', ['42']], ['ь7ж', ['ь', '7', 'ж']],
  ])('%s has the pieces %j', (text, expected) => {
    const [run] = runsOf(text);
    expect(run && piecesOf(text, run).map(([start, end]) => text.slice(start, end))).toEqual(expected);
  });

  test('cover every letter, digit and Han character once, in order', () => {
    fc.assert(fc.property(mixedText(20), original => {
      const text = foldText(original);
      const covered = show(text).join('');
      let plain = '';
      for (let i = 0; i < text.length; i += characterLengthUtf16(text, i))
        if (scriptAt(text, i) !== Other && scriptAt(text, i) !== Pictograph) plain += text.slice(i, i + characterLengthUtf16(text, i));
      expect(covered).toBe(plain);
    }), runs(200));
  });
});

describe('scripts', () => {
  test.each<[string, number]>([
    ['中', Han], ['𠮷', Han], ['〇', Han], ['a', Letter], ['я', Letter], ['ไ', Letter], ['7', Digit], ['٣', Digit], ['，', Other], [' ', Other],
    ['\ud83d', Other], ['\udc00', Other], ['😀', Pictograph], ['\u0000', Other], ['\ue001', Other],
  ])('of %j', (character, script) => {
    expect(scriptAt(character, 0)).toBe(script);
  });

  test('behind the end of a text there is nothing', () => {
    expect(scriptAt('好', 1)).toBe(Other);
    expect(scriptAt('', 0)).toBe(Other);
  });
});

describe('the character stream', () => {
  test.each<[string, string, string[]]>([
    ['characters one by one', '江城', ['江', '城']],
    ['letters and digits in their pieces', 'n95口', ['n', '95', '口']],
    ['a gap for punctuation', '你好，世界', ['你', '好', GAP, '世', '界']],
    ['one gap for much', '好！？\n 吧', ['好', GAP, '吧']],
    ['no gap at either end', '“好”', ['好']],
    ['an emoji behind its gap', '好😀吧', ['好', GAP, '😀', '吧']],
    ['an emoji alone', '😀', ['😀']],
    ['kana one by one', 'カタ', ['カ', 'タ']],
    ['a character beyond the BMP whole', '𠮷野', ['𠮷', '野']],
  ])('has %s', (_, text, expected) => {
    expect(characterTokens(text).map(token => token.text)).toEqual(expected);
  });

  test('of a piece stands in the stream of the whole', () => {
    fc.assert(fc.property(mixedText(10), mixedText(10), mixedText(10), (before, piece, after) => {
      // Borders that neither run on nor join a surrogate pair.
      const tokens = (text: string) => ` ${characterTokens(foldText(text)).map(token => token.text).join(' ')} `;
      expect(tokens(`${before}，。${piece}。，${after}`)).toContain(tokens(piece).trimEnd());
    }), runs(200));
  });
});

describe('words', () => {
  const segmenter = loadSegmenter();
  const words = (text: string) => cutWords(text, segmenter).words;

  test.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['Han by the dictionary', '江城的天气预报', ['江城', '的', '天气预报']],
    ['traditional as simplified', '天氣預報', ['天气预报']],
    ['letters and digits beside Han whole', '下载12351APP吧', ['下载', '12351app', '吧']],
    ['full width', 'Ｎ９５口罩', ['n95', '口罩']],
  ])('%s', (_, text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  test('has the words inside of long words, but not themselves', () => {
    const { subwords } = cutWords('中华人民共和国', segmenter);
    expect(subwords).toEqual(expect.arrayContaining(['中华', '人民', '共和国']));
    expect(subwords).not.toContain('中华人民共和国');
    expect(cutWords('中华人民共和国', segmenter, false).subwords).toEqual([]);
  });

  test('stand where their offsets say', () => {
    fc.assert(fc.property(mixedText(20), text => {
      const { folded, words: list, starts, ends } = cutWords(text, segmenter);
      expect(list.map((_, i) => folded.text.slice(starts[i], ends[i]))).toEqual(list);
      for (let i = 1; i < list.length; i++) expect(starts[i]).toBeGreaterThanOrEqual(ends[i - 1] as number);
    }), runs(150));
  });

  test('leave nothing out: together they are all runs', () => {
    fc.assert(fc.property(mixedText(20), text => {
      const { folded, words: list } = cutWords(text, segmenter);
      expect(list.join('')).toBe(show(folded.text).join(''));
    }), runs(150));
  });

  test('a gap stands beside single characters that do not touch their neighbour, and only there', () => {
    expect(wordStream(cutWords('张，三', segmenter))).toEqual(['张', GAP, '三']);
    expect(wordStream(cutWords('你好，世界', segmenter))).toEqual(['你好', '世界']);
  });
});
