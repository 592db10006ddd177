import type { Field } from '../../../config/fields.js';
import type { Article } from '../../article.js';
import { all, type Condition, type Tier } from '../../query/condition.js';
import type { Filter } from '../../query/filter.js';
import { nothingFound, type Ask, type Candidate, type Found, type NumberStats, type TierAsk } from '../engine.js';
import type { BuildFile } from './build-file.js';
import { comparable, compileFilter, areMany, compileTier, isReadable, rowsOf, type CompileContext, type Sql, type Substring } from './compile.js';
import { mostResolved } from './matches.js';
import { sortColumn, type Layout } from './schema.js';

const mostFacetValues = 100;
/** A longer substring is found by its rarest part first. */
const shortTokens = 3;

/** A tier as a SELECT of `n` and `score` (higher is better); `atMost`: of each alternative so many rows will do. */
function selectTier(context: CompileContext, condition: Condition, filter: Filter | null, scored: boolean, atMost?: number): Sql {
  const rows = scored || atMost !== undefined ? null : rowsOf(context, condition);
  if (rows) return named(context, rows, filter);
  const { table, match, rest } = compileTier(context, condition);
  // Words here or characters there: a row number would be looked for in both lists, for every article that there is.
  if (table === null && condition.kind === 'any' && condition.of.length) return unionOf(condition.of.map(part => selectTier(context, part, filter, false, atMost)));
  const also = [rest, filter ? compileFilter(context, filter, table === null ? 'n' : 'rowid') : null].filter(part => part !== null);
  const where = also.map(part => ` AND ${part.sql}`).join(''), values = also.flatMap(part => part.values);
  const limit = atMost === undefined ? '' : ` LIMIT ${atMost}`;
  if (table === null) return { sql: `SELECT n, 0.0 AS score FROM articles WHERE 1${where}${limit}`, values };
  const weights = context.searched.map(f => f.weight ?? 1).join(', ');
  return {
    sql: `SELECT rowid AS n, ${scored ? `-bm25(${table}, ${weights})` : '0.0'} AS score FROM ${table} WHERE ${table} MATCH ?${where}${limit}`,
    values: [match, ...values],
  };
}

function named(context: CompileContext, rows: readonly number[], filter: Filter | null): Sql {
  const also = filter ? compileFilter(context, filter, 'n') : { sql: '1', values: [] };
  return { sql: `SELECT n, 0.0 AS score FROM (SELECT value AS n FROM json_each(?)) WHERE ${also.sql}`, values: [JSON.stringify(rows), ...also.values] };
}

/** Each row once. In pairs of pairs: SQLite takes no more than 500 in a row. */
function unionOf(parts: readonly Sql[]): Sql {
  if (parts.length === 1) return parts[0] as Sql;
  const half = parts.length >> 1, both = [unionOf(parts.slice(0, half)), unionOf(parts.slice(half))];
  return { sql: both.map(part => `SELECT n, score FROM (${part.sql})`).join(' UNION '), values: both.flatMap(part => part.values) };
}

/** Runs an {@link Ask} on one build. */
export function searchBuild(build: BuildFile, ask: Ask): Found {
  const { db } = build;
  // Naming all articles of a short substring first would find many more than are wanted.
  const context = ask.anyWillDo ? { ...build.context, resolve: (match: string, of: Substring | 'words') => of !== 'words' && of.tokens.length > shortTokens ? build.context.resolve(match, of) : null } : build.context;
  const [first] = ask.tiers;
  if (!first) return nothingFound(ask.facets);
  // One tier in order of relevance, nothing to count by: FTS5 keeps the best itself.
  if (ask.tiers.length === 1 && !ask.sort && !ask.facets.length && compileTier(context, first.condition).table !== null) {
    const total = ask.anyWillDo ? null : countBuild(build, first.condition, ask.filter, Number.MAX_SAFE_INTEGER);
    if (total === 0 || !ask.limit) return { ...nothingFound([]), total: total ?? 0 };
    const { sql, values } = selectTier(context, first.condition, ask.filter, total !== null && needsScores(ask, total));
    // By row number FTS5 stops as soon as it has enough.
    const order = total === null ? 'n DESC' : 'score DESC, n DESC';
    const rows = build.prepare<unknown[], Row>(
      `SELECT h.score, a.sketch, a.stored FROM (${sql} ORDER BY ${order} LIMIT ? OFFSET ?) h CROSS JOIN articles a ON a.n = h.n ORDER BY h.score DESC, h.n DESC`,
    ).all(...values, ask.limit, ask.offset);
    return { ...nothingFound([]), candidates: rows.map(row => candidate(row, first.tier)), total: total ?? rows.length };
  }
  return db.transaction(() => searchTogether(build, ask))();
}

/** bm25 reads all of every word's list to know how rare it is: most of a search's time, spent only where an order is needed. */
const needsScores = (ask: Ask, hits: number): boolean => !ask.sort && !(ask.callerRanks && hits <= ask.offset + ask.limit);

interface Row { readonly score: number; readonly sketch: string; readonly stored: string }

const candidate = (row: Row, tier: Tier): Candidate => ({ article: JSON.parse(row.stored) as Article, tier, sketch: row.sketch, score: row.score });

