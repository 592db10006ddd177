import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { packageDir } from '../config/paths.js';

/** Versions of what is compared and of what measures it, by name. */
export function versionsNow(): Record<string, string> {
  const packaged = (folder: string) => (JSON.parse(readFileSync(join(packageDir, folder, 'package.json'), 'utf8')) as { version: string }).version;
  const db = new Database(':memory:'), sqlite = db.prepare('SELECT sqlite_version()').pluck().get() as string;
  db.close();
  const meilisearch = spawnSync('meilisearch', ['--version'], { encoding: 'utf8' }).stdout?.trim().replace(/^\S+\s+/, '');
  return {
    jianbao: packaged('.'), SQLite: sqlite, 'better-sqlite3': packaged('node_modules/better-sqlite3'), MiniSearch: packaged('node_modules/minisearch'), autocannon: packaged('node_modules/autocannon'),
    ...(meilisearch ? { Meilisearch: meilisearch } : {}),
  };
}
