import { randomUUID } from 'node:crypto';

/** What is told of work in the background. */
export interface Job {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed' | 'canceled';
  /** Of `total` articles. */
  readonly done: number;
  readonly total: number;
  readonly rejected: number;
  /** ISO time. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly error: string | null;
}

/** Something else took the job's place. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

const mostRemembered = 100;

/** Work in the background of one process: what it does now, and what it did last. */
export class Jobs {
  readonly #jobs = new Map<string, { job: Job; readonly abort: AbortController; ended: Promise<void> }>();

  /**
   * @param run calls `progress` with the articles done and to be done, and stops when the signal says so
   * @param tell what may be shown of an error
   */
  start(run: (progress: (done: number, total: number) => void, signal: AbortSignal) => Promise<void>, tell: (error: unknown) => string): Job {
    const id = randomUUID(), abort = new AbortController();
    const entry = { job: { id, state: 'running', done: 0, total: 0, rejected: 0, startedAt: new Date().toISOString(), finishedAt: null, error: null } as Job, abort, ended: Promise.resolve() };
    this.#jobs.set(id, entry);
    const end = (state: Job['state'], error: string | null) => { entry.job = { ...entry.job, state, error, finishedAt: new Date().toISOString() }; };
    entry.ended = run((done, total) => { entry.job = { ...entry.job, done, total }; }, abort.signal).then(
      () => { end('done', null); },
      (error: unknown) => { if (abort.signal.aborted || error instanceof Superseded) end('canceled', error instanceof Superseded ? error.message : null); else end('failed', tell(error)); },
    );
    for (const [old, { job }] of this.#jobs) if (this.#jobs.size > mostRemembered && job.state !== 'running') this.#jobs.delete(old);
    return entry.job;
  }

  get(id: string): Job | null { return this.#jobs.get(id)?.job ?? null; }

  /** Stops a job and waits for its end. */
  async cancel(id: string): Promise<Job | null> {
    const entry = this.#jobs.get(id);
    entry?.abort.abort();
    await entry?.ended;
    return this.get(id);
  }

  /** Stops everything. */
  async close(): Promise<void> {
    await Promise.all([...this.#jobs.keys()].map(id => this.cancel(id)));
  }
}
