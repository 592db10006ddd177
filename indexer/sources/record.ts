import { defaultIndexes, type IndexFields } from '../../config/fields.js';

/** An article as a source found it: any field names, any values; `normalizeArticle` checks it. */
export type RawArticle = Record<string, unknown>;

/** Where something was read: a file as the user named it (`archive.zip/inner.txt` inside an archive), line from 1, page as printed. */
export interface Origin {
  readonly file: string;
  readonly line?: number;
  readonly page?: string;
}

export interface FoundArticle {
  readonly article: RawArticle;
  readonly origin: Origin;
  /** 0–1, how sure the clipper is; absent where nothing had to be guessed. */
  readonly confidence?: number;
}

/** Something that should have been an article and is not; what follows it is still read. */
export interface Rejected {
  /** What is wrong and what was expected, without the file and the line. */
  readonly rejected: string;
  readonly origin: Origin;
  readonly id?: string;
}

/** Something that a person should know; nothing is lost by it. */
export interface Warning {
  readonly warning: string;
  readonly origin: Origin;
}

export type SourceItem = FoundArticle | Rejected | Warning;

export interface SourceOptions {
  /** Reads every file as this kind, whatever it looks like; a name of `sourceKinds`. */
  readonly kind?: string;
  /** Decodes every file so, e.g. `gb18030`; absent: recognised. */
  readonly encoding?: string;
  /** Field names of the source → ours, e.g. `{ 内容: 'body' }`; of two that become the same, the first with a value wins. */
  readonly map?: Readonly<Record<string, string>>;
  /** The fields of the index to fill: CSV columns named by a field's alias (标题) need no `map`. Default: an article's. */
  readonly fields?: IndexFields;
  /** Given to articles that have none of their own. */
  readonly publication?: string;
  readonly date?: string;
  readonly page?: string;
  /** A line, record or page file longer than this is rejected instead of held in memory. Default 32 MiB. */
  readonly maxRecordBytes?: number;
  /** Told how many bytes were read since the last call, as they lie on disk; adds up to what `sizeOf` counts. */
  readonly onBytes?: (bytes: number) => void;
  /** Stops reading: the iteration throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** One opened file (or archive member, or standard input), gunzipped. Read `bytes` or `text`, and once only. */
export interface Input {
  readonly name: string;
  /** The name's last extension in lower case without its dot, `.gz` taken off; '' when there is none. */
  readonly extension: string;
  /** Up to `headBytes` (64 KiB) from the beginning. */
  readonly head: Buffer;
  /** `head` decoded, without byte order mark; '' where it is not text. */
  readonly headText: string;
  /** Whether `head` is no text in any encoding. */
  readonly binary: boolean;
  /** Whether `head` is all there is. */
  readonly complete: boolean;
  bytes(): AsyncGenerator<Buffer>;
  /** Decoded piece by piece; what cannot be decoded becomes U+FFFD and counts in `badPlaces`. */
  text(): AsyncIterable<string>;
  readonly badPlaces: number;
  /** The file on disk with these very bytes, where there is one. */
  readonly path?: string;
  /** Reads a member of an archive as an input of its own. */
  readMember(name: string, bytes: AsyncIterable<Buffer>): AsyncIterable<SourceItem>;
  /** The encoding found or given; known once `text()` has given its first piece. */
  readonly encoding: string;
}

/** One form in which articles come. Yields items in the order of the file, as the reader asks for them. */
export interface Source {
  readonly kind: string;
  /** False for kinds that are no text themselves. */
  readonly text?: false;
  /**
   * How much an input looks like this kind: 0 not at all, 1 certainly. The name may support what the content says;
   * it must not outweigh content that says otherwise.
   */
  recognise(input: Input, options: SourceOptions): number;
  read(input: Input, options: SourceOptions): AsyncIterable<SourceItem>;
}

/** A file cannot be read (on); the message names the cause, not the file. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  constructor(message: string, readonly line?: number, options?: ErrorOptions) {
    super(message, options);
  }
}

/** Bytes that are no text at all, such as a picture's. */
export class NotTextError extends SourceError {}

/** Options that can never work, e.g. an unknown encoding: the caller's mistake, thrown before anything is read. */
export class SourceOptionError extends Error {
  override readonly name = 'SourceOptionError';
}

export const defaultMaxRecordBytes = 32 * 1024 * 1024;

/** @returns the limit for one record in bytes */
export const maxRecordBytes = (options: SourceOptions): number => options.maxRecordBytes ?? defaultMaxRecordBytes;

/** @returns e.g. `32 MiB` */
export function sizeText(bytes: number): string {
  const mebi = bytes / 1024 / 1024;
  return mebi >= 1 ? `${Number(mebi.toFixed(1))} MiB` : `${bytes} bytes`;
}

/** @returns the fields of the index to fill */
export function indexFields(options: SourceOptions): IndexFields {
  const fields = options.fields ?? defaultIndexes[0];
  if (!fields) throw new SourceOptionError('no index is configured');
  return fields;
}
