import cors from 'cors';
import express, { type Express } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { Service } from '../service.js';
import { adminRoutes } from './admin-routes.js';
import { requireAdmin, requireSearch } from './keys.js';
import { pageRoutes } from './page-routes.js';
import { notFound, Problem, problemHandler } from './problems.js';
import { searchRoutes } from './search-routes.js';

/** The whole HTTP service, not yet listening. */
export function createApp(service: Service, log: Logger, examples: readonly string[]): Express {
  const { settings } = service;
  const logError = (error: unknown) => { log.error({ err: error }, 'request failed'); };
  const app = express();
  app.set('trust proxy', settings.TRUST_PROXY);
  app.set('query parser', 'simple');
  app.use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: {
    defaultSrc: ["'none'"], styleSrc: ["'self'"], scriptSrc: ["'self'"], imgSrc: ["'self'"], connectSrc: ["'self'"], formAction: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"],
  } }, strictTransportSecurity: false }));

  const routes = express.Router();
  routes.get('/health', (_request, response) => { response.json({ status: 'available' }); });
  routes.get('/ready', async (_request, response) => {
    for (const { engine } of service.indexes.values()) if (!await engine.ready()) throw new Problem(503, 'engine_unavailable', 'no index is live yet');
    response.json({ status: 'ready' });
  });
  const origins = settings.CORS_ORIGINS.includes('*') ? '*' : [...settings.CORS_ORIGINS];
  const api = express.Router();
  api.use(cors({ origin: origins, maxAge: 86_400 }));
  if (settings.RATE_LIMIT_PER_MINUTE > 0) {
    api.use(rateLimit({
      windowMs: 60_000, limit: settings.RATE_LIMIT_PER_MINUTE, standardHeaders: 'draft-8', legacyHeaders: false,
      handler: () => { throw new Problem(429, 'too_many_requests', 'too many requests; try again in a minute'); },
    }));
  }
  api.use('/admin', requireAdmin(settings), adminRoutes(service));
  api.use(requireSearch(settings), searchRoutes(service));
  routes.use('/api', api);
  routes.use(pageRoutes(service, examples, logError));
  app.use(settings.BASE_PATH || '/', routes);
  app.use(notFound);
  app.use(problemHandler(logError));
  return app;
}
