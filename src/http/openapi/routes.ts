import compression from 'compression';
import { Router } from 'express';
import type { Service } from '../../service.js';
import { renderDocsPage } from '../../web/docs-page.js';
import { methodNotAllowed } from '../problems.js';
import { openApiDocument } from './document.js';

/** The description of the native API at `/openapi.json`, and a page to read and try it at `/docs`. */
export function openApiRoutes({ settings, indexes }: Service): Router {
  const routes = Router(), [index] = indexes.values();
  if (!index) return routes;
  const document = openApiDocument(index.fields, settings.BASE_PATH), page = renderDocsPage(document, settings.BASE_PATH);

  routes.route('/openapi.json')
    // It says nothing of the articles, and tools on other pages read it.
    .get(compression(), (_request, response) => { response.set('Access-Control-Allow-Origin', '*').json(document); })
    .all(methodNotAllowed('GET'));
  routes.route('/docs')
    .get(compression(), (_request, response) => { response.type('html').send(page); })
    .all(methodNotAllowed('GET'));
  return routes;
}
