import { hostname, userInfo } from 'node:os';
import { dictionaryInForce } from '../../config/dictionary.js';
import { defaultMaxRejected, reindex, TooManyRejected, type ReindexReport } from '../reindex.js';
import type { IngestReport } from '../../src/ingest/run.js';
import type { SourceOptions } from '../sources/index.js';
import { dateOption, Interrupted, UsageError } from '../usage.js';
import { tell, tellFailure } from './events.js';
import { Progress } from './progress.js';
import { printJson, withIndex } from './with-index.js';

interface Options {
  readonly dryRun?: boolean; readonly incremental?: boolean; readonly publication?: string; readonly date?: string;
  readonly encoding?: string; readonly kind?: string; readonly minConfidence?: string; readonly maxRejected?: string; readonly map: readonly string[]; readonly index?: string; readonly json?: boolean;
}

const listedProblems = 50;

export async function reindexCommand(paths: readonly string[], options: Options): Promise<void> {
  const map = Object.fromEntries(options.map.map(pair => {
    const [theirs, ours, ...more] = pair.split('=');
    if (!theirs || !ours || more.length) throw new UsageError(`--map ${pair}: expected THEIRS=OURS`);
    return [theirs, ours];
  }));
  const { publication, date, encoding, kind } = options;
  const source: SourceOptions = { map, ...(publication ? { publication } : {}), ...dateOption(date), ...(encoding ? { encoding } : {}), ...(kind ? { kind } : {}) };
  const minConfidence = Number(options.minConfidence ?? 0);
  if (!(minConfidence >= 0 && minConfidence <= 1)) throw new UsageError(`--min-confidence ${options.minConfidence}: expected a number from 0 to 1`);
  const maxRejected = shareOf(options.maxRejected);
  const report = await withIndex(options.index, async (engine, fields, settings) => {
    const from = paths.length ? paths : settings.SOURCE;
    if (!from.length) throw new UsageError('nothing to read: name files or folders, or set SOURCE');
    const abort = new AbortController();
    const progress = new Progress(options.json ?? false);
    const { dryRun = false, incremental = false } = options;
    if (options.json) tell({ event: 'started', paths: from, dryRun, incremental });
    const interrupted = () => {
      const reason = new Interrupted(options.incremental ? 'interrupted: what was written stays' : 'interrupted: the live index is as it was');
      abort.abort(reason);
      // Standard input may be silent for ever: nothing would look at the signal.
      if (from.includes('-')) process.stdin.on('error', () => undefined).destroy(reason);
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    try {
      return await reindex({
        engine, fields, paths: from, source, timeZone: settings.TIMEZONE, by: `${userInfo().username}@${hostname()}`, signal: abort.signal,
        dictionary: dictionaryInForce(settings.DATA_DIR, warning => { if (options.json) tell({ event: 'warning', warning }); else process.stderr.write(`warning: ${warning}\n`); }),
        minConfidence, maxRejected, dryRun, incremental, onProgress: now => { progress.update(now); },
      });
    } catch (error) {
      if (error instanceof TooManyRejected && !options.json) listProblems(error.report);
      // A program reads every line; what is the matter with the call itself is for whoever wrote it.
      if (options.json && error instanceof Error && !(error instanceof UsageError)) tellFailure(error);
      throw error;
    } finally {
      progress.stop();
      process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted);
    }
  });
  if (options.json) {
    for (const one of report.warnings) tell({ event: 'warning', ...one });
    for (const one of report.doubtful) tell({ event: 'doubtful', ...one });
    for (const one of report.rejected) tell({ event: 'rejected', ...one });
    printJson(report);
  }
  else print(report, options);
  if (report.rejected.length) process.exitCode = 3;
}

/** `0.05` or `5%`. @throws UsageError */
function shareOf(text: string | undefined): number {
  if (text === undefined) return defaultMaxRejected;
  const [, digits = '', percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [], share = Number(digits || NaN) / (percent ? 100 : 1);
  if (!(share <= 1)) throw new UsageError(`--max-rejected ${text}: expected a share such as 5% or 0.05`);
  return share;
}

const place = ({ file, line }: { readonly file: string; readonly line: number | null }) => line === null ? file : `${file}:${line}`;

function listProblems(report: IngestReport): void {
  const say = (line: string) => { process.stderr.write(`${line}\n`); };
  const some = <T>(list: readonly T[], show: (one: T) => string) => {
    for (const one of list.slice(0, listedProblems)) say(show(one));
    if (list.length > listedProblems) say(`… and ${list.length - listedProblems} more (--json lists all)`);
  };
  some(report.warnings, w => `warning: ${place(w)}: ${w.warning}`);
  some(report.doubtful, d => `doubtful: ${place(d)}: ${d.id}: confidence ${d.confidence.toFixed(2)}${d.kept ? '' : ', kept out'}`);
  some(report.rejected, r => `rejected: ${place(r)}: ${r.id === null ? '' : `${r.id}: `}${r.reason}`);
}

function print(report: ReindexReport, options: Options): void {
  listProblems(report);
  const seconds = report.tookMs / 1000;
  const counts = [`${report.received} read`, `${report.written} ${options.dryRun ? 'would be written' : 'written'}`, `${report.unchanged} unchanged`, `${report.rejected.length} rejected`];
  if (report.changes) counts.push(`${report.changes.added} new`, `${report.changes.changed} changed`, `${report.changes.gone} gone`);
  if (report.kept) counts.push(`${report.kept} of other sources kept`);
  if (report.removed) counts.push(`${report.removed} removed`);
  process.stdout.write(`${counts.join(', ')}; ${seconds.toFixed(1)} s, ${Math.round(report.received / Math.max(seconds, 0.001))} articles/s\n`);
  if (report.build) process.stdout.write(`live: ${report.build.name}, ${report.build.articles} articles, ${(report.build.sizeBytes / 1e6).toFixed(1)} MB\n`);
  else if (!options.dryRun && !options.incremental) process.stdout.write('nothing to index: the live index is as it was\n');
}
