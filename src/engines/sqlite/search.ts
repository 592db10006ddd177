import type { Field } from '../../../config/fields.js';
import type { Article } from '../../article.js';
import type { Condition, Tier } from '../../query/condition.js';
import type { Filter } from '../../query/filter.js';
import { nothingFound, type Ask, type Candidate, type Found, type NumberStats, type TierAsk } from '../engine.js';
import type { BuildFile } from './build-file.js';
import { comparable, compileFilter, compileTier, type CompileContext, type Sql, type Substring } from './compile.js';
import { sortColumn, type Layout } from './schema.js';

const mostFacetValues = 100;
/** A longer substring is found by its rarest part first. */
const shortTokens = 3;

/** A tier as a SELECT of `n` and `score` (higher is better). */
function selectTier(context: CompileContext, condition: Condition, filter: Filter | null, scored: boolean): Sql {
  const { table, match, rest } = compileTier(context, condition);
  const also = [rest, filter ? compileFilter(context, filter, table === null ? 'n' : 'rowid') : null].filter(part => part !== null);
  const where = also.map(part => ` AND ${part.sql}`).join(''), values = also.flatMap(part => part.values);
  if (table === null) return { sql: `SELECT n, 0.0 AS score FROM articles WHERE 1${where}`, values };
  const weights = context.searched.map(f => f.weight ?? 1).join(', ');
  return {
    sql: `SELECT rowid AS n, ${scored ? `-bm25(${table}, ${weights})` : '0.0'} AS score FROM ${table} WHERE ${table} MATCH ?${where}`,
    values: [match, ...values],
  };
}

/** Runs an {@link Ask} on one build. */
export function searchBuild(build: BuildFile, ask: Ask): Found {
  const { db } = build;
  // Naming all articles of a short substring first would find many more than are wanted.
  const context = ask.anyWillDo ? { ...build.context, resolve: (match: string, substring: Substring) => substring.tokens.length > shortTokens ? build.context.resolve(match, substring) : null } : build.context;
  const [first] = ask.tiers;
  if (!first) return nothingFound(ask.facets);
  // One tier in order of relevance, nothing to count by: FTS5 keeps the best itself.
  if (ask.tiers.length === 1 && !ask.sort && !ask.facets.length && compileTier(context, first.condition).table !== null) {
    const total = ask.anyWillDo ? null : countBuild(build, first.condition, ask.filter, Number.MAX_SAFE_INTEGER);
    if (total === 0 || !ask.limit) return { ...nothingFound([]), total: total ?? 0 };
    const { sql, values } = selectTier(context, first.condition, ask.filter, total !== null && needsScores(ask, total));
    // By row number FTS5 stops as soon as it has enough.
    const order = total === null ? 'n DESC' : 'score DESC, n DESC';
    const rows = db.prepare<unknown[], Row>(
      `SELECT h.n, h.score, a.stored FROM (${sql} ORDER BY ${order} LIMIT ? OFFSET ?) h CROSS JOIN articles a ON a.n = h.n ORDER BY h.score DESC, h.n DESC`,
    ).all(...values, ask.limit, ask.offset);
    return { ...nothingFound([]), candidates: rows.map(row => candidate(row, first.tier)), total: total ?? rows.length };
  }
  return db.transaction(() => searchTogether(build, ask))();
}

/** bm25 reads all of every word's list to know how rare it is: most of a search's time, spent only where an order is needed. */
const needsScores = (ask: Ask, hits: number): boolean => !ask.sort && !(ask.callerRanks && hits <= ask.offset + ask.limit);

interface Row { readonly n: number; readonly score: number; readonly stored: string; readonly tier?: number }

const candidate = (row: Row, tier: Tier): Candidate => ({ article: JSON.parse(row.stored) as Article, tier, score: row.score });

/** Several tiers, a sort or facets: the hits are gathered in a table of their own first, each in its strictest tier. */
function searchTogether(build: BuildFile, ask: Ask): Found {
  const { db, layout, context } = build;
  db.exec('CREATE TEMP TABLE IF NOT EXISTS hits (n INTEGER PRIMARY KEY, tier INTEGER NOT NULL, score REAL NOT NULL); DELETE FROM hits');
  const gather = (scored: boolean) => ask.tiers.reduce((total, { condition }, tier) => {
    const { sql, values } = selectTier(context, condition, ask.filter, scored);
    return total + db.prepare(`INSERT OR IGNORE INTO hits (n, tier, score) SELECT n, ${tier}, score FROM (${sql})`).run(...values).changes;
  }, 0);
  const total = gather(!ask.sort && !ask.callerRanks);
  if (ask.callerRanks && needsScores(ask, total)) {
    db.exec('DELETE FROM hits');
    gather(true);
  }
  const rows = db.prepare<unknown[], Row & { tier: number }>(
    `SELECT hits.n, hits.tier, hits.score, a.stored FROM hits CROSS JOIN articles a ON a.n = hits.n ORDER BY ${orderBy(context, ask)} LIMIT ? OFFSET ?`,
  ).all(ask.limit, ask.offset);
  const facets = countFacets(db, layout, ask.facets);
  const stats = Object.fromEntries(ask.facets.flatMap(name => statsOf(db, layout, name)));
  db.exec('DELETE FROM hits');
  return { candidates: rows.map(row => candidate(row, (ask.tiers[row.tier] as TierAsk).tier)), total, totalIsExact: true, facets, stats };
}

