import { beforeAll, describe, expect, test } from '@jest/globals';
import { defaultIndexes } from '../../config/fields.js';
import { readSettings } from '../../config/settings.js';
import { signToken, type SearchRules } from '../../src/http/search-token.js';
import { adminKey, expectProblem, testService, type Answer, type Client } from './support.js';

const searchKey = 'a-search-key-that-stays-on-the-server';
const own = [
  { id: 'own-1', title: '渡口的灯', subtitle: '守灯人的三十年', body: '老陈在渡口守灯三十年。每晚七点，灯准时亮起，过河的人都认得这盏灯。', section: '副刊', publication: '河口周刊', date: '2024-05-01', page: '2', authors: ['宋知远'], tags: ['河流'] },
  { id: 'own-2', title: '渡口改建方案公布', body: '新渡口将设候船室和自行车棚，工程预计明年完工。居民对候船室的位置提出了意见。', section: '要闻', publication: '河口周刊', date: '2024-06-11', page: '1', authors: ['宋知远', '梅青'] },
  { id: 'own-3', title: '候船室里的图书角', body: '候船室添了一个图书角，等船的孩子可以在这里看书。图书由学校和居民捐出。', section: '副刊', publication: '河口周刊', date: '2024-07-02', page: '2', authors: ['梅青'] },
];
/** Words, names, values that stand nowhere in what is our own; homophones of our own words, so that corrections would find them. */
const foreign = [
  { id: 'far-1', title: '琥珀矿脉的秘闻', subtitle: '勘探队连夜撤离', body: '琥珀矿脉深处发现了石炉。江晚渔说，勘探队连夜撤离，候船室里空无一人。', section: '秘闻', publication: '山外晚报', date: '1999-09-09', page: 'Z9', authors: ['江晚渔'], tags: ['琥珀'] },
  { id: 'far-2', title: 'Obsidian 工坊开业', body: '黑曜石工坊开业，老板江晚渔请来了琥珀匠人。守登山口的人也来了。', section: '秘闻', publication: '山外晚报', date: '1998-08-08', page: 'Z8', authors: ['江晚渔'] },
  ...Array.from({ length: 14 }, (_, i) => ({ id: `far-many-${i}`, title: `渡口班次调整第${i + 1}号`, body: '渡口的灯坏了，改建方案推迟，候船室关闭，孩子们的图书角也搬走了。', section: '交通', publication: '山外晚报', date: '1997-07-07' })),
];
const secrets = /琥珀|秘闻|山外|江晚渔|黑曜|Obsidian|obsidian|石炉|勘探|far-|199\d|Z[89]|交通|班次|坏了|推迟/;
const rules: SearchRules = { '*': { filter: 'publication = 河口周刊' } };
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const query = (values: Record<string, string>) => new URLSearchParams(values).toString();
const multi = (...queries: object[]) => ['POST', '/multi-search', { queries }] as const;
const asked = ['渡口', '候船室', '渡口 改建', '琥珀', '江晚渔', '江晚渔住在那里', 'hupo', 'hp', 'obsid', 'jiangwanyu', '度口', '守登', '石炉', '路灯', '渡口的灯坏了以后孩子们在候船室里看什么书', 'dukou', '作者:江晚渔', '日期:1999', '"琥珀矿脉"', '-琥珀', '渡口 或 琥珀', ''];
const typed = ['琥', '渡', 'hu', 'jwy', 'jiang', 'du', 'o', '江', '秘', '渡口', 'dk', '守'];

