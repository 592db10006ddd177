import { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import type { Service, OpenIndex } from '../service.js';
import { renderArticlePage } from '../web/article-page.js';
import { assets } from '../web/assets.js';
import { renderErrorPage } from '../web/error-page.js';
import { hitsPerPage, isStartPage, pageFilter, pageHref, readPageParams } from '../web/params.js';
import { renderSearchPage } from '../web/search-page.js';
import { pageFacets } from '../web/view.js';
import { checkQuery, readFilter } from './parameters.js';
import { methodNotAllowed, Problem, problemOf, retryAfterSeconds } from './problems.js';

const pageSnippetChars = 140;

/** The search page at `/`, an article at `/articles/:id`, their files. Errors are pages too. */
export function pageRoutes(service: Service, examples: readonly string[], limit: RequestHandler, log: (error: unknown) => void): Router {
  const routes = Router();
  const basePath = service.settings.BASE_PATH;
  const [index] = service.indexes.values() as unknown as [OpenIndex];

  routes.route('/')
    .get(limit, async (request, response) => {
      const params = readPageParams(request.query);
      checkQuery(params.q);
      response.type('html');
      if (isStartPage(params)) {
        response.send(renderSearchPage({ basePath, params, result: null, examples, articleCount: await index.engine.size() }));
        return;
      }
      const [field, direction] = params.sort.split(':');
      const result = await index.searcher.search({
        q: params.q, page: params.page, perPage: hitsPerPage, scope: null, highlight: 'snippet', snippetChars: pageSnippetChars, facets: pageFacets,
        filter: readFilter(pageFilter(params.filters), index.fields.fields),
        sort: field === 'date' ? { field, descending: direction === 'desc' } : null,
      });
      response.send(renderSearchPage({ basePath, params, result: { ...result, facets: result.facets ?? {} }, examples }));
    })
    .all(methodNotAllowed('GET'));

  routes.route('/articles/:id')
    .get(limit, async (request, response) => {
      const params = readPageParams(request.query);
      checkQuery(params.q);
      const article = await index.engine.get(request.params.id);
      if (!article) throw new Problem(404, 'article_not_found', 'there is no article with this id');
      response.type('html').send(renderArticlePage({ basePath, params, article, marked: await index.searcher.markedArticle(article, params.q) }));
    })
    .all(methodNotAllowed('GET'));

  for (const [path, { type, body }] of Object.entries(assets)) {
    routes.route(path)
      .get((_request, response) => { response.type(type).set('Cache-Control', 'public, max-age=31536000, immutable').send(body); })
      .all(methodNotAllowed('GET'));
  }

  // Whoever follows a wrong link in a browser sees a page; programs get the problem document.
  routes.use((request, _response, next) => {
    const forReader = ['GET', 'HEAD'].includes(request.method) && !/^\/api(\/|$)/.test(request.path) && request.accepts(['json', 'html']) === 'html';
    next(forReader ? new Problem(404, 'not_found', 'there is nothing at this address') : undefined);
  });

  const errorPage: ErrorRequestHandler = (error: unknown, request, response, next) => {
    const problem = problemOf(error);
    if (response.headersSent || !['GET', 'HEAD'].includes(request.method)) { next(error); return; }
    if (problem.status >= 500) log(error);
    const params = readPageParams(request.query);
    const retry = problem.status === 503 ? { retryAfterSeconds, retryHref: pageHref(params, basePath) } : {};
    if (problem.status === 503) response.set('Retry-After', String(retryAfterSeconds));
    response.status(problem.status).type('html').send(renderErrorPage({ basePath, params, status: problem.status, code: problem.code, detail: problem.detail, examples, ...retry }));
  };
  routes.use(errorPage);
  return routes;
}
