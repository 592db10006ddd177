import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { articles, bridge, hostile, many } from '../articles.js';
import { expectDiscreet, type Answer } from '../support.js';
import { anyUnits, mixedText, runs } from '../../support/texts.js';
import { onEachEngine } from './engines.js';

/** What our API does beyond what its clients' own tests see. */
jest.setTimeout(60_000);

type Json = Record<string, unknown>;
interface Found extends Json { readonly hits: readonly Json[]; readonly estimatedTotalHits?: number }
const ids = ({ hits }: Found): unknown[] => hits.map(hit => hit['id']);

onEachEngine(running => {
  beforeAll(() => running.client.fill([...articles, ...many]));

  const ask = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => running.client.ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const search = async (body: object, index = 'articles'): Promise<Found> => {
    const answer = await ask(`/indexes/${index}/search`, body);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body as Found;
  };
  const refusal = async (body: object, path = '/indexes/articles/search') => (await ask(path, body)).body as { code?: string; message?: string };

  describe('finds', () => {
    test('what the native API finds, in its order', async () => {
      for (const q of ['大桥', 'daqiao', '青溪 渡船', '「新学期」', '桥', '大乔', '天气 -第3期', '标题：早晨', '没有这样的词语']) {
        const native = await running.client.search(q, { perPage: '20' });
        const found = await search({ q });
        expect({ q, ids: ids(found), total: found.estimatedTotalHits }).toEqual({ q, ids: native.hits.map(hit => hit.id), total: native.total });
      }
    });

    test('by `all` only what has everything that was asked for', async () => {
      expect(ids(await search({ q: '合龙 菜市场' }))).toEqual(expect.arrayContaining(['qx-1', 'qx-2']));
      expect(ids(await search({ q: '合龙 菜市场', matchingStrategy: 'frequency' }))).toHaveLength(2);
      expect(await search({ q: '合龙 菜市场', matchingStrategy: 'all' })).toMatchObject({ hits: [], estimatedTotalHits: 0 });
      expect(ids(await search({ q: 'daqiao', matchingStrategy: 'all' }))).toEqual([]);
      expect(ids(await search({ q: '溪大', matchingStrategy: 'all' }))).toEqual(['qx-1']);
    });

    test('everything for only spaces or punctuation, and gives the query back', async () => {
      expect(await search({ q: ' ，。 ', limit: 1 })).toMatchObject({ query: ' ，。 ', estimatedTotalHits: articles.length + many.length });
    });

    test('only in the attributes that are named', async () => {
      expect(ids(await search({ q: '大桥' }))).toEqual(['qx-1', 'qx-2']);
      expect(ids(await search({ q: '大桥', attributesToSearchOn: ['title'] }))).toEqual(['qx-1']);
      expect(ids(await search({ q: '大桥', attributesToSearchOn: ['subtitle', 'kicker'] }))).toEqual([]);
      expect(ids(await search({ q: '何雨', attributesToSearchOn: ['authors'] })).sort()).toEqual(['qx-1', 'qx-2']);
      expect(ids(await search({ q: '大桥', attributesToSearchOn: ['ti*'] }))).toEqual(['qx-1']);
      expect(ids(await search({ q: '-豆腐', attributesToSearchOn: ['title'], filter: 'section = 民生' }))).toEqual(['qx-2']);
    });

    test('one hit of each value of `distinct`, counted once', async () => {
      const found = await search({ q: '', distinct: 'publication', filter: 'publication EXISTS', facets: ['publication'] });
      expect(found).toMatchObject({ hits: [{ id: 'qx-1' }, { id: 'qx-3' }], estimatedTotalHits: 2, facetDistribution: { publication: { 青溪日报: 2, 北岸晚报: 1 } } });
      expect(await search({ distinct: 'section', filter: 'section = 天气 OR section = 民生', offset: 1, limit: 5, attributesToRetrieve: ['section'] })).toMatchObject({ hits: [{ section: '天气' }], estimatedTotalHits: 2 });
    });

    test('scores between 0 and 1, best first, and leaves out and does not count what is below the threshold', async () => {
      const { hits } = await search({ q: '桥', showRankingScore: true });
      const scores = hits.map(hit => hit['_rankingScore'] as number);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      expect(scores.every(score => score > 0 && score <= 1)).toBe(true);
      expect(scores).toHaveLength(3);
      expect(await search({ q: '桥', rankingScoreThreshold: scores[0] })).toMatchObject({ hits: [{ id: hits[0]?.['id'] }], estimatedTotalHits: 1 });
      expect(await search({ q: '桥', rankingScoreThreshold: 1 })).toMatchObject({ hits: [], estimatedTotalHits: 0 });
      expect((await search({ q: '', showRankingScore: true, limit: 2 })).hits.map(hit => hit['_rankingScore'])).toEqual([1, 1]);
    });

    test('says what a score is made of', async () => {
      const { hits: [hit] } = await search({ q: '青溪大桥', showRankingScoreDetails: true, sort: ['date:desc'] });
      expect(hit?.['_rankingScoreDetails']).toEqual({ words: { order: 0, matchingWords: 2, maxMatchingWords: 2, score: 1 }, 'date:desc': { order: 1, value: '2025-03-01' }, exactness: { order: 2, matchType: 'matchesStart', score: 2 / 3 } });
    });

    test('by several sorts, the first one first', async () => {
      const sorted = async (...sort: string[]) => ids(await search({ sort, filter: 'pageNumber EXISTS OR section = 天气', limit: 20 })).filter(id => !String(id).startsWith('n-') || id === 'n-0');
      expect(await sorted('pageNumber:asc', 'date:desc')).toEqual(['qx-3', 'qx-1', 'qx-2', 'n-0']);
      expect(ids(await search({ sort: ['pageNumber:asc', 'date:asc'], filter: 'section = 天气', limit: 2 }))).toEqual(['n-0', 'n-1']);
      expect(ids(await search({ sort: ['pageNumber:asc', 'date:desc'], filter: 'section = 天气', limit: 2 }))).toEqual(['n-11', 'n-10']);
    });

    test('nothing beyond the ten thousandth hit, however it is asked', async () => {
      for (const page of [{ offset: 10_000 }, { offset: 9_007_199_254_740_991 }, { page: 9_007_199_254_740_991 }, { page: 1_000, hitsPerPage: 1_000 }]) expect((await search(page)).hits).toEqual([]);
      expect((await search({ limit: 9_007_199_254_740_991, attributesToRetrieve: ['id'] })).hits).toHaveLength(articles.length + many.length);
    });
  });

  describe('filters and facets', () => {
    test.each([
      ['year = 2023', 12], ['year != 2023', 4], ['year > 2023', 3], ['year >= 2024 AND year < 2025', 1], ['year <= 2024', 13], ['year 2023 TO 2024', 13], ['year IN [2024, 2025]', 3], ['year EXISTS', 15], ['"month"="2025-03"', 1], ['month > 2025-02', 1], ['month 2024-09 TO 2025-02', 2], ['month <= 2025-02', 14],
      ['"date" >= "2025年2月10日"', 2], ["publication = '青溪日報'", 2], ['pageNumber > 2 AND pageNumber <= 3', 1],
    ])('%s', async (filter, count) => {
      expect((await search({ filter })).estimatedTotalHits).toBe(count);
    });

    test('count years, months and numbers, values in order of their bytes', async () => {
      const { facetDistribution, facetStats } = await search({ facets: ['year', 'month', 'pageNumber', 'section'], filter: 'year > 2023', limit: 0 });
      expect({ facetDistribution, facetStats }).toEqual({
        facetDistribution: { year: { 2024: 1, 2025: 2 }, month: { '2024-09': 1, '2025-02': 1, '2025-03': 1 }, pageNumber: { 2: 1, 3: 1, 5: 1 }, section: { 教育: 1, 民生: 1, 要闻: 1 } },
        facetStats: { pageNumber: { min: 2, max: 5 } },
      });
      expect(Object.keys((facetDistribution as Record<string, Json>)['section'] ?? {})).toEqual(['教育', '民生', '要闻']);
    });

    test('of a list are looked for by beginning, whatever the script, under query and filter', async () => {
      const values = async (body: object) => ((await ask('/indexes/articles/facet-search', body)).body as { facetHits: Json[] }).facetHits;
      expect(await values({ facetName: 'publication', facetQuery: '青溪日報' })).toEqual([{ value: '青溪日报', count: 2 }]);
      expect(await values({ facetName: 'authors', facetQuery: '何', filter: 'section = 民生' })).toEqual([{ value: '何雨', count: 1 }]);
      expect(await values({ facetName: 'year', facetQuery: '202', q: '大桥' })).toEqual([{ value: '2025', count: 2 }]);
      expect(await values({ facetName: 'authors', facetQuery: '何', q: '没有这样的词语' })).toEqual([]);
      expect(await values({ facetName: 'authors', facetQuery: '何', q: '大桥', attributesToSearchOn: ['title'] })).toEqual([{ value: '何雨', count: 1 }]);
    });
  });

  describe('several queries as one list', () => {
    const federated = async (federation: object, ...queries: object[]) => (await ask('/multi-search', { federation, queries: queries.map(query => ({ indexUid: 'articles', attributesToRetrieve: ['id'], ...query })) })).body as Found;

    test('order by weighted score, show an article once, and count the union', async () => {
      const found = await federated({ limit: 2 }, { q: '天气' }, { q: '天气', filter: 'date > 2023-01-10', federationOptions: { weight: 2 } });
      expect(found).toMatchObject({ estimatedTotalHits: 12, hits: [{ _federation: { queriesPosition: 1 } }, { _federation: { queriesPosition: 1 } }] });
      expect(new Set(ids(await federated({ limit: 50 }, { q: '天气' }, { q: '天气', filter: 'date > 2023-01-10', federationOptions: { weight: 2 } }))).size).toBe(12);
    });

    test('order sorted queries by what they are sorted by', async () => {
      const sort = ['date:desc'];
      expect(ids(await federated({ limit: 4 }, { q: '天气', sort }, { q: '大桥', sort }))).toEqual(['qx-1', 'qx-2', 'n-11', 'n-10']);
    });

    test('turn pages', async () => {
      const one = await federated({ page: 1, hitsPerPage: 5 }, { q: '天气' }), two = await federated({ page: 2, hitsPerPage: 5 }, { q: '天气' });
      expect(one).toMatchObject({ page: 1, hitsPerPage: 5, totalPages: 3, totalHits: 12 });
      expect(new Set([...ids(one), ...ids(two)]).size).toBe(10);
    });
  });

  describe('marks', () => {
    test('escape nothing: that is the clients’ part', async () => {
      const { hits: [hit] } = await search({ q: '撇号 标签', attributesToHighlight: ['*'] });
      expect(hit).toMatchObject({ title: hostile.title, _formatted: { title: hostile.title.replace('撇号', '<em>撇号</em>'), body: hostile.body.replace('标签', '<em>标签</em>'), id: hostile.id } });
    });

    test.each([1, 3, 7, 20])('a crop of %i words', async cropLength => {
      for (const [q, marked] of [['渡船', '渡船'], ['通车', '通车'], ['', '']] as const) {
        const { hits: [hit] } = await search({ q, attributesToCrop: ['body'], attributesToHighlight: ['body'], highlightPreTag: '[', highlightPostTag: ']', cropLength, cropMarker: '⋯', filter: 'section = 要闻', attributesToRetrieve: ['id'] });
        const crop = String((hit?.['_formatted'] as Json)['body']);
        const shown = crop.replace(/^⋯|⋯$/g, '').replace(/[[\]]/g, '');
        expect(bridge.body).toContain(shown);
        expect(crop.startsWith('⋯')).toBe(!bridge.body.startsWith(shown));
        expect(crop.endsWith('⋯')).toBe(!bridge.body.endsWith(shown));
        expect(crop).toContain(marked && `[${marked}]`);
        // A word has three characters here at most, and punctuation may stand between two.
        expect([...shown].length).toBeLessThanOrEqual(cropLength * 4);
      }
    });

    test('positions are bytes, in every attribute and through lists', async () => {
      const { hits: [hit] } = await search({ q: '何雨', showMatchesPosition: true, filter: 'section = 要闻', attributesToRetrieve: ['id'] });
      expect(hit).toEqual({ id: 'qx-1', _matchesPosition: { authors: [{ start: 0, length: 6, indices: [0] }], byline: [{ start: 13, length: 6 }] } });
    });
  });

  describe('the view for documentation boxes', () => {
    test('shows the articles as pages of headings', async () => {
      const { hits: [hit] } = await search({ q: '渡船', attributesToHighlight: ['*'], attributesToCrop: ['content'], cropLength: 5 }, 'articles-docs');
      expect(hit).toEqual({
        id: 'qx-1', hierarchy_lvl0: '要闻', hierarchy_lvl1: bridge.title, hierarchy_lvl2: bridge.subtitle, hierarchy_lvl3: null, hierarchy_lvl4: null, hierarchy_lvl5: null, hierarchy_lvl6: null, content: bridge.body, url: bridge.url, anchor: null,
        _formatted: expect.objectContaining({ hierarchy_lvl1: bridge.title, hierarchy_lvl3: null, content: expect.stringContaining('<em>渡船</em>'), anchor: null }),
      });
    });

    test('searches in its own attributes, marks terms of a field, and has what stands in for a missing section', async () => {
      expect(ids(await search({ q: '大桥', attributesToSearchOn: ['hierarchy_lvl1'] }, 'articles-docs'))).toEqual(['qx-1']);
      expect((await search({ q: '标题：合龙', attributesToHighlight: ['*'] }, 'articles-docs')).hits[0]?.['_formatted']).toMatchObject({ hierarchy_lvl1: '青溪大桥<em>合龙</em>' });
      expect((await search({ q: '撇号' }, 'articles-docs')).hits).toMatchObject([{ hierarchy_lvl0: hostile.title, url: null }]);
      expect(await refusal({ q: 'a', attributesToSearchOn: ['title'] }, '/indexes/articles-docs/search')).toMatchObject({ code: 'invalid_search_attributes_to_search_on' });
    });
  });

  describe('over HTTP', () => {
    const origin = { origin: 'https://news.example' };

    test.each([['/indexes/articles/search', 'POST'], ['/indexes/nowhere/search', 'GET'], ['/indexes', 'DELETE'], ['/multi-search', 'GET'], ['/indexes/articles/nothing', 'GET'], ['/version', 'GET'], ['/health', 'GET'], ['/tasks', 'GET'], ['/indexes/articles/documents', 'PUT']])('%s by %s may be read by any page, errors too', async (path, method) => {
      expect((await running.client.ask(path, { method, headers: origin })).headers.get('access-control-allow-origin')).toBe('*');
    });

    test('what is refused for its key may be read by the page, and a preflight needs none', () => running.withSettings({ SEARCH_KEYS: 'one-key', CORS_ORIGINS: 'https://news.example' }, async client => {
      const refused = await client.ask('/indexes/articles/search', { headers: origin });
      expect({ status: refused.status, origin: refused.headers.get('access-control-allow-origin') }).toEqual({ status: 401, origin: 'https://news.example' });
      const preflight = await client.ask('/multi-search', { method: 'OPTIONS', headers: { ...origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type,x-meilisearch-client' } });
      expect({ status: preflight.status, headers: preflight.headers.get('access-control-allow-headers') }).toEqual({ status: 200, headers: 'authorization,content-type,x-meilisearch-client' });
      expect((await client.ask('/indexes/articles/search', { headers: { origin: 'https://evil.example' } })).headers.get('access-control-allow-origin')).toBeNull();
    }));

    test('too many searches are told as Meilisearch tells them, with the time to wait', () => running.withSettings({ RATE_LIMIT_PER_MINUTE: '1' }, async client => {
      expect((await client.ask('/indexes/articles/search')).status).toBe(200);
      const refused = await client.ask('/indexes/articles/search', { headers: origin });
      expect(refused).toMatchObject({ status: 503, body: { code: 'too_many_search_requests', type: 'system' } });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await client.ask('/health')).status).toBe(200);
    }));

    test('long filters are taken, and answers are packed for who takes them packed', async () => {
      const filter = `section IN [${Array.from({ length: 5_000 }, (_, i) => `"一个名字很长的栏目${i}"`).join(',')}, 要闻]`;
      expect(Buffer.byteLength(filter)).toBeGreaterThan(150_000);
      expect(ids(await search({ filter }))).toEqual(['qx-1']);
      const packed = await ask('/indexes/articles/search', {}, { 'accept-encoding': 'gzip' });
      expect(packed.headers.get('content-encoding')).toBe('gzip');
      expect(packed.headers.get('content-type')).toMatch(/^application\/json/);
    });

    test('a body that is too large is refused with a code', async () => {
      expect(await ask('/indexes/articles/search', `{"q":"${'长'.repeat(6 << 20)}"}`)).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    });
  });

  describe('whatever is sent', () => {
    const expectCalm = (answer: Answer): void => {
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400 && answer.text) {
        expect(answer.body).toMatchObject({ message: expect.any(String), code: expect.stringMatching(/^[a-z_]+$/), type: expect.stringMatching(/^(invalid_request|auth)$/), link: expect.stringMatching(/^https:\/\/docs\.meilisearch\.com\/errors#/) });
        expectDiscreet(answer.text);
      }
    };
    const text = fc.oneof(mixedText(6), anyUnits, fc.constantFrom('大桥', '*', 'body:5', 'body:', '__proto__', 'constructor', 'date:asc', 'year', 'title', 'section = 要闻', 'year > 2', 'nested.a'));
    const anything = fc.oneof(text, fc.integer(), fc.double(), fc.constant(null), fc.boolean(), fc.array(text, { maxLength: 3 }), fc.array(fc.array(text, { maxLength: 2 }), { maxLength: 2 }), fc.object({ maxDepth: 1, maxKeys: 2 }));
    const name = fc.constantFrom('q', 'offset', 'limit', 'page', 'hitsPerPage', 'filter', 'sort', 'facets', 'distinct', 'attributesToRetrieve', 'attributesToHighlight', 'attributesToCrop', 'attributesToSearchOn', 'cropLength', 'cropMarker', 'showMatchesPosition', 'showRankingScoreDetails', 'matchingStrategy', 'rankingScoreThreshold', 'facetName', 'facetQuery', 'ids', 'fields', 'indexUid', 'federation', '__proto__', 'what');

    test('by POST is answered or refused in Meilisearch’s form', async () => {
      await fc.assert(fc.asyncProperty(fc.array(fc.tuple(name, anything), { maxLength: 4 }), async pairs => {
        const body = Object.fromEntries(pairs);
        for (const path of ['search', 'facet-search', 'documents/fetch']) expectCalm(await ask(`/indexes/articles/${path}`, body));
        for (const federation of [null, {}]) expectCalm(await ask('/multi-search', { queries: [{ indexUid: 'articles', ...body }], federation }));
      }), runs(40));
    });

    test('any text is found, marked and cropped without changing it', async () => {
      await fc.assert(fc.asyncProperty(text, fc.integer({ min: 0, max: 12 }), async (q, cropLength) => {
        const { hits } = await search({ q, attributesToHighlight: ['*'], attributesToCrop: ['body'], cropLength, highlightPreTag: '\ue100', highlightPostTag: '\ue101', cropMarker: '', showMatchesPosition: true });
        for (const hit of hits) {
          const formatted = hit['_formatted'] as Json;
          const plain = (name: string) => String(formatted[name]).replace(/[\ue100\ue101]/g, '');
          expect(plain('title')).toBe(hit['title']);
          expect(String(hit['body'])).toContain(plain('body'));
          expect(cropLength > 0 ? hit['body'] : plain('body')).toBe(hit['body']);
        }
      }), runs(40));
    });

    test('by GET is answered or refused in Meilisearch’s form', async () => {
      await fc.assert(fc.asyncProperty(fc.array(fc.tuple(name, text), { maxLength: 3 }), async pairs => {
        const query = pairs.map(([key, value]) => `${key}=${encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd').slice(0, 1_000))}`).join('&');
        for (const path of ['/indexes/articles/search', '/indexes/articles/documents', '/indexes/articles/documents/x', '/indexes']) expectCalm(await running.client.ask(`${path}?${query}`));
      }), runs(40));
    });
  });
});
