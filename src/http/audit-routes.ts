import { Router, type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import type { Audit, AuditEntry } from '../audit.js';
import type { Service } from '../service.js';
import { requestIdOf } from './observe.js';
import { checked, integer, queryOf } from './parameters.js';
import { methodNotAllowed, problemOf } from './problems.js';

export const auditParameters = z.strictObject({ limit: integer(1, 1_000).default(100), index: z.string().optional() });

const changing: ReadonlySet<string> = new Set(['PUT', 'POST', 'DELETE', 'PATCH']);
/** Parameters that say what was meant; nothing else of an address is kept. */
const kept = ['all', 'filter', 'maxRejected', 'wait'] as const;
const mostChars = 500;
const short = (text: string): string => text.length > mostChars ? `${text.slice(0, mostChars)}…` : text;

/** Writes down every request that changes something with what came of it, before it is answered. Comes behind the admin key. */
export function audited({ audit, indexes }: Pick<Service, 'audit' | 'indexes'>): RequestHandler {
  return (request, response, next) => {
    if (changes(request)) {
      const { json } = response;
      response.json = body => {
        audit.record({ ...asked(request, response, indexes), status: response.statusCode, result: resultOf(body) });
        return json.call(response, body);
      };
    }
    next();
  };
}

/** The same for those that were refused. Comes behind all routes. */
export function auditedProblems({ audit, indexes }: Pick<Service, 'audit' | 'indexes'>): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const { status, code } = problemOf(error);
    if (changes(request) && status !== 405) audit.record({ ...asked(request, response, indexes), status, result: { code } });
    next(error);
  };
}

const changes = ({ method, query }: Request): boolean => changing.has(method) && query['dryRun'] !== 'true';

function asked(request: Request, response: Response, indexes: Service['indexes']): Pick<AuditEntry, 'action' | 'index' | 'requestId' | 'given'> {
  const { method, baseUrl, path, query } = request, { index } = query, [, of, id] = /^\/(articles|jobs)\/([^/]+)/.exec(path) ?? [];
  const given = [...kept.map(name => [name, query[name]] as const), ['id', id] as const].flatMap(([name, value]) => typeof value === 'string' ? [[name, short(value)]] : []);
  return {
    action: `${method} ${baseUrl}${of === undefined ? path : `/${of}/:id`}`, index: typeof index === 'string' ? short(index) : [...indexes.keys()][0] ?? null,
    requestId: requestIdOf(response), ...(given.length ? { given: Object.fromEntries(given) as Record<string, string> } : {}),
  };
}

/** The numbers and names of an answer; of a list how long it is. */
function resultOf(body: unknown): Record<string, number | string> {
  const told = (value: unknown): number | string | null => typeof value === 'number' ? value : typeof value === 'string' ? short(value) : Array.isArray(value) ? value.length : null;
  return Object.fromEntries(Object.entries(body ?? {}).flatMap(([name, value]): [string, number | string][] => {
    const one = told(value);
    return one === null ? [] : [[name, one]];
  }));
}

/** `/audit` of the administration. */
export function auditRoutes(audit: Audit): Router {
  const routes = Router();
  routes.route('/audit')
    .get((request, response) => {
      const { limit } = checked(auditParameters, queryOf(request));
      response.json({ entries: audit.list(limit) });
    })
    .all(methodNotAllowed('GET'));
  return routes;
}
