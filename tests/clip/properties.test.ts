import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clipPage, type ClippedPage } from '../../indexer/clip/index.js';
import { generatePage } from './generate.js';

const pieces = ['本报讯（记者 王芳）', '新华社北京3月1日电 ', '近日，', '下转第3版', '（上接第1版）', '图为现场。', '李明 摄', '【简讯】', '2031年3月2日 星期日', '第04版', '声明作废。', '电话：0571-88001234', '导读', '花开了……3版', '□ 陈静', '一 座 城 市 的 声 音', '。', '，', '\n', '\n\n', '　　', '“', '”', '（', '）', '城市里的风吹过老桥', '他说，', '12', '.5%', 'ABC', 'word', '\ufeff', '\u{20bb7}', '\ud800', '\t', '—', '🙂'];
const pageText = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 20 })), { maxLength: 60 }).map((p) => p.join(''));

/** Letters and numbers with how often each occurs. */
function bag(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const c of text.match(/[\p{L}\p{N}]/gu) ?? []) counts.set(c, (counts.get(c) ?? 0) + 1);
  return counts;
}

function articleText(page: ClippedPage): string {
  return page.articles.map((a) => [a.title, a.kicker, a.subtitle, a.byline, a.body, ...a.captions].join('\n')).join('\n');
}

describe('whatever the text', () => {
  test('it never throws, names every line, and is never silent', () => {
    fc.assert(
      fc.property(pageText, (text) => {
        const page = clipPage(text);
        expect(page.lines.map((l) => l.line)).toEqual(page.lines.map((_, i) => i + 1));
        expect(page.articles.length + page.warnings.length).toBeGreaterThan(0);
        for (const a of page.articles) {
          expect(a.confidence).toBeGreaterThanOrEqual(0);
          expect(a.confidence).toBeLessThanOrEqual(1);
          expect(a.firstLine).toBeGreaterThanOrEqual(1);
          expect(a.lastLine).toBeLessThanOrEqual(page.lines.length);
          expect(a.firstLine).toBeLessThanOrEqual(a.lastLine);
          expect(a.body).not.toBe('');
        }
      }),
      { numRuns: 400 },
    );
  });

  test('no character of an article is invented or given twice', () => {
    fc.assert(
      fc.property(pageText, (text) => {
        const have = bag(text);
        for (const [c, n] of bag(articleText(clipPage(text)))) expect([c, n <= (have.get(c) ?? 0)]).toEqual([c, true]);
      }),
      { numRuns: 400 },
    );
  });
});

test('every character of a generated page is in an article or in a line named as noise', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.constantFrom(1 as const, 2 as const, 3 as const), (seed, level) => {
      const { text } = generatePage(seed, level);
      const page = clipPage(text);
      const raws = text.split('\n');
      const noise = new Set(page.noise.flatMap((n) => n.lines));
      const have = bag(articleText(page) + [...noise].map((n) => raws[n - 1] ?? '').join('\n'));
      const lost = [...bag(text)].filter(([c, n]) => n > (have.get(c) ?? 0)).map(([c]) => c);
      expect(lost).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
