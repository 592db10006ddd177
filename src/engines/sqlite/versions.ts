import Database from 'better-sqlite3';
import type { Article } from '../../article.js';
import { textVersion } from '../../text/version.js';
import type { Misfit } from '../engine.js';
import { fingerprint, schemaVersion, type Layout } from './schema.js';

/** What a build's file says of how it was made. Files from before the text layer's version was written down have its second one. */
export const infoOfVersion = (layout: Layout, dictionary: string): Readonly<Record<string, string>> =>
  ({ schema: String(schemaVersion), text: String(textVersion), fields: fingerprint(layout), dictionary });

/** Whether a build's tables can be searched; otherwise why not. */
export function fitOf(db: Database.Database, layout: Layout): 'fits' | Misfit['kind'] {
  if (!hasTable(db, 'info') || !hasTable(db, 'articles')) return 'damaged';
  const info = new Map(db.prepare<[], { key: string; value: string }>('SELECT key, value FROM info').all().map(row => [row.key, row.value]));
  const schema = Number(info.get('schema')), text = Number(info.get('text') ?? 2);
  if (!schema) return 'damaged';
  if (schema > schemaVersion || text > textVersion) return 'newer';
  return schema === schemaVersion && text === textVersion && info.get('fields') === fingerprint(layout) ? 'fits' : 'older';
}

/** Why a build's file cannot be searched. */
export function misfitOf(path: string, layout: Layout): Misfit['kind'] {
  const db = openToRead(path);
  try {
    const fit = db && fitOf(db, layout);
    return fit === null || fit === 'fits' ? 'damaged' : fit;
  } catch (error) {
    if (isUnusable(error)) return 'damaged';
    throw error;
  } finally {
    db?.close();
  }
}

/** Opens a build of any version for its articles alone. @returns null when it has none that can be read */
export function openToRead(path: string): Database.Database | null {
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { fileMustExist: true, readonly: true, timeout: 10_000 });
    if (hasTable(db, 'articles')) return db;
  } catch (error) {
    if (!isUnusable(error)) throw error;
  }
  db?.close();
  return null;
}

export interface StoredArticle { readonly article: Article; readonly origin: string; readonly place: string | null; readonly hash: string }
/** A stored article by its row number, as JSON. */
export interface StoredRow { readonly n: number; readonly stored: string; readonly origin: string; readonly place: string | null; readonly hash: string }

const readAtOnce = 500;

/** The next articles of a build of any version behind a row; before the fourth schema nobody wrote down their places. */
export function readStored(db: Database.Database, after: number): StoredRow[] {
  const hasPlaces = db.prepare("SELECT 1 FROM pragma_table_info('articles') WHERE name = 'place'").get() !== undefined;
  return db.prepare<[number], StoredRow>(`SELECT n, stored, origin, ${hasPlaces ? 'place' : 'NULL AS place'}, hash FROM articles WHERE n > ? ORDER BY n LIMIT ${readAtOnce}`).all(after);
}

/** All articles that are given batch by batch. */
export async function* inBatches(storedAfter: (after: number) => Promise<StoredRow[]>): AsyncGenerator<StoredArticle> {
  for (let after = 0; ;) {
    const rows = await storedAfter(after);
    if (!rows.length) return;
    for (const { n, stored, origin, place, hash } of rows) {
      after = n;
      yield { article: JSON.parse(stored) as Article, origin, place, hash };
    }
  }
}

const hasTable = (db: Database.Database, name: string): boolean => db.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(name) !== undefined;

// By its code: the error's class is another one when the package was loaded twice in a process.
export const isUnusable = (error: unknown): boolean => typeof error === 'object' && error !== null && 'code' in error && /^SQLITE_(NOTADB|CORRUPT|CANTOPEN|IOERR_SHORT_READ)/.test(String(error.code));
