/**
 * Meilisearch's filter syntax, read once into a small tree that every engine translates.
 *
 * ```text
 * or        = and ("OR" and)*
 * and       = not ("AND" not)*
 * not       = "NOT"* primary
 * primary   = "(" or ")" | condition
 * condition = name ("=" | "!=" | ">" | ">=" | "<" | "<=") value
 *           | name value "TO" value
 *           | name "NOT"? ("IN" "[" (value ("," value)* ","?)? "]" | "EXISTS" | "STARTS" "WITH" value)
 *           | name "IS" "NOT"? ("NULL" | "EMPTY")
 * name, value = bare word that is no keyword | text in ' or "
 * ```
 */
import { FilterError } from './filter-error.js';
import { Tokens } from './filter-tokens.js';

export { FilterError, type FilterErrorReason } from './filter-error.js';

/**
 * What an article must be. Values are as typed: whether `"10"` is a number, and how text compares, is decided by the field's kind.
 * `!=`, `NOT IN`, `NOT EXISTS` and the like are the `not` of the plain condition. An `in` without values holds for nothing.
 */
export type Filter =
  | { readonly op: 'and'; readonly of: readonly Filter[] }
  | { readonly op: 'or'; readonly of: readonly Filter[] }
  | { readonly op: 'not'; readonly of: Filter }
  | FilterCondition;

/** A filter's leaf: one field and what it must be. `between` includes both ends. */
export type FilterCondition =
  | { readonly op: 'equal' | 'greater' | 'greaterOrEqual' | 'less' | 'lessOrEqual' | 'startsWith'; readonly field: string; readonly value: string }
  | { readonly op: 'between'; readonly field: string; readonly from: string; readonly to: string }
  | { readonly op: 'in'; readonly field: string; readonly values: readonly string[] }
  | { readonly op: 'exists' | 'isNull' | 'isEmpty'; readonly field: string };

/** An expression, or a list that must hold as a whole, in which an inner list holds when one of its expressions does. */
export type FilterInput = string | readonly (string | readonly string[])[];

/** Beyond these a filter is refused, so that neither reading nor translating it can exhaust the stack or the engine. */
export const filterLimits = { depth: 200, conditions: 10_000, values: 100_000 } as const;

const keywords: ReadonlySet<string> = new Set(['AND', 'OR', 'IN', 'NOT', 'TO', 'EXISTS', 'IS', 'NULL', 'EMPTY', 'CONTAINS', 'STARTS', 'WITH']);
const comparisons = { '=': 'equal', '>': 'greater', '>=': 'greaterOrEqual', '<': 'less', '<=': 'lessOrEqual' } as const;
const operation = 'an operator (=, !=, >, >=, <, <=, TO, IN, NOT IN, EXISTS, NOT EXISTS, IS NULL, IS NOT NULL, IS EMPTY, IS NOT EMPTY, STARTS WITH or NOT STARTS WITH)';

/**
 * Reads a filter.
 * @param filterable names of the fields that may be filtered, compared exactly
 * @returns null when there is nothing to filter by: `""`, only spaces, `[]`, `[[]]`
 * @throws FilterError, and nothing else, whatever the text
 */
export function parseFilter(input: FilterInput, filterable: readonly string[]): Filter | null {
  const reader = new Reader(filterable);
  if (typeof input === 'string') return reader.read(input);
  const all: Filter[] = [];
  for (const part of input) {
    const any = (typeof part === 'string' ? [part] : part).map(expression => reader.read(expression)).filter(filter => filter !== null);
    const joined = join('or', any);
    if (joined !== null) all.push(joined);
  }
  return join('and', all);
}

/** @returns the names of the fields that a filter looks at, each once */
export function filterFields(filter: Filter): Set<string> {
  const fields = new Set<string>();
  const rest = [filter];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (next.op === 'not') rest.push(next.of);
    else if (next.op === 'and' || next.op === 'or') rest.push(...next.of);
    else fields.add(next.field);
  }
  return fields;
}

/**
 * Writes a filter in Meilisearch's own syntax, names and values always in double quotes.
 * `parseFilter` reads the same tree back when every `and` and `or` has at least two parts and no `not` stands in a `not`.
 */
