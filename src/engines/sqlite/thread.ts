import type { MessagePort } from 'node:worker_threads';
import { workerData } from 'piscina';
import type { IndexFields } from '../../../config/fields.js';
import type { Article } from '../../article.js';
import { BuildRefused, EngineUnavailable, NoPreviousBuild, ReindexRunning, StorageFailed, type AnalyzedArticle, type BuildWriter, type Engine, type Errand } from '../engine.js';
import type { Stoppable } from './sqlite-build.js';
import { SqliteEngine } from './sqlite-engine.js';

/** What a thread opens. */
export interface ThreadData { readonly fields: IndexFields; readonly folder: string; readonly readOnly: boolean }

/** What a thread is asked: a method of {@link SqliteEngine}, or of the build that it makes. */
export interface Call {
  readonly method: string;
  readonly ofBuild?: boolean;
  readonly args: readonly unknown[];
  /** Where articles are analyzed, for `publish`. */
  readonly port?: MessagePort;
  /** Shared: other than 0 when `publish` is to stop. */
  readonly stop?: Int32Array<SharedArrayBuffer>;
}

/** Errors do not keep their class on the way to another thread. */
export type Outcome = { readonly value: unknown } | { readonly error: { readonly name: string; readonly message: string; readonly code?: unknown; readonly by?: string; readonly startedAt?: string } };

let engine: SqliteEngine | undefined, build: BuildWriter | undefined;

/** What a thread of a pool runs. @param doErrand how it does errands */
export const threadOf = (doErrand: (errand: Errand, engine: Engine) => Promise<unknown>) => async ({ method, ofBuild = false, args, port, stop }: Call): Promise<Outcome> => {
  try {
    const { fields, folder, readOnly } = workerData as ThreadData;
    const opened = engine ??= SqliteEngine.open(fields, folder, readOnly);
    if (method === 'near') return { value: await opened.holding(() => doErrand(args[0] as Errand, opened)) };
    if (method === 'startBuild') {
      build = await engine.startBuild(args[0] as string, args[1] as string | undefined);
      return { value: build.name };
    }
    const target = (ofBuild ? build : opened) as unknown as Record<string, (...given: unknown[]) => unknown>;
    return { value: await target[method]?.(...args, ...(port ? [analyzerAt(port)] : []), ...(stop ? [stoppedBy(stop)] : [])) };
  } catch (error) {
    const { name, message, code } = error as Error & { code?: unknown };
    return { error: { name, message, ...(code === undefined ? {} : { code }), ...(error instanceof ReindexRunning ? { by: error.by, startedAt: error.startedAt } : {}) } };
  }
};

/** A thread that does none. */
export default threadOf(async () => undefined);

/** The error that was thrown in another thread. */
export function revived({ name, message, code, by, startedAt }: Extract<Outcome, { error: unknown }>['error']): Error {
  switch (name) {
    case 'EngineUnavailable': return new EngineUnavailable(message);
    case 'BuildRefused': return new BuildRefused(message);
    case 'StorageFailed': return new StorageFailed(message);
    case 'NoPreviousBuild': return new NoPreviousBuild(message);
    case 'ReindexRunning': return new ReindexRunning(by ?? '', startedAt ?? '');
    default: return Object.assign(new Error(message), { name, ...(code === undefined ? {} : { code }) });
  }
}

const stoppedBy = (stop: Int32Array<SharedArrayBuffer>): Stoppable => ({ throwIfAborted: () => { if (Atomics.load(stop, 0)) throw new DOMException('stopped', 'AbortError'); } });

/** Has articles analyzed by whoever is at the other end, one question after the other. */
function analyzerAt(port: MessagePort): (article: Article, origin: string) => Promise<AnalyzedArticle> {
  return (article, origin) => new Promise((resolve, reject) => {
    port.once('message', (answer: { readonly analyzed: AnalyzedArticle } | { readonly failed: string }) => {
      if ('analyzed' in answer) resolve(answer.analyzed);
      else reject(new Error(answer.failed));
    });
    port.postMessage({ article, origin });
  });
}
