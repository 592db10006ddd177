import cors from 'cors';
import compression from 'compression';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import type { Settings } from '../../../config/settings.js';
import { sightByKey } from '../keys.js';
import type { LogError } from '../problems.js';
import { giveSight, sightOf, type Sight } from '../sight.js';
import type { Statistics } from '../../statistics.js';
import type { Answering } from '../slots.js';
import type { ShownIndex } from './attributes.js';
import { indexAnswer, listDocuments, oneDocument, searchFacet, statsAnswer } from './documents.js';
import { errorHandler, indexNotFound, invalidKey, MeilisearchError, missingKey } from './errors.js';
import { federatedSearch, multiSearch } from './multi-search.js';
import { checkedUid, documentFieldsFromAddress, documentsFromAddress, documentsFromBody, facetSearchFromBody, indexesFromAddress, multiSearchFromBody, searchFromAddress, searchFromBody, type SearchParameters } from './parameters.js';
import { search, type Wishes } from './search.js';

/** The version of Meilisearch whose API this is. */
const apiVersion = '1.50.0';
/** Long filters are normal. */
const bodyLimit = '16mb';

/** Paths of Meilisearch that change something, or tell what a key for searching may not know. */
const withheld = ['/keys', '/tasks', '/batches', '/dumps', '/snapshots', '/stats', '/swap-indexes', '/experimental-features', '/network', '/chats', '/webhooks', '/export'];
const withheldOfIndex: readonly (readonly [path: string, ...methods: ('get' | 'post' | 'put' | 'patch' | 'delete')[]])[] = [
  ['/indexes', 'post'], ['/indexes/:uid', 'patch', 'delete'], ['/indexes/:uid/documents', 'post', 'put', 'delete'], ['/indexes/:uid/documents/:id', 'delete'],
  ['/indexes/:uid/documents/delete-batch', 'post'], ['/indexes/:uid/documents/delete', 'post'], ['/indexes/:uid/documents/edit', 'post'],
  ['/indexes/:uid/settings', 'get', 'patch', 'delete'], ['/indexes/:uid/settings/:setting', 'get', 'put', 'patch', 'delete'], ['/indexes/:uid/compact', 'post'], ['/indexes/:uid/fields', 'post'],
];

