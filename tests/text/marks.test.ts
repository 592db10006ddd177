import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeHtml, markHtml, mergeSpans, type Span } from '../../src/text/marks.js';
import { snippetsOf } from '../../src/text/snippets.js';
import { withoutMarks } from '../search/judge.js';
import { mixedText, runs } from '../support/texts.js';

describe('merging spans', () => {
  test.each<[string, Span[], Span[]]>([
    ['none', [], []],
    ['one', [[1, 3]], [[1, 3]]],
    ['apart', [[1, 3], [5, 6]], [[1, 3], [5, 6]]],
    ['adjacent ones become one', [[1, 3], [3, 5]], [[1, 5]]],
    ['overlapping ones become one', [[1, 4], [2, 6]], [[1, 6]]],
    ['one contained in another disappears', [[1, 9], [3, 4]], [[1, 9]]],
    ['the same twice', [[1, 3], [1, 3]], [[1, 3]]],
    ['unsorted', [[7, 9], [1, 2], [4, 7]], [[1, 2], [4, 9]]],
    ['one of zero length disappears', [[2, 2], [5, 6]], [[5, 6]]],
    ['one of zero length joins nothing', [[1, 3], [4, 4], [5, 6]], [[1, 3], [5, 6]]],
    ['one that ends before it begins disappears', [[5, 2]], []],
    ['a chain', [[1, 2], [2, 3], [3, 4]], [[1, 4]]],
  ])('%s', (_, spans, merged) => {
    const given = structuredClone(spans);
    expect(mergeSpans(spans)).toEqual(merged);
    expect(spans).toEqual(given);
  });
});

describe('marked HTML', () => {
  test.each<[string, string, Span[], string]>([
    ['joins 改革 and 开放 into one mark', '改革开放', [[0, 2], [2, 4]], '<mark>改革开放</mark>'],
    ['without marks', '没有', [], '没有'],
    ['at both ends', '头和尾', [[0, 1], [2, 3]], '<mark>头</mark>和<mark>尾</mark>'],
    ['the whole text', '全', [[0, 1]], '<mark>全</mark>'],
    ['escapes outside and inside of marks', `<b>"A&B"</b> 'x'`, [[3, 8]], '&lt;b&gt;<mark>&quot;A&amp;B&quot;</mark>&lt;/b&gt; &#39;x&#39;'],
    ['leaves what is escaped already escaped twice', '&lt;', [], '&amp;lt;'],
    ['a mark in the text is text', '<mark>x</mark>', [[6, 7]], '&lt;mark&gt;<mark>x</mark>&lt;/mark&gt;'],
  ])('%s', (_, text, spans, html) => {
    expect(markHtml(text, mergeSpans(spans))).toBe(html);
  });

  test('gives the text back without its marks, unescaped', () => {
    fc.assert(fc.property(mixedText(20), fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 60 }))), (text, pairs) => {
      const spans = mergeSpans(pairs.map(([a, b]): Span => [Math.min(a, text.length), Math.min(b, text.length)]));
      const html = markHtml(text, spans);
      expect(withoutMarks(html)).toBe(text);
      expect([...html.matchAll(/<mark>(.*?)<\/mark>/gs)].map(([, inside = '']) => withoutMarks(inside))).toEqual(spans.map(([s, e]) => text.slice(s, e)));
    }), runs(300));
  });

  test('escapes exactly five characters', () => {
    const all = String.fromCharCode(...Array.from({ length: 0x3000 }, (_, i) => i));
    expect([...all].filter(c => escapeHtml(c) !== c)).toEqual(['"', '&', "'", '<', '>']);
  });
});