/** Several tiers, a sort or facets: the hits are gathered in a table of their own first, each in its strictest tier. */
function searchTogether(build: BuildFile, ask: Ask): Found {
  const { db, layout, context } = build;
  build.prepare('CREATE TEMP TABLE IF NOT EXISTS hits (n INTEGER PRIMARY KEY, tier INTEGER NOT NULL, score REAL NOT NULL)').run();
  const forget = build.prepare('DELETE FROM hits');
  forget.run();
  const add = ({ condition }: TierAsk, tier: number, scored: boolean): number => {
    const { sql, values } = selectTier(context, condition, ask.filter, scored);
    return build.prepare(`INSERT OR IGNORE INTO hits (n, tier, score) SELECT n, ${tier}, score FROM (${sql})`).run(...values).changes;
  };
  let total = 0;
  ask.tiers.forEach((one, tier) => {
    const before = total, needed = ask.offset + ask.limit;
    // With some of the words there are mostly more than are wanted.
    const isScored = !ask.sort && (!ask.callerRanks || (one.tier === 'some' && before < needed));
    total += add(one, tier, isScored);
    // Only what of this tier does not fit any more needs an order.
    if (isScored || ask.sort || total <= needed || before >= needed) return;
    build.prepare('DELETE FROM hits WHERE tier = ?').run(tier);
    add(one, tier, true);
  });
  // The texts only of those that are wanted: a sort carries along all that it is given.
  const best = build.prepare<unknown[], { n: number; tier: number; score: number }>(
    `SELECT hits.n, hits.tier, hits.score FROM hits${needsArticles(context, ask) ? ' CROSS JOIN articles a ON a.n = hits.n' : ''} ORDER BY ${orderBy(context, ask)} LIMIT ? OFFSET ?`,
  ).all(ask.limit, ask.offset);
  const facets = countFacets(db, layout, ask.facets);
  const stats = Object.fromEntries(ask.facets.flatMap(name => statsOf(db, layout, name)));
  forget.run();
  return { candidates: best.map(({ n, tier, score }) => candidate({ ...build.shownOf(n), score }, (ask.tiers[tier] as TierAsk).tier)), total, totalIsExact: true, facets, stats };
}

/** What no text ranks (everything, exclusions, filters) has no score and comes newest first. */
const isUnranked = (context: CompileContext, ask: Ask): boolean => ask.tiers.every(t => compileTier(context, t.condition).table === null);

const needsArticles = (context: CompileContext, ask: Ask): boolean => ask.sort !== null || isUnranked(context, ask);

function orderBy(layout: CompileContext, ask: Ask): string {
  const newest = dateColumn(layout);
  const byDate = newest && isUnranked(layout, ask) ? `a.${newest} IS NULL, a.${newest} DESC, ` : '';
  if (!ask.sort) return `hits.tier, hits.score DESC, ${byDate}hits.n DESC`;
  const some = ask.tiers.findIndex(t => t.tier === 'some');
  const columns = [ask.sort, ...ask.thenBy ?? []].map(({ field, descending }) => {
    const column = `a.${sortColumn(layout.sortable.findIndex(f => f.name === field))}`;
    return `${column} IS NULL, ${column} ${descending ? 'DESC' : 'ASC'}, `;
  });
  return `${some > 0 ? `CASE WHEN hits.tier < ${some} THEN 0 ELSE hits.tier END, ` : ''}${columns.join('')}hits.n DESC`;
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

/** So many alternatives are better looked for in the text of a few articles than each in the lists of all; and how few these are. */
const manyAlternatives = 6, mostRead = 300;

const alternativesOf = (condition: Condition): number => condition.kind === 'any' || condition.kind === 'all' ? condition.of.reduce((sum, part) => sum + alternativesOf(part), 0) : 1;

/** Counts articles that have a few substrings and one of many alternatives, by reading those that have the few; null where these are many, or it asks for something else. */
function countByReading(build: BuildFile, condition: Condition, atMost: number): number | null {
  if (condition.kind !== 'all' || !isReadable(condition)) return null;
  const wide = condition.of.filter(part => alternativesOf(part) > manyAlternatives), few = condition.of.filter(part => !wide.includes(part));
  if (!wide.length || !few.length) return null;
  const { sql, values } = selectTier(build.context, all(few), null, false, mostRead + 1);
  const rows = build.db.prepare<unknown[], number>(sql).pluck().all(...values);
  if (rows.length > mostRead) return null;
  let count = 0;
  for (let i = 0; i < rows.length && count < atMost; i++) if (build.context.reads(rows[i] as number, all(wide))) count++;
  return count;
}

/** Counts no further than `atMost`. */
export function countBuild(build: BuildFile, condition: Condition, filter: Filter | null, atMost: number): number {
  const { context } = build;
  if (!filter) {
    // Whether there is any article is found out sooner than which.
    const rows = rowsOf(context, condition, atMost === 1);
    if (rows) return Math.min(rows.length, atMost);
    if (atMost <= mostResolved && (atMost > 1 || condition.kind === 'characters') && areMany(context, condition)) return atMost;
    const read = countByReading(build, condition, atMost);
    if (read !== null) return read;
  }
  const { sql, values } = selectTier(context, condition, filter, false, atMost);
  const { count } = build.prepare<unknown[], { count: number }>(`SELECT count(*) AS count FROM (SELECT n FROM (${sql}) LIMIT ?)`).get(...values, atMost) as { count: number };
  return count;
}

/** In how many of the articles that meet a filter each word stands. What meets it is looked up once for all words. */
export function countWords({ db, context }: BuildFile, words: readonly string[], filter: Filter): Map<string, number> {
  const { sql, values } = compileFilter(context, filter, 'n');
  db.exec('CREATE TEMP TABLE IF NOT EXISTS meeting (n INTEGER PRIMARY KEY); DELETE FROM meeting');
  db.prepare(`INSERT INTO meeting SELECT n FROM articles WHERE ${sql}`).run(...values);
  const count = db.prepare<[string], { count: number }>('SELECT count(*) AS count FROM words WHERE words MATCH ? AND +rowid IN (SELECT n FROM meeting)');
  return new Map(words.map(word => [word, count.get(compileTier(context, { kind: 'words', words: [word] }).match)?.count ?? 0]));
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