export function filterToString(filter: Filter): string {
  switch (filter.op) {
    case 'and':
    case 'or':
      return filter.of.map(part => (part.op === 'and' || part.op === 'or' ? `(${filterToString(part)})` : filterToString(part))).join(filter.op === 'and' ? ' AND ' : ' OR ');
    case 'not':
      return filter.of.op === 'and' || filter.of.op === 'or' ? `NOT (${filterToString(filter.of)})` : `NOT ${filterToString(filter.of)}`;
    case 'between':
      return `${quote(filter.field)} ${quote(filter.from)} TO ${quote(filter.to)}`;
    case 'in':
      return `${quote(filter.field)} IN [${filter.values.map(quote).join(', ')}]`;
    case 'exists':
      return `${quote(filter.field)} EXISTS`;
    case 'isNull':
      return `${quote(filter.field)} IS NULL`;
    case 'isEmpty':
      return `${quote(filter.field)} IS EMPTY`;
    default:
      return `${quote(filter.field)} ${signs[filter.op]} ${quote(filter.value)}`;
  }
}

const signs = { equal: '=', greater: '>', greaterOrEqual: '>=', less: '<', lessOrEqual: '<=', startsWith: 'STARTS WITH' } as const;

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function join(op: 'and' | 'or', of: readonly Filter[]): Filter | null {
  return of.length > 1 ? { op, of } : (of[0] ?? null);
}

function not(filter: Filter): Filter {
  return filter.op === 'not' ? filter.of : { op: 'not', of: filter };
}

/** Reads the expressions of one filter; the limits hold for all of them together. */
class Reader {
  readonly #filterable: ReadonlySet<string>;
  #tokens = new Tokens('');
  #depth = 0;
  #conditions = 0;
  #values = 0;

  constructor(filterable: readonly string[]) {
    this.#filterable = new Set(filterable);
  }

