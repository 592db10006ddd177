import { Router, type Request, type Response } from 'express';
import type { Service, OpenIndex } from '../service.js';
import { renderArticlePage } from '../web/article-page.js';
import { assets } from '../web/assets.js';
import { renderErrorPage } from '../web/error-page.js';
import { hitsPerPage, isStartPage, pageFilter, pageHref, readPageParams } from '../web/params.js';
import { renderSearchPage } from '../web/search-page.js';
import { pageFacets } from '../web/view.js';
import { checkQuery, readFilter } from './parameters.js';
import { Problem, problemOf } from './problems.js';

const pageSnippetChars = 140;

/** The search page at `/`, an article at `/articles/:id`, their files. Errors are pages too. */
export function pageRoutes(service: Service, examples: readonly string[], log: (error: unknown) => void): Router {
  const routes = Router();
  const basePath = service.settings.BASE_PATH;
  const [index] = service.indexes.values() as unknown as [OpenIndex];

  const page = (render: (request: Request) => Promise<string>) => async (request: Request, response: Response) => {
    const params = readPageParams(request.query);
    try {
      response.type('html').send(await render(request));
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status >= 500) log(error);
      const retry = problem.status === 503 ? { retryAfterSeconds: 5, retryHref: pageHref(params, basePath) } : {};
      response.status(problem.status).type('html').send(renderErrorPage({ basePath, params, status: problem.status, code: problem.code, detail: problem.detail, examples, ...retry }));
    }
  };

  routes.get('/', page(async request => {
    const params = readPageParams(request.query);
    checkQuery(params.q);
    if (isStartPage(params)) return renderSearchPage({ basePath, params, result: null, examples, articleCount: await index.engine.size() });
    const [field, direction] = params.sort.split(':');
    const result = await index.searcher.search({
      q: params.q, page: params.page, perPage: hitsPerPage, scope: null, highlight: 'snippet', snippetChars: pageSnippetChars, facets: pageFacets,
      filter: readFilter(pageFilter(params.filters), index.fields.fields),
      sort: field === 'date' ? { field, descending: direction === 'desc' } : null,
    });
    return renderSearchPage({ basePath, params, result: { ...result, facets: result.facets ?? {} }, examples });
  }));

  routes.get('/articles/:id', page(async request => {
    const params = readPageParams(request.query);
    checkQuery(params.q);
    const article = await index.engine.get(String(request.params['id']));
    if (!article) throw new Problem(404, 'article_not_found', 'there is no article with this id');
    return renderArticlePage({ basePath, params, article, marked: await index.searcher.markedArticle(article, params.q) });
  }));

  for (const [path, { type, body }] of Object.entries(assets)) {
    routes.get(path, (_request, response) => { response.type(type).set('Cache-Control', 'public, max-age=31536000, immutable').send(body); });
  }
  return routes;
}
