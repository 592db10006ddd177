import type { IndexFields } from '../../config/fields.js';
import type { Article } from '../article.js';
import type { AnalyzedArticle, WriteCounts } from '../engines/engine.js';
import { normalizeArticle } from './article.js';
import { RunIds } from './ids.js';

interface Place { readonly file: string; readonly line?: number; readonly page?: string }

/** What a source gives: a record, or why there is none, or something a person should know. */
export type IngestItem =
  | { readonly article: Record<string, unknown>; readonly origin: Place; readonly confidence?: number }
  | { readonly rejected: string; readonly origin: Place; readonly id?: string }
  | { readonly warning: string; readonly origin: Place };

/** A record that was not written, and why. */
export interface RejectedRecord {
  readonly file: string;
  /** From 1. */
  readonly line: number | null;
  readonly id: string | null;
  readonly reason: string;
}

export interface IngestReport {
  readonly received: number;
  readonly written: number;
  readonly unchanged: number;
  readonly rejectedCount: number;
  /** The first of them, as many as the options say. */
  readonly rejected: readonly RejectedRecord[];
  /** Articles that were guessed with little confidence; see `minConfidence`. */
  readonly doubtful: readonly { readonly file: string; readonly line: number | null; readonly id: string; readonly confidence: number; readonly kept: boolean }[];
  readonly warnings: readonly { readonly file: string; readonly line: number | null; readonly warning: string }[];
}

export interface IngestOptions {
  readonly fields: IndexFields;
  /** What a reindex of the same source replaces. */
  readonly origin: string;
  readonly timeZone: string;
  readonly analyze: (articles: readonly Article[], origin: string) => Promise<AnalyzedArticle[]>;
  readonly write: (articles: readonly AnalyzedArticle[]) => Promise<WriteCounts>;
  /** Told of every rejected record. */
  readonly onRejected?: (record: RejectedRecord) => void;
  /** As many rejected records stand in the report (default: all). */
  readonly mostListed?: number;
  /** Told after each batch. */
  readonly onProgress?: (report: IngestReport) => void;
  readonly signal?: AbortSignal;
  /** Articles that the clipper is less sure of are kept out (0..1; default 0: none). */
  readonly minConfidence?: number;
  /** So many batches are handed to `write` at once (default: 1), while as many more are analyzed. */
  readonly writtenTogether?: number;
  /** Shared by the sources of one run, so that made ids stay apart. */
  readonly ids?: RunIds;
}

/** Origin of articles that came one by one over HTTP: no reindex replaces them. */
export const putOrigin = 'put';

/** Articles clipped with less confidence are listed. */
const doubtfulBelow = 0.5;

const batchArticles = 500, batchUtf16 = 1_000_000;
/** Batches that are analyzed while one is written: enough to keep every core busy, few enough to bound the memory. */
const outstandingBatches = 4;

/** Checks, analyzes and writes what a source gives, in batches; a bad record is rejected and the others are written. */
export async function ingest(items: AsyncIterable<IngestItem>, options: IngestOptions): Promise<IngestReport> {
  const ids = options.ids ?? new RunIds();
  const report = { received: 0, written: 0, unchanged: 0, rejectedCount: 0, rejected: [] as RejectedRecord[], doubtful: [] as IngestReport['doubtful'][number][], warnings: [] as IngestReport['warnings'][number][] };
  let batch: Article[] = [], places: (string | null)[] = [], sizeUtf16 = 0;
  const outstanding: Promise<AnalyzedArticle[]>[] = [];

  const { writtenTogether = 1 } = options;
  const writeOldest = async () => {
    const analyzed = (await Promise.all(outstanding.splice(0, writtenTogether))).flat();
    if (!analyzed.length) return;
    const counts = await options.write(analyzed);
    report.written += counts.written;
    report.unchanged += counts.unchanged;
    options.onProgress?.(report);
  };
  const flush = async () => {
    if (batch.length) {
      const at = places;
      const analysis = options.analyze(batch, options.origin).then(analyzed => analyzed.map((one, i) => ({ ...one, place: at[i] ?? null })));
      // A failure is thrown where the batch is awaited; until then nobody else may see it as unhandled.
      analysis.catch(() => undefined);
      outstanding.push(analysis);
    }
    batch = [];
    places = [];
    sizeUtf16 = 0;
    while (outstanding.length >= outstandingBatches + writtenTogether) await writeOldest();
  };

  for await (const item of items) {
    options.signal?.throwIfAborted();
    const { file, line } = item.origin;
    if ('warning' in item) {
      report.warnings.push({ file, line: line ?? null, warning: item.warning });
      continue;
    }
    report.received++;
    const checked = 'rejected' in item ? { error: item.rejected, ...(item.id === undefined ? {} : { id: item.id }) } : normalizeArticle(item.article, options.fields, options.timeZone);
    const claimed = 'error' in checked ? checked : ids.claim(checked.article, checked.idMade, line === undefined ? { file } : { file, line });
    if ('error' in claimed) {
      const id = 'error' in checked ? checked.id : checked.article.id;
      const record = { file, line: line ?? null, id: id ?? null, reason: claimed.error };
      report.rejectedCount++;
      options.onRejected?.(record);
      if (report.rejected.length < (options.mostListed ?? Infinity)) report.rejected.push(record);
      continue;
    }
    if ('confidence' in item && item.confidence !== undefined && item.confidence < Math.max(doubtfulBelow, options.minConfidence ?? 0)) {
      const kept = item.confidence >= (options.minConfidence ?? 0);
      report.doubtful.push({ file, line: line ?? null, id: claimed.article.id, confidence: item.confidence, kept });
      if (!kept) continue;
    }
    batch.push(claimed.article);
    places.push(options.origin === putOrigin ? null : line === undefined ? file : `${file}:${line}`);
    sizeUtf16 += approximateUtf16(claimed.article);
    if (batch.length >= batchArticles || sizeUtf16 >= batchUtf16) await flush();
  }
  await flush();
  while (outstanding.length) await writeOldest();
  return report;
}

function approximateUtf16(article: Article): number {
  let size = 0;
  for (const value of Object.values(article)) if (typeof value === 'string') size += value.length;
  return size;
}
