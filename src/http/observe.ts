import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.js';

const saneId = /^[\w.:-]{1,100}$/;
/** Asked every few seconds by machines. */
const unremarkable: ReadonlySet<string> = new Set(['/health', '/ready', '/metrics']);

export const requestIdOf = (response: Response): string => String(response.get('X-Request-Id'));

/**
 * Gives every request an id (the client's own where it is a sane one), and tells of each when it ends: the route, never what was asked for, nor by whom.
 * Comes before everything else.
 */
export function observe(log: Logger, metrics: Metrics, basePath: string): RequestHandler {
  return (request, response, next) => {
    const since = performance.now(), given = request.get('x-request-id') ?? '';
    const requestId = saneId.test(given) ? given : randomUUID();
    response.set('X-Request-Id', requestId);
    const templateOf = followRoute(request, basePath);
    response.once('close', () => {
      const durationMs = Math.round((performance.now() - since) * 10) / 10, route = templateOf();
      // What broke off before it was answered, as nginx counts it.
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.request(request.method, route, status, durationMs);
      log[unremarkable.has(route) ? 'debug' : 'info']({ requestId, method: request.method, route, status, durationMs }, 'request');
    });
    next();
  };
}

/** The template of the route that a request came to last (`/api/articles/:id`), `other` without one: known only while it is matched, as errors leave the routers again. */
function followRoute(request: Request, basePath: string): () => string {
  let matched: Request['route'], template = 'other';
  Object.defineProperty(request, 'route', {
    get: () => matched as unknown,
    set(route: { readonly path: unknown } | undefined) {
      matched = route;
      if (typeof route?.path === 'string') template = `${request.baseUrl.slice(basePath.length)}${route.path}`;
    },
  });
  return () => template;
}
