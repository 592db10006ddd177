import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatDictionary, parseDictionary } from '../../src/text/dictionary-file.js';
import { foldText } from '../../src/text/fold.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { changedWords, compileUserWords, faultOf, mostUserWords, mostWeight, noUserWords, WordMatcher } from '../../src/text/user-words.js';
import { anyUnits, mixedText, runs } from '../support/texts.js';

const words = (text: string) => parseDictionary(text).words.map(({ word, weight }) => weight === undefined ? word : `${word} ${weight}`);
const bad = (text: string) => parseDictionary(text).bad.map(({ line, reason }) => `${line}: ${reason}`);

describe('parseDictionary', () => {
  test.each<[string, string, string[]]>([
    ['a word a line', '毛芹菜\n端到端\n', ['毛芹菜', '端到端']],
    ['weights, behind any white space', '毛芹菜 5\n端到端\t300\n岚溪　7', ['毛芹菜 5', '端到端 300', '岚溪 7']],
    ['a tag, which is ignored', '毛芹菜 5 n\n', ['毛芹菜 5']],
    ['a byte order mark and line ends of any kind', '\ufeff毛芹菜\r\n端到端\r岚溪', ['毛芹菜', '端到端', '岚溪']],
    ['comments and blanks', '# 词\n\n  \n毛芹菜 # 菜名\n　端到端 5\t#\n#岚溪', ['毛芹菜', '端到端 5']],
    ['Latin letters, digits, both mixed with Han', 'C#\nN95口罩\n卡拉OK 9\nGPT-4o\n', ['C#', 'N95口罩', '卡拉OK 9', 'GPT-4o']],
    ['the last of two', '毛芹菜 5\n岚溪\n毛芹菜 6\n毛芹菜', ['毛芹菜', '岚溪']],
    ['full-width weights', '毛芹菜 ５００', ['毛芹菜 500']],
    ['nothing', '', []],
  ])('takes %s', (_what, text, expected) => {
    expect(words(text)).toEqual(expected);
    expect(bad(text)).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ['a weight that is no number', '毛芹菜\n岚溪 abc', /^2: the weight "abc" is no whole number from 1 to 1,000,000,000$/],
    ['no weight at all', '岚溪 0', /^1: the weight "0"/],
    ['a negative weight', '岚溪 -1', /^1: the weight "-1"/],
    ['a fraction', '岚溪 1.5', /^1: the weight "1.5"/],
    ['a weight that is too large', `岚溪 ${mostWeight + 1}`, /^1: the weight/],
    ['more than three columns', '\n\n岚溪 1 n x', /^3: expected a word, a weight and nothing more/],
    ['only punctuation', '岚溪\n……', /^2: the word has no letter, digit or Han character/],
    ['a word that is too long', '长'.repeat(51), /^1: a word has 50 characters at most/],
    ['half a character', '岚\ud800溪', /^1: the word has characters that are no text/],
    ['what is no UTF-8', '岚溪\ufffd', /^1: the word has characters that are no text/],
    ['control characters', '岚\u0007溪', /^1: the word has characters that are no text/],
  ])('names %s by its line, and reads the others', (_what, text, expected) => {
    expect(bad(`${text}\n好词`)).toEqual([expect.stringMatching(expected)]);
    expect(words(`${text}\n好词`).at(-1)).toBe('好词');
  });

  test('refuses too many words', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, i) => `词${i}\n`).join('');
    expect(words(lines(mostUserWords))).toHaveLength(mostUserWords);
    expect(() => parseDictionary(lines(500_000))).toThrow(/^a dictionary has 100,000 words at most$/);
  });

  test('reads what formatDictionary writes', () => {
    const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter(w => faultOf(w) === null);
    fc.assert(fc.property(fc.uniqueArray(fc.record({ word, weight: fc.integer({ min: 1, max: mostWeight }) }, { requiredKeys: ['word'] }), { selector: w => w.word }), list => {
      expect(parseDictionary(formatDictionary(list))).toEqual({ words: list.map(w => ({ ...w })), bad: [] });
    }), runs(300));
  });

  test('takes any text, and names no line that is not there', () => {
    fc.assert(fc.property(fc.oneof(anyUnits, mixedText(8), fc.array(fc.oneof(anyUnits, fc.constantFrom('词 5', '#', '词 x', '\ufeff词', ' ')), { maxLength: 6 }).map(lines => lines.join('\n'))), text => {
      const read = parseDictionary(text), count = text.split(/\r\n|\n|\r/).length;
      expect(read.bad.every(({ line, reason }) => line >= 1 && line <= count && reason !== '')).toBe(true);
      expect(read.words.every(({ word }) => faultOf(word) === null)).toBe(true);
      expect(parseDictionary(formatDictionary(read.words))).toEqual({ words: read.words, bad: [] });
    }), runs(500));
  });
});

