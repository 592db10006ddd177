import { appendFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { dictionaryInForce } from '../config/dictionary.js';
import { BuildRefused, EngineUnavailable, ReindexRunning } from '../src/engines/engine.js';
import { openEngine } from '../src/engines/open.js';
import type { RejectedRecord } from '../src/ingest/run.js';
import { estimated } from './estimate.js';
import type { Task, TaskProgress, TaskResult, Told } from './process.js';
import { reindex } from './reindex.js';
import { SourceError } from './sources/index.js';
import { readUpload } from './upload.js';
import { Interrupted } from './usage.js';

// Runs as a process of its own: is told one task, tells how far it is and what came of it, and ends.
const toldEveryMs = 200, keptLines = 200;
const abort = new AbortController();
let last: Omit<TaskProgress, 'rejected'> = { done: 0, total: 0, share: 0 };
const stop = () => { abort.abort(new Interrupted('stopped')); };
const tell = (told: Told, whenSent: () => void = () => undefined): void => { if (process.connected) process.send?.(told, whenSent); };
// Not `exit`: it waits for threads, of which one may be reading from what never comes.
const end = () => { process.kill(process.pid, 'SIGKILL'); };

process.once('message', (task: Task) => {
  // Searches come first.
  try { setPriority(constants.priority.PRIORITY_BELOW_NORMAL); } catch { /* not everywhere */ }
  process.on('message', stop);
  void run(task).then(told => { tell(told, end); });
});
// Whoever asked for it is gone: the next build clears up.
process.once('disconnect', end);
process.on('SIGTERM', stop);
// A terminal sends it to everybody: the service says when to stop.
process.on('SIGINT', () => undefined);

async function run(task: Task): Promise<Told> {
  const rejected = new RejectedFile(task.reportPath);
  try {
    const result = await work(task, rejected);
    rejected.flush();
    return { result, rejected: rejected.count };
  } catch (error) {
    rejected.flush();
    tell({ progress: { ...last, rejected: rejected.count } });
    if (error instanceof ReindexRunning) return { running: { by: error.by, startedAt: error.startedAt } };
    return { failed: shown(error), stack: isExpected(error) ? null : String((error as Error).stack) };
  }
}

async function work(task: Task, rejected: RejectedFile): Promise<TaskResult> {
  const { fields, settings } = task;
  const engine = await openEngine(fields, settings);
  let toldAt = 0;
  const progress = (now: Omit<TaskProgress, 'rejected'>) => {
    last = now;
    if (performance.now() - toldAt < toldEveryMs) return;
    toldAt = performance.now();
    rejected.flush();
    tell({ progress: { ...now, rejected: rejected.count } });
  };
  const shared = { engine, fields, dictionary: dictionaryInForce(settings.DATA_DIR), timeZone: settings.TIMEZONE, signal: abort.signal, onRejected: (record: RejectedRecord) => { rejected.add(record); }, mostListed: 0 };
  try {
    if (task.kind === 'upload') {
      const { received, written, unchanged } = await readUpload({ ...shared, path: task.path, form: task.form, onProgress: progress, dataDir: settings.DATA_DIR });
      return ending({ received, written, unchanged }, written + unchanged);
    }
    const size = task.paths.length ? 0 : await engine.size();
    const { received, written, kept, build } = await reindex({
      ...shared, paths: task.paths, source: {}, by: task.by, maxRejected: task.maxRejected,
      onBegun: () => { tell({ begun: true }); },
      onProgress: ({ bytes, totalBytes, articles }) => { progress(estimated(articles, bytes, totalBytes)); },
      ...(size ? { onKept: articles => { progress({ done: articles, total: Math.max(size, articles), share: Math.min(1, articles / size) }); } } : {}),
    });
    if (!build) throw new BuildRefused('there is nothing to index: the live index is as it was');
    return ending({ received, written, kept, articles: build.articles, live: build.name }, written + kept);
  } finally {
    await engine.close();
  }
  function ending(result: TaskResult, done: number): TaskResult {
    tell({ progress: { done, total: done, rejected: rejected.count, share: 1 } });
    return result;
  }
}

const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'].includes(String((error as NodeJS.ErrnoException).code));
const isExpected = (error: unknown): boolean => isFull(error) || [BuildRefused, EngineUnavailable, SourceError, Interrupted].some(kind => error instanceof kind);

/** What an administrator may read of it. */
function shown(error: unknown): string {
  if (isFull(error)) return 'the disk is full';
  if (error instanceof EngineUnavailable) return 'the search engine does not answer, or its index is of another version';
  if (error instanceof SourceError && error.line !== undefined) return `line ${error.line}: ${error.message}`;
  return isExpected(error) ? (error as Error).message : 'something went wrong here; it has been logged';
}

/** Rejected records, written down as they come: there may be millions. */
class RejectedFile {
  #lines: string[] = [];
  count = 0;

  constructor(readonly path: string) {}

  add(record: RejectedRecord): void {
    this.count++;
    this.#lines.push(`${JSON.stringify(record)}\n`);
    if (this.#lines.length >= keptLines) this.flush();
  }

  flush(): void {
    if (this.#lines.length) appendFileSync(this.path, this.#lines.join(''));
    this.#lines = [];
  }
}
