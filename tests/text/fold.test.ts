import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fold, foldText, originalEnd, originalStart } from '../../src/text/fold.js';
import { originalSpans } from '../../src/text/marks.js';
import { anyUnits, fullWidth, mixedText, runs } from '../support/texts.js';

describe('folding', () => {
  test.each([
    ['nothing', '', ''],
    ['plain text', '江城晚报 abc 123', '江城晚报 abc 123'],
    ['upper case', 'GDP', 'gdp'],
    ['full-width letters, digits and spaces', 'ＡＢＣ　１２３！', 'abc 123!'],
    ['half-width kana', 'ｶﾞｷ', 'カ\u3099キ'],
    ['accents, whole and combining', 'Café cafe\u0301 Žižek', 'cafe cafe zizek'],
    ['ligatures and letters that are two', 'ﬁn Straße ǅ', 'fin strasse dz'],
    ['the final sigma', 'ΟΔΟΣ οδος', 'οδοσ οδοσ'],
    ['the dotted capital I', 'İstanbul', 'istanbul'],
    ['traditional characters', '國際機場', '国际机场'],
    ['Taiwan and Hong Kong forms', '裏面裡面 臺灣 衞生衛生', '里面里面 台湾 卫生卫生'],
    ['one character for many and many for one', '發展理髮 乾杯乾隆 皇后之後', '发展理发 干杯干隆 皇后之后'],
    ['compatibility ideographs', '\uf900\u{2f800}', '岂丽'],
    ['circled and squared characters', '①㊀㎡', '1一m2'],
    ['joiners, soft hyphens, variation selectors, byte order marks', 'a\u200db\u00adc\ufe0f\ufeffd', 'abcd'],
    ['a lone surrogate', '\ud83d新\udc00', '\ud83d新\udc00'],
    ['an emoji', '😀', '😀'],
    ['NUL and line breaks', 'a\u0000\r\nb', 'a\u0000\r\nb'],
    ['vowel signs of Indic scripts', 'हिन्दी', 'हिन्दी'],
  ])('%s', (_, original, folded) => {
    expect(foldText(original)).toBe(folded);
  });

  const blockChars = 1024;
  const blocks = Array.from({ length: 0x110000 / blockChars }, (_, i) => i * blockChars).filter(first => first < 0xd800 || first > 0xdfff);
  const block = (first: number) => String.fromCodePoint(...Array.from({ length: blockChars }, (_, i) => first + i));

  test('keeps every Han character one character', () => {
    const han = blocks.flatMap(first => block(first).match(/\p{Unified_Ideograph}/gu) ?? []);
    expect(han.length).toBeGreaterThan(90_000);
    expect(han.filter(character => !/^\p{Script=Han}$/u.test(foldText(character)))).toEqual([]);
  });

  test('of every character there is, again changes nothing', () => {
    expect(blocks.filter(first => foldText(foldText(block(first))) !== foldText(block(first)))).toEqual([]);
  });

  test('again changes nothing', () => {
    fc.assert(fc.property(fc.oneof(mixedText(20), anyUnits), text => {
      expect(foldText(foldText(text))).toBe(foldText(text));
    }), runs(300));
  });

  test('of two texts side by side is both folds, unless the border joins a surrogate pair', () => {
    fc.assert(fc.property(fc.oneof(mixedText(12), anyUnits), fc.oneof(mixedText(12), anyUnits), (a, b) => {
      fc.pre(!(/[\ud800-\udbff]$/.test(a) && /^[\udc00-\udfff]/.test(b)));
      expect(foldText(a + b)).toBe(foldText(a) + foldText(b));
    }), runs(500));
  });

  test('cannot tell full width from half width', () => {
    fc.assert(fc.property(mixedText(15), text => {
      expect(foldText(fullWidth(text))).toBe(foldText(text));
    }), runs(200));
  });
});

describe('the way back from folded units', () => {
  test.each<[string, string, number, number, string]>([
    ['one to one', '江城晚报', 1, 3, '城晚'],
    ['one character that became two', 'x㎡y', 1, 3, '㎡'],
    ['half of a character that became two is the whole one', 'x㎡y', 2, 3, '㎡'],
    ['a character and its accent', 'cafe\u0301s', 3, 4, 'e\u0301'],
    ['what stands before something dropped', 'a\u200bb', 1, 2, 'b'],
    ['a character beyond the BMP', 'a𠮷b', 1, 3, '𠮷'],
    ['half of a surrogate pair is the whole character', '好𠮷野', 2, 3, '𠮷'],
    ['behind a character that became one unit', '\u{2f800}山水', 1, 3, '山水'],
    ['the end of the text', '\u{2f800}山水', 2, 3, '水'],
    ['eighteen for one', 'ﷺ了', 3, 4, 'ﷺ'],
  ])('%s', (_, original, start, end, expected) => {
    const folded = fold(original);
    expect(original.slice(originalStart(folded, start), originalEnd(folded, end))).toBe(expected);
  });

  /** Where characters begin, told by the language itself. */
  const borders = (text: string): Set<number> => {
    const at = new Set([0]);
    let i = 0;
    for (const character of text) at.add(i += character.length);
    return at;
  };

  test('never splits a character, and folds to no less than was asked for', () => {
    fc.assert(fc.property(fc.oneof(mixedText(15), anyUnits), fc.nat(), fc.nat(), (text, a, b) => {
      const folded = fold(text);
      const [start, end] = [a % (folded.text.length + 1), b % (folded.text.length + 1)].sort((x, y) => x - y) as [number, number];
      for (const [from, to] of originalSpans(folded, [[start, end]])) {
        expect(borders(text).has(from) && borders(text).has(to)).toBe(true);
        expect(foldText(text.slice(from, to))).toContain(folded.text.slice(start, end));
      }
      expect(originalStart(folded, 0)).toBeGreaterThanOrEqual(0);
      expect(originalStart(folded, folded.text.length)).toBe(text.length);
    }), runs(400));
  });

  test('begins every character where the one before ended', () => {
    fc.assert(fc.property(mixedText(15), text => {
      const folded = fold(text);
      for (let i = 1; i < folded.text.length; i++) {
        expect(originalStart(folded, i)).toBeGreaterThanOrEqual(originalStart(folded, i - 1));
        expect(originalEnd(folded, i)).toBeLessThanOrEqual(text.length);
      }
    }), runs(100));
  });

  test('is the same in a thread, which is given the tables', async () => {
    const every = Array.from({ length: 0x110000 }, (_, codePoint) => codePoint < 0xd800 || codePoint > 0xdfff ? String.fromCodePoint(codePoint) : '').join(' ');
    const script = `import { parentPort } from 'node:worker_threads'; import { foldText } from ${JSON.stringify(new URL('../../src/text/fold.js', import.meta.url).href)};
      parentPort.on('message', text => { parentPort.postMessage(foldText(text)); parentPort.close(); });`;
    const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`));
    thread.postMessage(every);
    const [folded] = await once(thread, 'message') as [string];
    expect(folded === foldText(every)).toBe(true);
    await once(thread, 'exit');
  });
});
