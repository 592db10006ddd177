/** A request, made alike of our API and of Meilisearch itself. */
export interface SameRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const post = (path: string) => (body: unknown, headers?: SameRequest['headers']): SameRequest => ({ method: 'POST', path, body, ...(headers ? { headers } : {}) });
const get = (path: string): SameRequest => ({ method: 'GET', path });

const searchPath = '/indexes/articles/search';
const search = post(searchPath), multi = post('/multi-search'), facet = post('/indexes/articles/facet-search'), fetched = post('/indexes/articles/documents/fetch');
const query = (text: string): SameRequest => get(`${searchPath}?${text}`);
const queries = (...of: object[]): SameRequest => multi({ queries: of.map(one => ({ indexUid: 'articles', ...one })) });
const federated = (federation: object, ...of: object[]): SameRequest => multi({ federation, queries: of.map(one => ({ indexUid: 'articles', ...one })) });

/** Answered alike but for texts that only tell a person what was wrong: status, code, and which keys there are. */
export const sameShape: readonly SameRequest[] = [
  ...['limit', 'offset', 'page', 'hitsPerPage', 'cropLength'].flatMap(name => [-1, 1.5, 'x', true, [1]].map(value => search({ [name]: value }))),
  ...['limit', 'offset', 'cropLength', 'cropMarker', 'highlightPreTag', 'highlightPostTag', 'matchingStrategy', 'showMatchesPosition', 'showRankingScore', 'showRankingScoreDetails', 'retrieveVectors'].map(name => search({ [name]: null })),
  ...['page', 'hitsPerPage', 'filter', 'sort', 'facets', 'distinct', 'attributesToRetrieve', 'attributesToHighlight', 'attributesToCrop', 'attributesToSearchOn', 'rankingScoreThreshold', 'locales', 'hybrid', 'vector', 'media', 'personalize', 'useNetwork'].map(name => search({ q: '渡船', [name]: null })),
  ...['q', 'distinct', 'cropMarker', 'highlightPreTag', 'highlightPostTag', 'matchingStrategy'].flatMap(name => [1, {}, ['x']].map(value => search({ [name]: value }))),
  ...['sort', 'facets', 'attributesToRetrieve', 'attributesToHighlight', 'attributesToCrop', 'attributesToSearchOn', 'locales'].flatMap(name => ['x', 1, {}, [1], [null]].map(value => search({ [name]: value }))),
  ...['showMatchesPosition', 'showRankingScore', 'showRankingScoreDetails', 'retrieveVectors', 'showPerformanceDetails', 'useNetwork'].flatMap(name => [1, 'true'].map(value => search({ [name]: value }))),
  ...[2, -0.1, 'x', [1]].map(rankingScoreThreshold => search({ rankingScoreThreshold })),
  search({ foo: 1 }), search({ Q: '渡船' }), search({ exhaustiveNbHits: true }), search([]), search(null), search(1), search('"text"'), search('{'), search(' '), search(''), search('{"q":}'),
  search('{}', { 'content-type': 'text/plain' }), search('{}', { 'content-type': 'application/json; charset=utf-8' }),
  ...[1, 'x = 1', 'section =', 'section = ', '= 1', 'section CONTAINS x', [1], [['section = a', ['x']]], [['section = a', 1]], {}, 'section = a AND', '(section = a', 'NOT', 'section IN [a', 'section TO b', 'body = x', 'section IN', '"section" = "x', '_geoRadius(1, 2, 3)'].map(filter => search({ filter })),
  ...['', [], [[]], ['', []], 'section = 要闻', ['section = 要闻', ['page = A03', 'page = 2']], '"pageNumber" 2 TO 4', '"pageNumber">=3', 'section NOT IN [a, b]', 'section EXISTS AND tags NOT EXISTS', 'section IS NULL', 'tags IS NOT EMPTY', 'section STARTS WITH 要'].map(filter => search({ filter, attributesToRetrieve: ['id'] })),
  ...[['x:asc'], ['date'], ['date:up'], [], ['date:asc', 'title:desc'], ['body:asc']].map(sort => search({ sort })),
  ...[['x'], ['x*'], ['sec*'], ['*'], [], ['body'], ['pageNumber', 'section']].map(facets => search({ facets, limit: 0 })),
  search({ distinct: 'x' }), search({ distinct: 'section' }), search({ attributesToSearchOn: ['nope'], q: 'a' }), search({ attributesToSearchOn: [], q: '大桥' }), search({ attributesToSearchOn: ['*'], q: '大桥' }), search({ attributesToSearchOn: ['title'], q: '大桥' }),
  search({ locales: ['xx'] }), search({ locales: ['zh', 'cmn', 'zho'] }), search({ matchingStrategy: 'x' }),
  search({ hybrid: { embedder: 'x' }, q: '大桥' }), search({ hybrid: { embedder: 'x' } }), search({ hybrid: {} }), search({ hybrid: { embedder: 1 } }), search({ hybrid: { embedder: 'x', semanticRatio: 2 } }), search({ hybrid: { embedder: 'x', foo: 1 } }), search({ hybrid: 1 }),
  search({ vector: [1] }), search({ vector: 'x' }), search({ media: { image: 'x' } }), search({ personalize: { userContext: 'x' } }), search({ useNetwork: true }), search({ useNetwork: false }),
  search({ q: '大桥', showMatchesPosition: true, showRankingScore: true, attributesToHighlight: ['*'] }), search({ q: '大桥', retrieveVectors: true, limit: 1 }), search({ showPerformanceDetails: true }), search({ showMatchesPosition: true }),
  search({ q: '大桥' }, { 'meili-include-metadata': 'true' }), search({}, { 'meili-include-metadata': 'true' }), search({}, { 'meili-include-metadata': 'false' }),
  ...['limit=x', 'limit=', 'limit=-1', 'showRankingScore=1', 'showMatchesPosition=', 'foo=1', 'rankingScoreThreshold=x', 'rankingScoreThreshold=2', 'matchingStrategy=x', 'locales=xx', 'vector=1', 'hybridEmbedder=x', 'hybridEmbedder=x&q=a', 'filter=x%20%3D%201', 'filter=%5B1%5D', 'sort=x:asc', 'facets=x', 'distinct=x',
    'attributesToSearchOn=nope', 'personalizeUserContext=x', 'useNetwork=true', 'q=%E6%A1%A5&q=%E6%B8%A1', 'attributesToRetrieve=', 'cropLength=x', 'page=x', 'hitsPerPage=1&page=2', 'q=', 'media=x', 'offset=1&limit=1', 'showRankingScoreDetails=no'].map(query),
  multi({}), multi({ queries: {} }), multi({ queries: [1] }), multi([]), multi({ queries: [], foo: 1 }), multi({ queries: [] }), multi({ queries: null }), multi({ federation: null, queries: [] }), multi({ federation: 1, queries: [] }), multi({ queries: [{ q: 'x' }] }), multi({ queries: [{ indexUid: 'a b' }] }), multi({ queries: [{ indexUid: 1 }] }),
  queries({ indexUid: 'nope' }), queries({}, { indexUid: 'nope' }), queries({ foo: 1 }), queries({ limit: 'x' }), queries({ filter: 'x = 1' }), queries({ sort: ['x:asc'] }), queries({ facets: ['x'] }), queries({ federationOptions: {} }), queries({ federationOptions: null, limit: 0 }), queries({ q: '大桥', page: 1 }, { limit: 0, facets: ['section'] }),
  multi({ queries: [{ indexUid: 'articles', limit: 0 }] }, { 'meili-include-metadata': 'true' }),
  federated({}), federated({}, { q: '大桥' }), federated({}, { limit: 1 }), federated({}, { offset: 0 }), federated({}, { page: 1 }), federated({}, { hitsPerPage: 1 }), federated({}, { facets: ['section'] }), federated({}, { facets: [] }), federated({}, { federationOptions: { weight: -1 } }), federated({}, { federationOptions: { weight: 'x' } }),
  federated({}, { federationOptions: { foo: 1 } }), federated({}, { federationOptions: { remote: 'x' } }), federated({}, { indexUid: 'nope' }), federated({}, { filter: 'x = 1' }), federated({ foo: 1 }), federated({ limit: 'x' }), federated({ limit: null }), federated({ page: 1, hitsPerPage: 1 }, {}), federated({ offset: 1, limit: 1 }, {}),
  federated({ facetsByIndex: { articles: ['section', 'pageNumber'] }, limit: 0 }, {}), federated({ facetsByIndex: { articles: ['section'] }, mergeFacets: {} }, { q: '大桥' }), federated({ facetsByIndex: { articles: ['x'] } }, {}), federated({ facetsByIndex: { nope: ['x'] } }, {}), federated({ facetsByIndex: { nope: null } }, {}), federated({ facetsByIndex: 1 }, {}), federated({ facetsByIndex: { 'a b': [] } }, {}),
  federated({ mergeFacets: { maxValuesPerFacet: -1 } }, {}), federated({ distinct: 'section' }, {}), federated({ distinct: 'x' }, {}), federated({}, { showRankingScore: true, q: '大桥', attributesToHighlight: ['title'], attributesToRetrieve: ['id'] }), federated({ showPerformanceDetails: true }, {}), federated({ personalize: { userContext: 'x' } }, {}),
  multi({ federation: {}, queries: [{ indexUid: 'articles' }] }, { 'meili-include-metadata': 'true' }),
  facet({}), facet({ facetName: 1 }), facet({ facetName: 'x' }), facet({ facetName: 'body' }), facet({ facetName: 'section', facetQuery: 1 }), facet({ facetName: 'section', facetQuery: null, foo: 1, limit: 'x' }), facet({ facetName: 'section', filter: 'x=1' }), facet({ facetName: 'section', q: 1 }), facet({ facetName: 'section', matchingStrategy: 'x' }), facet({ facetName: 'section', attributesToSearchOn: ['nope'] }),
  facet(''), facet([]), facet({ facetName: 'section', facetQuery: '要' }), facet({ facetName: 'pageNumber', facetQuery: '3' }), post('/indexes/nope/facet-search')({ facetName: 'section' }),
  ...['limit=x', 'offset=-1', 'fields=', 'fields=id,title&limit=1', 'ids=qx-2,nope', 'ids=', 'filter=x%20%3D%201', 'filter=section%20%3D%20x', 'sort=x:asc', 'sort=date', 'sort=date:asc', 'foo=1', 'offset=5', 'limit=0', 'retrieveVectors=true&limit=1', 'retrieveVectors=x'].map(text => get(`/indexes/articles/documents?${text}`)),
  ...['qx-1', 'qx-1?fields=id,title', 'qx-1?fields=*', 'qx-1?fields=nope', 'qx-1?foo=1', 'qx-1?retrieveVectors=true', 'nope'].map(text => get(`/indexes/articles/documents/${text}`)),
  fetched({}), fetched({ limit: 'x' }), fetched({ limit: null }), fetched({ fields: 'id' }), fetched({ fields: ['id'], limit: 2 }), fetched({ ids: ['qx-2'] }), fetched({ ids: [1] }), fetched({ ids: 'x' }), fetched({ ids: [] }), fetched({ filter: 'section = 要闻' }), fetched({ filter: 'x = 1' }), fetched({ filter: 1 }), fetched({ sort: ['x:asc'] }), fetched({ sort: ['date:desc'] }), fetched({ foo: 1 }), fetched({ offset: -1 }), fetched({ retrieveVectors: 'x' }), fetched(''),
  get('/indexes/nope/documents'), get('/indexes/nope/documents/1'), get('/indexes/nope'), get('/indexes/nope/stats'), get('/indexes/a%20b'), get('/indexes/nope/search'), get('/indexes/nope/search?limit=x'), get('/indexes/a%20b/search'), post('/indexes/nope/search')({}), post('/indexes/nope/search')({ limit: 'x' }),
  get('/indexes/articles'), get('/indexes?limit=1'), get('/indexes?limit=x'), get('/indexes?foo=1'), get('/version'), get('/health'),
  post('/indexes/articles/similar')({}), post('/indexes/articles/similar')({ id: 'x' }), post('/indexes/articles/similar')({ id: 'x', embedder: 'e' }), get('/indexes/articles/similar?id=x'), get('/indexes/articles/similar'), get('/indexes/articles/similar?id=x&embedder=e'),
  get('/indexes/articles/search/'), get('/indexes/articles/nothing'), get('/multi-search'), { method: 'PUT', path: '/multi-search', body: {} }, { method: 'PUT', path: searchPath, body: {} }, { method: 'DELETE', path: searchPath }, get('/indexes/articles/facet-search'), get('/indexes/articles/documents/fetch'),
  { method: 'PATCH', path: '/indexes/articles/documents', body: {} }, { method: 'PUT', path: '/indexes/articles/documents/x', body: {} }, { method: 'POST', path: '/indexes/articles/stats', body: {} }, { method: 'PUT', path: '/indexes', body: {} }, { method: 'POST', path: '/version', body: {} }, { method: 'PUT', path: '/indexes/articles/nothing', body: {} },
];

