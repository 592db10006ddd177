import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';

/** What is told of work in the background. */
export interface Job {
  readonly id: string;
  readonly kind: 'reindex' | 'upload' | 'dictionary';
  /** null: all of them. */
  readonly index: string | null;
  readonly state: 'running' | 'done' | 'failed' | 'canceled';
  /** Of `total` articles; `total` is a guess until all are read, 0 where there is none. */
  readonly done: number;
  readonly total: number;
  readonly rejected: number;
  /** Guessed from how fast it went so far; null where that says nothing. */
  readonly secondsLeft: number | null;
  /** ISO time. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly error: string | null;
  /** What came of it: counts, the name of the build that is live now. */
  readonly result: Readonly<Record<string, number | string>> | null;
}

/** How far a job is; `share` of the work, 0..1, where that is not `done` of `total`. */
export interface JobProgress { readonly done?: number; readonly total?: number; readonly rejected?: number; readonly share?: number }

/** What the work of a job is given. */
export interface JobControl {
  readonly signal: AbortSignal;
  readonly update: (now: JobProgress) => void;
}

/** Something else took the job's place. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

interface Entry {
  job: Job;
  readonly abort: AbortController;
  ended: Promise<void>;
  /** When its first share was told, and which. */
  since: { readonly atMs: number; readonly share: number } | null;
  share: number;
}

/** As it stands in its file. */
type KeptJob = Job & { readonly pid: number; readonly host: string };

const mostKept = 50, abandonedAfterMs = 3_600_000;
const interrupted = 'interrupted: the service was stopped';
const idPattern = /^[0-9a-f-]{36}$/;

/**
 * Work in the background: what a service does now, and the last 50 jobs over restarts.
 *
 * ```
 * FOLDER/ID.json              the job as it was told last: when it began, and when it ended
 * FOLDER/ID.rejected.ndjson   its rejected records
 * FOLDER/ID.upload            the body that it reads, as long as it runs
 * ```
 */
export class Jobs {
  /** Those of this process. */
  readonly #running = new Map<string, Entry>();
  #closing = false;

  /** @param log is told when a job cannot be kept: it runs all the same */
  constructor(readonly folder: string, readonly log: Logger | null = null) {
    this.#cleanUp();
  }

  reportPath(id: string): string { return join(this.folder, `${id}.rejected.ndjson`); }
  uploadPath(id: string): string { return join(this.folder, `${id}.upload`); }
  #path(id: string): string { return join(this.folder, `${id}.json`); }

  /**
   * @param run does the work, and stops when the signal says so; @returns what came of it
   * @param tell what may be shown of an error
   */
  start(
    { id = randomUUID(), kind, index }: { readonly id?: string; readonly kind: Job['kind']; readonly index: string | null },
    run: (control: JobControl) => Promise<Job['result'] | void>, tell: (error: unknown) => string,
  ): Job {
    const job: Job = { id, kind, index, state: 'running', done: 0, total: 0, rejected: 0, secondsLeft: null, startedAt: new Date().toISOString(), finishedAt: null, error: null, result: null };
    const entry: Entry = { job, abort: new AbortController(), ended: Promise.resolve(), since: null, share: 0 };
    this.#running.set(id, entry);
    this.#keep(job);
    const end = (state: Job['state'], error: string | null, result: Job['result'] = null) => {
      entry.job = { ...entry.job, state, error, result, finishedAt: new Date().toISOString() };
      if (this.#keep(entry.job)) this.#running.delete(id);
      this.#cleanUp();
    };
    const update = ({ share, ...counts }: JobProgress) => {
      entry.job = { ...entry.job, ...counts };
      entry.share = share ?? (entry.job.total ? entry.job.done / entry.job.total : 0);
      entry.since ??= { atMs: performance.now(), share: entry.share };
    };
    entry.ended = run({ signal: entry.abort.signal, update }).then(
      result => { end('done', null, result ?? null); },
      (error: unknown) => {
        if (error instanceof Superseded) end('canceled', error.message);
        else if (!entry.abort.signal.aborted) end('failed', tell(error));
        else if (this.#closing) end('failed', interrupted);
        else end('canceled', null);
      },
    );
    return job;
  }

  get(id: string): Job | null {
    const entry = this.#running.get(id);
    if (entry) return { ...entry.job, secondsLeft: secondsLeft(entry) };
    return idPattern.test(id) ? this.#read(id) : null;
  }

  /** The newest first. */
  list(): Job[] {
    const ids = new Set([...this.#running.keys(), ...this.#names('json')]);
    return [...ids].flatMap(id => this.get(id) ?? []).sort((a, b) => a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0);
  }

  /** Stops a job and waits for its end. One that another process runs is left alone. */
  async cancel(id: string): Promise<Job | null> {
    const entry = this.#running.get(id);
    entry?.abort.abort();
    await entry?.ended;
    return this.get(id);
  }

  /** Stops everything. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#running.keys()].map(id => this.cancel(id)));
  }

  /** @returns whether it stands in its file */
  #keep(job: Job): boolean {
    const kept: KeptJob = { ...job, pid: process.pid, host: hostname() };
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(`${this.#path(job.id)}.new`, JSON.stringify(kept), { flush: true });
      renameSync(`${this.#path(job.id)}.new`, this.#path(job.id));
      return true;
    } catch (error) {
      this.log?.error({ err: error }, 'a job was not kept');
      return false;
    }
  }

  /** Ids of the files with this ending. */
  #names(ending: string): string[] {
    try {
      return readdirSync(this.folder).filter(name => name.endsWith(`.${ending}`)).map(name => name.slice(0, -ending.length - 1)).filter(id => idPattern.test(id));
    } catch {
      return [];
    }
  }

  /** A job that stands in its file. */
  #read(id: string): Job | null {
    try {
      const { pid, host, ...job } = JSON.parse(readFileSync(this.#path(id), 'utf8')) as KeptJob;
      if (job.state !== 'running' || isAlive(pid, host)) return job;
      return { ...job, state: 'failed', error: interrupted, finishedAt: statSync(this.#path(id)).mtime.toISOString() };
    } catch {
      return null;
    }
  }

  /** Removes all but the last jobs, what jobs that are over were given to read, and bodies whose receiving was cut short by a crash. */
  #cleanUp(): void {
    const jobs = this.list(), over = jobs.filter(job => job.state !== 'running'), known = new Set(jobs.map(({ id }) => id));
    for (const { id } of over) remove(this.uploadPath(id));
    for (const name of this.#names('upload')) {
      const changedAtMs = statSync(this.uploadPath(name), { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
      if (!known.has(name) && changedAtMs < Date.now() - abandonedAfterMs) remove(this.uploadPath(name));
    }
    for (const { id } of over.slice(mostKept)) {
      this.#running.delete(id);
      for (const path of [this.#path(id), this.reportPath(id)]) remove(path);
    }
  }
}

function remove(path: string): void {
  try { rmSync(path, { force: true }); } catch { /* Where nothing can be written, nothing is in the way either. */ }
}

function secondsLeft({ job, share, since }: Entry): number | null {
  if (job.state !== 'running' || !since || share <= since.share || share >= 1) return null;
  return Math.ceil((performance.now() - since.atMs) / 1000 * (1 - share) / (share - since.share));
}

/** Whether another process is still at it: ours are known. */
function isAlive(pid: number, host: string): boolean {
  if (host !== hostname() || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
