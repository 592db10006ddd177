import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { BenchArticle } from './corpus.js';

/** SQLite's own full-text index by three characters at a time, over title and body. @returns seconds */
export function indexTrigram(articles: readonly BenchArticle[], path: string): number {
  rmSync(path, { force: true });
  const started = performance.now();
  const db = new Database(path);
  db.pragma('synchronous = OFF');
  db.exec(`CREATE VIRTUAL TABLE t USING fts5(id UNINDEXED, title, body, tokenize='trigram')`);
  const insert = db.prepare('INSERT INTO t (id, title, body) VALUES (?, ?, ?)');
  db.transaction(() => { for (const { id, title, body } of articles) insert.run(id, title, body); })();
  db.close();
  return (performance.now() - started) / 1_000;
}

/** The best ten by bm25 that have every term of a query as it stands, or, where none has, any three characters of it; with the place in the body. */
export function trigramSearch(path: string): (query: string) => object[] {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  const select = db.prepare<[string], object>(`SELECT id, title, snippet(t, 2, '<mark>', '</mark>', '…', 60) AS snippet FROM t WHERE t MATCH ? ORDER BY bm25(t, 0, 5, 1) LIMIT 10`);
  return query => {
    const terms = query.replaceAll('"', ' ').split(/\s+/).filter(Boolean), quoted = (texts: readonly string[]) => texts.map(text => `"${text}"`);
    if (!terms.length) return [];
    const found = select.all(quoted(terms).join(' AND '));
    if (found.length) return found;
    const threes = terms.flatMap(term => Array.from(term).slice(0, -2).map((_, i) => Array.from(term).slice(i, i + 3).join('')));
    return threes.length ? select.all(quoted(threes).join(' OR ')) : [];
  };
}
