import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';

/** What an administrator did, or was refused. Never a key or an address. */
export interface AuditEntry {
  /** ISO time. */
  readonly time: string;
  /** `PUT /api/admin/synonyms`, `jianbao rollback`. */
  readonly action: string;
  /** null: none in particular. */
  readonly index: string | null;
  /** Of a request: the id that is in the log and in the answer. */
  readonly requestId?: string;
  readonly status?: number;
  /** What it was asked with: `all`, `filter`, the id of an article. */
  readonly given?: Readonly<Record<string, string>>;
  /** What came of it: counts, the job, the name of the build. */
  readonly result?: Readonly<Record<string, number | string>>;
}

const current = 'audit.ndjson', older = /^audit-[\w.-]+\.ndjson$/;

/**
 * What administrators did, a JSON line each.
 *
 * ```
 * FOLDER/audit.ndjson         the last ones
 * FOLDER/audit-TIME.ndjson    the ones before, the last 20 files
 * ```
 */
export class Audit {
  /** Files turned over may have the same time. */
  #turned = 0;

  constructor(readonly folder: string, readonly log: Logger | null = null, readonly mostBytes = 1 << 20, readonly mostOlder = 20) {}

  /** What was done cannot be undone because it is not written down: that is logged. */
  record(entry: Omit<AuditEntry, 'time'>): void {
    try {
      mkdirSync(this.folder, { recursive: true });
      // One call: lines of several processes are never mixed.
      appendFileSync(join(this.folder, current), `${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`, { mode: 0o600 });
      this.#rotate();
    } catch (error) {
      this.log?.error({ err: error, action: entry.action }, 'the audit log was not written');
    }
  }

  /** The newest first. */
  list(limit: number): AuditEntry[] {
    const entries: AuditEntry[] = [];
    for (const name of [current, ...this.#older().reverse()]) {
      if (entries.length >= limit) break;
      entries.push(...this.#read(name).reverse());
    }
    return entries.slice(0, limit);
  }

  #rotate(): void {
    const path = join(this.folder, current);
    if (statSync(path).size < this.mostBytes) return;
    renameSync(path, join(this.folder, `audit-${new Date().toISOString().replaceAll(':', '')}-${process.pid}-${String(++this.#turned).padStart(6, '0')}.ndjson`));
    for (const name of this.#older().slice(0, -this.mostOlder)) rmSync(join(this.folder, name), { force: true });
  }

  /** The oldest first. */
  #older(): string[] {
    try {
      return readdirSync(this.folder).filter(name => older.test(name)).sort();
    } catch {
      return [];
    }
  }

  #read(name: string): AuditEntry[] {
    let text: string;
    try {
      text = readFileSync(join(this.folder, name), 'utf8');
    } catch {
      return [];
    }
    return text.split('\n').flatMap(line => {
      // A line may have been cut by a crash.
      try { return line ? [JSON.parse(line) as AuditEntry] : []; } catch { return []; }
    });
  }
}

/** The audit log of a data folder. */
export const openAudit = (dataFolder: string, log: Logger | null = null): Audit => new Audit(join(dataFolder, 'audit'), log);
