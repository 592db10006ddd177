import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { articleFields } from '../../config/fields.js';
import { parseQuery } from '../../src/query/parse.js';
import { anyUnits, mixedText, runs } from '../support/texts.js';

/** Terms as short text: `-` excluded, `field:`, quotes for phrases. */
const show = (text: string): string[] => parseQuery(text, articleFields).terms
  .map(t => `${t.excluded ? '-' : ''}${t.field ? `${t.field.name}:` : ''}${t.quoted ? `"${t.text}"` : t.text}`);

test.each<[string, string, string[]]>([
  ['nothing', '', []],
  ['only spaces', ' 　\t\n', []],
  ['one term', '江城', ['江城']],
  ['terms apart by spaces of any kind', ' 江城　晚报\n天气\u00a0 预报 ', ['江城', '晚报', '天气', '预报']],
  ['terms apart by control characters', '江城\u0000晚报', ['江城', '晚报']],
  ['no term apart by what has no width', 'a\ufeffb\u200bc', ['a\ufeffb\u200bc']],
  ['punctuation inside of a term', '你好，世界！', ['你好，世界！']],
])('reads %s', (_, text, terms) => {
  expect(show(text)).toEqual(terms);
});

describe('quotes', () => {
  test.each<[string, string, string[]]>([
    ['straight', '"江城 晚报"', ['"江城 晚报"']],
    ['curly', '“江城 晚报”', ['"江城 晚报"']],
    ['corner', '「江城 晚报」', ['"江城 晚报"']],
    ['double corner', '『江城 晚报』', ['"江城 晚报"']],
    ['close only with their own partner', '“江城" 晚报”', ['"江城" 晚报"']],
    ['of other kinds inside are text', '「他说“好”了」', ['"他说“好”了"']],
    ['alone at the beginning are text', '“江城 晚报', ['“江城', '晚报']],
    ['alone at the end are text', '江城”', ['江城”']],
    ['alone and straight', '"江城', ['"江城']],
    ['behind Han begin a phrase', '他说"你好"了', ['他说', '"你好"', '了']],
    ['behind a Latin letter or a digit are inches', '27"屏 和 15"屏', ['27"屏', '和', '15"屏']],
    ['with nothing inside are text', '"" 江城', ['""', '江城']],
    ['one behind another', '"甲""乙"', ['"甲"', '"乙"']],
    ['full-width straight ones are text', '＂江城 晚报＂', ['＂江城', '晚报＂']],
    ['the wrong way round are text', '”江城“', ['”江城“']],
    ['single ones are text', "'江城' ‘晚报’", ["'江城'", '‘晚报’']],
  ])('%s', (_, text, terms) => {
    expect(show(text)).toEqual(terms);
  });
});

describe('exclusions', () => {
  test.each<[string, string, string[]]>([
    ['a term', '江城 -晚报', ['江城', '-晚报']],
    ['with a full-width sign', '江城 －晚报', ['江城', '-晚报']],
    ['a phrase', '江城 -"晚 报"', ['江城', '-"晚 报"']],
    ['a phrase in corner quotes', '－「晚 报」', ['-"晚 报"']],
    ['alone', '-晚报', ['-晚报']],
    ['behind an ideographic space', '江城　-晚报', ['江城', '-晚报']],
    ['no sign inside of a term', 'covid-19 2024-2025', ['covid-19', '2024-2025']],
    ['no sign before a space', '江城 - 晚报', ['江城', '-', '晚报']],
    ['no sign at the end', '江城 -', ['江城', '-']],
    ['no dash', '江城 —晚报', ['江城', '—晚报']],
    ['the second of two signs is text', '--晚报', ['--晚报']],
    ['a term in a field', '-标题:晚报', ['-title:晚报']],
  ])('%s', (_, text, terms) => {
    expect(show(text)).toEqual(terms);
  });
});

