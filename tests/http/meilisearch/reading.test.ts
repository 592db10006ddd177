import { beforeAll, expect, test } from '@jest/globals';
import { articles } from '../articles.js';
import { testService } from '../support.js';

const running = testService();
beforeAll(() => running.client.fill(articles));

interface Answer { readonly metadata?: { readonly reading?: object }; readonly hits: readonly { readonly _reading?: object }[] }
const search = async (q: string, headers: Record<string, string>) => (await running.client.ask('/indexes/articles/search', { method: 'POST', headers, body: { q } })).body as Answer;

test('who asks for it learns how the query was read, as from our own search', async () => {
  for (const q of ['大桥', 'daqiao', '大桥合']) {
    const { match, corrected, terms, totalIsExact, hits } = await running.client.search(q, { snippetChars: '140' });
    const answer = await search(q, { 'jianbao-include': 'reading' });
    expect(answer.metadata?.reading).toEqual({ match, corrected, terms, totalIsExact });
    expect(answer.hits.map(hit => hit._reading)).toEqual(hits.map(({ tier, snippets }) => ({ tier, snippets })));
    expect(hits.length).toBeGreaterThan(0);
  }
});

test('nobody else sees anything of it', async () => {
  const answer = await search('大桥', {});
  expect([answer.metadata, answer.hits[0]?._reading]).toEqual([undefined, undefined]);
  expect((await search('大桥', { 'meili-include-metadata': 'true' })).metadata).not.toHaveProperty('reading');
});
