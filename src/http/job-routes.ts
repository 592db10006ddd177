import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { z } from 'zod';
import type { Service } from '../service.js';
import { indexOf } from './index-of.js';
import { checked, queryOf } from './parameters.js';
import { methodNotAllowed, Problem } from './problems.js';

const onlyIndex = z.strictObject({ index: z.string().optional() });
const share = z.string().regex(/^(0|1|0?\.\d{1,6}|1\.0+)$/, { error: 'expected a share from 0 to 1' }).transform(Number);
export const reindexParameters = z.strictObject({ index: z.string().optional(), maxRejected: share.optional() });

/** `/reindex` and `/jobs` of the administration. */
export function jobRoutes(service: Service): Router {
  const routes = Router(), { jobs, indexing } = service;
  const found = <T>(job: T | null): T => {
    if (!job) throw new Problem(404, 'job_not_found', 'there is no job with this id');
    return job;
  };

  routes.route('/reindex')
    .post(async (request, response) => {
      const { maxRejected } = checked(reindexParameters, queryOf(request));
      const job = await indexing.reindex(indexOf(service, request), service.settings.SOURCE, maxRejected);
      response.status(202).location(`${request.baseUrl}/jobs/${job.id}`).json({ job: job.id });
    })
    .all(methodNotAllowed('POST'));

  routes.route('/jobs')
    .get((request, response) => {
      checked(onlyIndex, queryOf(request));
      response.json({ jobs: jobs.list() });
    })
    .all(methodNotAllowed('GET'));

  routes.route('/jobs/:id')
    .get((request, response) => { response.json(found(jobs.get(request.params.id))); })
    .delete(async (request, response) => { response.json(found(await jobs.cancel(request.params.id))); })
    .all(methodNotAllowed('GET', 'DELETE'));

  routes.route('/jobs/:id/report')
    .get(async (request, response) => {
      const { id } = found(jobs.get(request.params.id));
      response.type('application/x-ndjson').attachment(`rejected-${id}.ndjson`).type('application/x-ndjson');
      const file = await open(jobs.reportPath(id)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      if (!file) { response.end(); return; }
      // Of a job that runs, what is there now: its length is known, and no line is cut.
      const { size } = await file.stat();
      response.set('Content-Length', String(size));
      if (!size) { await file.close(); response.end(); return; }
      await pipeline(createReadStream('', { fd: file, end: size - 1 }), response).catch((error: NodeJS.ErrnoException) => {
        // Whoever reads it went away.
        if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      });
    })
    .all(methodNotAllowed('GET'));
  return routes;
}
