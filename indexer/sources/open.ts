import { extname } from 'node:path';
import { gunzip, headBytes, isGzip, peek } from './bytes.js';
import { decodeSample, StreamDecoder } from './decode.js';
import { NotTextError, SourceError, type Input, type SourceItem, type SourceOptions } from './record.js';

/** What an input cannot tell from its bytes. */
export interface Place {
  /** As it is shown to the user. */
  readonly name: string;
  readonly path?: string;
  readonly readMember: (name: string, bytes: AsyncIterable<Buffer>) => AsyncIterable<SourceItem>;
}

/**
 * Opens a stream of bytes as an input: unpacks gzip, by its first bytes and not by its name, and looks at the beginning.
 * @throws SourceError for gzip that cannot be unpacked at all
 */
export async function openInput(place: Place, bytes: AsyncIterable<Buffer>, options: SourceOptions): Promise<Input> {
  let peeked = await peek(bytes, headBytes);
  const packed = isGzip(peeked.head);
  if (packed) peeked = await peek(gunzip(peeked.rest), headBytes);
  const { head, complete, rest } = peeked;
  const { headText, binary, encoding } = textOf(head, complete, options.encoding);
  // What was recognised from the whole need not be recognised again.
  const decoder = new StreamDecoder(complete ? encoding : options.encoding);
  const { name, path, readMember } = place;
  return {
    name,
    readMember,
    ...(path !== undefined && !packed && { path }),
    extension: extname(name.replace(/\.gz$/i, '')).slice(1).toLowerCase(),
    head,
    headText,
    binary,
    complete,
    bytes: () => rest,
    text: () => decoder.decode(rest),
    get badPlaces() {
      return decoder.badPlaces;
    },
    get encoding() {
      return decoder.encoding;
    },
  };
}

function textOf(head: Buffer, complete: boolean, given: string | undefined): { headText: string; binary: boolean; encoding: string | undefined } {
  try {
    const { text, encoding } = decodeSample(head, complete, given);
    return { headText: text, binary: false, encoding };
  } catch (error) {
    if (error instanceof SourceError) return { headText: '', binary: error instanceof NotTextError, encoding: given };
    throw error;
  }
}
