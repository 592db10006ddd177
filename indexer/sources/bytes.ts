import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { SourceError } from './record.js';

/** How much of an input its kind and encoding are recognised by. */
export const headBytes = 64 * 1024;

const chunkBytes = 256 * 1024;
/** Given to gunzip at once: what comes out is at most about a thousand times as long, and is held. */
const gunzipSliceBytes = 16 * 1024;
/** Beyond this length, data that expands more than `bombRatio` times is taken for a bomb. */
export const bombBytes = 256 * 1024 * 1024;
/** Text is packed twenty times at most, records that repeat themselves fifty times. */
export const bombRatio = 200;

/** The bytes of a file; `-` is standard input. `onBytes` is told of each piece. */
export async function* fileBytes(path: string, onBytes?: (bytes: number) => void, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const stream: AsyncIterable<Buffer> = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: chunkBytes });
  for await (const chunk of stream) {
    signal?.throwIfAborted();
    onBytes?.(chunk.length);
    yield chunk;
  }
}

/** A stream with its beginning looked at; `rest` gives everything from the beginning, once. */
export interface Peeked {
  readonly head: Buffer;
  /** Whether `head` is the whole stream. */
  readonly complete: boolean;
  readonly rest: AsyncGenerator<Buffer>;
}

/** Reads the first `wanted` bytes without taking them away. */
export async function peek(bytes: AsyncIterable<Buffer>, wanted: number): Promise<Peeked> {
  const pieces = bytes[Symbol.asyncIterator]();
  const held: Buffer[] = [];
  let heldBytes = 0;
  let failure: { error: unknown } | undefined;
  let ended = false;
  while (heldBytes < wanted && !ended && !failure) {
    try {
      const next = await pieces.next();
      if (next.done === true) ended = true;
      else {
        held.push(next.value);
        heldBytes += next.value.length;
      }
    } catch (error) {
      // What came before a fault is still worth reading; the fault comes after it, where it stood.
      failure = { error };
    }
  }
  if (failure && heldBytes === 0) throw failure.error;
  async function* rest(): AsyncGenerator<Buffer> {
    try {
      yield* held.splice(0);
      if (failure) throw failure.error;
      while (!ended) {
        const next = await pieces.next();
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await pieces.return?.();
    }
  }
  const all = Buffer.concat(held);
  return { head: all.subarray(0, wanted), complete: ended && heldBytes <= wanted, rest: rest() };
}

export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;

/**
 * Unpacks gzip, several members too. Everything before a fault is given out.
 * @throws SourceError when the data end too early, are damaged, or expand beyond what text does
 */
export async function* gunzip(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unzip = createGunzip({ chunkSize: chunkBytes });
  let out: Buffer[] = [];
  let failure: Error | undefined;
  let wake: () => void = () => undefined;
  // An async iterator over the stream would lose what it has buffered when an error comes; a listener loses nothing.
  unzip.on('data', (chunk: Buffer) => out.push(chunk));
  unzip.on('error', (error: Error) => {
    failure = error;
    wake();
  });
  const settled = (start: (done: () => void) => void): Promise<void> => new Promise(resolve => {
    wake = resolve;
    start(resolve);
  });
  let packed = 0;
  let unpacked = 0;
  const take = (): Buffer[] => {
    const taken = out;
    out = [];
    for (const piece of taken) unpacked += piece.length;
    if (unpacked > bombBytes && unpacked > packed * bombRatio) {
      throw new SourceError(`gzip data expand more than ${bombRatio} times: taken for a zip bomb, the rest is not read`);
    }
    return taken;
  };
  try {
    for await (const chunk of bytes) {
      for (let at = 0; at < chunk.length && !failure; at += gunzipSliceBytes) {
        const slice = chunk.subarray(at, at + gunzipSliceBytes);
        packed += slice.length;
        await settled(done => unzip.write(slice, () => done()));
        yield* take();
      }
      if (failure) break;
    }
    if (!failure) {
      await settled(done => {
        unzip.once('end', done);
        unzip.end();
      });
    }
    yield* take();
    if (failure) throw new SourceError(gunzipFault(failure), undefined, { cause: failure });
  } finally {
    unzip.destroy();
  }
}

function gunzipFault(error: Error): string {
  return (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR'
    ? 'gzip data end too early (truncated file); what came before was read'
    : `gzip data are damaged (${error.message}); what came before was read`;
}
