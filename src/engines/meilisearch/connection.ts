import { Meilisearch, MeilisearchApiError, MeilisearchRequestError, MeilisearchRequestTimeOutError, MeilisearchTaskTimeOutError, type Task, type TaskUidOrEnqueuedTask } from 'meilisearch';
import { EngineUnavailable } from '../engine.js';

export interface ConnectionOptions {
  readonly url: string;
  /** A key that may search; empty where the server asks for none. */
  readonly searchKey: string;
  /** A key that may write. */
  readonly writeKey: string;
  /** Of one search. */
  readonly timeoutMs?: number;
}

const oldestVersion = [1, 50] as const;
const writeTimeoutMs = 120_000;
const pollMs = 10, longestPollMs = 200;

/** The two clients of one server: one that searches, one that writes. Every error of theirs comes out as one that says what to do. */
export class Connection {
  readonly #search: Meilisearch;
  readonly #write: Meilisearch;
  #version: string | null = null;

  constructor(readonly options: ConnectionOptions) {
    // Packed answers of more than a few kB come 40 ms later, whatever they hold.
    const requestInit = { headers: { 'accept-encoding': 'identity' } };
    const client = (apiKey: string, timeout: number) => new Meilisearch({ host: options.url, requestInit, timeout, ...(apiKey ? { apiKey } : {}) });
    this.#search = client(options.searchKey || options.writeKey, options.timeoutMs ?? 10_000);
    this.#write = client(options.writeKey, writeTimeoutMs);
  }

  /** Asks with the key that may search. */
  async ask<T>(request: (client: Meilisearch) => Promise<T>): Promise<T> {
    return this.#run(this.#search, request, 'MEILI_SEARCH_KEY');
  }

  /** Asks with the key that may write. */
  async manage<T>(request: (client: Meilisearch) => Promise<T>): Promise<T> {
    if (!this.options.writeKey && this.options.searchKey) throw new EngineUnavailable('this service has no key that may write: set MEILI_WRITE_KEY');
    return this.#run(this.#write, request, 'MEILI_WRITE_KEY');
  }

  /** Enqueues a task and waits until it is done. @throws what its failure says */
  async task(enqueue: (client: Meilisearch) => Promise<TaskUidOrEnqueuedTask>): Promise<Task> {
    return this.finished(await this.manage(enqueue));
  }

  /** Waits until a task is done. */
  async finished(enqueued: TaskUidOrEnqueuedTask): Promise<Task> {
    const uid = typeof enqueued === 'number' ? enqueued : enqueued.taskUid;
    for (let waitMs = pollMs; ; waitMs = Math.min(longestPollMs, waitMs * 1.3)) {
      const task = await this.manage(client => client.tasks.getTask(uid));
      if (task.status === 'failed' || task.status === 'canceled') throw taskError(task);
      if (task.status === 'succeeded') return task;
      await new Promise(resolve => { setTimeout(resolve, waitMs); });
    }
  }

  /** The server's version; a key for some indexes only may not ask for it. */
  async version(): Promise<string> {
    await this.ask(client => client.health());
    return this.#version === null || this.#version === '' ? 'unknown' : this.#version;
  }

  async #run<T>(client: Meilisearch, request: (client: Meilisearch) => Promise<T>, keyName: string): Promise<T> {
    const startedMs = performance.now();
    try {
      await this.#checkVersion(client);
      return await request(client);
    } catch (error) {
      throw this.#explained(error, keyName, performance.now() - startedMs);
    }
  }

  async #checkVersion(client: Meilisearch): Promise<void> {
    if (this.#version !== null) return;
    try {
      const { pkgVersion } = await client.getVersion();
      assertVersion(pkgVersion);
      this.#version = pkgVersion;
    } catch (error) {
      // Right for its indexes, perhaps; it was checked with the master key when the keys were made.
      if (!(error instanceof MeilisearchApiError && error.cause?.code === 'invalid_api_key')) throw error;
      this.#version = '';
    }
  }

  #explained(error: unknown, keyName: string, tookMs: number): unknown {
    const { url } = this.options;
    const timeoutMs = keyName === 'MEILI_WRITE_KEY' ? writeTimeoutMs : this.options.timeoutMs;
    const late = [error, error instanceof Error ? error.cause : null].find(e => e instanceof MeilisearchRequestTimeOutError);
    if (late) return new EngineUnavailable(`Meilisearch at ${url} did not answer within ${late.cause.timeout} ms`, { cause: error });
    // A request that is cut off while it is still connecting fails without saying that its time was up.
    if (error instanceof MeilisearchRequestError && timeoutMs !== undefined && tookMs >= timeoutMs)
      return new EngineUnavailable(`Meilisearch at ${url} did not answer within ${timeoutMs} ms`, { cause: error });
    if (error instanceof SyntaxError) return new EngineUnavailable(`what answers at ${url} is no Meilisearch: is MEILI_URL right?`, { cause: error });
    if (error instanceof MeilisearchRequestError) {
      // It may come back as another one.
      this.#version = null;
      return new EngineUnavailable(`Meilisearch at ${url} cannot be reached: is it running, and is MEILI_URL right?`, { cause: error });
    }
    if (error instanceof MeilisearchTaskTimeOutError) return new EngineUnavailable(`Meilisearch at ${url} is busy: a task took too long`, { cause: error });
    if (!(error instanceof MeilisearchApiError)) return error;
    const { status } = error.response;
    if (status === 401 || status === 403) return new EngineUnavailable(`Meilisearch at ${url} refuses the key (${error.cause?.code ?? status}): make new ones with setup-keys and set ${keyName}`, { cause: error });
    if (error.cause?.code === 'no_space_left_on_device') return diskFull(error);
    if (status >= 500 || status === 429 || status === 408) return new EngineUnavailable(`Meilisearch at ${url} is in trouble: ${error.message}`, { cause: error });
    return error;
  }
}

/** @throws {@link EngineUnavailable} when the server is older than what this engine was made for */
export function assertVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1]))
    throw new EngineUnavailable(`Meilisearch ${version} is too old: ${oldestVersion.join('.')} or newer is needed (make a dump, upgrade, import it)`);
}

/** Whether the server says so by this code. */
export const isApiError = (error: unknown, code: string): boolean => error instanceof MeilisearchApiError && error.cause?.code === code;

/** A task that did not succeed. */
export class TaskFailed extends EngineUnavailable {
  constructor(message: string, readonly code: string) { super(message); }
}

export function taskError(task: Pick<Task, 'uid' | 'type' | 'status' | 'indexUid' | 'error'>): TaskFailed {
  const what = `Meilisearch's task ${task.uid} (${task.type}${task.indexUid === null ? '' : ` of ${task.indexUid}`})`;
  if (task.status === 'canceled') return new TaskFailed(`${what} was canceled by somebody: nothing was switched, start again`, 'canceled');
  const { code = 'unknown', message = '' } = task.error ?? {};
  if (code === 'no_space_left_on_device' || /no space left|MDB_MAP_FULL|disk.*full/i.test(message))
    return new TaskFailed(`${what} failed: no space is left on the disk of Meilisearch. Free some (a reindex needs about as much again as the live index), then start again`, code);
  return new TaskFailed(`${what} failed: ${message || code}`, code);
}

const diskFull = (cause: Error) => new EngineUnavailable('no space is left on the disk of Meilisearch: free some, then start again', { cause });
