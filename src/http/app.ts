import cors from 'cors';
import express, { type Express, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Service } from '../service.js';
import { adminPageRoutes } from './admin-page-routes.js';
import { adminRoutes } from './admin-routes.js';
import { boxRoutes } from './box-routes.js';
import { requireAdmin, requirePage, requireSearch } from './keys.js';
import { meilisearchRoutes } from './meilisearch/routes.js';
import { Metrics } from './metrics.js';
import { observe, requestIdOf } from './observe.js';
import { openApiRoutes } from './openapi/routes.js';
import { pageRoutes } from './page-routes.js';
import { methodNotAllowed, notFound, Problem, problemHandler, type LogError } from './problems.js';
import { searchRoutes } from './search-routes.js';
import { wholeSight } from './sight.js';
import { answeringIn, Slots } from './slots.js';
import { clickRoutes } from './stats-routes.js';

/** The whole HTTP service, not yet listening. */
export function createApp(service: Service, log: Logger): Express {
  const { settings } = service;
  const slots = new Slots(settings.MAX_CONCURRENT_SEARCHES, settings.MAX_WAITING_SEARCHES), answering = answeringIn(slots);
  const metrics = new Metrics(service, slots), observed = metrics.observed(service), whole = wholeSight(observed);
  const logError: LogError = (error, response) => { log.error({ requestId: requestIdOf(response), err: error }, 'request failed'); };
  const app = express();
  app.use(observe(log, metrics, settings.BASE_PATH));
  app.set('trust proxy', settings.TRUST_PROXY);
  app.set('query parser', 'simple');
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: {
    defaultSrc: ["'none'"], styleSrc: ["'self'"], scriptSrc: ["'self'"], imgSrc: ["'self'"], connectSrc: ["'self'"], formAction: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"],
  } }, strictTransportSecurity: false }));

  const routes = express.Router();
  const limit = limitOf(settings.RATE_LIMIT_PER_MINUTE);
  routes.use(meilisearchRoutes(settings, whole, limit, answering, logError, service.statistics));
  routes.route('/health')
    .get((_request, response) => { response.json({ status: 'available' }); })
    .all(methodNotAllowed('GET'));
  routes.route('/ready')
    .get(async (_request, response) => {
      for (const { engine } of service.indexes.values()) if (!await engine.ready()) throw new Problem(503, 'engine_unavailable', 'no index is live yet');
      response.json({ status: 'ready' });
    })
    .all(methodNotAllowed('GET'));
  routes.route('/metrics')
    .get(requireAdmin(settings), metrics.handler)
    .all(methodNotAllowed('GET'));
  routes.use(openApiRoutes(service));
  const origins = settings.CORS_ORIGINS.includes('*') ? '*' : [...settings.CORS_ORIGINS];
  const api = express.Router();
  api.use(cors({ origin: origins, maxAge: 86_400, exposedHeaders: ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'] }));
  api.use('/admin', requireAdmin(settings), adminRoutes(observed));
  api.use(limit, requireSearch(settings, whole), clickRoutes(service), searchRoutes(answering, service.statistics));
  routes.use('/api', api);
  routes.use(adminPageRoutes(settings));
  routes.use(boxRoutes(settings, requirePage(settings, whole)));
  routes.use(pageRoutes(settings, [limit, requirePage(settings, whole)], slots, logError, service.statistics));
  app.use(settings.BASE_PATH || '/', routes);
  app.use(notFound);
  app.use(problemHandler(logError));
  return app;
}

/** Counts the searches of a client, over the API and over the page together. */
function limitOf(perMinute: number): RequestHandler {
  if (perMinute === 0) return (_request, _response, next) => { next(); };
  return rateLimit({
    windowMs: 60_000, limit: perMinute, standardHeaders: 'draft-8', legacyHeaders: false,
    handler: (_request, _response, next) => { next(new Problem(429, 'too_many_requests', 'too many requests; try again in a minute')); },
  });
}
