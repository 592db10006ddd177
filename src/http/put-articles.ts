import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { AnalyzedArticle } from '../engines/engine.js';
import { ingest, putOrigin, type IngestItem } from '../ingest/run.js';
import type { OpenIndex, Service } from '../service.js';
import { indexOf } from './index-of.js';
import { checked, queryOf } from './parameters.js';
import { Problem } from './problems.js';
import { receive } from './receive.js';

/** Bodies up to this (unpacked) are answered when everything is written; what is larger becomes a job. */
const inMemoryBytes = 32 << 20;
const rejectedInline = 100;
/** Some milliseconds: searches are answered in between. */
const analyzedAtOnce = 8;

export const putParameters = z.strictObject({ index: z.string().optional(), wait: z.enum(['true', 'false']).optional() });

/** `PUT /articles`: a JSON array or NDJSON of any size. */
export const putArticles = (service: Service): RequestHandler => async (request, response) => {
  const { wait } = checked(putParameters, queryOf(request));
  const form = request.is(['application/x-ndjson', 'application/ndjson', 'application/jsonl']) ? 'ndjson' : request.is('json') ? 'json' : null;
  if (!form) throw new Problem(415, 'unsupported_media_type', 'expected application/json or application/x-ndjson');
  const index = indexOf(service, request), id = randomUUID();
  const body = await receive(request, service.jobs.uploadPath(id), wait === 'false' ? -1 : inMemoryBytes);
  if (body) {
    response.json(await put(index, form === 'json' ? elementsOf(body) : linesOf(body), service));
    return;
  }
  const job = service.indexing.upload(index, id, form);
  response.status(202).location(`${request.baseUrl}/jobs/${job.id}`).json({ job: job.id });
};

function elementsOf(body: Buffer): Iterable<IngestItem> {
  let articles: unknown;
  try {
    articles = JSON.parse(textOf(body));
  } catch {
    throw new Problem(400, 'malformed_json', 'the body is not valid JSON');
  }
  if (!Array.isArray(articles)) throw new Problem(400, 'invalid_parameter', 'body: expected a JSON array of articles', 'body');
  return articles.map((article: unknown, i) => ({ article: article as Record<string, unknown>, origin: { file: 'body', line: i + 1 } }));
}

/** The lines as records; one that is no JSON is rejected by its number. */
function* linesOf(body: Buffer): Generator<IngestItem> {
  const text = textOf(body);
  for (let at = 0, line = 1; at < text.length; line++) {
    const newLine = text.indexOf('\n', at), end = newLine < 0 ? text.length : newLine, one = text.slice(at, end), origin = { file: 'body', line };
    at = end + 1;
    if (!one.trim()) continue;
    try {
      yield { article: JSON.parse(one) as Record<string, unknown>, origin };
    } catch {
      yield { rejected: 'the line is not valid JSON', origin };
    }
  }
}

const textOf = (body: Buffer): string => body.toString().replace(/^\ufeff/, '');

async function* slowly(items: Iterable<IngestItem>): AsyncGenerator<IngestItem> { yield* items; }

async function put({ fields, engine, analyze }: OpenIndex, items: Iterable<IngestItem>, { settings }: Service) {
  const report = await ingest(slowly(items), {
    fields, origin: putOrigin, timeZone: settings.TIMEZONE, mostListed: rejectedInline,
    analyze: async (articles, origin) => {
      const analyzed: AnalyzedArticle[] = [];
      for (const article of articles) {
        analyzed.push(analyze(article, origin));
        if (analyzed.length % analyzedAtOnce === 0) await nextTurn();
      }
      return analyzed;
    },
    write: articles => engine.write(articles),
  });
  return { received: report.received, written: report.written, unchanged: report.unchanged, rejected: report.rejected.map(({ line, id, reason }) => ({ line, id, reason })) };
}
