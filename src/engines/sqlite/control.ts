import Database from 'better-sqlite3';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { SynonymTable } from '../../query/synonyms.js';
import { EngineUnavailable, ReindexRunning } from '../engine.js';
import { isUnusable } from './versions.js';

/** A build that somebody is making now. */
export interface Building {
  readonly name: string;
  readonly by: string;
  readonly startedAt: string;
  readonly pid: number;
  readonly host: string;
  readonly heartbeatAt: number;
}

const deadAfterMs = 60_000;

/**
 * What is live, what was before, who is building: one small database beside the build files. A switch is one transaction here, which
 * every process that has the folder open sees at its next search.
 */
export class Control {
  readonly #db: Database.Database;
  readonly #version: Database.Statement<[], number>;
  #synonyms: { readonly version: number; readonly table: SynonymTable | null } | null = null;

  constructor(folder: string) {
    this.#db = new Database(join(folder, 'control.db'), { timeout: 10_000 });
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = FULL');
    this.#db.exec('CREATE TABLE IF NOT EXISTS control (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID');
    this.#version = this.#db.prepare<[], number>('PRAGMA data_version').pluck();
  }

  /** Changes whenever another process has written here. */
  version(): number {
    return this.#version.get() as number;
  }

  #get<T>(key: string): T | null {
    const row = this.#db.prepare<[string], { value: string }>('SELECT value FROM control WHERE key = ?').get(key);
    return row ? JSON.parse(row.value) as T : null;
  }

  #put(key: string, value: unknown): void {
    if (value === null) this.#db.prepare('DELETE FROM control WHERE key = ?').run(key);
    else this.#db.prepare('INSERT OR REPLACE INTO control (key, value) VALUES (?, ?)').run(key, JSON.stringify(value));
  }

  live(): string | null { return this.#get('live'); }
  previous(): string | null { return this.#get('previous'); }
  /** Kept until somebody writes: every query asks, and a table may be long. */
  synonyms(): SynonymTable | null {
    const version = this.version();
    if (this.#synonyms?.version !== version) this.#synonyms = { version, table: this.#get('synonyms') };
    return this.#synonyms.table;
  }

  putSynonyms(table: SynonymTable | null): void {
    this.#put('synonyms', table);
    this.#synonyms = null;
  }

  /** The build under way, unless whoever made it is gone. */
  building(): Building | null {
    const building = this.#get<Building>('building');
    return building && isAlive(building) ? building : null;
  }

  /** @throws {@link ReindexRunning} */
  begin(name: string, by: string): void {
    this.#db.transaction(() => {
      const other = this.building();
      if (other) throw new ReindexRunning(`${other.by} (process ${other.pid} on ${other.host})`, other.startedAt);
      const building: Building = { name, by, startedAt: new Date().toISOString(), pid: process.pid, host: hostname(), heartbeatAt: Date.now() };
      this.#put('building', building);
    }).immediate();
  }

  heartbeat(name: string): void {
    this.#db.transaction(() => {
      const building = this.#get<Building>('building');
      if (building?.name === name) this.#put('building', { ...building, heartbeatAt: Date.now() });
    }).immediate();
  }

  end(name: string): void {
    this.#db.transaction(() => { if (this.#get<Building>('building')?.name === name) this.#put('building', null); }).immediate();
  }

  /** Makes a build the live one, what was live the one before. @throws when somebody else took over meanwhile */
  publish(name: string): void {
    this.#db.transaction(() => {
      if (this.#get<Building>('building')?.name !== name) throw new Error(`the build ${name} was given up meanwhile`);
      const live = this.live();
      this.#put('previous', live);
      this.#put('live', name);
      this.#put('building', null);
    }).immediate();
  }

  /** Makes a build the live one in the place of what was live: the build before stays. @throws when somebody else took over meanwhile */
  replace(name: string): void {
    this.#db.transaction(() => {
      if (this.#get<Building>('building')?.name !== name) throw new Error(`the build ${name} was given up meanwhile`);
      this.#put('live', name);
      this.#put('building', null);
    }).immediate();
  }

  /** The first build of an empty folder, unless another process was faster. @returns the live build's name */
  adopt(name: string): string {
    return this.#db.transaction(() => {
      const live = this.live();
      if (live !== null) return live;
      this.#put('live', name);
      return name;
    }).immediate();
  }

  /** Exchanges live and previous. @returns false when there is none before */
  swap(): boolean {
    return this.#db.transaction(() => {
      const live = this.live(), previous = this.previous();
      if (previous === null) return false;
      this.#put('live', previous);
      this.#put('previous', live);
      return true;
    }).immediate();
  }

  close(): void { this.#db.close(); }
}

/** @throws EngineUnavailable where the file is no database any more */
export function openControl(folder: string): Control {
  try {
    return new Control(folder);
  } catch (error) {
    if (!isUnusable(error)) throw error;
    throw new EngineUnavailable(`${join(folder, 'control.db')} is damaged: stop the service, move ${folder} aside, restore a backup`, { cause: error });
  }
}

function isAlive({ pid, host, heartbeatAt }: Building): boolean {
  if (host !== hostname()) return Date.now() - heartbeatAt < deadAfterMs;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
