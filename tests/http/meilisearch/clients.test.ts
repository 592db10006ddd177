import { createRequire } from 'node:module';
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { fetchMeilisearchResults, meilisearchAutocompleteClient } from '@meilisearch/autocomplete-client';
import { instantMeiliSearch } from '@meilisearch/instant-meilisearch';
import { Meilisearch, MeilisearchApiError } from 'meilisearch';
import { Meilisearch as Meilisearch057 } from 'meilisearch-057';
import { articles, bridge, hostile, many } from '../articles.js';
import { onEachEngine } from './engines.js';
import { InstantPage, type Drawn } from './instant.js';

/** The clients as they are published, over the network. */
jest.setTimeout(30_000);

const require = createRequire(import.meta.url);
type AnyMeilisearch = typeof Meilisearch;
/** The `meilisearch` that a package brings along. */
const inside = (name: string): AnyMeilisearch => {
  const loaded = createRequire(require.resolve(name))('meilisearch') as { Meilisearch?: AnyMeilisearch; MeiliSearch?: AnyMeilisearch };
  return loaded.Meilisearch ?? loaded.MeiliSearch as AnyMeilisearch;
};
const { instantMeiliSearch: instantMeiliSearch1 } = require('instant-meilisearch-1') as { instantMeiliSearch: (host: string, key: string, options?: object) => unknown };

type Row = Record<string, unknown>;
const column = (drawn: Drawn, ...names: string[]) => (drawn.items ?? []).map(item => names.length === 1 ? item[names[0] as string] : Object.fromEntries(names.map(name => [name, item[name]])));