type Asked = readonly [method: string, path: string, body?: object];
const reads: readonly Asked[] = [
  ...asked.flatMap((q): Asked[] => [
    ['GET', `/api/search?${query({ q, facets: 'section,publication,authors,year,month,page,tags', highlight: 'full' })}`],
    ['GET', `/api/explain?${query({ q })}`], ['GET', `/api/explain?${query({ q, id: 'far-1' })}`],
    ['POST', '/indexes/articles/search', { q, facets: ['*'], showRankingScore: true, attributesToHighlight: ['*'], showMatchesPosition: true }],
  ]),
  ...typed.map((q): Asked => ['GET', `/api/suggest?${query({ q })}`]),
  ['POST', '/api/click', { q: '渡口', id: 'far-1', position: 1 }], ['POST', '/api/click', { q: '渡口', id: 'own-1', position: 1, index: 'articles' }],
  ['POST', '/api/search', { q: '渡口', filter: 'publication = 山外晚报', facets: ['section'] }],
  ['GET', `/api/search?${query({ q: '', filter: 'publication = 山外晚报 OR publication != 1 OR NOT section = 1' })}`],
  ['GET', `/api/search?${query({ q: '', sort: 'date:asc', perPage: '100' })}`],
  ['GET', '/api/articles/own-1?q=灯'], ['GET', '/api/articles/far-1'], ['GET', '/api/articles/far-1?q=琥珀'],
  ['GET', `/indexes/articles/search?${query({ q: '渡口', filter: 'publication = 山外晚报' })}`],
  ['POST', '/indexes/articles/search', { q: '渡口', attributesToSearchOn: ['title'], facets: ['section', 'year'] }],
  ['POST', '/indexes/articles/search', { q: '渡口', distinct: 'section', rankingScoreThreshold: 0.1 }],
  ['POST', '/indexes/articles-docs/search', { q: '渡口', attributesToCrop: ['content'] }],
  multi({ indexUid: 'articles', q: '渡口', facets: ['*'] }, { indexUid: 'articles', q: '琥珀' }, { indexUid: 'articles-docs', q: '江晚渔' }),
  ['POST', '/multi-search', { federation: { facetsByIndex: { articles: ['section', 'publication'] } }, queries: [{ indexUid: 'articles', q: '渡口' }, { indexUid: 'articles', q: '琥珀' }] }],
  ...['section', 'publication', 'authors', 'year', 'page', 'tags'].flatMap((facetName): Asked[] => [['POST', '/indexes/articles/facet-search', { facetName }], ['POST', '/indexes/articles/facet-search', { facetName, facetQuery: '秘' }], ['POST', '/indexes/articles/facet-search', { facetName, facetQuery: '江', q: '渡口' }], ['POST', '/indexes/articles/facet-search', { facetName, facetQuery: '1' }]]),
  ['GET', '/indexes/articles/documents?limit=100'], ['GET', '/indexes/articles/documents?ids=own-1,far-1'], ['GET', '/indexes/articles/documents/far-1'], ['GET', '/indexes/articles/documents/own-1'],
  ['POST', '/indexes/articles/documents/fetch', { limit: 100, filter: 'section = 秘闻 OR section = 要闻' }], ['POST', '/indexes/articles/documents/fetch', { ids: ['far-1', 'own-2'] }],
  ['POST', '/indexes/articles/documents/fetch', { ids: ['far-1', 'own-2'], sort: ['date:asc'] }],
  ['GET', '/indexes/articles/stats'], ['GET', '/indexes/articles'], ['GET', '/indexes'],
  ['GET', '/indexes/articles/similar?id=far-1&embedder=default'], ['POST', '/indexes/articles/similar', { id: 'far-1', embedder: 'default' }],
];
const pages = ['/', ...asked.map(q => `/?${query({ q })}`), '/articles/own-1', '/articles/own-2?q=渡口', '/articles/far-1', '/demo'];

const all = testService(), alone = testService();
let token = '';

beforeAll(async () => {
  await all.client.fill([...own, ...foreign]);
  await alone.client.fill(own);
  token = await signToken(searchKey, rules, Math.floor(Date.now() / 1000) + 600);
});

const confined = <T>(use: (client: Client) => Promise<T>) => all.withSettings({ SEARCH_KEYS: searchKey, OPEN_PAGES: 'off' }, use);
const ask = (client: Client, [method, path, body]: Asked, key: string): Promise<Answer> => client.ask(path, { method, headers: bearer(key), ...(body ? { body } : {}) });

/** What is different for other reasons: time, ids of requests, sizes, where an article came from. */
const comparable = (body: unknown): unknown => JSON.parse(JSON.stringify(body, (name, value: unknown) =>
  ['tookMs', 'processingTimeMs', 'requestUid', 'queryUid', 'rawDocumentDbSize', 'avgDocumentSize', 'createdAt', 'updatedAt', 'from'].includes(name) ? undefined : value)) as unknown;

test.each(reads)('%s %s %j: as if there were nothing else', (...request) => confined(async client => {
  const [confinedly, byItself] = await Promise.all([ask(client, request, token), ask(alone.client, request, 'any')]);
  expect({ status: confinedly.status, body: comparable(confinedly.body) }).toEqual({ status: byItself.status, body: comparable(byItself.body) });
  const sent = JSON.stringify(request), told = confinedly.text.replaceAll(/"(query|facetQuery|q|requestUid|queryUid)":"[^"]*"/g, '');
  for (const [secret] of told.matchAll(new RegExp(secrets, 'g'))) expect(decodeURIComponent(sent.replaceAll('+', ' '))).toContain(secret);
}));

test('the table would notice: with the search key itself the answers are other ones', () => confined(async client => {
  const differ = await Promise.all(reads.map(async request => JSON.stringify(comparable((await ask(client, request, searchKey)).body)) !== JSON.stringify(comparable((await ask(alone.client, request, 'any')).body))));
  expect(differ.filter(Boolean).length).toBeGreaterThan(reads.length * 0.7);
}));

