import type { Request } from 'express';
import type { OpenIndex, Service } from '../service.js';
import { Problem } from './problems.js';

/** The index that a request names by `?index=` (or in its JSON body); the first one when it names none. */
export function indexOf({ indexes }: Pick<Service, 'indexes'>, request: Request): OpenIndex {
  const body = request.body as { index?: unknown } | undefined;
  const name = request.query['index'] ?? (typeof body === 'object' && body !== null ? body.index : undefined);
  const index = name === undefined ? [...indexes.values()][0] : typeof name === 'string' ? indexes.get(name) : undefined;
  if (!index) throw new Problem(404, 'index_not_found', 'there is no index with this name', 'index');
  return index;
}
