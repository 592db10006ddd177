import { stringify } from 'csv-stringify/sync';
import express, { Router } from 'express';
import { z } from 'zod';
import type { Service } from '../service.js';
import { indexOf } from './index-of.js';
import { checked, checkQuery, integer, queryOf } from './parameters.js';
import { methodNotAllowed, Problem } from './problems.js';
import { sightOf } from './sight.js';

const columns = ['q', 'id', 'searches', 'empty', 'clicks', 'meanMs', 'mostMs', 'meanPosition'] as const;

export const statsParameters = z.strictObject({
  kind: z.enum(['top', 'empty', 'slow', 'clicks'], { error: 'expected top, empty, slow or clicks' }).default('top'),
  days: integer(1, 90).default(30), limit: integer(1, 10_000).default(100),
  format: z.enum(['json', 'csv'], { error: 'expected json or csv' }).optional(), index: z.string().optional(),
});
export const clickBody = z.strictObject({ q: z.string({ error: 'expected text' }), id: z.string({ error: 'expected the id of an article' }).min(1).max(500), position: integer(1, 10_000), index: z.string().optional() });
export const onlyIndex = z.strictObject({ index: z.string().optional() });

/** `/stats` of the administration. */
export function statsRoutes(service: Service): Router {
  const routes = Router();
  routes.route('/stats')
    .get((request, response) => {
      const { kind, days, limit, format } = checked(statsParameters, queryOf(request)), { statistics } = service;
      const rows = statistics?.list(kind, indexOf(service, request).fields.index, days, limit) ?? [];
      response.vary('Accept');
      if ((format ?? request.accepts(['json', 'csv'])) !== 'csv') {
        response.json({ on: statistics !== null, kind, days, rows });
        return;
      }
      // Spreadsheets take a cell that begins so for a formula, and know UTF-8 by its mark.
      response.type('text/csv').attachment(`jianbao-${kind}.csv`).send(stringify(rows, { header: true, columns: columns.map(key => ({ key })), escape_formulas: true, bom: true }));
    })
    .all(methodNotAllowed('GET'));
  return routes;
}

/** `/click`; the caller has already shown a key where one is needed. */
export function clickRoutes({ statistics }: Pick<Service, 'statistics'>): Router {
  const routes = Router();
  routes.route('/click')
    .post(express.json({ limit: '16kb', strict: false }), (request, response) => {
      if (!request.is('json')) throw new Problem(415, 'unsupported_media_type', 'expected content-type: application/json');
      checked(onlyIndex, queryOf(request));
      const { q, id, position } = checked(clickBody, request.body);
      checkQuery(q);
      const { fields } = indexOf(sightOf(response), request);
      statistics?.clicked(fields.index, q, id, position);
      // The same whether it is counted, and whether there is such an article.
      response.json({ status: 'taken' });
    })
    .all(methodNotAllowed('POST'));
  return routes;
}
