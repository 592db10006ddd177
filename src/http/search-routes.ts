import express, { Router, type Request } from 'express';
import { z } from 'zod';
import { explain } from '../search/explain.js';
import { suggest } from '../search/suggest.js';
import { shownArticle, type SearchRequest } from '../search/answer.js';
import type { OpenIndex } from '../service.js';
import type { Statistics } from '../statistics.js';
import { indexOf } from './index-of.js';
import { checked, checkQuery, integer, queryOf, searchRequest } from './parameters.js';
import { methodNotAllowed, Problem } from './problems.js';
import { sightOf } from './sight.js';
import type { Answering } from './slots.js';

const bodyLimit = '1mb';
export const onlyIndex = z.strictObject({ index: z.string().optional() });
export const articleParameters = z.strictObject({ q: z.string().default(''), index: z.string().optional() });
export const suggestParameters = z.strictObject({ q: z.string().default(''), limit: integer(1, 20).default(8), index: z.string().optional() });
export const explainParameters = z.strictObject({ q: z.string().default(''), id: z.string().optional(), index: z.string().optional() });

/** `/api/search`, `/api/articles/:id`, `/api/suggest`, `/api/explain`; the caller has already shown a key where one is needed. */
export function searchRoutes(answering: Answering, statistics: Statistics | null): Router {
  const routes = Router();

  const search = async ({ fields, searcher }: OpenIndex, request: SearchRequest) => {
    const answer = await searcher.search(request);
    if (request.page === 1) statistics?.searched({ index: fields.index, q: request.q, empty: answer.total === 0 && request.filter === null, tookMs: answer.tookMs });
    return answer;
  };

  routes.route('/search')
    .get(answering((request, response) => {
      const index = indexOf(sightOf(response), request);
      return search(index, searchRequest(queryOf(request), index.fields));
    }))
    .post(express.json({ limit: bodyLimit, strict: false }), answering((request, response) => {
      if (!request.is('json')) throw new Problem(415, 'unsupported_media_type', 'expected content-type: application/json');
      checked(onlyIndex, queryOf(request));
      const index = indexOf(sightOf(response), request);
      return search(index, searchRequest(request.body, index.fields));
    }))
    .all(methodNotAllowed('GET', 'POST'));

  routes.route('/articles/:id')
    .get(answering(async (request: Request<{ id: string }>, response) => {
      const { fields, engine, searcher } = indexOf(sightOf(response), request);
      const { q } = checked(articleParameters, queryOf(request));
      checkQuery(q);
      const article = await engine.get(request.params.id);
      if (!article) throw new Problem(404, 'article_not_found', 'there is no article with this id');
      return { article: shownArticle(article, fields, true), marked: await searcher.markedArticle(article, q) };
    }))
    .all(methodNotAllowed('GET'));

  routes.route('/suggest')
    .get(answering(async (request, response) => {
      const { searcher } = indexOf(sightOf(response), request);
      const { q, limit } = checked(suggestParameters, queryOf(request));
      checkQuery(q);
      return { suggestions: await suggest(searcher, q, limit) };
    }))
    .all(methodNotAllowed('GET'));

  routes.route('/explain')
    .get(answering((request, response) => {
      const { searcher } = indexOf(sightOf(response), request);
      const { q, id } = checked(explainParameters, queryOf(request));
      checkQuery(q);
      return explain(searcher, q, id ?? null);
    }))
    .all(methodNotAllowed('GET'));
  return routes;
}
