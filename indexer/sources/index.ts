import { fileBytes } from './bytes.js';
import { namedEncoding } from './encoding.js';
import { openInput } from './open.js';
import { entriesOf, problemOf } from './paths.js';
import { SourceError, SourceOptionError, type Origin, type RawArticle, type SourceItem, type SourceOptions } from './record.js';
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
  for await (const entry of entriesOf(paths)) {
    options.signal?.throwIfAborted();
    const name = entry.path === '-' ? 'standard input' : entry.path;
    if ('problem' in entry) {
      yield { rejected: entry.problem, origin: { file: name } };
      continue;
    }
    yield* readBytes(name, fileBytes(entry.path, options.onBytes, options.signal), options, entry.named);
  }
}

/**
 * What one stream of bytes holds; `name` is shown to the user and supports the recognition of its kind.
 * @param wanted whether somebody asked for this very file: pictures and the like that only lie in a folder are passed over with a warning
 */
export async function* readBytes(name: string, bytes: AsyncIterable<Buffer>, options: SourceOptions = {}, wanted = true): AsyncGenerator<SourceItem> {
  let last: Origin = { file: name };
  try {
    const input = await openInput(name, bytes, options);
    if (input.binary && !wanted && options.kind === undefined) {
      yield { warning: 'passed over: not a text file', origin: last };
      await input.bytes().return(undefined);
      return;
    }
    const source = recogniseSource(input, options);
    for await (const item of source.read(input, options)) {
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
  throw error;
}

function faultOrigin(error: unknown, name: string, last: Origin): Origin {
  if (error instanceof SourceError && error.line !== undefined) return { file: name, line: error.line };
  // Faults of the bytes themselves have no line of their own: the last one that was read says how far it went.
  return last.line === undefined ? { file: name } : { file: name, line: last.line };
}
