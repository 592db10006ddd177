import express, { Router } from 'express';
import { z } from 'zod';
import { explain } from '../search/explain.js';
import { suggest } from '../search/suggest.js';
import { shownArticle } from '../search/answer.js';
import { indexOf } from './index-of.js';
import { checked, checkQuery, integer, queryOf, searchRequest } from './parameters.js';
import { methodNotAllowed, Problem } from './problems.js';
import type { Service } from '../service.js';

const bodyLimit = '1mb';
const onlyIndex = z.strictObject({ index: z.string().optional() });
const articleParameters = z.strictObject({ q: z.string().default(''), index: z.string().optional() });
const suggestParameters = z.strictObject({ q: z.string().default(''), limit: integer(1, 20).default(8), index: z.string().optional() });
const explainParameters = z.strictObject({ q: z.string().default(''), id: z.string().optional(), index: z.string().optional() });

/** `/api/search`, `/api/articles/:id`, `/api/suggest`, `/api/explain`. */
export function searchRoutes(service: Service): Router {
  const routes = Router();

  routes.route('/search')
    .get(async (request, response) => {
      const { fields, searcher } = indexOf(service, request);
      response.json(await searcher.search(searchRequest(queryOf(request), fields)));
    })
    .post(express.json({ limit: bodyLimit, strict: false }), async (request, response) => {
      if (!request.is('json')) throw new Problem(415, 'unsupported_media_type', 'expected content-type: application/json');
      checked(onlyIndex, queryOf(request));
      const { fields, searcher } = indexOf(service, request);
      response.json(await searcher.search(searchRequest(request.body, fields)));
    })
    .all(methodNotAllowed('GET', 'POST'));

  routes.route('/articles/:id')
    .get(async (request, response) => {
      const { fields, engine, searcher } = indexOf(service, request);
      const { q } = checked(articleParameters, queryOf(request));
      checkQuery(q);
      const article = await engine.get(request.params.id);
      if (!article) throw new Problem(404, 'article_not_found', 'there is no article with this id');
      response.json({ article: shownArticle(article, fields, true), marked: await searcher.markedArticle(article, q) });
    })
    .all(methodNotAllowed('GET'));

  routes.route('/suggest')
    .get(async (request, response) => {
      const { searcher } = indexOf(service, request);
      const { q, limit } = checked(suggestParameters, queryOf(request));
      checkQuery(q);
      response.json({ suggestions: await suggest(searcher, q, limit, null) });
    })
    .all(methodNotAllowed('GET'));

  routes.route('/explain')
    .get(async (request, response) => {
      const { searcher } = indexOf(service, request);
      const { q, id } = checked(explainParameters, queryOf(request));
      checkQuery(q);
      response.json(await explain(searcher, q, id ?? null));
    })
    .all(methodNotAllowed('GET'));
  return routes;
}
