import { resolve } from 'node:path';
import type { IndexFields } from '../config/fields.js';
import type { Article } from '../src/article.js';
import { BuildRefused, type AnalyzedArticle, type BuildInfo, type Engine } from '../src/engines/engine.js';
import { RunIds } from '../src/ingest/ids.js';
import { ingest, putOrigin, type IngestReport, type RejectedRecord } from '../src/ingest/run.js';
import { noUserWords, type UserDictionary } from '../src/text/user-words.js';
import { AnalysisPool, type Analysis } from './analysis.js';
import { Known, storedHashes, type Changes } from './known.js';
import { readSources, sizeOf, type SourceOptions } from './sources/index.js';

/** Origin of the bundled sample: the first reindex of anything else drops it. */
export const sampleOrigin = 'sample';

export interface ReindexOptions {
  readonly engine: Engine;
  readonly fields: IndexFields;
  /** Files and folders; `-` is standard input. None: what is stored is cut anew. */
  readonly paths: readonly string[];
  readonly source: SourceOptions;
  readonly timeZone: string;
  /** Who runs it, for whoever is refused meanwhile. */
  readonly by: string;
  /** Origin of all articles, instead of the path they came from. */
  readonly origin?: string;
  /** Keeps out articles that the clipper is less sure of, 0..1. */
  readonly minConfidence?: number;
  /** Reads, checks and cuts; writes nothing. */
  readonly dryRun?: boolean;
  /** Writes into the live build what has changed, removes what is gone from the same sources. */
  readonly incremental?: boolean;
  /** The user's words that articles are cut with; left out: none. */
  readonly dictionary?: UserDictionary;
  /** Who cuts; left out: threads of its own. */
  readonly analysis?: Analysis;
  readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number; readonly articles: number }) => void;
  readonly signal?: AbortSignal;
  /** Of 1,000 records and more, this share may be rejected (0..1; default 0.01). */
  readonly maxRejected?: number;
  /** Told of every rejected record; the report lists the first `mostListed` (default: all). */
  readonly onRejected?: (record: RejectedRecord) => void;
  readonly mostListed?: number;
  /** Nobody else may build from now on. */
  readonly onBegun?: () => void;
  /** Told how many articles of other sources are in the new build. */
  readonly onKept?: (articles: number) => void;
}

export const defaultMaxRejected = 0.01;
/** With fewer records a share says little. */
const judgedFrom = 1_000;

/** So much of a source was rejected that something is wrong with it. */
export class TooManyRejected extends BuildRefused {
  constructor(readonly report: IngestReport, maxRejected: number, incremental: boolean) {
    super(`${report.rejectedCount} of ${report.received} records were rejected, more than the ${Number((maxRejected * 100).toFixed(4))}% that --max-rejected allows: ${incremental ? 'what was written stays, nothing was removed' : 'the live index is as it was'}`);
  }
}

export interface ReindexReport extends IngestReport {
  readonly tookMs: number;
  /** Articles of other sources that the new build keeps. */
  readonly kept: number;
  /** Articles that their source no longer has (incremental only). */
  readonly removed: number;
  /** What a dry run found would change; null otherwise. */
  readonly changes: Changes | null;
  /** null when nothing was switched in: a dry run, an incremental one, or nothing to index. */
  readonly build: BuildInfo | null;
}

const carriedBatch = 500;

/** Builds a new index from sources beside the live one and switches to it; what fails leaves the live one as it was. */
export async function reindex(options: ReindexOptions): Promise<ReindexReport> {
  const { engine, fields } = options;
  const started = performance.now();
  const dictionary = options.dictionary ?? noUserWords;
  const { dryRun = false, incremental = false, maxRejected = defaultMaxRejected } = options;
  const pool = options.analysis ?? new AnalysisPool(fields, dictionary, incremental);
  const report: Totals = { received: 0, written: 0, unchanged: 0, rejectedCount: 0, rejected: [], doubtful: [], warnings: [] };
  try {
    const build = dryRun || incremental ? null : await engine.startBuild(options.by, dictionary.version);
    options.onBegun?.();
    const end = (more: Partial<ReindexReport>): ReindexReport => ({ ...report, tookMs: performance.now() - started, kept: 0, removed: 0, changes: null, build: null, ...more });
    try {
      const seen = new Set<string>(), known = build ? null : new Known(await storedHashes(engine));
      const write = async (articles: readonly AnalyzedArticle[]) => {
        const counts = known?.compare(articles, seen);
        for (const { article } of articles) seen.add(article.id);
        if (known && incremental && !dryRun) {
          const ours = articles.filter(one => !known.isPut(one)), { written, unchanged } = await engine.write(ours);
          return { written, unchanged: unchanged + articles.length - ours.length };
        }
        await build?.write(articles);
        return counts ?? { written: articles.length, unchanged: 0 };
      };
      const unread = await readAll(options, pool, report, write);
      options.signal?.throwIfAborted();
      if (!dryRun && report.received >= judgedFrom && report.rejectedCount > report.received * maxRejected) throw new TooManyRejected(report, maxRejected, incremental);
      // The sample makes room for the first articles that are read; a source that could not be read keeps what it gave before.
      const origins = new Set([...originsOf(options), ...options.paths.length ? [sampleOrigin] : []].filter(origin => !unread.has(origin)));
      // What the source still has, though it cannot be written now, is not gone.
      const there = incremental ? new Set([...seen, ...report.rejected.flatMap(({ id }) => id ?? [])]) : seen;
      if (known) {
        const gone = report.written + report.unchanged > 0 ? origins : new Set<string>();
        return end(dryRun ? { changes: known.changes(gone, there) } : { removed: await removeGone(engine, gone, there) });
      }
      if (!build) return end({});
      if (options.paths.length && !report.written) {
        await build.abandon();
        return end({});
      }
      const kept = await carryOver(options, { origins, seen }, pool, articles => build.write(articles));
      options.signal?.throwIfAborted();
      if (!report.written && !kept) {
        await build.abandon();
        return end({});
      }
      return end({ kept, build: await build.publish(async (article, origin) => (await pool.analyze([article], origin))[0] as AnalyzedArticle, options.signal) });
    } catch (error) {
      await build?.abandon();
      throw error;
    }
  } finally {
    await pool.close();
  }
}