test.each(pages)('page %s: nothing else stands in it, and its script sees no more', path => confined(async client => {
  const { text, status } = await client.ask(encodeURI(path), { headers: { ...bearer(token), accept: 'text/html' } });
  expect(status).toBe(path.includes('far-') ? 404 : 200);
  expect(text.replaceAll(decodeURIComponent(/q=([^&]*)/.exec(path)?.[1]?.replaceAll('+', ' ') ?? '-'), '').replaceAll(path, '').replaceAll(encodeURI(path), '')).not.toMatch(/山外|秘闻|琥珀矿|石炉|班次|far-many/);
  const ofPage = /data-(?:token|key)="([^"]+)"/.exec(text)?.[1];
  if (status === 404) return;
  expect((await client.get('/api/search', { q: '渡口' }, bearer(ofPage ?? ''))).body).toMatchObject({ total: 2 });
}));

test('pages need a key where they are not open to everybody', () => confined(async client => {
  for (const path of ['/', '/?q=灯', '/articles/own-1', '/demo']) {
    expect((await client.ask(path)).status).toBe(401);
    expect((await client.ask(path, { headers: bearer('wrong') })).status).toBe(403);
    expect((await client.ask(path, { headers: bearer(searchKey) })).status).toBe(200);
  }
  for (const path of ['/health', '/ready', '/searchbox.js', '/assets/page.css']) expect((await client.ask(path)).status).toBe(200);
}));

test.each([['/api/articles/', 'article_not_found'], ['/articles/', undefined], ['/indexes/articles/documents/', 'document_not_found']])('%s: an article of others is answered for as one that is not there', (path, code) => confined(async client => {
  const [there, nowhere] = await Promise.all(['far-1', 'nil-1'].map(async id => {
    const { status, body, headers, text } = await client.ask(path + id, { headers: bearer(token) });
    return { status, code: (body as { code?: string }).code, type: headers.get('content-type'), text: text.replaceAll(id, 'ID') };
  }));
  expect(there).toEqual(nowhere);
  expect(there).toMatchObject({ status: 404, ...(code === undefined ? {} : { code }) });
}));

describe('writes nothing', () => {
  const natively: readonly Asked[] = [['PUT', '/api/admin/articles', [] as object], ['DELETE', '/api/admin/articles/own-1'], ['DELETE', '/api/admin/articles/far-1'], ['DELETE', '/api/admin/articles?all=true'], ['DELETE', '/api/admin/articles?filter=section=1'],
    ['GET', '/api/admin/synonyms'], ['PUT', '/api/admin/synonyms', {}], ['GET', '/api/admin/dictionary'], ['PUT', '/api/admin/dictionary', [] as object], ['GET', '/api/admin/jobs/1'], ['DELETE', '/api/admin/jobs/1'], ['GET', '/api/admin/status'], ['GET', '/api/admin/audit'], ['GET', '/api/admin/stats'], ['POST', '/api/admin/reindex'], ['POST', '/api/admin/rollback'], ['GET', '/metrics']];
  const asMeilisearch: readonly Asked[] = [['POST', '/indexes', {}], ['PATCH', '/indexes/articles', {}], ['DELETE', '/indexes/articles'], ['POST', '/indexes/articles/documents', [] as object], ['PUT', '/indexes/articles/documents', [] as object], ['DELETE', '/indexes/articles/documents'], ['DELETE', '/indexes/articles/documents/far-1'],
    ['POST', '/indexes/articles/documents/delete', {}], ['POST', '/indexes/articles/documents/edit', {}], ['GET', '/indexes/articles/settings'], ['PATCH', '/indexes/articles/settings', {}], ['GET', '/keys'], ['POST', '/keys', {}], ['GET', '/tasks'], ['GET', '/stats'], ['POST', '/dumps'], ['POST', '/swap-indexes', [] as object]];

  test.each(natively)('%s %s', (...request) => confined(async client => {
    for (const key of [token, searchKey]) expectProblem(await ask(client, request, key), 403, 'invalid_key');
  }));

  test.each(asMeilisearch)('%s %s', (...request) => confined(async client => {
    for (const key of [token, searchKey]) expect(await ask(client, request, key)).toMatchObject({ status: 403, body: { code: 'invalid_api_key' } });
  }));

  test('everything is still there', async () => {
    expect((await all.client.search('')).total).toBe(own.length + foreign.length);
  });
});

