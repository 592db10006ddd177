import { beforeAll, describe, expect, test } from '@jest/globals';
import { articles, bridge, hostile, many } from './articles.js';
import { testService } from './support.js';

const running = testService();

const unescapeHtml = (html: string) => html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
const withoutMarks = (html: string) => unescapeHtml(html.replace(/<\/?mark>/g, ''));

beforeAll(() => running.client.fill([...articles, ...many]));

describe('the answer', () => {
  test('has every field of the article, and everything else, as api.md shows it', async () => {
    const answer = await running.client.search('青溪大桥', { facets: 'section,year,month', perPage: '1' });
    expect(answer).toEqual({
      query: '青溪大桥', total: 1, totalIsExact: true, page: 1, perPage: 1, tookMs: expect.any(Number), timedOut: false, match: 'words', corrected: null,
      terms: [{ text: '青溪大桥', kind: 'term', found: ['青溪', '大桥'] }],
      hits: [{
        id: 'qx-1', score: expect.any(Number), tier: 'words', alsoIn: 0,
        article: {
          id: 'qx-1', kicker: bridge.kicker, title: bridge.title, subtitle: bridge.subtitle, byline: bridge.byline, authors: bridge.authors, dateline: bridge.dateline, section: '要闻',
          publication: '青溪日报', date: '2025-03-01', page: 'A03', pageNumber: 3, url: bridge.url, tags: bridge.tags, editor: bridge.editor, 字数: 3,
        },
        marked: {
          title: '<mark>青溪大桥</mark>合龙', kicker: bridge.kicker, subtitle: bridge.subtitle, byline: bridge.byline, authors: bridge.authors, dateline: '本报<mark>青溪</mark>3月1日电', section: '要闻',
        },
        snippets: [expect.stringContaining('<mark>青溪大桥</mark>顺利合龙')],
      }],
      facets: { section: { 要闻: 1 }, year: { 2025: 1 }, month: { '2025-03': 1 } },
    });
    expect(answer.hits[0]?.score).toBeGreaterThan(0);
    expect(answer.hits[0]?.score).toBeLessThanOrEqual(1);
  });

  test('gives null and empty lists where an article has nothing', async () => {
    const { hits: [hit] } = await running.client.search('"新学期第一课"');
    expect(hit?.article).toEqual({
      id: 'qx-3', kicker: null, title: '新学期第一课', subtitle: null, byline: null, authors: [], dateline: null, section: '教育', publication: '北岸晚报', date: '2024-09-01', page: '2', pageNumber: 2, url: null, tags: [],
    });
    expect(hit?.marked).toEqual({ title: '<mark>新学期第一课</mark>', kicker: null, subtitle: null, byline: null, authors: [], dateline: null, section: '教育' });
    expect(hit?.snippets).toEqual(['村小的孩子们走进新教室，第一课讲的是家乡的桥。']);
  });

  test('for nothing found is empty, with a null match', async () => {
    expect(await running.client.search('"量子纠缠"', { facets: 'section,year' })).toMatchObject({ total: 0, totalIsExact: true, match: null, corrected: null, hits: [], facets: { section: {}, year: {} } });
  });

  test('has no facets unless asked', async () => {
    expect(await running.client.search('大桥')).not.toHaveProperty('facets');
  });

  test.each([
    ['大桥', { text: '大桥', kind: 'term', found: ['大桥'] }],
    ['“青溪大桥”', { text: '青溪大桥', kind: 'phrase', found: ['青溪大桥'] }],
    ['-渡船', { text: '渡船', kind: 'excluded', found: [] }],
    ['作者:何雨', { text: '何雨', kind: 'field', found: ['何雨'] }],
    ['日期:2025年3月', { text: '2025年3月', kind: 'date', found: ['2025年3月'] }],
  ])('says of %s how it was understood', async (q, term) => {
    expect((await running.client.search(q)).terms).toEqual([term]);
  });

  test('says in which tier each hit was found, stricter ones first', async () => {
    const { match, total, hits } = await running.client.search('桥');
    expect({ match, total, tiers: hits.map(hit => hit.tier), first: hits[0]?.id }).toEqual({ match: 'words', total: 3, tiers: ['words', 'substring', 'substring'], first: 'qx-3' });
    expect(await running.client.search('溪大')).toMatchObject({ match: 'substring', hits: [{ id: 'qx-1', tier: 'substring' }] });
  });
});