const originOf = (options: ReindexOptions, path: string): string => options.origin ?? (path === '-' ? 'standard input' : resolve(path));
const originsOf = (options: ReindexOptions): string[] => options.paths.map(path => originOf(options, path));

type Totals = {
  received: number; written: number; unchanged: number; rejectedCount: number;
  readonly rejected: IngestReport['rejected'][number][]; readonly doubtful: IngestReport['doubtful'][number][]; readonly warnings: IngestReport['warnings'][number][];
};

/** @returns the origins that gave nothing but refused records */
async function readAll(options: ReindexOptions, pool: Analysis, totals: Totals, write: (articles: readonly AnalyzedArticle[]) => Promise<{ written: number; unchanged: number }>): Promise<Set<string>> {
  const { sizeBytes } = await sizeOf(options.paths);
  const ids = new RunIds();
  const unread = new Set<string>();
  let bytes = 0;
  for (const path of options.paths) {
    const before = totals.written + totals.unchanged;
    const part = await ingest(readSources([path], { ...options.source, fields: options.fields, onBytes: n => { bytes += n; }, ...(options.signal ? { signal: options.signal } : {}) }), {
      fields: options.fields, origin: originOf(options, path), timeZone: options.timeZone, ids, write,
      minConfidence: options.minConfidence ?? 0,
      analyze: (articles: readonly Article[], origin) => pool.analyze(articles, origin),
      onProgress: now => options.onProgress?.({ bytes, totalBytes: sizeBytes, articles: before + now.written + now.unchanged }),
      ...(options.onRejected ? { onRejected: options.onRejected } : {}), mostListed: (options.mostListed ?? Infinity) - totals.rejected.length,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    totals.rejectedCount += part.rejectedCount;
    totals.received += part.received;
    totals.written += part.written;
    totals.unchanged += part.unchanged;
    // Not spread into push: a million rejected records would be a million arguments.
    for (const one of part.rejected) totals.rejected.push(one);
    for (const one of part.doubtful) totals.doubtful.push(one);
    for (const one of part.warnings) totals.warnings.push(one);
    if (part.rejectedCount && part.rejectedCount === part.received) unread.add(originOf(options, path));
  }
  return unread;
}

/** Articles of other sources, and those that came one by one, live on in the new build; of two sources with one id, what was just read. */
async function carryOver({ engine, onKept, signal }: ReindexOptions, { origins, seen }: { readonly origins: ReadonlySet<string>; readonly seen: ReadonlySet<string> }, pool: Analysis, write: (articles: readonly AnalyzedArticle[]) => Promise<void>): Promise<number> {
  const byOrigin = new Map<string, { article: Article; place: string | null }[]>();
  let kept = 0;
  const flush = async (origin: string) => {
    const articles = byOrigin.get(origin) ?? [];
    byOrigin.delete(origin);
    if (articles.length) {
      const analyzed = await pool.analyze(articles.map(one => one.article), origin);
      await write(analyzed.map((one, i) => ({ ...one, place: articles[i]?.place ?? null })));
    }
    kept += articles.length;
    onKept?.(kept);
  };
  for await (const { article, origin, place } of engine.stored()) {
    if (origins.has(origin) || (origin !== putOrigin && seen.has(article.id))) continue;
    const list = byOrigin.get(origin) ?? [];
    signal?.throwIfAborted();
    list.push({ article, place: place ?? null });
    byOrigin.set(origin, list);
    if (list.length >= carriedBatch) await flush(origin);
  }
  for (const origin of [...byOrigin.keys()]) await flush(origin);
  return kept;
}

async function removeGone(engine: Engine, origins: ReadonlySet<string>, seen: ReadonlySet<string>): Promise<number> {
  const gone: string[] = [];
  if (!origins.size) return 0;
  for await (const { article, origin } of engine.stored()) if (origins.has(origin) && !seen.has(article.id)) gone.push(article.id);
  return gone.length ? engine.remove({ ids: gone }) : 0;
}