/** The paths of Meilisearch's API that its clients use to search. Nothing here writes. */
export function meilisearchRoutes(settings: Settings, whole: Sight, limit: RequestHandler, answering: Answering, log: LogError, statistics: Statistics | null): Router {
  const routes = Router();
  /** Clients of this API search while one types. */
  const counted = (uid: string, { filter }: Pick<SearchParameters, 'filter'>, answer: Readonly<Record<string, unknown>>) => {
    const { query, processingTimeMs, page = 1, offset = 0, totalHits, estimatedTotalHits } = answer as { query: string; processingTimeMs: number; page?: number; offset?: number; totalHits?: number; estimatedTotalHits?: number };
    if (page === 1 && offset === 0) statistics?.typed({ index: uid, q: query, empty: (totalHits ?? estimatedTotalHits) === 0 && filter == null, tookMs: processingTimeMs });
    return answer;
  };
  const allowed = settings.CORS_ORIGINS.includes('*') ? '*' : [...settings.CORS_ORIGINS];
  const own = ['/indexes', '/multi-search', '/version', '/health', ...withheld];
  routes.use(own, cors({ origin: allowed, methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], maxAge: 86_400, optionsSuccessStatus: 200, exposedHeaders: ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'] }), compression());
  const key = searchKey(settings, whole);
  const refuse: RequestHandler = () => { throw invalidKey(); };

  routes.route('/indexes/:uid/search')
    .get(limit, key, answering(async (request: OfIndex, response) => {
      const parameters = searchFromAddress(request.query);
      return counted(request.params.uid, parameters, await search(indexOf(request, response), parameters, wishesOf(request)));
    }))
    .post(limit, key, readText, parseJson, answering(async (request: OfIndex, response) => {
      const parameters = searchFromBody(request.body);
      return counted(request.params.uid, parameters, await search(indexOf(request, response), parameters, wishesOf(request)));
    }))
    .all(notThisMethod('GET', 'POST'));

  routes.route('/multi-search')
    .post(limit, key, readText, parseJson, answering(async (request, response) => {
      const { queries, federation } = multiSearchFromBody(request.body), { shown } = sightOf(response);
      if (federation) return federatedSearch(shown, queries, federation, wishesOf(request));
      const answer = await multiSearch(shown, queries, wishesOf(request));
      for (const [i, query] of queries.entries()) counted(query.indexUid, query, answer.results[i] ?? {});
      return answer;
    }))
    .all(notThisMethod('POST'));

  routes.route('/indexes/:uid/facet-search')
    .post(limit, key, readText, parseJson, answering((request: OfIndex, response) => {
      const parameters = facetSearchFromBody(request.body);
      return searchFacet(indexOf(request, response), parameters);
    }))
    .all(notThisMethod('POST'));

  // There are no embedders here, so none can be named.
  const similar: RequestHandler<{ uid: string }> = (request, response, next) => {
    const { id, embedder } = (request.method === 'GET' ? request.query : request.body ?? {}) as Record<string, unknown>;
    const what = request.method === 'GET' ? 'parameter' : 'field';
    const missing = id === undefined ? 'id' : embedder === undefined ? 'embedder' : null;
    if (missing === null) indexOf(request, response);
    next(missing === null ? new MeilisearchError('invalid_similar_embedder', `Cannot find embedder with name \`${String(embedder).slice(0, 200)}\`.`) : new MeilisearchError('bad_request', `Missing ${what} \`${missing}\``));
  };
  routes.route('/indexes/:uid/similar').get(limit, key, similar).post(limit, key, readText, parseJson, similar).all(notThisMethod('GET', 'POST'));

  routes.route('/indexes/:uid/documents/fetch')
    .post(limit, key, readText, parseJson, answering((request: OfIndex, response) => {
      const parameters = documentsFromBody(request.body);
      return listDocuments(indexOf(request, response), parameters);
    }))
    .all(notThisMethod('POST'));

  for (const [path, ...methods] of withheldOfIndex) for (const method of methods) routes.route(path)[method](key, refuse);
  for (const path of ['delete-batch', 'delete', 'edit']) routes.all(`/indexes/:uid/documents/${path}`, notThisMethod('POST'));

  routes.route('/indexes/:uid/documents')
    .get(limit, key, answering((request: OfIndex, response) => {
      const parameters = documentsFromAddress(request.query);
      return listDocuments(indexOf(request, response), parameters);
    }))
    .all(notThisMethod('GET', 'PUT', 'POST', 'DELETE'));

  routes.route('/indexes/:uid/documents/:id')
    .get(limit, key, answering((request: Request<{ uid: string; id: string }>, response) => {
      const { fields, retrieveVectors } = documentFieldsFromAddress(request.query);
      return oneDocument(indexOf(request, response), request.params.id, fields, retrieveVectors);
    }))
    .all(notThisMethod('GET', 'DELETE'));

  routes.route('/indexes/:uid/stats')
    .get(limit, key, answering((request: OfIndex, response) => statsAnswer(indexOf(request, response))))
    .all(notThisMethod('GET'));

  routes.route('/indexes/:uid')
    .get(limit, key, answering((request: OfIndex, response) => indexAnswer(indexOf(request, response))))
    .all(notThisMethod('GET', 'PATCH', 'DELETE'));

  routes.route('/indexes')
    .get(limit, key, answering(async (request, response) => {
      const { offset, limit: most } = indexesFromAddress(request.query), { shown } = sightOf(response);
      const wanted = [...shown.values()].sort((a, b) => a.uid < b.uid ? -1 : 1).slice(offset, offset + most);
      return { results: await Promise.all(wanted.map(indexAnswer)), offset, limit: most, total: shown.size };
    }))
    .all(notThisMethod('GET', 'POST'));

  routes.route('/version')
    .get(key, (_request, response) => { response.json({ commitSha: 'unknown', commitDate: 'unknown', pkgVersion: apiVersion }); })
    .all(notThisMethod('GET'));

  for (const path of withheld) routes.use(path, key, refuse);
  routes.use('/indexes', (_request, response) => { response.status(404).end(); });
  routes.use(own.filter(path => path !== '/health'), errorHandler(log));
  return routes;
}

/** Lets through who may search, and settles what they see; the word `Bearer` as it is written there. */
function searchKey(settings: Settings, whole: Sight): RequestHandler<object> {
  return async (request, response, next) => {
    let sight: Sight | null = whole;
    if (settings.SEARCH_KEYS.length) {
      const [scheme, key = ''] = (request.get('authorization') ?? '').split(/ (.*)/s);
      if (scheme !== 'Bearer') throw missingKey();
      sight = await sightByKey(settings, whole, key);
      if (!sight) throw invalidKey();
    }
    giveSight(response, sight);
    next();
  };
}

type OfIndex = Request<{ uid: string }>;

function indexOf({ params: { uid } }: OfIndex, response: Response): ShownIndex {
  const index = sightOf(response).shown.get(checkedUid(uid));
  if (!index) throw indexNotFound(uid);
  return index;
}

function wishesOf(request: Request<object>): Wishes {
  const included = (request.get('jianbao-include') ?? '').split(',').map(name => name.trim());
  return { metadata: request.get('meili-include-metadata') === 'true', reading: included.includes('reading'), folded: included.includes('folded') };
}

/** For a path that is there, but not with this method: an empty body, as there. */
const notThisMethod = (...allow: string[]): RequestHandler => (_request, response) => {
  response.status(405).set('Allow', allow.join(', ')).end();
};

const text = express.text({ type: () => true, limit: bodyLimit });

const readText: RequestHandler = (request, response, next) => {
  const type = request.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  const accepted = 'Accepted values for the Content-Type header are: `application/json`';
  if (!type) throw new MeilisearchError('missing_content_type', `A Content-Type header is missing. ${accepted}`, 415);
  if (type !== 'application/json') throw new MeilisearchError('invalid_content_type', `The Content-Type \`${type.slice(0, 200)}\` is invalid. ${accepted}`, 415);
  text(request, response, next);
};

/** A JSON body, whose mistakes are told as there. */
const parseJson: RequestHandler = (request, _response, next) => {
  const given: unknown = request.body;
  if (typeof given !== 'string' || given === '') throw new MeilisearchError('missing_payload', 'A json payload is missing.');
  try {
    request.body = JSON.parse(given) as unknown;
  } catch (error) {
    throw new MeilisearchError('malformed_payload', `The json payload provided is malformed. \`${(error as Error).message.slice(0, 200)}\`.`);
  }
  next();
};