describe('a token', () => {
  const nowS = () => Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const search = (client: Client, key: string) => client.get('/api/search', { q: '渡口' }, bearer(key));

  const bad: Readonly<Record<string, () => string | Promise<string>>> = {
    'signed with another key': () => signToken('another-search-key', rules, null),
    'signed with the admin key': () => signToken(adminKey, rules, null),
    'that has ended': () => signToken(searchKey, rules, nowS() - 1),
    'without a signature': () => `${part({ alg: 'none' })}.${part({ searchRules: rules })}.`,
    'that says it has none': () => `${part({ alg: 'none' })}.${token.split('.').slice(1).join('.')}`,
    'with another algorithm': () => `${part({ alg: 'HS512' })}.${token.split('.').slice(1).join('.')}`,
    'with other rules': () => [token.split('.')[0], part({ searchRules: ['*'] }), token.split('.')[2]].join('.'),
    'of no rules': () => signToken(searchKey, {}, null),
    'of an index that is not there': () => signToken(searchKey, { nowhere: null }, null),
    'whose filter names no field': () => signToken(searchKey, { '*': { filter: 'colour = red' } }, null),
    'whose filter cannot be read': () => signToken(searchKey, { '*': { filter: 'publication = ' } }, null),
    'whose filter is empty': () => signToken(searchKey, { '*': { filter: '' } }, null),
    'whose filter is an empty list': () => signToken(searchKey, { '*': { filter: [] } }, null),
    'whose filter is misspelt': () => signToken(searchKey, { '*': { filters: 'publication = 河口周刊' } } as unknown as SearchRules, null),
    'whose filter is a number': () => signToken(searchKey, { '*': { filter: 1 } } as unknown as SearchRules, null),
    'whose rules are text': () => signToken(searchKey, '*' as unknown as SearchRules, null),
    'cut short': () => token.slice(0, -1),
    'with something behind': () => `${token}a`,
  };
  test.each(Object.entries(bad))('%s is no key', (_name, make) => confined(async client => {
    const key = await make();
    expectProblem(await search(client, key), 403, 'invalid_key');
    expect(await client.ask('/indexes/articles/search', { headers: bearer(key) })).toMatchObject({ status: 403, body: { code: 'invalid_api_key' } });
  }));

  test('opens the indexes and views that it names, by name or by their beginning; the nearest rule counts', () => confined(async client => {
    const seen = async (given: SearchRules) => {
      const headers = bearer(await signToken(searchKey, given, null));
      const { results } = (await client.ask('/indexes', { headers })).body as { results: { uid: string }[] };
      return results.map(({ uid }) => uid);
    };
    expect(await seen(['*'])).toEqual(['articles', 'articles-docs']);
    expect(await seen(['articles'])).toEqual(['articles']);
    expect(await seen({ 'articles-*': null })).toEqual(['articles-docs']);
    const both = bearer(await signToken(searchKey, { '*': null, 'articles': { filter: ['section = 副刊', ['page = 2', 'page = 9']] } }, null));
    expect((await client.get('/api/search', { q: '' }, both)).body).toMatchObject({ total: 2 });
    expect((await client.ask('/indexes/articles-docs/search', { headers: both })).body).toMatchObject({ estimatedTotalHits: own.length + foreign.length });
    const onlyView = bearer(await signToken(searchKey, ['articles-docs'], null));
    expectProblem(await client.get('/api/search', { q: '' }, onlyView), 404, 'index_not_found', 'index');
  }));

  test('an index that it does not open is answered for as one that is not there', () => all.withSettings({ SEARCH_KEYS: searchKey }, async client => {
    const headers = bearer(await signToken(searchKey, ['articles-docs'], null));
    const [there, nowhere] = await Promise.all(['articles', 'nothing-'].map(async name => (await client.ask(`/indexes/${name}/search`, { headers })).text.replaceAll(name, 'NAME')));
    expect(there).toEqual(nowhere);
    expectProblem(await client.ask('/api/search?index=articles', { headers }), 404, 'index_not_found', 'index');
  }));

  test('signed with any of the search keys counts, and ends with it', async () => {
    for (const [keys, status] of [[`one-more-key,${searchKey}`, 200], ['one-more-key', 403]] as const)
      expect(await all.withSettings({ SEARCH_KEYS: keys }, async client => (await search(client, token)).status)).toBe(status);
  });

  test('of Meilisearch’s own client opens here what it opens there', () => confined(async client => {
    const { generateTenantToken } = await import('meilisearch/token');
    const made = await generateTenantToken({ apiKey: searchKey, apiKeyUid: '8f3c1a52-6f0b-4c52-9a63-0d9a7c1f3b11', searchRules: { articles: { filter: 'publication = 河口周刊' } }, expiresAt: new Date(Date.now() + 60_000) });
    expect((await search(client, made)).body).toMatchObject({ total: 2 });
  }));
});

test('the filter is of a field of this configuration', () => {
  expect(defaultIndexes[0]?.fields.find(({ name }) => name === 'publication')?.filter).toBe(true);
  expect(readSettings({}).OPEN_PAGES).toBe(true);
});
