import type { Field } from '../../../config/fields.js';
import type { Article } from '../../article.js';
import type { Condition, Tier } from '../../query/condition.js';
import type { Filter } from '../../query/filter.js';
import type { Ask, Candidate, Found, TierAsk } from '../engine.js';
import type { BuildFile } from './build-file.js';
import { compileFilter, compileTier, type Sql } from './compile.js';
import { sortColumn, type Layout } from './schema.js';
import { encodeToken } from './tokens.js';

const mostFacetValues = 100;

/** A tier as a SELECT of `n` and `score` (higher is better). */
function selectTier(layout: Layout, condition: Condition, filter: Filter | null): Sql {
  const { table, match, rest } = compileTier(layout, condition);
  const also = [rest, filter ? compileFilter(layout, filter, table === null ? 'n' : 'rowid') : null].filter(part => part !== null);
  const where = also.map(part => ` AND ${part.sql}`).join(''), values = also.flatMap(part => part.values);
  if (table === null) return { sql: `SELECT n, 0.0 AS score FROM articles WHERE 1${where}`, values };
  const weights = layout.searched.map(f => f.weight ?? 1).join(', ');
  return {
    sql: `SELECT rowid AS n, -bm25(${table}, ${weights}) AS score FROM ${table} WHERE ${table} MATCH ?${where}`,
    values: [match, ...values],
  };
}

/** Runs an {@link Ask} on one build. */
export function searchBuild(build: BuildFile, ask: Ask): Found {
  const { db, layout } = build;
  const [first] = ask.tiers;
  if (!first) return { candidates: [], total: 0, totalIsExact: true, facets: {} };
  // One tier in order of relevance, nothing to count by: FTS5 keeps the best itself.
  if (ask.tiers.length === 1 && !ask.sort && !ask.facets.length && compileTier(layout, first.condition).table !== null) {
    const total = countBuild(build, first.condition, ask.filter, Number.MAX_SAFE_INTEGER);
    if (!total || !ask.limit) return { candidates: [], total, totalIsExact: true, facets: {} };
    const { sql, values } = selectTier(layout, first.condition, ask.filter);
    const rows = db.prepare<unknown[], Row>(
      `SELECT h.n, h.score, a.stored FROM (${sql} ORDER BY score DESC, n DESC LIMIT ? OFFSET ?) h JOIN articles a ON a.n = h.n ORDER BY h.score DESC, h.n DESC`,
    ).all(...values, ask.limit, ask.offset);
    return { candidates: rows.map(row => candidate(row, first.tier)), total, totalIsExact: true, facets: {} };
  }
  return db.transaction(() => searchTogether(build, ask))();
}

interface Row { readonly n: number; readonly score: number; readonly stored: string; readonly tier?: number }

const candidate = (row: Row, tier: Tier): Candidate => ({ article: JSON.parse(row.stored) as Article, tier, score: row.score });

/** Several tiers, a sort or facets: the hits are gathered in a table of their own first, each in its strictest tier. */
function searchTogether({ db, layout }: BuildFile, ask: Ask): Found {
  db.exec('CREATE TEMP TABLE IF NOT EXISTS hits (n INTEGER PRIMARY KEY, tier INTEGER NOT NULL, score REAL NOT NULL); DELETE FROM hits');
  let total = 0;
  ask.tiers.forEach(({ condition }, tier) => {
    const { sql, values } = selectTier(layout, condition, ask.filter);
    total += db.prepare(`INSERT OR IGNORE INTO hits (n, tier, score) SELECT n, ${tier}, score FROM (${sql})`).run(...values).changes;
  });
  const rows = db.prepare<unknown[], Row & { tier: number }>(
    `SELECT hits.n, hits.tier, hits.score, a.stored FROM hits JOIN articles a ON a.n = hits.n ORDER BY ${orderBy(layout, ask)} LIMIT ? OFFSET ?`,
  ).all(ask.limit, ask.offset);
  const facets = Object.fromEntries(ask.facets.map(name => [name, countFacet(db, layout, name)]));
  db.exec('DELETE FROM hits');
  return { candidates: rows.map(row => candidate(row, (ask.tiers[row.tier] as TierAsk).tier)), total, totalIsExact: true, facets };
}

