import Database from 'better-sqlite3';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import type { SynonymTable } from '../../query/synonyms.js';
import { misfitError } from '../engine.js';
import { MaintenanceError, type BackupInfo, type BackupState } from '../maintenance.js';
import type { Layout } from './schema.js';
import { fitOf, inBatches, isUnusable, openToRead, readStored, type StoredArticle } from './versions.js';

/** Raised when the table `backup` changes: it makes of a build's file a backup. */
const backupFormat = 1;

/**
 * Writes one file with everything of a build: a consistent copy made while others read and write, packed, checked.
 * @param path must not be there; appears when it is whole
 */
export function writeBackup(livePath: string, layout: Layout, path: string, state: Omit<BackupState, 'articles' | 'index' | 'madeAt'>): BackupInfo {
  if (existsSync(path)) throw new MaintenanceError(`${path} is there already: name another file`);
  const index = layout.fields.index, part = `${path}.part`;
  rmSync(part, { force: true });
  try {
    copyPacked(livePath, part, layout);
    const db = new Database(part);
    try {
      db.exec('CREATE TABLE backup (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID');
      const articles = db.prepare<[], number>('SELECT count(*) FROM articles').pluck().get() ?? 0;
      const entries = { format: backupFormat, index, madeAt: new Date().toISOString(), articles, ...state };
      for (const [key, value] of Object.entries(entries)) db.prepare('INSERT INTO backup (key, value) VALUES (?, ?)').run(key, JSON.stringify(value));
      const fault = faultOf(db);
      if (fault !== null) throw new MaintenanceError(`the live build is damaged, nothing was backed up: ${fault}`);
      db.close();
      flush(part);
      renameSync(part, path);
      return { index, backup: path, articles, sizeBytes: statSync(path).size };
    } finally {
      db.close();
    }
  } catch (error) {
    rmSync(part, { force: true });
    throw isUnusable(error) ? new MaintenanceError(`the live build is damaged, nothing was backed up: ${(error as Error).message}`) : error;
  }
}

/** Copies a build into a new file without unused pages, while others read and write it. @throws EngineUnavailable for a build of another version */
export function copyPacked(livePath: string, to: string, layout: Layout): void {
  const live = new Database(livePath, { fileMustExist: true, readonly: true, timeout: 10_000 });
  try {
    const fit = fitOf(live, layout);
    if (fit !== 'fits') throw misfitError({ build: livePath.replace(/^.*[/\\]|\.db$/g, ''), kind: fit }, layout.fields.index);
    live.prepare('VACUUM INTO ?').run(to);
  } finally {
    live.close();
  }
  const copy = new Database(to);
  // One file, and nothing that a build under way is still to hear of.
  copy.pragma('journal_mode = DELETE');
  copy.exec('DELETE FROM changes');
  copy.close();
}

/** What is wrong with a build's file; null where everything is as it should be. */
export function faultOf(db: Database.Database): string | null {
  try {
    const told = db.pragma('integrity_check(1)', { simple: true }) as string;
    if (told !== 'ok') return told;
    const count = (table: string) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get();
    for (const table of ['words', 'characters']) {
      db.exec(`INSERT INTO ${table} (${table}) VALUES ('integrity-check')`);
      if (count(table) !== count('articles')) return `there are ${count('articles')} articles, but ${count(table)} in its ${table}`;
    }
    return null;
  } catch (error) {
    if (isUnusable(error)) return (error as Error).message;
    throw error;
  }
}

/** @throws {@link MaintenanceError} for what is no backup, of another index, or of a newer version */
export function readBackup(path: string, layout: Layout): BackupState & { readonly fits: boolean } {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new MaintenanceError(`there is no file ${path}`);
  const none = () => new MaintenanceError(`${path} is no backup made by jianbao backup, or it is damaged`);
  const db = openToRead(path);
  try {
    if (!db?.prepare("SELECT 1 FROM sqlite_master WHERE name = 'backup'").get()) throw none();
    const told = Object.fromEntries(db.prepare<[], { key: string; value: string }>('SELECT key, value FROM backup').all().map(({ key, value }) => [key, JSON.parse(value) as unknown]));
    const { format, index, madeAt, articles, synonyms, dictionary } = told as { format: number; index: string; madeAt: string; articles: number; synonyms: SynonymTable | null; dictionary: string | null };
    const fit = fitOf(db, layout);
    if (format > backupFormat || fit === 'newer') throw new MaintenanceError(`${path} was made by a newer version of jianbao than this one: restore it with that version`);
    if (format !== backupFormat || fit === 'damaged') throw none();
    if (index !== layout.fields.index) throw new MaintenanceError(`${path} is a backup of the index ${index}, not of ${layout.fields.index}: say --index ${index}`);
    return { index, madeAt, articles, synonyms, dictionary, fits: fit === 'fits' };
  } catch (error) {
    throw isUnusable(error) || error instanceof SyntaxError ? none() : error;
  } finally {
    db?.close();
  }
}

/** The articles of a backup of any version. */
export async function* storedIn(path: string): AsyncGenerator<StoredArticle> {
  const db = openToRead(path);
  try {
    if (db) yield* inBatches(async after => readStored(db, after));
  } finally {
    db?.close();
  }
}

/** Everything of a file on the disk. */
export function flush(path: string): void {
  const file = openSync(path, 'r+');
  try { fsyncSync(file); } finally { closeSync(file); }
}
