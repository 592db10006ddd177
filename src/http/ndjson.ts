import type { Request } from 'express';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import type { IngestItem } from '../ingest/run.js';
import { Problem } from './problems.js';

const tooLarge = () => new Problem(413, 'payload_too_large', 'the body is too large');

/**
 * The lines of an NDJSON body as records; a line that is no JSON is rejected by its number.
 * @param limitBytes of the body as sent and as unpacked
 * @throws Problem 413 beyond the limit, 400 for a body that breaks off or is not packed as it says, 415 for another packing than gzip
 */
export async function* linesOfRequest(request: Request, limitBytes: number): AsyncGenerator<IngestItem> {
  if (Number(request.get('content-length') ?? 0) > limitBytes) throw tooLarge();
  let line = 0;
  for await (const text of textLines(unpacked(request), limitBytes)) {
    line++;
    if (!text.trim()) continue;
    const origin = { file: 'body', line };
    try {
      yield { article: JSON.parse(text) as Record<string, unknown>, origin };
    } catch {
      yield { rejected: 'the line is not valid JSON', origin };
    }
  }
}

async function* unpacked(request: Request): AsyncGenerator<Buffer> {
  const encoding = request.get('content-encoding')?.toLowerCase() ?? 'identity';
  if (!['identity', 'gzip', 'x-gzip'].includes(encoding)) throw new Problem(415, 'unsupported_media_type', 'content-encoding: expected gzip or none');
  try {
    if (encoding === 'identity') {
      // Destroying the request would take the answer away with it.
      yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
      return;
    }
    const gunzip = createGunzip();
    // `pipe` hands on no errors; `pipeline` would destroy the request when the archive is broken.
    request.once('error', error => gunzip.destroy(error));
    yield* request.pipe(gunzip) as AsyncIterable<Buffer>;
  } finally {
    // The client sees the answer only when it can send the rest.
    request.unpipe();
    request.resume();
  }
}

async function* textLines(bytes: AsyncIterable<Buffer>, limitBytes: number): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '', sizeBytes = 0, isFirst = true;
  try {
    for await (const chunk of bytes) {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) throw tooLarge();
      let text = decoder.write(chunk);
      if (isFirst && text) {
        text = text.replace(/^\ufeff/, '');
        isFirst = false;
      }
      const lines = text.split('\n'), last = lines.pop() ?? '';
      for (const line of lines) {
        yield rest + line;
        rest = '';
      }
      rest += last;
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'invalid_parameter', 'the body breaks off, or is not packed as its content-encoding says', 'body');
  }
  yield rest + decoder.end();
}
