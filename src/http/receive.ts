import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Request } from 'express';
import { Problem } from './problems.js';

/** A slow line may take long for a large body; one that sends nothing for so long is given up. */
const silentMs = 60_000;

const received = new WeakSet<IncomingMessage>();
/** Whether a body is one that may take its time. */
export const isReceived = (request: IncomingMessage): boolean => received.has(request);

const unpack = promisify(gunzip);
const brokenBody = () => new Problem(400, 'invalid_parameter', 'the body breaks off, or is not packed as its content-encoding says', 'body');

/**
 * Receives a body that may be of any size: no more than `inMemoryBytes` of it are ever held.
 * @param path where a body with more is written, as it was sent; made only then (with -1, always)
 * @returns the body unpacked; null when it stands in the file
 * @throws Problem 400 for a body that breaks off or is not packed as it says, 413 when the disk has no room for it, 415 for another packing than gzip and for text that is not UTF-8
 */
export async function receive(request: Request, path: string, inMemoryBytes: number): Promise<Buffer | null> {
  const packing = request.get('content-encoding')?.toLowerCase() ?? 'identity', charset = /charset="?([^";\s]*)/i.exec(request.get('content-type') ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
  if (!['identity', 'gzip', 'x-gzip'].includes(packing) || !['utf-8', 'utf8', 'us-ascii'].includes(charset)) throw new Problem(415, 'unsupported_media_type', 'expected UTF-8, packed with gzip or not at all');
  const body = new Body(path, Number(request.get('content-length') ?? 0) > inMemoryBytes ? -1 : inMemoryBytes);
  received.add(request);
  try {
    for await (const chunk of chunksOf(request)) await body.add(chunk);
    const held = await body.end();
    if (!held || packing === 'identity') return held;
    const unpacked = await unpackUpTo(held, inMemoryBytes);
    if (!unpacked) {
      await body.spill();
      await body.end();
    }
    return unpacked;
  } catch (error) {
    await body.discard();
    if (['ENOSPC', 'EDQUOT'].includes(String((error as NodeJS.ErrnoException).code))) throw new Problem(413, 'payload_too_large', 'the disk has no room for the body');
    throw error;
  } finally {
    // The client sees the answer only when it can send the rest.
    request.resume();
  }
}

/** @returns null when there is more of it than that */
async function unpackUpTo(packed: Buffer, mostBytes: number): Promise<Buffer | null> {
  try {
    return await unpack(packed, { maxOutputLength: mostBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw brokenBody();
  }
}

/** The next piece is taken when the one before is dealt with: the connection waits meanwhile. */
async function* chunksOf(request: Request): AsyncGenerator<Buffer> {
  let timer: NodeJS.Timeout | undefined;
  const wait = () => { timer = setTimeout(() => { request.destroy(); }, silentMs); };
  try {
    wait();
    // Destroying the request would take the answer away with it.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      yield chunk;
      wait();
    }
  } catch {
    throw brokenBody();
  } finally {
    clearTimeout(timer);
  }
}

class Body {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #file: FileHandle | null = null;

  constructor(readonly path: string, readonly inMemoryBytes: number) {}

  async add(chunk: Buffer): Promise<void> {
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > this.inMemoryBytes || this.#file) await this.spill();
  }

  /** Moves what is held into the file. */
  async spill(): Promise<void> {
    if (!this.#file) {
      await mkdir(dirname(this.path), { recursive: true });
      this.#file = await open(this.path, 'w');
    }
    for (const chunk of this.#held) await this.#file.writeFile(chunk);
    this.#held = [];
    this.#heldBytes = 0;
  }

  async end(): Promise<Buffer | null> {
    if (this.#heldBytes > this.inMemoryBytes) await this.spill();
    if (!this.#file) {
      const all = Buffer.concat(this.#held);
      this.#held = [all];
      return all;
    }
    await this.#file.close();
    return null;
  }

  async discard(): Promise<void> {
    await this.#file?.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }
}
