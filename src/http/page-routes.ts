import compression from 'compression';
import { Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import type { Settings } from '../../config/settings.js';
import type { Article } from '../article.js';
import { examplesFound } from '../examples.js';
import type { Filter } from '../query/filter.js';
import { pageSnippetChars } from '../search/answer.js';
import { similarTo } from '../search/similar.js';
import type { OpenIndex } from '../service.js';
import type { Statistics } from '../statistics.js';
import { renderArticlePage } from '../web/article-page.js';
import { assets } from '../web/assets.js';
import { renderErrorPage } from '../web/error-page.js';
import { pageFilter } from '../web/page-filter.js';
import { hitsPerPage, isStartPage, pageHref, readPageParams } from '../web/params.js';
import { renderSearchPage } from '../web/search-page.js';
import { countedFields, facetFields, pageFacets, type PageParams, type PageResult } from '../web/view.js';
import { indexOf } from './index-of.js';
import { tokenOfPage } from './page-token.js';
import { checkQuery, readFilter } from './parameters.js';
import { methodNotAllowed, Problem, problemOf, retryAfterSeconds, type LogError } from './problems.js';
import { sightOf } from './sight.js';
import { inSlot, type Slots } from './slots.js';

const mostOfPage = 30, mostSimilar = 6;

/** The search page at `/`, an article at `/articles/:id`, their files. Errors are pages too. */
export function pageRoutes(settings: Settings, before: readonly RequestHandler[], slots: Slots, log: LogError, statistics: Statistics | null): Router {
  const routes = Router();
  const basePath = settings.BASE_PATH;
  /** Pages are of the first index that their reader sees. */
  const firstOf = (response: Response) => indexOf(sightOf(response), { query: {} } as Request);
  routes.use(compression());

  /** A page with its token, which no cache may keep for others. */
  const send = async (response: Response, draw: (token: { token?: string }) => string) => {
    const token = await tokenOfPage(settings, sightOf(response));
    if (token !== undefined) response.set('Cache-Control', 'private, no-cache');
    response.type('html').send(draw(token === undefined ? {} : { token }));
  };

  routes.route('/')
    .get(...before, async (request, response) => {
      const params = readPageParams(request.query);
      checkQuery(params.q);
      const index = firstOf(response);
      const [articleCount, result, examples] = await inSlot(slots, response, async () =>
        [await index.engine.size(), isStartPage(params) ? null : await resultOf(index, params), await examplesFound(index.searcher)] as const);
      if (result && params.page === 1) statistics?.searched({ index: index.fields.index, q: params.q, empty: result.total === 0 && pageFilter(params).length === 0, tookMs: result.tookMs });
      const shared = { basePath, params, index: index.fields.index, examples, articleCount };
      await send(response, token => renderSearchPage({ ...shared, ...token, result }));
    })
    .all(methodNotAllowed('GET'));

  routes.route('/articles/:id')
    .get(...before, async (request: Request<{ id: string }>, response) => {
      const params = readPageParams(request.query);
      checkQuery(params.q);
      const index = firstOf(response);
      const shown = await inSlot(slots, response, async () => {
        const article = await index.engine.get(request.params.id);
        if (!article) throw new Problem(404, 'article_not_found', 'there is no article with this id');
        const [marked, samePage, similar] = await Promise.all([index.searcher.markedArticle(article, params.q), samePageAs(index, article), similarTo(index.searcher, article, mostSimilar)]);
        return { article, marked, samePage, similar };
      });
      await send(response, token => renderArticlePage({ basePath, params, ...token, ...shown }));
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
    if (problem.status >= 500 && !(error instanceof Problem)) log(error, response);
    const params = readPageParams(request.query);
    const retry = problem.status === 503 ? { retryAfterSeconds, retryHref: pageHref(params, basePath) } : {};
    if (problem.status === 503) response.set('Retry-After', String(retryAfterSeconds));
    response.status(problem.status).type('html').send(renderErrorPage({ basePath, params, status: problem.status, code: problem.code, detail: problem.detail, ...retry }));
  };
  routes.use(errorPage);
  return routes;
}

async function resultOf({ searcher, fields: { fields } }: OpenIndex, params: PageParams): Promise<PageResult> {
  const [field, direction] = params.sort.split(':');
  const asked = { q: params.q, sort: field === 'date' ? { field, descending: direction === 'desc' } : null };
  const result = await searcher.search({
    ...asked, page: params.page, perPage: hitsPerPage, highlight: 'snippet', snippetChars: pageSnippetChars, facets: countedFields, fold: params.duplicates === undefined,
    filter: readFilter(pageFilter(params), fields),
  });
  const facets: Record<string, Readonly<Record<string, number>>> = { ...result.facets };
  for (const facet of pageFacets.filter(one => params.filters[one].length > 0)) {
    const { found } = await searcher.find({ ...asked, sort: null, offset: 0, limit: 0, facets: [facetFields[facet]], filter: readFilter(pageFilter(params, facet), fields) });
    Object.assign(facets, found.facets);
  }
  return { ...result, facets };
}

/** The other articles of the page that an article stood on; none where it is not known. */
async function samePageAs({ engine }: OpenIndex, article: Article): Promise<Article[]> {
  const { publication, date, page } = article;
  if (typeof date !== 'string' || typeof page !== 'string') return [];
  const of: Filter[] = [{ op: 'equal', field: 'date', value: date }, { op: 'equal', field: 'page', value: page }];
  if (typeof publication === 'string') of.push({ op: 'equal', field: 'publication', value: publication });
  const { candidates } = await engine.search({ tiers: [{ tier: 'words', condition: { kind: 'everything' } }], filter: { op: 'and', of }, sort: { field: 'title', descending: false }, offset: 0, limit: mostOfPage, facets: [] });
  return candidates.map(candidate => candidate.article).filter(({ id }) => id !== article.id);
}