/** What a key for searching is refused there; nothing of it is served here. */
export const refusedToSearchKeys: readonly SameRequest[] = [
  { method: 'POST', path: '/indexes', body: { uid: 'x' } }, { method: 'PATCH', path: '/indexes/articles', body: {} }, { method: 'DELETE', path: '/indexes/articles' },
  ...['POST', 'PUT'].map(method => ({ method, path: '/indexes/articles/documents', body: [{ id: 'new' }] })), { method: 'DELETE', path: '/indexes/articles/documents' }, { method: 'DELETE', path: '/indexes/articles/documents/qx-1' },
  ...['delete-batch', 'delete', 'edit'].map(path => ({ method: 'POST', path: `/indexes/articles/documents/${path}`, body: [] })),
  get('/indexes/articles/settings'), { method: 'PATCH', path: '/indexes/articles/settings', body: {} }, { method: 'DELETE', path: '/indexes/articles/settings' }, get('/indexes/articles/settings/synonyms'), { method: 'PUT', path: '/indexes/articles/settings/synonyms', body: {} },
  { method: 'POST', path: '/indexes/articles/compact' }, { method: 'POST', path: '/indexes/articles/fields', body: {} }, { method: 'POST', path: '/swap-indexes', body: [] }, { method: 'POST', path: '/dumps' }, { method: 'POST', path: '/snapshots' }, { method: 'POST', path: '/export', body: {} },
  get('/keys'), get('/keys/x'), get('/tasks'), get('/tasks/0'), get('/batches'), get('/stats'), get('/experimental-features'), get('/network'), get('/chats'), get('/webhooks'), { method: 'POST', path: '/chats/x/chat/completions', body: {} },
];

