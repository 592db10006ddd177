import type { ErrorRequestHandler } from 'express';
import { FilterError } from '../../query/filter.js';
import { Problem, problemOf, retryAfterSeconds, type LogError } from '../problems.js';

type ErrorType = 'invalid_request' | 'auth' | 'system' | 'internal';

/** An error as Meilisearch's clients know it: they branch on `code` and show `message`. */
export class MeilisearchError extends Error {
  override readonly name = 'MeilisearchError';
  constructor(readonly code: string, message: string, readonly status = 400, readonly type: ErrorType = 'invalid_request') {
    super(message);
  }

  /** The same error, said of a part of the request. */
  inside(place: string, status = this.status): MeilisearchError {
    return new MeilisearchError(this.code, `Inside \`${place}\`: ${this.message}`, status, this.type);
  }
}

export const invalidKey = () => new MeilisearchError('invalid_api_key', 'The provided API key is invalid.', 403, 'auth');
export const missingKey = () => new MeilisearchError('missing_authorization_header', 'The Authorization header is missing. It must use the bearer authorization method.', 401, 'auth');
export const indexNotFound = (uid: string) => new MeilisearchError('index_not_found', `Index \`${uid}\` not found.`, 404);

/** Problems that Meilisearch has a name of its own for. */
const known: Readonly<Record<string, () => MeilisearchError>> = {
  too_many_requests: () => new MeilisearchError('too_many_search_requests', 'Too many search requests running at the same time: retry after some time.', 503, 'system'),
  overloaded: () => new MeilisearchError('too_many_search_requests', 'Too many search requests running at the same time: retry after some time.', 503, 'system'),
  invalid_key: invalidKey,
  payload_too_large: () => new MeilisearchError('payload_too_large', 'The provided payload reached the size limit.', 413),
};

/** Any error as one of Meilisearch's; a filter's with the code of the route that it came to. */
function errorOf(error: unknown, filterCode: string): MeilisearchError {
  if (error instanceof MeilisearchError) return error;
  if (error instanceof FilterError) return filterError(error, filterCode);
  const problem = problemOf(error), named = known[problem.code];
  if (named) return named();
  if (problem.status >= 500) return new MeilisearchError('internal', problem.detail, problem.status, 'internal');
  return new MeilisearchError('bad_request', problem.detail, problem.status);
}

export function filterError({ message, reason }: FilterError, code = 'invalid_search_filter'): MeilisearchError {
  const isContains = reason === 'notSupported' && message.startsWith('CONTAINS');
  return new MeilisearchError(isContains ? 'feature_not_enabled' : code, message);
}

/** Errors of Meilisearch's paths, in its own form. */
export function errorHandler(log: LogError): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) { next(error); return; }
    const { status, code, message, type } = errorOf(error, /\/documents(\/|$)/.test(request.path) ? 'invalid_document_filter' : 'invalid_search_filter');
    if (status >= 500 && !(error instanceof Problem)) log(error, response);
    if (status === 503 && !response.hasHeader('Retry-After')) response.set('Retry-After', String(retryAfterSeconds));
    response.status(status).json({ message, code, type, link: `https://docs.meilisearch.com/errors#${code}` });
  };
}