describe('compileUserWords', () => {
  const entries = (...list: Parameters<typeof compileUserWords>[0]) => compileUserWords(list).entries.map(([word, weight]) => `${word} ${weight}`);

  test.each([
    ['a new word with a weight that cuts it out', [{ word: '毛芹菜' }], ['毛芹菜 20000']],
    ['a weight of its own', [{ word: '毛芹菜', weight: 5 }], ['毛芹菜 5']],
    ['traditional characters as the segmenter sees them', [{ word: '空調櫃機' }], ['空调柜机 20000']],
    ['nothing of a word that is known', [{ word: '北京' }], []],
    ['nothing that would break a known word', [{ word: '北京', weight: 1 }], []],
    ['a known word that is to be likelier', [{ word: '和服', weight: 900_000 }], ['和服 900000']],
    ['the Han stretches of a mixed word', [{ word: 'N95毛芹菜和X岚溪区' }], ['岚溪区 20000', '毛芹菜和 20000']],
    ['nothing of letters, or of one character beside them', [{ word: 'OpenLab' }, { word: 'T恤' }], []],
    ['the last of two', [{ word: '毛芹菜' }, { word: '毛芹菜', weight: 7 }], ['毛芹菜 7']],
  ])('gives %s', (_what, list, expected) => { expect(entries(...list)).toEqual(expected); });

  test('has one version for the same words in any order, none for no words', () => {
    const [a, b] = [{ word: '毛芹菜' }, { word: '岚溪镇', weight: 5 }];
    expect(compileUserWords([a, b]).version).toBe(compileUserWords([b, a]).version);
    expect(compileUserWords([a]).version).not.toBe(compileUserWords([{ ...a, weight: 5 }]).version);
    expect(compileUserWords([{ word: '北京' }])).toEqual(noUserWords);
  });

  test('tells which words two dictionaries weigh otherwise', () => {
    const before = compileUserWords([{ word: '毛芹菜' }, { word: '岚溪镇' }, { word: '端到端' }]), after = compileUserWords([{ word: '毛芹菜', weight: 9 }, { word: '端到端' }, { word: '桥东头' }]);
    expect(changedWords(before, after).sort()).toEqual(['岚溪镇', '桥东头', '毛芹菜']);
    expect(changedWords(after, after)).toEqual([]);
  });
});

test('WordMatcher finds what a plain search finds', () => {
  const han = fc.string({ unit: fc.constantFrom(...'甲乙丙毛芹菜𠮷'), minLength: 1, maxLength: 4 });
  fc.assert(fc.property(fc.array(han, { maxLength: 12 }), fc.string({ unit: fc.constantFrom(...'甲乙丙毛芹菜𠮷，a'), maxLength: 40 }), (list, text) => {
    const expected = [...new Set(list.filter(word => foldText(text).includes(foldText(word))))];
    expect(new WordMatcher(list).in(foldText(text)).sort()).toEqual(expected.map(foldText).sort());
  }), runs(500));
});

describe('the segmenter with words of the user’s', () => {
  const segmenter = loadSegmenter();
  const cut = (text: string) => (segmenter.cut([text])[0] ?? []).join('|');
  afterAll(() => { segmenter.use(noUserWords); });

  test('cuts them out, knows its own words as before, and forgets them again', () => {
    const usual = ['云计算和北京大学生', '产品和服务', '蓝翔的区块链'].map(cut);
    expect(cut('早市上的毛芹菜')).toBe('早市|上|的|毛|芹菜');
    segmenter.use(compileUserWords([{ word: '毛芹菜' }, { word: '北京', weight: 1 }, { word: '空調櫃機' }, { word: '和服' }]));
    expect(cut('早市上的毛芹菜')).toBe('早市|上|的|毛芹菜');
    expect(cut('格力空調櫃機')).toBe('格力|空调柜机');
    expect(['云计算和北京大学生', '产品和服务', '蓝翔的区块链'].map(cut)).toEqual(usual);
    expect(segmenter.subwords('毛芹菜')).toEqual([[1, 2]]);
    expect(segmenter.knows('毛芹菜')).toBe(false);
    expect(segmenter.userWordsIn(foldText('毛芹菜和空調櫃機'))).toEqual(['毛芹菜 20000', '空调柜机 20000']);
    segmenter.use(noUserWords);
    expect(cut('早市上的毛芹菜')).toBe('早市|上|的|毛|芹菜');
    expect(segmenter.userWordsIn('毛芹菜')).toEqual([]);
  });

  test('cuts each of many words as one where it stands alone', () => {
    const common = '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经';
    const list = fc.sample(fc.string({ unit: fc.constantFrom(...common), minLength: 2, maxLength: 7 }), { numRuns: 400, seed: 7 });
    segmenter.use(compileUserWords(list.map(word => ({ word }))));
    const broken = list.filter(word => cut(word) !== word);
    expect(broken).toEqual([]);
    segmenter.use(noUserWords);
    expect(list.filter(word => cut(word) !== word).length).toBeGreaterThan(300);
  });
});
