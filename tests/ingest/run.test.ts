import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import type { AnalyzedArticle } from '../../src/engines/engine.js';
import { ingest, putOrigin, type IngestItem } from '../../src/ingest/run.js';

const [fields] = defaultIndexes as readonly [IndexFields];
const streamless = { hash: '', streams: {}, vocabulary: [], sketch: '', sortKeys: {} };

async function* records(count: number): AsyncGenerator<IngestItem> {
  for (let i = 0; i < count; i++) yield { article: { id: `n${i}`, title: '渡口' }, origin: { file: 'body', line: i + 1 } };
}

test('however many batches are written together, every article is written once, in the order of reading, and they are analyzed meanwhile', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(9_000), fc.integer({ min: 1, max: 5 }), async (count, writtenTogether) => {
    const written: string[] = [], writes: number[] = [], told: number[] = [];
    let analyzing = 0, most = 0;
    const report = await ingest(records(count), {
      fields, origin: putOrigin, timeZone: 'Asia/Shanghai', writtenTogether,
      analyze: async (articles, origin) => {
        most = Math.max(most, analyzing += articles.length);
        // The later ones may be ready first.
        await new Promise(resolve => { setTimeout(resolve, articles[0]?.id.endsWith('500') ? 2 : 0); });
        return articles.map((article): AnalyzedArticle => ({ article, origin, ...streamless }));
      },
      write: async articles => {
        analyzing -= articles.length;
        writes.push(articles.length);
        for (const { article } of articles) written.push(article.id);
        return { written: articles.length, unchanged: 0 };
      },
      onProgress: now => { told.push(now.written); },
    });
    expect(written).toEqual(Array.from({ length: count }, (_, i) => `n${i}`));
    expect(report).toMatchObject({ received: count, written: count, unchanged: 0, rejectedCount: 0 });
    expect(told.at(-1) ?? 0).toBe(count);
    expect(writes.slice(0, -1)).toEqual(writes.slice(0, -1).map(() => writtenTogether * 500));
    // So many are held, however many there are.
    expect(most).toBeLessThanOrEqual((writtenTogether + 4) * 500);
  }), { numRuns: 15 });
});
