import { fileBytes } from './bytes.js';
import { namedEncoding } from './encoding.js';
import { openInput } from './open.js';
import { entriesOf, problemOf } from './paths.js';
import { SourceError, SourceOptionError, type Origin, type RawArticle, type SourceItem, type SourceOptions } from './record.js';
import { wholeText } from './page.js';
import { namedSource, recogniseSource } from './registry.js';

export * from './record.js';
export { sourceKinds } from './registry.js';
export { sizeOf } from './paths.js';

/**
 * Everything that files, folders or standard input (`-`) hold, in their order, as the caller asks for it.
 *
 * A file that cannot be read (on) gives one `rejected` item and the next file follows: nothing but wrong options,
 * the caller's own `signal` and faults of the program throw.
 * @throws SourceOptionError for an unknown encoding or kind
 */
export async function* readSources(paths: readonly string[], options: SourceOptions = {}): AsyncGenerator<SourceItem> {
  if (options.encoding !== undefined) namedEncoding(options.encoding);
  if (options.kind !== undefined) namedSource(options.kind);
  for (const path of paths) {
    const name = path === '-' ? 'standard input' : path;
    let something = false;
    for await (const item of readPath(path, options)) {
      something ||= !('warning' in item);
      yield item;
    }
    // Never silence: what a user named and what gave nothing is told.
    if (!something) yield { rejected: 'holds no article', origin: { file: name } };
  }
}

async function* readPath(path: string, options: SourceOptions): AsyncGenerator<SourceItem> {
  for await (const entry of entriesOf([path])) {
    const name = path === '-' ? 'standard input' : entry.path;
    if ('problem' in entry) {
      yield { rejected: entry.problem, origin: { file: name } };
      continue;
    }
    const told = { bytes: 0 };
    const onBytes = (bytes: number): void => {
      const news = path === '-' ? bytes : Math.min(bytes, entry.sizeBytes - told.bytes);
      told.bytes += news;
      if (news > 0) options.onBytes?.(news);
    };
    const place: Place = { wanted: entry.named, ...(path !== '-' && { path: entry.path }) };
    yield* readBytes(name, fileBytes(entry.path, onBytes, options.signal), { ...options, onBytes }, place);
    // A fault may have ended the file before its end.
    onBytes(entry.sizeBytes - told.bytes);
  }
}

interface Place {
  /** Whether somebody asked for this very file: pictures and the like that only lie in a folder are passed over with a warning. */
  readonly wanted?: boolean;
  /** The file on disk with these bytes. */
  readonly path?: string;
  /** How many archives it lies in. */
  readonly depth?: number;
}

/** What lies beside saved pages: texts, and no articles. */
const besideTexts: ReadonlySet<string> = new Set(['css', 'js', 'mjs', 'cjs', 'map', 'svg', 'xsl', 'xslt', 'dtd']);

/** Archives in archives in archives are nobody's newspaper. */
const maxArchiveDepth = 3;

/** What one stream of bytes holds; `name` is shown to the user and supports the recognition of its kind. */
export async function* readBytes(name: string, bytes: AsyncIterable<Buffer>, options: SourceOptions = {}, place: Place = {}): AsyncGenerator<SourceItem> {
  const { wanted = true, path, depth = 0 } = place;
  let last: Origin = { file: name };
  try {
    const readMember = (member: string, content: AsyncIterable<Buffer>): AsyncIterable<SourceItem> =>
      readBytes(member, content, { ...options, onBytes: () => undefined }, { wanted: false, depth: depth + 1 });
    const input = await openInput({ name, readMember, ...(path !== undefined && { path }) }, bytes, options);
    const source = recogniseSource(input, options);
    if (source.kind === 'zip' && depth >= maxArchiveDepth) throw new SourceError(`archive within ${maxArchiveDepth} archives is not read`);
    const beside = input.binary ? source.text !== false : besideTexts.has(input.extension);
    if (beside && !wanted && options.kind === undefined) {
      yield { warning: `passed over: ${input.binary ? 'not a text file' : 'holds no articles by its name'}`, origin: last };
      await input.bytes().return(undefined);
      return;
    }
    for await (const item of source.read(input, options)) {
      options.signal?.throwIfAborted();
      last = item.origin;
      yield 'article' in item ? { ...item, article: completed(item.article, options) } : item;
    }
  } catch (error) {
    yield { rejected: faultText(error, options), origin: faultOrigin(error, name, last) };
  }
}

/** Their field names made ours, and what the caller gave for all articles. */
function completed(article: RawArticle, options: SourceOptions): RawArticle {
  const { map, publication, date, page } = options;
  let named = article;
  if (map && Object.keys(article).some(name => map[name] !== undefined)) {
    const fields = new Map<string, unknown>();
    for (const [name, value] of Object.entries(article)) {
      const ours = Object.hasOwn(map, name) ? (map[name] ?? name) : name;
      if (isEmpty(fields.get(ours))) fields.set(ours, value);
    }
    named = Object.fromEntries(fields);
  }
  const given = Object.entries({ publication, date, page }).filter(([name, value]) => value !== undefined && isEmpty(named[name]));
  return given.length > 0 ? { ...named, ...Object.fromEntries(given) } : named;
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

/** @returns the message for the user; faults that are not the file's are thrown on */
function faultText(error: unknown, options: SourceOptions): string {
  if (error instanceof SourceOptionError || options.signal?.aborted === true) throw error;
  if (error instanceof SourceError) return error.message;
  if (typeof error === 'object' && error !== null && 'syscall' in error) return problemOf(error as NodeJS.ErrnoException);
  // Parsers meet their limits in texts that nobody wrote by hand: too deep for the stack, too long for a string.
  if ((error as Error | undefined)?.name === 'RangeError') return `too deep or too long to be read (${(error as Error).message})`;
  throw error;
}

function faultOrigin(error: unknown, name: string, last: Origin): Origin {
  if (error instanceof SourceError && error.line !== undefined) return { file: name, line: error.line };
  // Faults of the bytes themselves have no line of their own: the last one that was read says how far it went.
  return last.line === undefined ? { file: name } : { file: name, line: last.line };
}

/** The raw text of page files, as the clipper gets it; what cannot be read is left out ({@link readSources} tells why). */
export async function* readPages(paths: readonly string[], options: SourceOptions = {}): AsyncGenerator<{ file: string; text: string }> {
  for await (const entry of entriesOf(paths)) {
    if ('problem' in entry) continue;
    try {
      const input = await openInput({ name: entry.path, path: entry.path, readMember: () => noMembers() }, fileBytes(entry.path), options);
      if (!input.binary) yield { file: entry.path, text: await wholeText(input, options) };
    } catch (error) {
      faultText(error, options);
    }
  }
}

async function* noMembers(): AsyncGenerator<SourceItem> { /* archives hold no page text of their own */ }
