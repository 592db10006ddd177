import type { Request } from 'express';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { IngestItem } from '../ingest/run.js';
import { Problem } from './problems.js';

/** The lines of an NDJSON body as records; a line that is no JSON is rejected by its number. @throws Problem 413 beyond `limitBytes` */
export async function* linesOfRequest(request: Request, limitBytes: number): AsyncGenerator<IngestItem> {
  if (Number(request.get('content-length') ?? 0) > limitBytes) throw new Problem(413, 'payload_too_large', 'the body is too large');
  const gzipped = /^(x-)?gzip$/.test(request.get('content-encoding') ?? '');
  const body = gzipped ? request.pipe(createGunzip()) : request;
  let line = 0, bytes = 0;
  for await (const text of createInterface({ input: body, crlfDelay: Infinity })) {
    line++;
    bytes += text.length;
    if (bytes > limitBytes) throw new Problem(413, 'payload_too_large', 'the body is too large');
    if (!text.trim()) continue;
    const origin = { file: 'body', line };
    try {
      yield { article: JSON.parse(text.replace(/^\ufeff/, '')) as Record<string, unknown>, origin };
    } catch {
      yield { rejected: 'the line is not valid JSON', origin };
    }
  }
}
