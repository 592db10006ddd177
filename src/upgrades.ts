import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { rebuild } from '../indexer/rebuild.js';
import { EngineUnavailable, misfitError, ReindexRunning, type Engine, type Misfit } from './engines/engine.js';
import type { OpenIndex, Service } from './service.js';

const checkedEveryMs = 5_000, failedAgainMs = 60_000;
const loggedEveryMs = 5_000;

/**
 * Builds an index anew, from its own articles and beside it, that an older version (or one with other fields) wrote. Until the switch it
 * answers as an engine that is not there: 503. Nothing here is done twice: of two services on one index the second one waits.
 */
export class Upgrades {
  readonly #abort = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  /** Damaged builds that the log has told of. */
  readonly #told = new Set<string>();

  constructor(readonly service: Pick<Service, 'indexes' | 'dictionary'>, readonly log: Logger) {}

  /** @throws MadeByNewerVersion for an index that is better left alone */
  async refuseNewer(): Promise<void> {
    for (const { engine, fields } of this.service.indexes.values()) {
      const misfit = await misfitOf(engine);
      if (misfit?.kind === 'newer') throw misfitError(misfit, fields.index);
    }
  }

  /** From now on looks at every index: also a rollback or another process may bring an old build back. */
  watch(): void {
    this.#running = Promise.all([...this.service.indexes.values()].map(index => this.#watch(index)));
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #watch(index: OpenIndex): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      let waitMs = checkedEveryMs;
      try {
        await this.check(index);
      } catch (error) {
        if (signal.aborted) return;
        // Whoever builds now may be building just this.
        if (!(error instanceof ReindexRunning)) {
          waitMs = failedAgainMs;
          this.log.error({ err: error, index: index.fields.index }, 'the index was not built anew; it will be tried again');
        }
      }
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Looks once. @returns whether the index was built anew */
  async check({ engine, fields }: OpenIndex): Promise<boolean> {
    const { log } = this, misfit = await misfitOf(engine);
    if (misfit?.kind === 'damaged' && !this.#told.has(misfit.build)) {
      this.#told.add(misfit.build);
      log.error({ index: fields.index }, misfitError(misfit, fields.index).message);
    }
    if (misfit?.kind !== 'older') return false;
    const about = { index: fields.index, build: misfit.build };
    log.warn(about, 'the index was written by an older version, or for other fields: it is built anew from its own articles, and cannot be searched meanwhile');
    let loggedAtMs = performance.now();
    const onProgress = (articles: number) => {
      if (performance.now() - loggedAtMs < loggedEveryMs) return;
      loggedAtMs = performance.now();
      log.info({ ...about, articles }, 'building the index anew');
    };
    const { signal } = this.#abort, { dictionary } = this.service.dictionary.segmenter;
    const live = await rebuild({ engine, fields, dictionary, by: 'the service, for an index of an older version', onProgress, signal });
    log.info({ index: fields.index, build: live.name, articles: live.articles }, 'the index was built anew and is live');
    return true;
  }
}

/** A server that is away now is asked again later. */
async function misfitOf(engine: Engine): Promise<Misfit | null> {
  try {
    return await engine.misfit();
  } catch (error) {
    if (error instanceof EngineUnavailable) return null;
    throw error;
  }
}
