import iconv from 'iconv-lite';
import { bomBytesOf, findEncoding, namedEncoding } from './encoding.js';

/** Enough to tell the encoding by; counted from the first byte that is not ASCII. */
const sampleBytes = 64 * 1024;

/** ASCII of this length and nothing else is taken for UTF-8. */
const maxAsciiBytes = 4 * 1024 * 1024;

/** Decodes a stream piece by piece; recognises its encoding from the first stretch that is not plain ASCII. */
export class StreamDecoder {
  /** The encoding given or found; `utf-8` as long as everything was ASCII. */
  encoding: string;
  /** Places that could not be decoded so far; they became U+FFFD. */
  badPlaces = 0;
  private readonly given: string | undefined;
  /** The last bytes decoded, with which a spelled-out U+FFFD may have begun. */
  private tail: Buffer = Buffer.alloc(0);

  constructor(encoding?: string) {
    this.given = encoding === undefined ? undefined : namedEncoding(encoding);
    this.encoding = this.given ?? 'utf-8';
  }

  /**
   * The text of `bytes`, without its byte order mark, in pieces of about the same length.
   * @throws SourceError when the encoding is not recognised
   */
  async *decode(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
    const pieces = bytes[Symbol.asyncIterator]();
    try {
      const { held, complete } = await this.gather(pieces);
      let start = 0;
      if (this.given === undefined) {
        const found = findEncoding(...telling(held, complete));
        this.encoding = found.encoding;
        start = found.bomBytes;
      } else start = bomBytesOf(held, this.encoding);
      const decoder = iconv.getDecoder(this.encoding, { stripBOM: false });
      const first = this.count(decoder.write(held.subarray(start)), held);
      if (first) yield first;
      for (;;) {
        const next = await pieces.next();
        if (next.done === true) break;
        const text = this.count(decoder.write(next.value), next.value);
        if (text) yield text;
      }
      const rest = this.count(decoder.end() ?? '', Buffer.alloc(0));
      if (rest) yield rest;
    } finally {
      await pieces.return?.();
    }
  }

  /** Holds back what is needed to tell the encoding by, and the ASCII before it up to `maxAsciiBytes`. */
  private async gather(pieces: AsyncIterator<Buffer>): Promise<{ held: Buffer; complete: boolean }> {
    const held: Buffer[] = [];
    let heldBytes = 0;
    let wanted = this.given === undefined ? maxAsciiBytes : 4;
    while (heldBytes < wanted) {
      const next = await pieces.next();
      if (next.done === true) return { held: Buffer.concat(held), complete: true };
      if (wanted === maxAsciiBytes) {
        const high = firstHighByte(next.value);
        if (high < next.value.length) wanted = heldBytes + high + sampleBytes;
      }
      held.push(next.value);
      heldBytes += next.value.length;
    }
    return { held: Buffer.concat(held), complete: false };
  }

  /** Counts U+FFFD that the bytes did not spell out themselves. */
  private count(text: string, bytes: Buffer): string {
    const found = countOf(text, '\ufffd');
    if (found > 0) this.badPlaces += Math.max(0, found - countReplacementBytes(Buffer.concat([this.tail, bytes]), this.encoding));
    this.tail = bytes.subarray(Math.max(0, bytes.length - (replacementBytes[this.encoding]?.length ?? 1) + 1));
    return text;
  }
}

/** The part of a beginning to tell the encoding by: long ASCII says nothing. */
function telling(held: Buffer, complete: boolean): [Buffer, boolean] {
  const high = firstHighByte(held);
  const from = high > sampleBytes && high < held.length ? high : 0;
  const to = Math.max(high, from) + sampleBytes;
  return [held.subarray(from, to), complete && to >= held.length];
}

/** Offset of the first byte that tells something about the encoding, or the length. */
function firstHighByte(bytes: Buffer): number {
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i] ?? 0;
    if (b >= 0x80 || b === 0) return i;
  }
  return bytes.length;
}

function countOf(text: string, wanted: string): number {
  let count = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) count++;
  return count;
}

const replacementBytes: Readonly<Record<string, readonly number[]>> = {
  'utf-8': [0xef, 0xbf, 0xbd],
  'utf-16le': [0xfd, 0xff],
  'utf-16be': [0xff, 0xfd],
  gb18030: [0x84, 0x31, 0xa4, 0x37],
};

function countReplacementBytes(bytes: Buffer, encoding: string): number {
  const spelled = replacementBytes[encoding];
  if (!spelled) return 0;
  const wanted = Buffer.from(spelled);
  let count = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + wanted.length)) count++;
  return count;
}

/** Decodes a whole text, or its beginning, and says how. */
export function decodeSample(sample: Buffer, complete: boolean, encoding?: string): { text: string; encoding: string } {
  const found = encoding === undefined ? findEncoding(sample, complete) : { encoding: namedEncoding(encoding), bomBytes: 0 };
  const start = Math.max(found.bomBytes, bomBytesOf(sample, found.encoding));
  const text = iconv.decode(sample.subarray(start), found.encoding, { stripBOM: false });
  return { text: complete ? text : text.replace(/\ufffd$/, ''), encoding: found.encoding };
}