describe('fields', () => {
  test.each<[string, string, string[]]>([
    ['by name', 'title:江城', ['title:江城']],
    ['by name in any case', 'Title:江城', ['title:江城']],
    ['by Chinese name', '标题:江城 题目:晚报', ['title:江城', 'title:晚报']],
    ['in traditional characters', '標題：江城', ['title:江城']],
    ['with a full-width colon', '标题：江城', ['title:江城']],
    ['with a phrase', '正文:"江 城"', ['body:"江 城"']],
    ['with a phrase in curly quotes', '正文：“江 城”', ['body:"江 城"']],
    ['every name that readers know', '副题:a 作者:b 记者:c 栏目:d 版名:e 版:f 版面:g 报纸:h 报名:i 日期:2025',
      ['subtitle:a', 'authors:b', 'authors:c', 'section:d', 'section:e', 'page:f', 'page:g', 'publication:h', 'publication:i', 'date:2025']],
    ['an unknown name is text', '比分:3', ['比分:3']],
    ['a name before a space is text', '标题: 江城', ['标题:', '江城']],
    ['a name inside of a term is text', '新标题:江城', ['新标题:江城']],
    ['a time is text', '12:30', ['12:30']],
    ['the value keeps its own colons', '标题:江城：晚报', ['title:江城：晚报']],
    ['an object that every object has is no field', 'constructor:x __proto__:y', ['constructor:x', '__proto__:y']],
  ])('%s', (_, text, terms) => {
    expect(show(text)).toEqual(terms);
  });
});

test('no input is an error, and nothing but operators and spaces is dropped', () => {
  fc.assert(fc.property(fc.oneof(mixedText(20), anyUnits), text => {
    const { terms } = parseQuery(text, articleFields);
    const kept = (given: string) => given.replace(/[\s\u0000-\u001f\u007f"“”「」『』\-－]/gu, '');
    fc.pre(terms.every(term => !term.field));
    expect(kept(terms.map(term => term.text).join(''))).toBe(kept(text));
    expect(terms.every(term => term.text !== '')).toBe(true);
  }), runs(400));
});

describe('operators in words', () => {
  const shown = (text: string) => parseQuery(text, articleFields, '2026-11-23').terms
    .map(({ text: t, excluded, orBefore, days }) => `${excluded ? '-' : ''}${orBefore ? '|' : ''}${days ? `${days.from}..${days.to}` : t}`);

  test.each<[string, string, string[]]>([
    ['或 joins what stands around it', '江城 或 海港', ['江城', '|海港']],
    ['OR chains', '江城 OR 海港 OR "老 街"', ['江城', '|海港', '|老 街']],
    ['small letters are a word', 'black or white', ['black', 'or', 'white']],
    ['或 inside of a term is text', '江城或海港', ['江城或海港']],
    ['at the beginning it is text', '或 江城', ['或', '江城']],
    ['at the end it is text', '江城 或', ['江城', '或']],
    ['不含 excludes what follows', '江城 不含 海港', ['江城', '-海港']],
    ['NOT too', 'NOT 海港 江城', ['-海港', '江城']],
    ['不含 at the end is text', '江城 不含', ['江城', '不含']],
    ['不含 inside of a term is text', '不含糖', ['不含糖']],
    ['a day', '日期：2025年3月1日', ['2025-03-01..2025-03-01']],
    ['a month ends with its last day', 'date:2024-02', ['2024-02-01..2024-02-29']],
    ['a stretch', 'date:2025-03..2025-06', ['2025-03-01..2025-06-30']],
    ['an open stretch', 'date:2025-03..', ['2025-03-01..9999-12-31']],
    ['last year', '日期：去年', ['2025-01-01..2025-12-31']],
    ['the month before', '日期：上个月', ['2026-10-01..2026-10-31']],
    ['what is no date is text', '日期：待定', ['日期：待定']],
    ['a day that does not exist is text', '日期：2025-02-30', ['日期：2025-02-30']],
  ])('%s', (_, text, terms) => {
    expect(shown(text)).toEqual(terms);
  });
});
