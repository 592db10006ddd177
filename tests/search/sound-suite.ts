import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Engine } from '../../src/engines/engine.js';
import { analyzerFor } from '../../src/ingest/analyze.js';
import { normalizeArticle } from '../../src/ingest/article.js';
import type { SearchAnswer } from '../../src/search/answer.js';
import { Searcher } from '../../src/search/searcher.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { articles, markedTexts } from './judge.js';
import { soundArticles } from './sound-articles.js';
import { asTyped, byPinyin, byShape, bySound, unfinished } from './sound-cases.js';

/** An index that the suite has to itself. */
export interface SoundIndex {
  readonly engine: Engine;
  readonly destroy: () => Promise<void>;
}

/** What is understood of what people type, on any engine. */
export function soundSuite(name: string, open: () => SoundIndex | Promise<SoundIndex>): void {
  describe(name, () => {
    let index: SoundIndex | undefined, searcher: Searcher | undefined;
    beforeAll(async () => {
      index = await open();
      const analyze = analyzerFor(articles, loadSegmenter());
      await index.engine.write(soundArticles.map(one => {
        const checked = normalizeArticle(one, articles);
        if ('error' in checked) throw new Error(checked.error);
        return analyze(checked.article, 'put');
      }));
      searcher = new Searcher(index.engine, loadSegmenter(), {});
    });
    afterAll(async () => { await index?.destroy(); });

    const search = async (q: string): Promise<SearchAnswer> => {
      if (!searcher) throw new Error('the index is not open');
      return searcher.search({ q, page: 1, perPage: 100, filter: null, facets: [], sort: null, highlight: 'full', snippetChars: 120 });
    };
    const ids = (answer: SearchAnswer) => answer.hits.map(hit => hit.id);

    for (const [reason, table] of [['pinyin', byPinyin], ['sound', bySound], ['shape', byShape]] as const) {
      test.each(table)(`${reason}: %s`, async (typed, first, corrected) => {
        const answer = await search(typed);
        expect({ first: answer.hits[0]?.id, corrected: answer.corrected, match: answer.match }).toEqual({ first, corrected: { query: corrected, reason }, match: 'sound' });
        expect(answer.terms.some(term => term.kind === (reason === 'pinyin' ? 'pinyin' : 'sound'))).toBe(true);
      });
    }

    test.each(asTyped)('as typed, nothing corrected: %s', async (typed, found) => {
      const answer = await search(typed);
      expect({ corrected: answer.corrected, tiers: answer.hits.filter(hit => hit.tier === 'sound').length }).toEqual({ corrected: null, tiers: 0 });
      expect(ids(answer).sort()).toEqual([...found].sort());
      expect(answer.terms.filter(term => term.kind === 'pinyin' || term.kind === 'sound')).toEqual([]);
    });

    test.each(unfinished)('unfinished: %s', async (typed, first, longer) => {
      const answer = await search(typed);
      expect({ first: answer.hits[0]?.id, match: answer.match, corrected: answer.corrected }).toEqual({ first, match: 'substring', corrected: null });
      expect(answer.terms.at(-1)).toEqual({ text: typed.split(' ').at(-1), kind: 'prefix', found: longer });
    });

    test.each([['beijing', 'beijing', '北京'], ['bei jing', 'beijing', '北京'], ['rmrb', 'people', '人民日报'], ['lüse', 'lvse', '绿色'], ['qiuying', 'qiu', '仇英']])('marks what %s means', async (typed, id, marked) => {
      const hit = (await search(typed)).hits.find(one => one.id === id);
      expect(hit && markedTexts(hit)).toContain(marked);
    });

    test('marks the word that was meant, not the one that was typed', async () => {
      const [hit] = (await search('总统国师访问')).hits;
      expect(hit && markedTexts(hit).join(' ')).toMatch(/国事/);
    });

    test('reads a Latin word that stands in articles as itself', async () => {
      const answer = await search('report');
      expect(answer).toMatchObject({ match: 'words', corrected: null, total: 1 });
    });

    test('judges without the filter of the asker', async () => {
      if (!searcher) throw new Error('the index is not open');
      const answer = await searcher.search({ q: '北京', page: 1, perPage: 10, filter: { op: 'equal', field: 'section', value: '没有' }, facets: [], sort: null, highlight: 'snippet', snippetChars: 120 });
      expect(answer).toMatchObject({ total: 0, corrected: null });
    });

    test.each([
      ['pinyin of 500 letters', 'zhong'.repeat(100)], ['initials of 500 letters', 'z'.repeat(500)], ['pinyin of 59 letters', 'xian'.repeat(14)], ['pinyin in 200 terms', 'bei '.repeat(200)],
      ['homophones of a long text', '国师背景货车'.repeat(100)], ['apostrophes', "'".repeat(500)], ['Han and letters by turns', '北j'.repeat(40)], ['ambiguous letters', 'ananangangenengenga'],
    ])('answers %s in time', async (_, typed) => {
      const startedMs = performance.now();
      await search(typed);
      expect(performance.now() - startedMs).toBeLessThan(5_000);
    });
  });
}
