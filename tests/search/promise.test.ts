import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import * as OpenCC from 'opencc-js';
import type { FieldValue } from '../../src/article.js';
import { analyzerFor } from '../../src/ingest/analyze.js';
import type { SearchAnswer } from '../../src/search/answer.js';
import { Searcher } from '../../src/search/searcher.js';
import { foldText } from '../../src/text/fold.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { temporaryIndex } from '../support/engine.js';
import { fullWidth, longHan, mixedText, pieceOf, runs } from '../support/texts.js';
import { articles, withoutMarks } from './judge.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(120_000);

// Promise 1: what you can read, you can find. Promise 3: marks are exact.

const { engine, destroy } = await temporaryIndex(articles);
const analyze = analyzerFor(articles, loadSegmenter());
const searcher = new Searcher(engine, loadSegmenter(), {});

// The package's own types cannot be resolved by Node's rules for modules.
const converter = (to: 't' | 'tw' | 'hk') => OpenCC.Converter({ from: 'cn', to }) as (text: string) => string;

const written = ['as it stands', 'traditional', 'Taiwan', 'Hong Kong', 'full width'] as const;
const turned: Readonly<Record<(typeof written)[number], (text: string) => string>> = {
  'as it stands': text => text,
  traditional: converter('t'),
  Taiwan: converter('tw'),
  'Hong Kong': converter('hk'),
  'full width': fullWidth,
};

const ask = (q: string, snippetChars = 120): Promise<SearchAnswer> =>
  searcher.search({ q, page: 1, perPage: 20, filter: null, facets: [], sort: null, highlight: 'full', snippetChars });

/** The index holds the article and two others that share much with everything. */
async function fill(field: string, text: string): Promise<void> {
  await engine.remove('all');
  const value: FieldValue = field === 'authors' ? [text] : text;
  await engine.write([
    analyze({ id: 'wanted', title: '头条', [field]: value }, 'put'),
    analyze({ id: 'other', title: '我们的国家', body: '人民的生活，在2025年有了new changes。' }, 'put'),
    analyze({ id: 'another', title: 'abc 123', body: '' }, 'put'),
  ]);
}

const quotes = [['"', '"'], ['“', '”'], ['「', '」'], ['『', '』']] as const;

/** The piece as a phrase, in the first kind of quotes that it does not close itself. */
const quoted = (piece: string): string | null => {
  const pair = quotes.find(([, close]) => !piece.includes(close));
  return pair ? pair[0] + piece + pair[1] : null;
};

/** Whether a piece has nothing in it that a plain query takes for an operator. */
const isPlain = (piece: string): boolean =>
  !/["“”「」『』]/.test(piece) && !/(^|[\s\u0000-\u001f\u007f])[-－]/.test(piece)
  && !/(^|[\s\u0000-\u001f\u007f])[\p{L}\p{N}_]+[:：]/u.test(piece);

const fields = ['title', 'body', 'subtitle', 'byline', 'section', 'authors'] as const;
const choices = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 60 })), { minLength: 3, maxLength: 3 });

/** Everything marked in one hit. */
function marksOf(answer: SearchAnswer, id: string): string[] {
  const marked = answer.hits.find(hit => hit.id === id)?.marked ?? {};
  return Object.values(marked).flat().flatMap(html => [...(html ?? '').matchAll(/<mark>(.*?)<\/mark>/gs)].map(([, text = '']) => withoutMarks(text)));
}