function orderBy(layout: Layout, ask: Ask): string {
  const newest = dateColumn(layout);
  const byDate = newest ? `a.${newest} IS NULL, a.${newest} DESC, ` : '';
  // What no text ranks (everything, exclusions, filters) has no score and comes newest first.
  if (!ask.sort) return `hits.tier, hits.score DESC, ${byDate}hits.n DESC`;
  const column = `a.${sortColumn(layout.sortable.findIndex(f => f.name === ask.sort?.field))}`;
  const some = ask.tiers.findIndex(t => t.tier === 'some');
  return `${some > 0 ? `hits.tier = ${some}, ` : ''}${column} IS NULL, ${column} ${ask.sort.descending ? 'DESC' : 'ASC'}, hits.n DESC`;
}

function dateColumn(layout: Layout): string | null {
  const i = layout.sortable.findIndex(f => f.name === layout.fields.dateField);
  return i < 0 ? null : sortColumn(i);
}

const dateLengths: Readonly<Record<string, number>> = { year: 4, month: 7 };

function countFacet(db: BuildFile['db'], layout: Layout, name: string): Record<string, number> {
  const ofDate = dateLengths[name] !== undefined && !layout.facts.some(f => f.name === name);
  const number = layout.facts.findIndex((f: Field) => f.name === (ofDate ? layout.fields.dateField : name));
  if (number < 0) return {};
  const value = ofDate ? `substr(text, 1, ${dateLengths[name]})` : 'coalesce(raw, text)';
  const rows = db.prepare<[], { value: string; count: number }>(
    `SELECT ${value} AS value, count(*) AS count FROM hits CROSS JOIN facts ON facts.article = hits.n AND facts.field = ${number} AND facts.state = 0
     ${ofDate ? `WHERE length(text) >= ${dateLengths[name]}` : ''} GROUP BY value ORDER BY ${ofDate ? 'value DESC' : `count DESC, value LIMIT ${mostFacetValues}`}`,
  ).all();
  return Object.fromEntries(rows.map(row => [row.value, row.count]));
}

/** Counts no further than `atMost`. */
export function countBuild({ db, layout }: BuildFile, condition: Condition, filter: Filter | null, atMost: number): number {
  const { table, match, rest } = compileTier(layout, condition);
  const also = [rest, filter ? compileFilter(layout, filter, table === null ? 'n' : 'rowid') : null].filter(part => part !== null);
  const where = also.map(part => ` AND ${part.sql}`).join('');
  const from = table === null ? `SELECT 1 FROM articles WHERE 1${where}` : `SELECT 1 FROM ${table} WHERE ${table} MATCH ?${where}`;
  const { count } = db.prepare<unknown[], { count: number }>(`SELECT count(*) AS count FROM (${from} LIMIT ?)`)
    .get(...(table === null ? [] : [match]), ...also.flatMap(part => part.values), atMost) as { count: number };
  return count;
}

/** In how many articles each word stands. */
export function wordCountsOf({ db }: BuildFile, words: readonly string[]): Map<string, number> {
  const lookup = db.prepare<[string], { doc: number }>('SELECT doc FROM vocabulary WHERE term = ?');
  return new Map(words.map(word => [word, lookup.get(encodeToken(word))?.doc ?? 0]));
}

/** Row numbers and ids that meet a filter. */
export function idsByFilter({ db, layout }: BuildFile, filter: Filter): string[] {
  const { sql, values } = compileFilter(layout, filter, 'n');
  return db.prepare<unknown[], { id: string }>(`SELECT id FROM articles WHERE ${sql}`).all(...values).map(row => row.id);
}
