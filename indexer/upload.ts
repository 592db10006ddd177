import type { IndexFields } from '../config/fields.js';
import { dictionaryInForce } from '../config/dictionary.js';
import type { Engine } from '../src/engines/engine.js';
import { ingest, putOrigin, type IngestItem, type IngestReport, type RejectedRecord } from '../src/ingest/run.js';
import type { UserDictionary } from '../src/text/user-words.js';
import { AnalysisPool } from './analysis.js';
import { fileBytes } from './sources/bytes.js';
import { jsonSource } from './sources/json.js';
import { ndjsonSource } from './sources/ndjson.js';
import { openInput } from './sources/open.js';
import { sizeOf } from './sources/paths.js';
import { SourceError, type Input } from './sources/record.js';
import { estimated } from './estimate.js';

export interface UploadOptions {
  readonly engine: Engine;
  readonly fields: IndexFields;
  /** The body as it was sent, packed or not. */
  readonly path: string;
  readonly form: 'json' | 'ndjson';
  readonly dictionary: UserDictionary;
  /** Where another dictionary may be put meanwhile. */
  readonly dataDir: string;
  readonly timeZone: string;
  readonly onRejected: (record: RejectedRecord) => void;
  readonly mostListed: number;
  readonly onProgress: (now: { readonly done: number; readonly total: number; readonly share: number }) => void;
  readonly signal: AbortSignal;
}

/** Most of writing is counting the words of a transaction: of 1,000 articles together they are half as many as of five times 200. */
const writtenTogether = 2;

/**
 * Writes a body of any size into the live build.
 * @throws SourceError where it cannot be read on (broken JSON or gzip); what came before is written
 */
export async function readUpload(options: UploadOptions): Promise<IngestReport> {
  const { engine, fields, path, signal, dictionary } = options;
  const { sizeBytes } = await sizeOf([path]);
  const pool = new AnalysisPool(fields, dictionary, true);
  let bytes = 0;
  try {
    const input = await openInput({ name: 'body', readMember: () => { throw new SourceError('a body is no archive'); } }, fileBytes(path, n => { bytes += n; }, signal), { encoding: 'utf-8' });
    const faults: SourceError[] = [];
    const items = options.form === 'json' ? elementsOf(input, fields) : ndjsonSource.read(input, { fields });
    const report = await ingest(untilFault(items, fault => { faults.push(fault); }), {
      fields, origin: putOrigin, timeZone: options.timeZone, signal, onRejected: options.onRejected, mostListed: options.mostListed, writtenTogether,
      analyze: (articles, origin) => pool.analyze(articles, origin),
      write: articles => engine.write(articles),
      onProgress: now => { options.onProgress(estimated(now.written + now.unchanged, bytes, sizeBytes)); },
    });
    for (const fault of faults) throw fault;
    return report;
  } finally {
    await pool.close();
    await sayCutWith(options);
  }
}

/** Where nothing can be read on, what came before is still written. */
async function* untilFault(items: AsyncIterable<IngestItem>, onFault: (fault: SourceError) => void): AsyncGenerator<IngestItem> {
  try {
    yield* items;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    onFault(error);
  }
}

/** Articles of an array, numbered from 1 as `line`, as they are where a body is read at once. */
async function* elementsOf(input: Input, fields: IndexFields): AsyncGenerator<IngestItem> {
  if (!input.headText.trimStart().startsWith('[')) throw new SourceError('expected a JSON array of articles');
  let line = 0;
  for await (const item of jsonSource.read(input, { fields })) yield { ...item, origin: { ...item.origin, line: ++line } };
}

/** Where another dictionary was put meanwhile, the service has to look through all articles again. */
async function sayCutWith({ engine, dictionary, dataDir }: UploadOptions): Promise<void> {
  if (dictionaryInForce(dataDir).version === dictionary.version) return;
  const state = await engine.cutWith();
  if (state) await engine.putCutWith(state.build, 'several');
}
