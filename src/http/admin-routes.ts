import express, { Router, type Request } from 'express';
import { z } from 'zod';
import { synonymTableSchema } from '../../config/synonyms.js';
import type { OpenIndex, Service } from '../service.js';
import { audited, auditedProblems, auditRoutes } from './audit-routes.js';
import { dictionaryRoutes } from './dictionary-routes.js';
import { indexOf } from './index-of.js';
import { jobRoutes } from './job-routes.js';
import { checked, queryOf, readFilter } from './parameters.js';
import { methodNotAllowed, Problem } from './problems.js';
import { putArticles } from './put-articles.js';
import { statsRoutes } from './stats-routes.js';

const tableLimitBytes = 32 << 20;

const index = z.string().optional();
export const deleteParameters = z.strictObject({ index, all: z.literal('true', { error: 'expected true' }).optional(), filter: z.string().optional() });
export const onlyIndex = z.strictObject({ index });
export const synonymParameters = onlyIndex.extend({ dryRun: z.enum(['true', 'false'], { error: 'expected true or false' }).optional() });

/** `/api/admin/…`; the caller has already shown the admin key. */
export function adminRoutes(service: Service): Router {
  const routes = Router();
  const json = express.json({ limit: tableLimitBytes, strict: false });
  routes.use(audited(service));

  routes.route('/articles')
    .put(putArticles(service))
    .delete(async (request, response) => {
      const { engine, fields } = indexOf(service, request);
      const { all, filter } = checked(deleteParameters, queryOf(request));
      if ((all === undefined) === (filter === undefined)) throw new Problem(400, 'invalid_parameter', 'expected either all=true or a filter', 'all');
      const parsed = filter === undefined ? null : readFilter(filter, fields.fields);
      if (filter !== undefined && !parsed) throw new Problem(400, 'invalid_filter', 'an empty filter would remove everything; say all=true', 'filter');
      response.json({ removed: await engine.remove(parsed ? { filter: parsed } : 'all') });
    })
    .all(methodNotAllowed('PUT', 'DELETE'));

  routes.route('/articles/:id')
    .delete(async (request, response) => {
      checked(onlyIndex, queryOf(request));
      const { engine } = indexOf(service, request);
      const removed = await engine.remove({ ids: [request.params.id] });
      if (!removed) throw new Problem(404, 'article_not_found', 'there is no article with this id');
      response.json({ removed });
    })
    .all(methodNotAllowed('DELETE'));

  routes.use(dictionaryRoutes(service, json));
  routes.use(jobRoutes(service));
  routes.use(auditRoutes(service.audit));
  routes.use(statsRoutes(service));

  routes.route('/synonyms')
    .get(async (request, response) => {
      checked(onlyIndex, queryOf(request));
      const { engine, searcher } = indexOf(service, request);
      response.json(await engine.synonyms() ?? searcher.fileSynonyms);
    })
    .put(json, async (request, response) => {
      if (!request.is('json')) throw new Problem(415, 'unsupported_media_type', 'expected content-type: application/json');
      const { dryRun } = checked(synonymParameters, queryOf(request));
      const table = checked(synonymTableSchema, request.body);
      const { engine } = indexByQuery(service, request);
      if (dryRun !== 'true') await engine.putSynonyms(table);
      response.json({ synonyms: Object.keys(table).length });
    })
    .all(methodNotAllowed('GET', 'PUT'));

  routes.route('/status')
    .get(async (request, response) => {
      checked(onlyIndex, queryOf(request));
      response.json(await indexOf(service, request).engine.status());
    })
    .all(methodNotAllowed('GET'));

  routes.route('/rollback')
    .post(async (request, response) => {
      checked(onlyIndex, queryOf(request));
      const { live, hiddenWrites } = await indexOf(service, request).engine.rollback();
      response.json({ live: live.name, hiddenWrites });
    })
    .all(methodNotAllowed('POST'));
  routes.use(auditedProblems(service));
  return routes;
}

/** A body may be a table in which `index` is just a word: here only the address names the index. */
const indexByQuery = (service: Service, request: Request): OpenIndex => indexOf(service, { query: request.query } as Request);