async function expectFound(piece: string, how: (typeof written)[number]): Promise<void> {
  const typed = turned[how](piece);
  const phrase = quoted(typed);
  if (phrase !== null) {
    const answer = await ask(phrase);
    expect({ phrase, ids: answer.hits.map(hit => hit.id) }).toEqual({ phrase, ids: expect.arrayContaining(['wanted']) as unknown });
    // The phrase is marked from its first to its last character.
    const folded = foldText(typed);
    expect({ folded, marked: marksOf(answer, 'wanted').filter(text => foldText(text).includes(folded)) }).not.toEqual({ folded, marked: [] });
  }
  if (isPlain(typed)) {
    const answer = await ask(typed);
    expect({ typed, ids: answer.hits.map(hit => hit.id) }).toEqual({ typed, ids: expect.arrayContaining(['wanted']) as unknown });
    expect({ typed, marks: marksOf(answer, 'wanted') }).not.toEqual({ typed, marks: [] });
  }
}

beforeAll(() => fill('body', ''));
afterAll(destroy);

describe('what you can read, you can find', () => {
  test.each(written)('every piece of a mixed text, %s, as a phrase and plain', async how => {
    await fc.assert(fc.asyncProperty(mixedText(40), fc.constantFrom(...fields), choices, async (text, field, chosen) => {
      await fill(field, text);
      for (const [start, end] of chosen) {
        const piece = pieceOf(text, start, end, 300);
        if (piece) await expectFound(piece, how);
      }
    }), runs(how === 'as it stands' ? 250 : 80));
  });

  test.each(written)('pieces of up to 2,000 characters, %s', async how => {
    await fc.assert(fc.asyncProperty(longHan(2_400), fc.nat({ max: 400 }), fc.integer({ min: 1, max: 2_000 }), async (text, start, length) => {
      await fill('body', `开头。${text}。结尾`);
      await expectFound([...text].slice(start, start + length).join(''), how);
      await expectFound([...text].slice(400).join(''), how);
    }), runs(5));
  });
});

describe('marks are exact', () => {
  test('without marks and unescaped every field is the text as given, and mark is the only tag', async () => {
    await fc.assert(fc.asyncProperty(mixedText(40), mixedText(60), mixedText(6), fc.nat(), fc.nat({ max: 20 }), async (title, body, other, start, end) => {
      await engine.remove('all');
      await engine.write([analyze({ id: 'wanted', title, body, authors: [title, body], subtitle: body }, 'put')]);
      for (const q of [pieceOf(body, start, end, 40), pieceOf(title, start, end, 40), other]) {
        const hit = (await ask(q)).hits[0];
        if (!hit) continue;
        const htmls = Object.values(hit.marked).flat().filter(html => html !== null);
        expect([hit.marked['title'], hit.marked['body'], hit.marked['subtitle']].map(html => withoutMarks(html as string))).toEqual([title, body, body]);
        expect((hit.marked['authors'] as string[]).map(withoutMarks)).toEqual([title, body]);
        for (const html of [...htmls, ...hit.snippets]) {
          expect(html.replace(/<mark>[^<>]+<\/mark>/g, '')).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
          expect(html).not.toContain('</mark><mark>');
        }
      }
    }), runs(150));
  });

  test('snippets are stretches of the body, no longer than asked, with a mark where the body has one', async () => {
    await fc.assert(fc.asyncProperty(mixedText(120), fc.nat(), fc.nat({ max: 30 }), fc.integer({ min: 10, max: 80 }), async (body, start, end, snippetChars) => {
      await fill('body', body);
      const piece = pieceOf(body, start, end, 30);
      const hit = (await ask(quoted(piece) ?? piece, snippetChars)).hits.find(h => h.id === 'wanted');
      if (!hit) return;
      const texts = hit.snippets.map(withoutMarks);
      expect(texts.length).toBeLessThanOrEqual(3);
      for (const text of texts) {
        const inside = text.replace(/^…/, '').replace(/…$/, '');
        expect(body.includes(inside) || body.includes(text)).toBe(true);
        expect([...inside].length).toBeLessThanOrEqual(snippetChars);
      }
      const bodyHtml = hit.marked['body'] as string;
      expect(hit.snippets.some(html => html.includes('<mark>'))).toBe(bodyHtml.includes('<mark>'));
    }), runs(150));
  });
});
