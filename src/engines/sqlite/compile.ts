import { foldText } from '../../text/fold.js';
import { isoDatePrefix } from '../../text/dates.js';
import type { Field } from '../../../config/fields.js';
import type { Condition } from '../../query/condition.js';
import type { Filter, FilterCondition } from '../../query/filter.js';
import { textColumn, type Layout } from './schema.js';
import { fts5Phrase } from './tokens.js';

/** A piece of SQL with its values. */
export interface Sql {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** What a tier becomes: an FTS5 query that also ranks (where it has one), and what else must hold of the row number. */
export interface CompiledTier {
  readonly table: 'words' | 'characters' | null;
  readonly match: string;
  readonly rest: Sql | null;
}

/** An exact substring. */
export type Substring = Extract<Condition, { readonly kind: 'characters' }>;

/** What compiling needs to know: the fields, and which articles a short list of the character stream's matches are. */
export interface CompileContext extends Layout {
  /**
   * @param of what of `characters` is looked for, or that it is an FTS5 query of `words`
   * @param onlyKnown without looking
   * @returns the row numbers where an FTS5 query matches, null when there are too many to name
   */
  readonly resolve: (match: string, of: Substring | 'words', onlyKnown?: boolean) => readonly number[] | null;
  /** Whether the text of an article meets a condition that {@link isReadable}. */
  readonly reads: (row: number, condition: Condition) => boolean;
}

type Table = 'words' | 'characters';

/** What the row number is called where the SQL will stand: in `articles`, in an FTS5 table, or in `facts`. */
export type RowColumn = 'n' | 'rowid' | 'article';

/** The plus keeps SQLite from searching the full-text table anew for every article that meets what else is asked. */
const unsought = (row: RowColumn): string => row === 'rowid' ? '+rowid' : row;

/** Parts joined in pairs of pairs: SQLite reads `a OR b OR c` as a tree as deep as it is long, and refuses one deeper than 1,000. */
function joinSql(parts: readonly Sql[], by: 'AND' | 'OR'): Sql {
  if (parts.length === 1) return parts[0] as Sql;
  const half = parts.length >> 1, left = joinSql(parts.slice(0, half), by), right = joinSql(parts.slice(half), by);
  return { sql: `(${left.sql} ${by} ${right.sql})`, values: [...left.values, ...right.values] };
}

export const nothing: Sql = { sql: '0', values: [] };

/** Splits a condition into the FTS5 query that drives and ranks, and the rest. */
export function compileTier(context: CompileContext, condition: Condition): CompiledTier {
  const parts = condition.kind === 'all' ? condition.of : [condition];
  for (const table of ['words', 'characters'] as const) {
    const driving = parts.map(part => matchIn(context, part, table));
    if (driving.every(match => match === null)) continue;
    // A few exact substrings are named rather than looked for again: the same ones are asked for several times in a search.
    if (driving.every((match, i) => match === null || resolved(context, parts[i] as Condition, match))) continue;
    const rest = parts.filter((_, i) => driving[i] === null).map(part => compileCondition(context, part, 'rowid'));
    return { table, match: joinMatches(driving.filter(match => match !== null), 'AND'), rest: rest.length ? joinSql(rest, 'AND') : null };
  }
  return { table: null, match: '', rest: compileCondition(context, condition, 'n') };
}

/** A condition as SQL over a row number. */
export function compileCondition(context: CompileContext, condition: Condition, row: RowColumn): Sql {
  for (const table of ['words', 'characters'] as const) {
    const match = matchIn(context, condition, table);
    const rows = match !== null ? resolved(context, condition, match) : null;
    // A number of JavaScript's is bound as a real one, and FTS5 passes over a row number that is no integer.
    if (rows) return { sql: `${unsought(row)} IN (${rows.map(() => 'CAST(? AS INTEGER)').join(', ')})`, values: rows };
    if (match !== null) return { sql: `${unsought(row)} IN (SELECT rowid FROM ${table} WHERE ${table} MATCH ?)`, values: [match] };
  }
  switch (condition.kind) {
    case 'all': return condition.of.length ? joinSql(condition.of.map(c => compileCondition(context, c, row)), 'AND') : { sql: '1', values: [] };
    case 'any': return condition.of.length ? joinSql(condition.of.map(c => compileCondition(context, c, row)), 'OR') : nothing;
    case 'not': {
      const { sql, values } = compileCondition(context, condition.of, row);
      return { sql: `NOT (${sql})`, values };
    }
    case 'filter': return compileFilter(context, condition.filter, row);
    case 'id': return { sql: `${row} = (SELECT n FROM articles WHERE id = ?)`, values: [condition.id] };
    case 'everything': return { sql: '1', values: [] };
    case 'words':
    case 'characters': return nothing;
  }
}

/** The articles of one exact substring where they are few. */
const resolved = (context: CompileContext, condition: Condition, match: string): readonly number[] | null =>
  condition.kind === 'characters' ? context.resolve(match, condition) : null;

/**
 * The articles that meet a condition, in no order, where they are few: looked for once, however often a search asks for them.
 * @param onlyKnownWords without looking for words
 */
export function rowsOf(context: CompileContext, condition: Condition, onlyKnownWords = false): readonly number[] | null {
  const match = matchIn(context, condition, 'words');
  if (match !== null) return context.resolve(match, 'words', onlyKnownWords);
  if (condition.kind === 'characters') {
    const phrase = matchIn(context, condition, 'characters');
    return phrase === null ? null : context.resolve(phrase, condition);
  }
  if (condition.kind === 'any' && condition.of.length) {
    const parts = condition.of.map(part => rowsOf(context, part, onlyKnownWords));
    return parts.every(rows => rows !== null) ? [...new Set(parts.flat())] : null;
  }
  return condition.kind === 'all' ? rowsOfAll(context, condition.of, onlyKnownWords) : null;
}

/** The rarer parts are looked for until hardly anything is left, in whose text the others are. */
function rowsOfAll(context: CompileContext, parts: readonly Condition[], onlyKnownWords: boolean): readonly number[] | null {
  let found: readonly number[] | null = null;
  const unread: Condition[] = [];
  for (const part of [...parts].sort((a, b) => lengthOf(b) - lengthOf(a))) {
    if (found?.length === 0) return found;
    const isRead = isReadable(part), isLeft: boolean = isRead && (part.kind !== 'characters' || (found !== null && found.length <= easilyRead));
    const rows: readonly number[] | null = isLeft ? null : rowsOf(context, part, onlyKnownWords);
    if (rows) found = found ? found.filter(row => rows.includes(row)) : rows;
    else if (isRead) unread.push(part);
    else return null;
  }
  return found?.filter(row => unread.every(part => context.reads(row, part))) ?? null;
}

/** Whether an article's own text says if it meets a condition. */
export const isReadable = (condition: Condition): boolean => condition.kind === 'characters' || ((condition.kind === 'all' || condition.kind === 'any') && condition.of.every(isReadable));

/** The longer a substring, the rarer it mostly is. */
const lengthOf = (condition: Condition): number => condition.kind === 'characters' ? condition.tokens.length : 0;

/** Whether there are more articles with one thing than {@link rowsOf} names, once it has named none. */
export const areMany = (context: CompileContext, condition: Condition): boolean => condition.kind === 'characters' ? matchIn(context, condition, 'characters') !== null : matchIn(context, condition, 'words') !== null;

/** So many articles are read sooner than FTS5 goes through another list. */
const easilyRead = 10;

const joinMatches = (matches: readonly string[], by: 'AND' | 'OR'): string => matches.length === 1 ? matches[0] as string : `(${matches.join(` ${by} `)})`;

/** A condition as one FTS5 query of one table, where that is possible. */
function matchIn(context: CompileContext, condition: Condition, table: Table): string | null {
  if (condition.kind === 'all' || condition.kind === 'any') {
    if (!condition.of.length) return null;
    const parts = condition.of.map(c => matchIn(context, c, table));
    return parts.includes(null) ? null : joinMatches(parts as string[], condition.kind === 'all' ? 'AND' : 'OR');
  }
  if (condition.kind !== table) return null;
  const tokens = condition.kind === 'words' ? condition.words : condition.tokens;
  if (!tokens.length) return null;
  const phrase = fts5Phrase(tokens) + (condition.kind === 'characters' && condition.prefix ? ' *' : '');
  if (!condition.fields) return phrase;
  const columns = context.searched.flatMap((f, i) => condition.fields?.includes(f.name) ? [textColumn(i)] : []);
  return columns.length ? `{${columns.join(' ')}} : ${phrase}` : null;
}

/** A filter as SQL over a row number. Text compares folded, dates as ISO, numbers by size. */
export function compileFilter(context: CompileContext, filter: Filter, row: RowColumn): Sql {
  switch (filter.op) {
    case 'and':
    case 'or': return joinSql(filter.of.map(f => compileFilter(context, f, row)), filter.op === 'and' ? 'AND' : 'OR');
    case 'not': {
      const { sql, values } = compileFilter(context, filter.of, row);
      return { sql: `NOT (${sql})`, values };
    }
    default: return compileFact(context, filter, row);
  }
}

function compileFact(context: CompileContext, filter: FilterCondition, row: RowColumn): Sql {
  const number = context.facts.findIndex(f => f.name === filter.field);
  const field = context.facts[number];
  if (!field) return nothing;
  const fact = (where: string, ...values: (string | number)[]): Sql =>
    ({ sql: `${unsought(row)} IN (SELECT article FROM facts WHERE field = ${number} AND ${where})`, values });
  const isNumber = field.kind === 'number';
  const value = (typed: string): string | number => isNumber ? Number(typed) : comparable(field, typed);
  const column = isNumber ? 'number' : 'text';
  const compare = (operator: string, typed: string) => {
    const wanted = value(typed);
    return Number.isNaN(wanted) ? nothing : fact(`state = 0 AND ${column} ${operator} ?`, wanted);
  };
  switch (filter.op) {
    case 'equal': return compare('=', filter.value);
    case 'greater': return compare('>', filter.value);
    case 'greaterOrEqual': return compare('>=', filter.value);
    case 'less': return compare('<', filter.value);
    case 'lessOrEqual': return compare('<=', filter.value);
    case 'between': {
      const from = value(filter.from), to = value(filter.to);
      return Number.isNaN(from) || Number.isNaN(to) ? nothing : fact(`state = 0 AND ${column} BETWEEN ? AND ?`, from, to);
    }
    case 'in': {
      const wanted = filter.values.map(value).filter(v => !Number.isNaN(v));
      return wanted.length ? fact(`state = 0 AND ${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(wanted)) : nothing;
    }
    case 'startsWith': {
      const beginning = comparable(field, filter.value);
      return fact(`state = 0 AND text >= ? AND text < ?`, beginning, `${beginning}\u{10ffff}`);
    }
    case 'exists': return fact('1');
    case 'isNull': return fact('state = 1');
    case 'isEmpty': return fact('state = 2');
  }
}

/** A value as it is compared: dates as ISO, text folded without spaces around. */
export const comparable = (field: Field, value: string): string =>
  field.kind === 'date' ? isoDatePrefix(value) ?? value.trim() : foldText(value).trim();