/** Answered with the same values, but for times, ids and scores: what is found leaves no choice. */
export const sameAnswer: readonly SameRequest[] = [
  search({ q: '渡船', attributesToRetrieve: ['id', 'pageNumber', 'tags'], attributesToHighlight: ['body', 'tags'] }),
  search({ q: '渡船', attributesToRetrieve: ['id'], attributesToHighlight: ['*'], highlightPreTag: '__a__', highlightPostTag: '' }),
  search({ q: '渡船', attributesToRetrieve: ['nope'] }), search({ q: '渡船', attributesToRetrieve: [] }), search({ q: '渡船', attributesToRetrieve: ['id'], attributesToHighlight: ['nope'] }),
  search({ q: '渡船', attributesToRetrieve: ['nested.key', 'id'] }), search({ q: '渡船', attributesToRetrieve: ['nested'], attributesToHighlight: ['nested.key'] }), search({ q: '渡船', attributesToRetrieve: ['id', 'nothing', 'yes', 'nested'], attributesToHighlight: ['title'] }),
  search({ q: '渡船', showMatchesPosition: true, attributesToRetrieve: ['id'] }), search({ q: '合龙', showMatchesPosition: true, attributesToRetrieve: ['id'] }), search({ showMatchesPosition: true, attributesToRetrieve: ['id'], filter: 'section = 要闻' }),
  search({ q: '渡船', attributesToRetrieve: ['id'], attributesToCrop: ['body:0'] }), search({ q: '渡船', attributesToRetrieve: ['id'], attributesToCrop: ['title:500', 'body'], cropLength: 500 }),
  search({ q: '不在任何地方出现', attributesToRetrieve: ['id'], facets: ['section', 'pageNumber'], matchingStrategy: 'all' }),
  search({ filter: 'section = 要闻', facets: ['section', 'publication', 'tags', 'pageNumber', 'date', 'authors'], attributesToRetrieve: ['id'] }), search({ facets: ['pageNumber', 'section'], limit: 0 }),
  search({ sort: ['date:asc'], attributesToRetrieve: ['id'], filter: 'date EXISTS' }), search({ sort: ['pageNumber:desc'], attributesToRetrieve: ['id'], filter: 'pageNumber EXISTS' }), search({ sort: ['date:desc'], attributesToRetrieve: ['id'], filter: 'date EXISTS', offset: 1, limit: 1 }),
  search({ sort: ['date:desc'], attributesToRetrieve: ['id'], filter: 'date EXISTS', hitsPerPage: 2 }), search({ sort: ['date:desc'], attributesToRetrieve: ['id'], filter: 'date EXISTS', hitsPerPage: 2, page: 2 }), search({ page: 0, filter: 'date EXISTS' }), search({ hitsPerPage: 0, filter: 'date EXISTS' }), search({ page: 9, filter: 'date EXISTS' }),
  search({ sort: ['date:desc'], attributesToRetrieve: ['id'], filter: 'publication EXISTS', distinct: 'publication' }),
  ...['pageNumber > 3', 'pageNumber 2 TO 3', 'section != 要闻 AND section EXISTS', 'NOT (section = 要闻 OR section = 民生) AND section EXISTS', 'tags IN [交通, 体育]', 'section STARTS WITH 民', 'pageNumber = 3.0'].map(filter => search({ filter, sort: ['date:asc'], attributesToRetrieve: ['id'] })),
  queries({ q: '渡船', attributesToRetrieve: ['id'] }, { filter: 'section = 要闻', limit: 0, facets: ['section'] }),
  facet({ facetName: 'section', facetQuery: '要' }), facet({ facetName: 'publication', facetQuery: '北' }), facet({ facetName: 'pageNumber', facetQuery: '3' }), facet({ facetName: 'section', filter: 'section = 民生' }), facet({ facetName: 'authors', q: '豆腐' }),
  get('/indexes/articles/documents/qx-1'), get('/indexes/articles/documents/qx-2?fields=id,authors,nope'), get('/indexes/articles/documents/nope'), fetched({ ids: ['qx-2'], fields: ['id', 'title'] }), fetched({ filter: 'section = 要闻', fields: ['id'] }), get('/indexes/articles/documents?sort=date:asc&fields=id&limit=2&filter=date%20EXISTS'),
  federated({ facetsByIndex: { articles: ['section', 'pageNumber'] }, limit: 0 }, { filter: 'section EXISTS' }), federated({ facetsByIndex: { articles: ['publication'] }, mergeFacets: {}, limit: 0 }, {}), federated({}, { q: '渡船', attributesToRetrieve: ['id'] }), get('/health'),
];