onEachEngine(running => {
  beforeAll(() => running.client.fill([...articles, ...many]));
  const host = () => running.client.address;

  describe.each([
    ['0.62', Meilisearch], ['0.57', Meilisearch057 as unknown as AnyMeilisearch], ['0.50 in meilisearch-docsearch', inside('meilisearch-docsearch')], ['0.36 in instant-meilisearch 1.0', inside('instant-meilisearch-1')], ['0.30 in docs-searchbar.js', inside('docs-searchbar.js')],
  ])('meilisearch %s', (_version, Client) => {
    const client = () => new Client({ host: host(), apiKey: 'any-key' });
    const index = () => client().index('articles');

    test('searches, and is told where the words stand', async () => {
      const answer = await index().search('渡船', { attributesToHighlight: ['*'], attributesToCrop: ['body'], cropLength: 6, showMatchesPosition: true, facets: ['section'] });
      expect(answer).toMatchObject({ query: '渡船', offset: 0, limit: 20, estimatedTotalHits: 1, facetDistribution: { section: { 要闻: 1 } }, facetStats: {} });
      const [hit] = answer.hits as Row[];
      expect(hit).toMatchObject({ ...bridge, date: '2025-03-01' });
      expect((hit?.['_formatted'] as Row)['body']).toMatch(/^…[^…]*<em>渡船<\/em>[^…]*…?$/);
      expect(hit?.['_formatted']).toMatchObject({ pageNumber: '3', 字数: '3' });
      const [first] = (hit?.['_matchesPosition'] as Record<string, { start: number; length: number }[]>)['body'] ?? [];
      expect(Buffer.from(bridge.body).subarray(first?.start, (first?.start ?? 0) + (first?.length ?? 0)).toString()).toBe('渡船');
    });

    test('searches by GET with filter, sort and pages', async () => {
      const answer = await index().searchGet('', { filter: 'section = 天气 AND date < 2023-01-06', sort: ['date:desc'], attributesToRetrieve: ['id', 'date'], hitsPerPage: 2, page: 2 } as never);
      expect(answer).toMatchObject({ hits: [{ id: 'n-2', date: '2023-01-03' }, { id: 'n-1', date: '2023-01-02' }], page: 2, hitsPerPage: 2, totalPages: 3, totalHits: 5 });
    });

    test('searches with nothing typed', async () => {
      expect(await index().search()).toMatchObject({ estimatedTotalHits: articles.length + many.length, query: '' });
      expect(await index().search(null)).toMatchObject({ estimatedTotalHits: articles.length + many.length });
    });

    test('gets one document and several', async () => {
      expect(await index().getDocument('qx-2')).toMatchObject({ title: '菜市场里的早晨' });
      expect(await index().getDocuments({ fields: ['id'], limit: 3, offset: 1 })).toMatchObject({ results: [{ id: 'qx-2' }, { id: 'qx-3' }, { id: 'n-11' }], offset: 1, limit: 3, total: articles.length + many.length });
    });

    test('is told of a mistake by its code', async () => {
      for (const [wrong, code] of [[() => client().index('nowhere').search('x'), 'index_not_found'], [() => index().search('x', { filter: 'nothing = 1' }), 'invalid_search_filter'], [() => index().getDocument('nobody'), 'document_not_found']] as const) {
        const problem = await wrong().then(() => null, (error: unknown) => error as { code?: string; cause?: { code?: string } });
        expect(problem?.cause?.code ?? problem?.code).toBe(code);
      }
    });

    test('finds the service healthy, and asks for its version', async () => {
      expect(await client().isHealthy()).toBe(true);
      expect(await client().health()).toEqual({ status: 'available' });
      expect(await client().getVersion()).toMatchObject({ pkgVersion: expect.stringMatching(/^1\./) });
    });
  });

  describe('meilisearch 0.62', () => {
    const client = () => new Meilisearch({ host: host() });

    test('asks several queries at once', async () => {
      const { results } = await client().multiSearch({ queries: [{ indexUid: 'articles', q: '渡船', limit: 1 }, { indexUid: 'articles', q: '天气', hitsPerPage: 5, facets: ['section'] }] });
      expect(results).toMatchObject([{ indexUid: 'articles', query: '渡船', estimatedTotalHits: 1 }, { indexUid: 'articles', totalHits: 12, totalPages: 3, facetDistribution: { section: { 天气: 12 } } }]);
    });

    test('merges several queries into one list, each document once', async () => {
      const answer = await client().multiSearch({ federation: { limit: 3, facetsByIndex: { articles: ['publication'] } }, queries: [{ indexUid: 'articles', q: '大桥' }, { indexUid: 'articles', q: '豆腐', federationOptions: { weight: 3 } }] });
      expect(answer.hits).toMatchObject([{ id: 'qx-2', _federation: { queriesPosition: 1 } }, { id: 'qx-1', _federation: { queriesPosition: 0 } }]);
      expect(answer).toMatchObject({ estimatedTotalHits: 2, facetsByIndex: { articles: { distribution: { publication: { 青溪日报: 2 } }, stats: {} } } });
    });

    test('looks for values of a facet, under a query', async () => {
      expect(await client().index('articles').searchForFacetValues({ facetName: 'authors', facetQuery: '何' })).toMatchObject({ facetHits: [{ value: '何雨', count: 2 }], facetQuery: '何' });
      expect(await client().index('articles').searchForFacetValues({ facetName: 'authors', q: '合龙' })).toMatchObject({ facetHits: [{ value: '何雨', count: 1 }, { value: '魏澜', count: 1 }] });
    });

    test('gets documents by a filter, by ids, sorted', async () => {
      expect(await client().index('articles').getDocuments({ filter: ['section = 天气'], fields: ['id'], limit: 2, sort: ['date:asc'] })).toMatchObject({ results: [{ id: 'n-0' }, { id: 'n-1' }], total: 12 });
      expect(await client().index('articles').getDocuments({ ids: ['qx-3', 'nobody'], fields: ['id', 'title'] })).toMatchObject({ results: [{ id: 'qx-3', title: '新学期第一课' }], total: 1 });
    });

    test('lists the indexes and what they hold', async () => {
      expect((await client().getRawIndexes()).results.map(({ uid, primaryKey }) => ({ uid, primaryKey }))).toEqual([{ uid: 'articles', primaryKey: 'id' }, { uid: 'articles-docs', primaryKey: 'id' }]);
      expect(await client().index('articles').getRawInfo()).toMatchObject({ uid: 'articles', createdAt: expect.stringMatching(/^\d{4}-/) });
      expect(await client().index('articles').getStats()).toMatchObject({ numberOfDocuments: 16, isIndexing: false, fieldDistribution: { section: 15, id: 16 } });
    });

    test('is refused what writes', async () => {
      for (const write of [() => client().index('articles').addDocuments([{ id: 'new', title: '新' }]), () => client().index('articles').deleteAllDocuments(), () => client().deleteIndex('articles'), () => client().index('articles').updateSettings({}), () => client().createKey({} as never)]) {
        const problem = await Promise.resolve(write()).then(() => null, (error: unknown) => error as MeilisearchApiError);
        expect(problem).toBeInstanceOf(MeilisearchApiError);
        expect(problem?.cause).toMatchObject({ code: 'invalid_api_key', type: 'auth' });
      }
      expect((await running.client.search('')).total).toBe(articles.length + many.length);
    });

    test('shows its key where keys are needed', () => running.withSettings({ SEARCH_KEYS: 'one-key,another-key' }, async ({ address }) => {
      const asking = (apiKey?: string) => new Meilisearch({ host: address, ...(apiKey === undefined ? {} : { apiKey }) }).index('articles').search('渡船').then(({ hits }) => hits.length, (error: unknown) => (error as MeilisearchApiError).cause?.code);
      expect(await Promise.all([asking('another-key'), asking('wrong-key'), asking()])).toEqual([1, 'invalid_api_key', 'missing_authorization_header']);
      expect(await new Meilisearch({ host: address }).isHealthy()).toBe(true);
    }));

    test('finds the service behind a path', () => running.withSettings({ BASE_PATH: '/press' }, async ({ address }) => {
      for (const asked of [address, `${address}/`]) expect((await new Meilisearch({ host: asked }).index('articles').search('渡船')).hits).toHaveLength(1);
    }));
  });

  const instantClients = [
    ['0.31', (options?: object) => (instantMeiliSearch(host(), 'any-key', options) as { searchClient: unknown }).searchClient],
    ['1.0', (options?: object) => {
      const made = instantMeiliSearch1(host(), 'any-key', options);
      return (made as { searchClient?: unknown }).searchClient ?? made;
    }],
  ] as const;

  describe.each(instantClients)('InstantSearch with instant-meilisearch %s', (_version, clientOf) => {
    let page: InstantPage | undefined;
    afterEach(() => { page?.close(); });
    const open = (widgets: ConstructorParameters<typeof InstantPage>[2], options?: object, index = 'articles') =>
      page = new InstantPage(clientOf(options), index, { box: ['connectSearchBox', {}], hits: ['connectHits', {}], stats: ['connectStats', {}], ...widgets });

    test('shows hits with their marks while it is typed', async () => {
      const shown = open({});
      await shown.drawn('hits');
      for (const typed of ['渡', '渡船']) shown.act('box', 'refine', typed);
      const hits = await shown.drawn('hits');
      expect(column(hits, 'id')).toEqual(['qx-1']);
      expect(((hits.items?.[0]?.['_highlightResult'] as Row)['body'] as Row)['value']).toBe(bridge.body.replaceAll('渡船', '<mark>渡船</mark>'));
      expect(await shown.drawn('stats')).toMatchObject({ nbHits: 1, query: '渡船' });
    });

    test('understands pinyin', async () => {
      const shown = open({});
      await shown.drawn('hits');
      shown.act('box', 'refine', 'duchuan');
      expect(column(await shown.drawn('hits'), 'id')).toEqual(['qx-1']);
    });

    test('counts facets, chooses several values of one, and removes them', async () => {
      const shown = open({ publication: ['connectRefinementList', { attribute: 'publication', operator: 'or' }], section: ['connectRefinementList', { attribute: 'section' }], chosen: ['connectCurrentRefinements', {}] });
      expect(column(await shown.drawn('publication'), 'value', 'count')).toEqual([{ value: '青溪日报', count: 2 }, { value: '北岸晚报', count: 1 }]);
      shown.act('publication', 'refine', '北岸晚报');
      expect(column(await shown.drawn('hits'), 'id')).toEqual(['qx-3']);
      // The other values keep their counts: they could be chosen too.
      expect(column(await shown.drawn('publication'), 'value', 'count', 'isRefined')).toEqual([{ value: '北岸晚报', count: 1, isRefined: true }, { value: '青溪日报', count: 2, isRefined: false }]);
      expect(column(await shown.drawn('section'), 'value', 'count')).toEqual([{ value: '教育', count: 1 }]);
      shown.act('publication', 'refine', '青溪日报');
      expect((await shown.drawn('stats'))['nbHits']).toBe(3);
      shown.act('publication', 'refine', '北岸晚报');
      shown.act('publication', 'refine', '青溪日报');
      expect((await shown.drawn('stats'))['nbHits']).toBe(articles.length + many.length);
    });

    test('has the year of a date as a facet, and ranges of a number', async () => {
      const shown = open({ year: ['connectRefinementList', { attribute: 'year' }], pages: ['connectRange', { attribute: 'pageNumber' }] });
      expect(column(await shown.drawn('year'), 'value', 'count')).toEqual([{ value: '2023', count: 12 }, { value: '2025', count: 2 }, { value: '2024', count: 1 }]);
      expect((await shown.drawn('pages'))['range']).toEqual({ min: 2, max: 5 });
      shown.act('pages', 'refine', [3, 5]);
      expect(column(await shown.drawn('hits'), 'id')).toEqual(['qx-1', 'qx-2']);
      shown.act('year', 'refine', '2025');
      expect(column(await shown.drawn('hits'), 'id')).toEqual(['qx-1', 'qx-2']);
      shown.act('year', 'refine', '2025');
      shown.act('year', 'refine', '2024');
      expect(column(await shown.drawn('hits'), 'id')).toEqual([]);
    });

    test('sorts by the name of the index', async () => {
      const items = [{ label: '相关', value: 'articles' }, { label: '最早', value: 'articles:date:asc' }];
      const shown = open({ sort: ['connectSortBy', { items }] });
      expect(column(await shown.drawn('hits'), 'id').slice(0, 2)).toEqual(['qx-1', 'qx-2']);
      shown.act('sort', 'refine', 'articles:date:asc');
      expect(column(await shown.drawn('hits'), 'id').slice(0, 2)).toEqual(['n-0', 'n-1']);
    });

    test.each([['', undefined], [' with a known number of pages', { finitePagination: true }]])('turns pages%s', async (_what, options) => {
      const shown = open({ pages: ['connectPagination', {}], configure: ['connectConfigure', { searchParameters: { hitsPerPage: 5 } }] }, options);
      const first = column(await shown.drawn('hits'), 'id');
      shown.act('pages', 'refine', 1);
      const second = column(await shown.drawn('hits'), 'id');
      expect(new Set([...first, ...second]).size).toBe(10);
      shown.act('pages', 'refine', 3);
      expect(column(await shown.drawn('hits'), 'id')).toHaveLength(1);
      expect((await shown.drawn('pages'))['isLastPage']).toBe(true);
    });

    test('shows markup in a title as text', async () => {
      const shown = open({});
      await shown.drawn('hits');
      shown.act('box', 'refine', '撇号');
      const [hit] = (await shown.drawn('hits')).items ?? [];
      expect(hit?.['title']).toBe(hostile.title);
      // InstantSearch escapes: what came unescaped must not be escaped twice.
      expect(((hit?.['_highlightResult'] as Row)['title'] as Row)['value']).toBe('&lt;img src=x onerror=alert(1)&gt; 与 &quot;引号&quot; &amp; &#39;<mark>撇号</mark>&#39;');
    });

    test('cuts snippets where it is told to', async () => {
      const shown = open({ configure: ['connectConfigure', { searchParameters: { attributesToSnippet: ['body:6'], snippetEllipsisText: '……' } }] });
      await shown.drawn('hits');
      shown.act('box', 'refine', '渡船');
      const [hit] = (await shown.drawn('hits')).items ?? [];
      expect(((hit?.['_snippetResult'] as Row)['body'] as Row)['value']).toMatch(/^……[^…]*<mark>渡船<\/mark>[^…]*(……)?$/);
    });

    test('says which index is missing', async () => {
      const shown = open({}, undefined, 'nowhere');
      await expect(shown.drawn('hits')).rejects.toThrow(/nowhere/);
    });
  });

  test('InstantSearch with instant-meilisearch 0.31 searches in a facet’s list', async () => {
    const page = new InstantPage((instantMeiliSearch(host()) as { searchClient: unknown }).searchClient, 'articles', { authors: ['connectRefinementList', { attribute: 'authors', limit: 1 }] });
    await page.drawn('authors');
    page.act('authors', 'searchForItems', '魏');
    expect(column(await page.drawn('authors'), 'value', 'count')).toEqual([{ value: '魏澜', count: 1 }]);
    page.close();
  });

  test('autocomplete-client fetches what Autocomplete shows', async () => {
    const searchClient = meilisearchAutocompleteClient({ url: host(), apiKey: 'any-key' }) as never;
    const [answer] = await fetchMeilisearchResults({ searchClient, queries: [{ indexName: 'articles', query: '渡船', params: { hitsPerPage: 5 } }] });
    expect(answer).toMatchObject({ nbHits: 1, query: '渡船' });
    const [hit] = answer?.hits as Row[];
    expect(hit?.['title']).toBe(bridge.title);
    expect(((hit?.['_highlightResult'] as Row)['body'] as Row)['value']).toContain('__aa-highlight__渡船__/aa-highlight__');
  });
});