describe('snippets', () => {
  const sentence = (n: number) => `第${n}段说的是渡口的往事。`;
  const long = Array.from({ length: 60 }, (_, i) => sentence(i + 100)).join('');
  const at = (text: string, word: string): Span => [text.indexOf(word), text.indexOf(word) + word.length];
  const one = { snippetChars: 40, most: 3, termOf: () => 0 };

  test('of an empty text there are none', () => {
    expect(snippetsOf('', [], one)).toEqual([]);
    expect(snippetsOf(' \n ', [], one)).toEqual([]);
  });

  test('a short text is one whole snippet', () => {
    expect(snippetsOf('渡口很小。', [[0, 2]], one)).toEqual(['<mark>渡口</mark>很小。']);
  });

  test('without marks it is the beginning, cut behind a sentence', () => {
    expect(snippetsOf(long, [], one)).toEqual([`${sentence(100)}${sentence(101)}…`]);
  });

  test('a mark in the middle has … at both ends and begins with its sentence', () => {
    const [snippet = ''] = snippetsOf(long, [at(long, '130')], { ...one, snippetChars: 45 });
    expect(snippet).toMatch(/^…第/);
    expect(snippet).toMatch(/。…$/);
    expect(snippet).toContain('第<mark>130</mark>段');
  });

  test('marks far apart give several snippets, in order of worth, at most as many as asked', () => {
    const spans = ['105', '125', '145', '155'].map(n => at(long, n));
    expect(snippetsOf(long, spans, { ...one, termOf: span => spans.indexOf(span) })).toHaveLength(3);
    expect(snippetsOf(long, spans, { ...one, most: 1, termOf: span => spans.indexOf(span) })).toHaveLength(1);
  });

  test('what has more different terms comes first', () => {
    const spans = [at(long, '105'), at(long, '140'), at(long, '141')];
    const [first = ''] = snippetsOf(long, spans, { ...one, termOf: span => span === spans[2] ? 1 : 0 });
    expect(first).toContain('<mark>140</mark>');
    expect(first).toContain('<mark>141</mark>');
  });

  test('a mark longer than the snippet is cut, and marked to its end', () => {
    const text = `前。${'长'.repeat(100)}。后`;
    const [snippet = ''] = snippetsOf(text, [[2, 102]], { ...one, snippetChars: 20 });
    expect(snippet).toBe(`…<mark>${'长'.repeat(20)}</mark>…`);
  });

  test('characters beyond the BMP count as one and stay whole', () => {
    const text = '𠮷'.repeat(100);
    const [snippet = ''] = snippetsOf(text, [[100, 102]], { ...one, snippetChars: 15 });
    expect([...withoutMarks(snippet)].filter(c => c === '𠮷')).toHaveLength(15);
    expect(snippet).not.toMatch(/\p{Surrogate}/u);
  });

  test('are stretches of the text, apart from each other, no longer than asked, with a mark where there is one', () => {
    const wellFormed = mixedText(80).map(text => text.replace(/[\p{Surrogate}…]/gu, '。'));
    fc.assert(fc.property(wellFormed, fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 12 })), { maxLength: 12 }), fc.integer({ min: 10, max: 60 }), (text, places, snippetChars) => {
      const characters = [...text];
      const offset = (n: number) => characters.slice(0, n).join('').length;
      const spans = mergeSpans(places.map(([place, length]): Span => [offset(place % (characters.length + 1)), offset(place % (characters.length + 1) + length)]))
        .filter(([start, end]) => text.slice(start, end).trim() !== '');
      const snippets = snippetsOf(text, spans, { snippetChars, most: 3, termOf: span => span[0] % 3 });
      expect(snippets.length > 0 || text.trim() === '').toBe(true);
      for (const html of snippets) {
        const plain = withoutMarks(html).replace(/^…|…$/g, '');
        expect(text).toContain(plain);
        expect([...plain].length).toBeLessThanOrEqual(snippetChars);
        expect(html).not.toMatch(/\p{Surrogate}/u);
      }
      expect(snippets.some(html => html.includes('<mark>'))).toBe(spans.length > 0);
    }), runs(300));
  });
});
