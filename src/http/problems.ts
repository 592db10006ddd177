import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { EngineUnavailable, NoPreviousBuild, ReindexRunning, StorageFailed } from '../engines/engine.js';
import { FilterError } from '../query/filter.js';

/** What a request can be refused with; `code` is stable, see api.md. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(readonly status: number, readonly code: string, readonly detail: string, readonly field?: string) {
    super(detail);
  }
}

export const notFound: RequestHandler = (request, _response, next) => {
  next(new Problem(404, 'not_found', `there is nothing at ${request.path}`));
};

/** For a path that exists, but not with this method. */
export const methodNotAllowed = (...allowed: string[]): RequestHandler => (request, response, next) => {
  response.set('Allow', allowed.join(', '));
  next(new Problem(405, 'method_not_allowed', `${request.method} is not possible here; ${allowed.join(' and ')} ${allowed.length > 1 ? 'are' : 'is'}`));
};

export const retryAfterSeconds = 5;

/** Logs what went wrong while a response was made. */
export type LogError = (error: unknown, response: Response) => void;

/** Any error as a problem that may be shown: nothing of what went wrong inside leaves the server. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof FilterError) return new Problem(400, 'invalid_filter', error.message, 'filter');
  // Uploads and jobs lie on the same disk.
  if (error instanceof StorageFailed || /^(ENOSPC|EDQUOT|EROFS)$/.test(String((error as { code?: unknown }).code))) return new Problem(503, 'engine_unavailable', 'nothing can be written now: the disk is full, or may not be written to');
  if (error instanceof EngineUnavailable) return new Problem(503, 'engine_unavailable', 'the search engine does not answer; it will be tried again');
  if (error instanceof ReindexRunning) return new Problem(409, 'reindex_running', error.message);
  if (error instanceof NoPreviousBuild) return new Problem(409, 'no_previous_build', error.message);
  const { status, type } = error as { status?: number; type?: string };
  if (type === 'entity.too.large') return new Problem(413, 'payload_too_large', 'the body is too large');
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') return new Problem(415, 'unsupported_media_type', 'expected JSON in UTF-8, packed with gzip or not at all');
  if (type === 'entity.parse.failed') return new Problem(400, 'malformed_json', 'the body is not valid JSON');
  if (error instanceof URIError) return new Problem(400, 'invalid_parameter', 'the address is not percent-encoded UTF-8');
  if (status !== undefined && status >= 400 && status < 500) return new Problem(status, 'invalid_parameter', 'the request cannot be read');
  return new Problem(500, 'internal_error', 'something went wrong here; it has been logged');
}

/** The only place that makes status codes of errors: `application/problem+json` (RFC 9457). */
export function problemHandler(log: LogError): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const problem = problemOf(error);
    if (problem.status >= 500 && !(error instanceof Problem)) log(error, response);
    if (response.headersSent) { next(error); return; }
    if (problem.status === 503) response.set('Retry-After', String(retryAfterSeconds));
    response.status(problem.status).type('application/problem+json').send(JSON.stringify({
      type: `urn:jianbao:problem:${problem.code}`, title: problem.code.replaceAll('_', ' '), status: problem.status,
      code: problem.code, detail: problem.detail, ...(problem.field === undefined ? {} : { field: problem.field }), instance: request.path,
    }));
  };
}