  read(expression: string): Filter | null {
    this.#tokens = new Tokens(expression);
    this.#depth = 0;
    if (this.#tokens.atEnd()) return null;
    const filter = this.#or();
    if (!this.#tokens.atEnd()) throw this.#tokens.expected('AND, OR or the end of the filter');
    return filter;
  }

  #or(): Filter {
    const of = [this.#and()];
    while (this.#tokens.takeWord('OR')) of.push(this.#and());
    return join('or', of) as Filter;
  }

  #and(): Filter {
    const of = [this.#not()];
    while (this.#tokens.takeWord('AND')) of.push(this.#not());
    return join('and', of) as Filter;
  }

  /** A loop, as thousands of NOT in a row must not go deep. */
  #not(): Filter {
    let negated = false;
    while (this.#tokens.takeWord('NOT')) negated = !negated;
    const filter = this.#primary();
    return negated ? not(filter) : filter;
  }

  #primary(): Filter {
    const { offsetUtf16 } = this.#tokens.next;
    if (!this.#tokens.takeSign('(')) return this.#condition();
    if (++this.#depth > filterLimits.depth) throw this.#tooLarge(`parentheses go deeper than ${filterLimits.depth}`, offsetUtf16);
    const filter = this.#or();
    if (!this.#tokens.takeSign(')')) throw this.#tokens.expected('AND, OR or a closing )');
    this.#depth--;
    return filter;
  }

  #condition(): Filter {
    const { offsetUtf16 } = this.#tokens.next;
    const field = this.#value('the name of a field');
    if (/^_geo/.test(field)) throw this.#notSupported('filters by place are', offsetUtf16);
    const filter = this.#operation(field);
    // After the whole condition: what is no filter at all is better explained as such.
    if (!this.#filterable.has(field)) throw this.#notFilterable(field, offsetUtf16);
    if (++this.#conditions > filterLimits.conditions) throw this.#tooLarge(`it has more than ${filterLimits.conditions} conditions`, offsetUtf16);
    return filter;
  }

  #operation(field: string): Filter {
    const { kind, text } = this.#tokens.next;
    if (kind === 'sign') {
      if (this.#tokens.takeSign('!=')) return not({ op: 'equal', field, value: this.#value() });
      const op = text in comparisons ? comparisons[text as keyof typeof comparisons] : undefined;
      if (op === undefined) throw this.#tokens.expected(operation);
      this.#tokens.take();
      return { op, field, value: this.#value() };
    }
    if (this.#tokens.takeWord('NOT')) return not(this.#negatable(field) ?? this.#expected('IN, EXISTS or STARTS WITH'));
    if (this.#tokens.takeWord('IS')) return this.#is(field);
    return this.#negatable(field) ?? this.#between(field);
  }

  /** The conditions that can have NOT before their keyword. */
  #negatable(field: string): Filter | undefined {
    const { offsetUtf16 } = this.#tokens.next;
    if (this.#tokens.takeWord('IN')) return { op: 'in', field, values: this.#list() };
    if (this.#tokens.takeWord('EXISTS')) return { op: 'exists', field };
    if (this.#tokens.takeWord('CONTAINS')) throw this.#notSupported('CONTAINS is', offsetUtf16);
    if (!this.#tokens.takeWord('STARTS')) return undefined;
    if (!this.#tokens.takeWord('WITH')) throw this.#tokens.expected('WITH');
    return { op: 'startsWith', field, value: this.#value() };
  }

  #is(field: string): Filter {
    const negated = this.#tokens.takeWord('NOT');
    const op = this.#tokens.takeWord('NULL') ? 'isNull' : this.#tokens.takeWord('EMPTY') ? 'isEmpty' : undefined;
    if (op === undefined) throw this.#tokens.expected(negated ? 'NULL or EMPTY' : 'NULL, EMPTY, NOT NULL or NOT EMPTY');
    return negated ? not({ op, field }) : { op, field };
  }

  #between(field: string): Filter {
    if (!this.#isValue()) throw this.#tokens.expected(operation);
    // `title 国际 = x` is more likely a name without quotes than a range.
    const start = this.#tokens.next;
    const from = this.#value();
    if (!this.#tokens.takeWord('TO')) throw this.#tokens.expected(operation, start);
    return { op: 'between', field, from, to: this.#value() };
  }

  #list(): string[] {
    const values: string[] = [];
    if (!this.#tokens.takeSign('[')) throw this.#tokens.expected('an opening [');
    while (!this.#tokens.takeSign(']')) {
      const { offsetUtf16 } = this.#tokens.next;
      values.push(this.#value('a value or a closing ]'));
      if (++this.#values > filterLimits.values) throw this.#tooLarge(`its lists have more than ${filterLimits.values} values`, offsetUtf16);
      if (this.#tokens.takeSign(',')) continue;
      if (!this.#tokens.takeSign(']')) throw this.#tokens.expected('a comma or a closing ]');
      break;
    }
    return values;
  }

  #isValue(): boolean {
    const { kind, text } = this.#tokens.next;
    return kind === 'quoted' || (kind === 'word' && !keywords.has(text));
  }

  #value(what = 'a value'): string {
    if (this.#isValue()) return this.#tokens.take().text;
    throw this.#tokens.expected(this.#tokens.next.kind === 'word' ? `${what} (a keyword must stand in quotes to be one)` : what);
  }

  #expected(what: string): never {
    throw this.#tokens.expected(what);
  }

  #notSupported(what: string, offsetUtf16: number): FilterError {
    return this.#error('notSupported', `${what} not available in filters; use STARTS WITH, or look for words with the query itself`, offsetUtf16, operation);
  }

  #notFilterable(field: string, offsetUtf16: number): FilterError {
    const names = [...this.#filterable].map(name => `\`${name}\``).join(', ');
    const expected = names === '' ? 'no filter, as no field of this index can be filtered' : `one of ${names}`;
    return this.#error('notFilterable', `\`${field.slice(0, 200)}\` cannot be filtered; expected ${expected}`, offsetUtf16, expected);
  }

  #tooLarge(message: string, offsetUtf16: number): FilterError {
    return this.#error('tooLarge', `the filter is too large: ${message}`, offsetUtf16, 'a smaller filter');
  }

  #error(reason: 'notSupported' | 'notFilterable' | 'tooLarge', message: string, offsetUtf16: number, expected: string): FilterError {
    return new FilterError(message, { reason, offsetUtf16, expected, expression: this.#tokens.expression });
  }
}
