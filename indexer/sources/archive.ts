import { promisify } from 'node:util';
import type { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { bombBytes, bombRatio } from './bytes.js';
import { findEncoding } from './encoding.js';
import { byName } from './paths.js';
import { sizeText, SourceError, type Input } from './record.js';

/** A file in an archive. */
export interface Member {
  readonly name: string;
  readonly packedBytes: number;
  /** Why it will not be read, e.g. a path out of the archive. */
  readonly problem?: string;
  readonly entry: Entry;
}

/** An opened .zip; close it. */
export interface Archive {
  /** By name; folders, hidden files and links left out. */
  readonly members: readonly Member[];
  bytesOf(member: Member): AsyncGenerator<Buffer>;
  close(): void;
}

export const isZip = (head: Buffer): boolean => head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5) && (head[3] === 4 || head[3] === 6);

/** An archive that comes as a stream has its list of members at the end: it must be held whole. */
const maxHeldBytes = 256 * 1024 * 1024;
const maxMembers = 200_000;

/**
 * Opens a .zip, from disk where it lies there and from memory otherwise.
 * @throws SourceError when it is damaged, has too many members, or is a stream longer than 256 MiB
 */
export async function openArchive(input: Input): Promise<Archive> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true } as const;
  const zip = await faultsNamed(async () => {
    if (input.path === undefined) return promisify<Buffer, object, ZipFile>(yauzl.fromBuffer)(await held(input), options);
    await input.bytes().return(undefined);
    return promisify<string, object, ZipFile>(yauzl.open)(input.path, options);
  });
  try {
    const members = (await faultsNamed(() => entriesOf(zip))).filter(entry => !isLink(entry)).map(memberOf)
      .filter(({ name }) => !name.endsWith('/') && !/(^|\/)(\.[^./]|__MACOSX\/)/.test(name))
      .sort((a, b) => byName(a.name, b.name));
    let unpacked = 0;
    const count = (bytes: number, entry: Entry, memberBytes: number): void => {
      unpacked += bytes;
      if ((memberBytes > bombBytes && memberBytes > bombRatio * entry.compressedSize) || (unpacked > bombBytes && unpacked > bombRatio * zip.fileSize)) {
        throw new SourceError(`archive expands more than ${bombRatio} times: taken for a zip bomb, the rest is not read`);
      }
    };
    return { members, bytesOf: ({ entry }) => bytesOf(zip, entry, count), close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function* bytesOf(zip: ZipFile, entry: Entry, count: (bytes: number, entry: Entry, memberBytes: number) => void): AsyncGenerator<Buffer> {
  const stream = await faultsNamed(() => new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
  }));
  let memberBytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      memberBytes += chunk.length;
      count(chunk.length, entry, memberBytes);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof SourceError ? error : damaged(error);
  } finally {
    stream.destroy();
  }
}

function entriesOf(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      if (entries.length > maxMembers) reject(new SourceError(`archive has more than ${maxMembers} members`));
      else zip.readEntry();
    });
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.readEntry();
  });
}

/** A member with its name decoded: UTF-8 by its flag or its bytes, else what Chinese archivers write. */
function memberOf(entry: Entry): Member {
  const raw = entry.fileName as unknown as Buffer;
  const name = ((entry.generalPurposeBitFlag & 0x800) !== 0 ? raw.toString() : iconv.decode(raw, nameEncoding(raw))).replaceAll('\\', '/');
  const problem = yauzl.validateFileName(name) !== null ? 'path leads out of the archive'
    : entry.isEncrypted() ? 'is encrypted'
    : entry.compressionMethod !== 0 && entry.compressionMethod !== 8 ? `is packed in a way that cannot be read (method ${entry.compressionMethod})`
    : undefined;
  return { name, packedBytes: entry.compressedSize, entry, ...(problem !== undefined && { problem }) };
}

function nameEncoding(raw: Buffer): string {
  try {
    const { encoding } = findEncoding(raw, true);
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding;
  } catch {
    return 'gb18030';
  }
}

/** A symbolic link made by a Unix archiver. */
const isLink = (entry: Entry): boolean => ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;

async function held(input: Input): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of input.bytes()) {
    bytes += part.length;
    if (bytes > maxHeldBytes) throw new SourceError(`archive is longer than ${sizeText(maxHeldBytes)}, too long to be read but from a file`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The library's own errors, told as the file's. */
async function faultsNamed<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw error instanceof SourceError ? error : damaged(error);
  }
}

const damaged = (error: unknown): SourceError =>
  new SourceError(`archive is damaged (${String((error as { message?: unknown }).message ?? error)})`, undefined, { cause: error });