describe('marks', () => {
  test('escape exactly five characters and give the text back without them', async () => {
    const { hits: [hit] } = await running.client.search('标签 引号', { highlight: 'full' });
    expect(hit?.marked['title']).toBe('&lt;img src=x onerror=alert(1)&gt; 与 &quot;<mark>引号</mark>&quot; &amp; &#39;撇号&#39;');
    expect(hit?.marked['body']).toBe('正文里也有 &lt;script&gt;alert(1)&lt;/script&gt; 这样的<mark>标签</mark>。');
    expect(hit?.marked['authors']).toEqual(['&lt;b&gt;何&lt;/b&gt;']);
    expect(withoutMarks(String(hit?.marked['body']))).toBe(hostile.body);
    expect(hit?.snippets.join('')).not.toMatch(/<(?!\/?mark>)/);
  });

  test('stand in the whole body with highlight=full and only there', async () => {
    const { hits: [full] } = await running.client.search('渡船', { highlight: 'full' });
    const { hits: [short] } = await running.client.search('渡船');
    expect(withoutMarks(String(full?.marked['body']))).toBe(bridge.body);
    expect(String(full?.marked['body']).match(/<mark>渡船<\/mark>/g)).toHaveLength(2);
    expect(short?.marked).not.toHaveProperty('body');
    expect(short?.article).not.toHaveProperty('body');
    expect(full?.snippets).toEqual(short?.snippets);
  });

  test.each([10, 30, 500])('keep snippets within snippetChars=%i', async snippetChars => {
    const { hits: [hit] } = await running.client.search('渡船', { snippetChars: String(snippetChars) });
    expect(hit?.snippets.length).toBeGreaterThan(0);
    for (const snippet of hit?.snippets ?? []) {
      expect(snippet).toContain('<mark>渡船</mark>');
      expect([...withoutMarks(snippet).replace(/^…|…$/g, '')].length).toBeLessThanOrEqual(snippetChars);
    }
  });
});

describe('filter, sort, facets, pages', () => {
  test.each([
    ['section = 要闻', ['qx-1']],
    ["publication = '青溪日報'", ['qx-1', 'qx-2']],
    ['publication = 青溪日报 AND date >= 2025年3月1日', ['qx-1']],
    ['page = ａ03', ['qx-1']],
    ['pageNumber > 3', ['qx-2']],
    ['pageNumber 2 TO 3 OR tags IN [交通, 体育]', ['qx-1', 'qx-3']],
    ['NOT section EXISTS', [hostile.id]],
    ['authors = 何雨 AND section != 要闻', ['qx-2']],
    ['date 20240101 TO 2024-12-31', ['qx-3']],
    ['', [...articles, ...many].map(article => article.id)],
  ])('filter: %s', async (filter, ids) => {
    const { hits } = await running.client.search('', { filter, perPage: '20' });
    expect(hits.map(hit => hit.id).sort()).toEqual([...ids].sort());
  });

  test('a filter may be a list by POST: all of them, any of an inner one', async () => {
    const { body } = await running.client.ask('/api/search', { method: 'POST', body: { filter: ['date < 2025-03-01', ['section = 民生', 'section = 教育']] } });
    expect((body as { hits: { id: string }[] }).hits.map(hit => hit.id)).toEqual(['qx-2', 'qx-3']);
  });

  test.each([
    [{ q: '' }, ['qx-1', 'qx-2', 'qx-3']],
    [{ q: '', sort: 'relevance' }, ['qx-1', 'qx-2', 'qx-3']],
    [{ q: '', sort: 'date:asc' }, ['n-0', 'n-1', 'n-2']],
    [{ q: '', sort: 'date:desc' }, ['qx-1', 'qx-2', 'qx-3']],
    [{ q: '-天气', sort: 'title:asc' }, [hostile.id, 'qx-2', 'qx-1']],
    [{ q: '-天气', sort: 'title:desc' }, ['qx-3', 'qx-1', 'qx-2']],
  ])('order of %j', async (parameters, first) => {
    const { hits } = await running.client.search(parameters.q, parameters);
    expect(hits.slice(0, 3).map(hit => hit.id)).toEqual(first);
  });

  test('facets count all hits, whatever the page, with the filter', async () => {
    const facets = 'publication,section,year,month,authors,tags,page,date';
    expect((await running.client.search('', { facets, perPage: '1', filter: 'date >= 2024-01-01' })).facets).toEqual({
      publication: { 青溪日报: 2, 北岸晚报: 1 }, section: { 要闻: 1, 民生: 1, 教育: 1 }, year: { 2024: 1, 2025: 2 }, month: { '2024-09': 1, '2025-02': 1, '2025-03': 1 },
      authors: { 何雨: 2, 魏澜: 1 }, tags: { 交通: 1, 工程: 1 }, page: { A03: 1, 5: 1, 2: 1 }, date: { '2025-03-01': 1, '2025-02-10': 1, '2024-09-01': 1 },
    });
  });

  test('pages together give every hit once', async () => {
    const pages = await Promise.all([1, 2, 3, 4].map(page => running.client.search('天气', { page: String(page), perPage: '5' })));
    expect(pages.map(({ total, page, perPage }) => ({ total, page, perPage }))).toEqual([1, 2, 3, 4].map(page => ({ total: 12, page, perPage: 5 })));
    expect(pages.map(({ hits }) => hits.length)).toEqual([5, 5, 2, 0]);
    expect(new Set(pages.flatMap(({ hits }) => hits.map(hit => hit.id))).size).toBe(12);
  });

  test.each([
    [{}, { page: 1, perPage: 10 }],
    [{ page: '100', perPage: '100' }, { page: 100, perPage: 100 }],
    [{ page: '10000', perPage: '1' }, { page: 10_000, perPage: 1 }],
  ])('page and perPage %j', async (parameters, expected) => {
    expect(await running.client.search('天气', parameters)).toMatchObject({ ...expected, total: 12 });
  });
});

