import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { runTask, TaskFailed, type TaskProgress } from '../indexer/process.js';
import { defaultMaxRejected } from '../indexer/reindex.js';
import { ReindexRunning } from './engines/engine.js';
import type { Job, JobControl, Jobs } from './jobs.js';
import type { OpenIndex } from './service.js';

/** Rebuilds and large uploads of a running service: jobs, each in a process of its own. */
export class Indexing {
  /** One upload behind the other, in the order in which they came. */
  #uploads: Promise<unknown> = Promise.resolve();

  constructor(readonly settings: Settings, readonly jobs: Jobs, readonly log: Logger | null = null) {}

  /**
   * Begins to build an index anew from files or folders, or, where none are named, from what is stored.
   * @throws {@link ReindexRunning}
   */
  async reindex({ fields }: OpenIndex, paths: readonly string[], maxRejected = defaultMaxRejected): Promise<Job> {
    const { settings, jobs } = this, id = randomUUID();
    const abort = new AbortController();
    let last: TaskProgress | null = null, update: JobControl['update'] = () => undefined, begun: () => void = () => undefined;
    const isBegun = new Promise<void>(resolve => { begun = resolve; });
    const running = runTask({ kind: 'reindex', settings, fields, paths, maxRejected, by: 'POST /api/admin/reindex', reportPath: jobs.reportPath(id) }, {
      begun, signal: abort.signal, progress: now => { update(last = now); },
    });
    await Promise.race([isBegun, running]).catch((error: unknown) => {
      if (error instanceof ReindexRunning) throw error;
      // Whatever else went wrong is the job's to tell.
    });
    return jobs.start({ id, kind: 'reindex', index: fields.index }, control => {
      ({ update } = control);
      if (last) update(last);
      control.signal.addEventListener('abort', () => { abort.abort(); });
      return running;
    }, this.#tell);
  }

  /** Begins to write a body, which stands in the job's upload file, into the live build. */
  upload({ fields }: OpenIndex, id: string, form: 'json' | 'ndjson'): Job {
    const { settings, jobs } = this, before = this.#uploads;
    return jobs.start({ id, kind: 'upload', index: fields.index }, ({ signal, update }) => {
      const running = (async () => {
        // One that is stopped before its turn does not wait for it.
        await Promise.race([before, new Promise((_, reject) => { signal.addEventListener('abort', () => { reject(signal.reason as Error); }); })]);
        return runTask({ kind: 'upload', settings, fields, path: jobs.uploadPath(id), form, reportPath: jobs.reportPath(id) }, { signal, progress: update });
      })();
      this.#uploads = Promise.all([before, running.catch(() => undefined)]);
      return running;
    }, this.#tell);
  }

  readonly #tell = (error: unknown): string => {
    if (error instanceof TaskFailed) {
      if (error.cause) this.log?.error({ err: error, details: error.cause }, 'a job failed');
      return error.message;
    }
    if (error instanceof ReindexRunning) return error.message;
    this.log?.error({ err: error }, 'a job failed');
    return 'something went wrong here; it has been logged';
  };
}
