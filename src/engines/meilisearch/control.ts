import { hostname } from 'node:os';
import type { SynonymTable } from '../../query/synonyms.js';
import { ReindexRunning } from '../engine.js';
import { isApiError, TaskFailed, type Connection } from './connection.js';
import type { Versions } from './layout.js';
import type { Names } from './names.js';

/** What is said of a build. */
export interface BuildRecord {
  readonly name: string;
  readonly schema: string;
  readonly versions?: Versions;
  readonly builtAt: string;
}

/** A build that somebody is making now. */
export interface Building {
  readonly name: string;
  readonly by: string;
  readonly startedAt: string;
  readonly pid: number;
  readonly host: string;
  readonly heartbeatAt: number;
  /** Set when the switch is about to happen: what is live then, what is before, and when the new content was made (it moves along). */
  readonly switching?: { readonly record: BuildRecord; readonly before: BuildRecord | null; readonly contentAt: string | null };
}

/** What is live, what was before, who is building, synonyms. */
export interface State {
  readonly live: BuildRecord | null;
  /** `uid`: the index that holds it. */
  readonly previous: (BuildRecord & { readonly uid: string }) | null;
  readonly building: Building | null;
  readonly synonyms: SynonymTable | null;
  /** The version of the user's dictionary that a build's articles were cut with, for the live one and the one before. */
  readonly cutWith: Readonly<Record<string, string>>;
}

const nothing: State = { live: null, previous: null, building: null, synonyms: null, cutWith: {} };
const freshMs = 800;
const deadAfterMs = 300_000;

/**
 * The state of an index that Meilisearch itself does not keep, in a small index of its own: a document for what is live, one for who is
 * building, one for the synonyms. Who may build is decided by creating another index, which only one can.
 */
export class Control {
  #state: State | null = null;
  #readAtMs = -Infinity;

  constructor(readonly connection: Connection, readonly names: Names) {}

  /** The state, read again when it is older than a moment. */
  async state(): Promise<State> {
    if (!this.#state || performance.now() - this.#readAtMs > freshMs) return this.read();
    return this.#state;
  }

  /** The state as it is now. */
  async read(): Promise<State> {
    const askedAtMs = performance.now();
    const state = await this.#fetch();
    this.#readAtMs = askedAtMs;
    return this.#state = state;
  }

  forget(): void { this.#state = null; }

  async #fetch(): Promise<State> {
    try {
      const { results } = await this.connection.ask(client => client.httpRequest.post<{ results: { id: string; value: string }[] }>(
        { path: `indexes/${this.names.control}/documents/fetch`, body: { limit: 10 } }));
      return { ...nothing, ...Object.fromEntries(results.map(({ id, value }) => [id, JSON.parse(value) as unknown])) };
    } catch (error) {
      if (isApiError(error, 'index_not_found')) return nothing;
      throw error;
    }
  }

  async put(values: Partial<State>): Promise<void> {
    const documents = Object.entries(values).map(([id, value]) => ({ id, value: JSON.stringify(value) }));
    await this.connection.task(client => client.index(this.names.control).addDocuments(documents, { primaryKey: 'id' }));
    this.forget();
  }

  /** Says with which dictionary a build's articles were cut; forgets builds that are neither live nor the one before. */
  async putCutWith(build: string, dictionary: string): Promise<void> {
    const { live, previous, cutWith } = await this.read();
    const kept = Object.entries(cutWith).filter(([name]) => name === live?.name || name === previous?.name);
    await this.put({ cutWith: { ...Object.fromEntries(kept), [build]: dictionary } });
  }

  /** Takes the turn to build. @throws {@link ReindexRunning} */
  async begin(building: Building): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.connection.task(client => client.createIndex(this.names.turn, { primaryKey: 'id' }));
        break;
      } catch (error) {
        if (!(error instanceof TaskFailed && error.code === 'index_already_exists') || attempt > 2) throw error;
        const { building: other } = await this.read();
        // Whoever took the turn has not said so yet: it is given a moment.
        if (!other && attempt === 0) await new Promise(resolve => { setTimeout(resolve, 500); });
        else if (other && isAlive(other)) throw new ReindexRunning(`${other.by} (process ${other.pid} on ${other.host})`, other.startedAt);
        else await this.#giveTurnBack();
      }
    }
    ours.add(building.name);
    await this.put({ building });
  }

  /** Says that the build is still being made. @returns false when somebody else took over */
  async heartbeat(name: string): Promise<boolean> {
    const { building } = await this.read();
    if (building?.name !== name) return false;
    await this.put({ building: { ...building, heartbeatAt: Date.now() } });
    return true;
  }

  async end(name: string): Promise<void> {
    ours.delete(name);
    const { building } = await this.read();
    if (building?.name !== name) return;
    await this.put({ building: null });
    await this.#giveTurnBack();
  }

  async #giveTurnBack(): Promise<void> {
    await this.connection.task(client => client.deleteIndex(this.names.turn)).catch((error: unknown) => {
      if (!(error instanceof TaskFailed && error.code === 'index_not_found')) throw error;
    });
  }
}

/** Builds that this process makes: after a restart another one may have its number (in a container always the same). */
const ours = new Set<string>();

/** Whether whoever makes a build is still there. */
export function isAlive({ name, pid, host, heartbeatAt }: Building): boolean {
  if (host !== hostname()) return Date.now() - heartbeatAt < deadAfterMs;
  if (pid === process.pid) return ours.has(name);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
