import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { IndexFields } from '../config/fields.js';
import type { Settings } from '../config/settings.js';
import { ReindexRunning } from '../src/engines/engine.js';

/** What a process of its own is to do: rebuild an index, or write a body that stands in a file into the live one. */
export type Task = {
  readonly settings: Settings;
  readonly fields: IndexFields;
  /** Where rejected records are written, one a line as JSON. */
  readonly reportPath: string;
} & (
  | { readonly kind: 'reindex'; readonly by: string; /** None: what is stored is cut anew. */ readonly paths: readonly string[]; readonly maxRejected: number }
  | { readonly kind: 'upload'; readonly path: string; readonly form: 'json' | 'ndjson' }
);

export type TaskResult = Readonly<Record<string, number | string>>;
export interface TaskProgress { readonly done: number; readonly total: number; readonly rejected: number; readonly share: number }

/** What the process says. */
export type Told =
  | { readonly begun: true }
  | { readonly progress: TaskProgress }
  | { readonly result: TaskResult; readonly rejected: number }
  | { readonly running: { readonly by: string; readonly startedAt: string } }
  | { /** What may be shown. */ readonly failed: string; /** For the log. */ readonly stack: string | null };

/** A task failed; the message may be shown, the cause may not. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed';
}

/** Longer than leaving off takes, unless it waits for something that never comes. */
const leavingOffMs = 15_000;

/**
 * Runs a task in a process of its own: cutting and writing hold no search up, and the dictionaries' memory (270 MB a thread, which a thread
 * keeps when it ends) is given back. What the process was making is gone with it, whenever it ends: the next build clears up.
 * @param on `begun`: the build is begun, nobody else may begin one; the signal stops it
 * @throws {@link ReindexRunning}, {@link TaskFailed}
 */
export async function runTask(task: Task, on: { readonly begun?: () => void; readonly progress: (now: TaskProgress) => void; readonly signal: AbortSignal }): Promise<TaskResult> {
  on.signal.throwIfAborted();
  const child = fork(fileURLToPath(new URL('./task-process.js', import.meta.url)), { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    // It may be gone already.
    child.send('stop', () => undefined);
    killing ??= setTimeout(() => { child.kill('SIGKILL'); }, leavingOffMs);
  };
  on.signal.addEventListener('abort', stop);
  try {
    return await new Promise<TaskResult>((resolve, reject) => {
      let end: (() => void) | null = null;
      child.on('message', message => {
        const told = message as Told;
        if ('begun' in told) on.begun?.();
        else if ('progress' in told) on.progress(told.progress);
        else if ('result' in told) end = () => { resolve(told.result); };
        else if ('running' in told) end = () => { reject(new ReindexRunning(told.running.by, told.running.startedAt)); };
        else end = () => { reject(new TaskFailed(told.failed, { cause: told.stack })); };
      });
      child.once('error', reject);
      // Only when it is gone: what it had open is closed then. Its last words may come behind its end.
      void Promise.all([once(child, 'exit'), once(child, 'disconnect')]).then(([[code, signal]]) => {
        if (end) end();
        else reject(new TaskFailed('the process that did it ended too early', { cause: `ended with ${String(signal ?? code)}` }));
      }, reject);
      child.send(task);
    });
  } finally {
    clearTimeout(killing);
    on.signal.removeEventListener('abort', stop);
  }
}