test.each<Record<string, unknown>>([
  {}, { q: '大桥' }, { q: '青溪 -菜市场', page: 1, perPage: 2, highlight: 'full', snippetChars: 20 }, { q: '', sort: 'title:asc', facets: ['section', 'year'], filter: 'date > 2024-01-01' },
  { q: '桥', facets: 'section', duplicates: 'show', index: 'articles' },
])('POST %j answers as GET', async parameters => {
  const query = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]));
  const [get, post] = await Promise.all([running.client.get('/api/search', query), running.client.ask('/api/search', { method: 'POST', body: parameters })]);
  expect(get.status).toBe(200);
  expect(post.body).toEqual({ ...get.body as object, tookMs: expect.any(Number) });
});

test('a query of 2,000 Han characters travels by GET', async () => {
  const q = '青溪大桥合龙'.repeat(333) + '两岸';
  expect([...q]).toHaveLength(2_000);
  const answer = await running.client.search(q);
  expect(answer.query).toBe(q);
  expect(answer.hits[0]?.id).toBe('qx-1');
});

test('characters are counted as code points', async () => {
  expect(await running.client.search('𠮷'.repeat(2_000))).toMatchObject({ total: 0 });
});

describe('an article', () => {
  test('comes whole, with its marks', async () => {
    const { status, body } = await running.client.get('/api/articles/qx-1', { q: '渡船 何雨' });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        article: { ...bridge, date: '2025-03-01', pageNumber: 3 },
        marked: {
          title: bridge.title, kicker: bridge.kicker, subtitle: bridge.subtitle, dateline: bridge.dateline, section: bridge.section,
          byline: '本报记者 <mark>何雨</mark> 摄影 魏澜', authors: ['<mark>何雨</mark>', '魏澜'],
          body: bridge.body.replaceAll('渡船', '<mark>渡船</mark>'),
        },
      },
    });
  });

  test('without a query has no marks', async () => {
    const { body } = await running.client.get('/api/articles/qx-1');
    expect(body).toMatchObject({ article: { id: 'qx-1' }, marked: { title: bridge.title, body: bridge.body } });
  });

  test.each([['with reserved characters', '带 空格/斜线?&#%'], ['with markup', '<img src=x onerror=alert(1)>'], ['of 200 emoji', '😀'.repeat(200)]])('is found by an id %s', async (_what, id) => {
    await running.client.admin('PUT', '/articles', [{ id, title: '奇怪的编号' }]);
    expect(await running.client.get(`/api/articles/${encodeURIComponent(id)}`)).toMatchObject({ status: 200, body: { article: { id, title: '奇怪的编号', body: null }, marked: { body: null } } });
    expect(await running.client.admin('DELETE', `/articles/${encodeURIComponent(id)}`)).toMatchObject({ status: 200, body: { removed: 1 } });
    if (id === hostile.id) await running.client.admin('PUT', '/articles', [hostile]);
  });
});