function orderBy(layout: CompileContext, ask: Ask): string {
  const newest = dateColumn(layout);
  // What no text ranks (everything, exclusions, filters) has no score and comes newest first.
  const byDate = newest && ask.tiers.every(t => compileTier(layout, t.condition).table === null) ? `a.${newest} IS NULL, a.${newest} DESC, ` : '';
  if (!ask.sort) return `hits.tier, hits.score DESC, ${byDate}hits.n DESC`;
  const some = ask.tiers.findIndex(t => t.tier === 'some');
  const columns = [ask.sort, ...ask.thenBy ?? []].map(({ field, descending }) => {
    const column = `a.${sortColumn(layout.sortable.findIndex(f => f.name === field))}`;
    return `${column} IS NULL, ${column} ${descending ? 'DESC' : 'ASC'}, `;
  });
  return `${some > 0 ? `hits.tier = ${some}, ` : ''}${columns.join('')}hits.n DESC`;
}

function dateColumn(layout: Layout): string | null {
  const i = layout.sortable.findIndex(f => f.name === layout.fields.dateField);
  return i < 0 ? null : sortColumn(i);
}

const dateLengths: Readonly<Record<string, number>> = { year: 4, month: 7 };

/** Dates are whole, so years are sums of months where both are counted: the hits are gone through once less. */
function countFacets(db: BuildFile['db'], layout: Layout, names: readonly string[]): Record<string, Record<string, number>> {
  const both = ['year', 'month'].every(part => names.includes(part) && !layout.facts.some(f => f.name === part));
  const counted = Object.fromEntries(names.filter(name => !both || name !== 'year').map(name => [name, countFacet(db, layout, name)]));
  if (!both) return counted;
  const years: Record<string, number> = {};
  for (const [month, count] of Object.entries(counted['month'] ?? {})) years[month.slice(0, 4)] = (years[month.slice(0, 4)] ?? 0) + count;
  return { ...counted, year: years };
}

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

function statsOf(db: BuildFile['db'], layout: Layout, name: string): [string, NumberStats][] {
  const number = layout.facts.findIndex(f => f.name === name && f.kind === 'number');
  if (number < 0) return [];
  const { min, max } = db.prepare<[], { min: number | null; max: number | null }>(
    `SELECT min(number) AS min, max(number) AS max FROM hits CROSS JOIN facts ON facts.article = hits.n AND facts.field = ${number} AND facts.state = 0`).get() as { min: number | null; max: number | null };
  return min === null || max === null ? [] : [[name, { min, max }]];
}

/** Counts no further than `atMost`. */
export function countBuild({ db, context }: BuildFile, condition: Condition, filter: Filter | null, atMost: number): number {
  const { table, match, rest } = compileTier(context, condition);
  const also = [rest, filter ? compileFilter(context, filter, table === null ? 'n' : 'rowid') : null].filter(part => part !== null);
  const where = also.map(part => ` AND ${part.sql}`).join('');
  const from = table === null ? `SELECT 1 FROM articles WHERE 1${where}` : `SELECT 1 FROM ${table} WHERE ${table} MATCH ?${where}`;
  const { count } = db.prepare<unknown[], { count: number }>(`SELECT count(*) AS count FROM (${from} LIMIT ?)`)
    .get(...(table === null ? [] : [match]), ...also.flatMap(part => part.values), atMost) as { count: number };
  return count;
}

/** Row numbers and ids that meet a filter. */
export function idsByFilter({ db, context }: BuildFile, filter: Filter): string[] {
  const { sql, values } = compileFilter(context, filter, 'n');
  return db.prepare<unknown[], { id: string }>(`SELECT id FROM articles WHERE ${sql}`).all(...values).map(row => row.id);
}

/** Values of a facet field that begin with a text, most frequent first. */
export function facetValues({ db, layout, context }: BuildFile, name: string, beginning: string, filter: Filter | null, most: number): { value: string; count: number }[] {
  const number = layout.facts.findIndex(f => f.name === name), field = layout.facts[number];
  if (!field) return [];
  const allowed = filter ? compileFilter(context, filter, 'article') : null;
  const from = comparable(field, beginning);
  return db.prepare<unknown[], { value: string; count: number }>(
    `SELECT coalesce(raw, text) AS value, count(*) AS count FROM facts WHERE field = ${number} AND state = 0 AND text >= ? AND text < ?
     ${allowed ? `AND ${allowed.sql}` : ''} GROUP BY value ORDER BY count DESC, value LIMIT ?`,
  ).all(from, `${from}\u{10ffff}`, ...(allowed?.values ?? []), most);
}