describe('explain', () => {
  test('shows how a query is cut and what each tier finds', async () => {
    const { status, body } = await running.client.get('/api/explain', { q: '青溪大桥 -豆腐' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      query: '青溪大桥 -豆腐',
      terms: [{ text: '青溪大桥', kind: 'term', variants: [{ words: ['青溪', '大桥'] }] }, { text: '豆腐', kind: 'excluded' }],
      tiers: expect.arrayContaining([expect.objectContaining({ tier: 'words', opened: true, found: 1 })]),
    });
    expect(body).not.toHaveProperty('article');
  });

  test('shows why an article is found', async () => {
    const { body } = await running.client.get('/api/explain', { q: '青溪大桥', id: 'qx-1' });
    expect(body).toMatchObject({ article: { id: 'qx-1', cut: { title: { words: expect.arrayContaining(['青溪', '大桥']) } }, meets: expect.arrayContaining([{ tier: 'words', meets: true }]) } });
  });

  test('shows every step of a query: fold, runs, words, sub-words, readings, and each tier with its reason', async () => {
    const { body } = await running.client.get('/api/explain', { q: '青溪大橋ＡＰＰ12' });
    expect(body).toMatchObject({
      terms: [{ variants: [{
        folded: '青溪大桥app12', runs: [{ script: 'Han', text: '青溪大桥' }, { script: 'letters and digits', text: 'app12' }],
        words: ['青溪', '大桥', 'app12'], subwords: [], readings: { 青溪: expect.arrayContaining(['qing xi']), 大桥: ['da qiao'] }, userWords: [],
      }] }],
      tiers: ['words', 'substring', 'apart', 'sound', 'some'].map(tier => ({ tier, opened: expect.any(Boolean), why: expect.stringMatching(/^\w.{5,}/) })),
    });
    const { terms } = (await running.client.get('/api/explain', { q: '中华人民共和国' })).body as { terms: { variants: { subwords: string[] }[] }[] };
    expect(terms[0]?.variants[0]?.subwords).toEqual(expect.arrayContaining(['人民', '共和国']));
  });

  test.each([
    ['青溪大桥', ['words', 'substring'], 'words', 'it is asked first'],
    ['青溪大桥', ['words', 'substring'], 'substring', 'the tier words has 1 articles, fewer than 10'],
    ['青溪大桥', ['words', 'substring'], 'sound', 'something stricter was found'],
    ['清溪大桥', ['sound'], 'sound', 'nothing stricter was found'],
    ['清溪大桥', ['sound'], 'words', 'no article has all words'],
    ['清溪大桥', ['sound'], 'some', 'the tier sound found something'],
    ['青溪大桥鲸鱼', ['some'], 'some', 'nothing stricter was found'],
    ['青溪大桥鲸鱼', ['some'], 'sound', 'no other spelling finds anything'],
    ['，', [], 'words', 'the query has nothing that can be searched'],
  ])('%s opens %j; of %s it says: %s', async (q, opened, of, why) => {
    const { tiers } = (await running.client.get('/api/explain', { q })).body as { tiers: { tier: string; opened: boolean; why: string; found: number | null }[] };
    expect(tiers.filter(t => t.opened).map(t => t.tier)).toEqual(opened);
    expect(tiers.find(t => t.tier === of)?.why).toBe(why);
    expect(tiers.filter(t => t.opened).every(t => t.found !== null)).toBe(true);
  });

  test.each([
    ['青溪大桥', 'qx-1', 'words', 'found: it meets the tier words'],
    ['"鲸鱼" 青溪大桥', 'qx-1', null, 'not found: it lacks 鲸鱼'],
    ['"鲸鱼" 青溪大桥', 'qx-2', null, 'not found: it lacks 鲸鱼, 青溪'],
    ['大桥 -合龙', 'qx-1', null, 'not found: it has what is excluded: 合龙'],
    ['标题:豆腐', 'qx-2', null, 'not found: it lacks 豆腐'],
    ['清溪大桥', 'qx-1', 'sound', 'found: it meets the tier sound'],
  ])('why %s finds %s or not', async (q, id, foundIn, why) => {
    const { article } = (await running.client.get('/api/explain', { q, id })).body as { article: { foundIn: string | null; why: string } };
    expect({ foundIn: article.foundIn, why: article.why }).toEqual({ foundIn, why });
    expect((await running.client.search(q, { perPage: '100' })).hits.some(hit => hit.id === id)).toBe(foundIn !== null);
  });

  test('shows how an article is cut, and each part of the query beside it', async () => {
    const { body } = await running.client.get('/api/explain', { q: '青溪大桥 鲸鱼', id: 'qx-1' });
    expect(body).toMatchObject({ article: {
      from: { origin: 'put' }, cut: { title: { folded: expect.stringContaining('青溪大桥'), runs: expect.arrayContaining([{ script: 'Han', text: expect.any(String) }]), words: expect.arrayContaining(['青溪']), readings: expect.objectContaining({ 大桥: ['da qiao'] }), userWords: [] } },
      parts: [{ term: '青溪大桥', says: '青溪', meets: true }, { says: '大桥', meets: true }, { term: '鲸鱼', says: '鲸鱼', meets: false }],
    } });
  });

  test('shows synonyms and terms that belong together', async () => {
    await running.client.admin('PUT', '/synonyms', { 'qing xi': ['青溪'], 桥: ['大桥'] });
    const { terms } = (await running.client.get('/api/explain', { q: 'qing xi' })).body as { terms: object[] };
    expect(terms).toMatchObject([{ kind: 'synonym', parts: [{ text: 'qing' }, { text: 'xi' }], variants: [{ text: 'qing xi' }, { text: '青溪', synonyms: [{ text: '青溪', of: 'qing xi' }] }] }]);
    await running.client.admin('PUT', '/synonyms', {});
  });

  test('says of an unknown article that there is none', async () => {
    expect(await running.client.get('/api/explain', { q: '大桥', id: 'nowhere' })).toMatchObject({ status: 200, body: { article: null } });
  });
});
