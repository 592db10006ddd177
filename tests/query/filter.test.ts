import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Filter, FilterError, filterFields, filterLimits, filterToString, parseFilter } from '../../src/query/filter.js';

const fields = ['title', 'section', 'date', 'pageNumber', '报纸', 'sub field', 'a', 'b', 'c', 'TO'];
const parse = (input: Parameters<typeof parseFilter>[0]) => parseFilter(input, fields);
const equal = (field: string, value: string): Filter => ({ op: 'equal', field, value });
const not = (of: Filter): Filter => ({ op: 'not', of });
const and = (...of: Filter[]): Filter => ({ op: 'and', of });
const or = (...of: Filter[]): Filter => ({ op: 'or', of });
const [A, B, C] = [equal('a', '1'), equal('b', '2'), equal('c', '3')];

const refused = (input: Parameters<typeof parseFilter>[0]): FilterError => {
  try {
    parse(input);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  throw new Error(`not refused: ${JSON.stringify(input)}`);
};

test.each<[string, Filter]>([
  ['section = 要闻', equal('section', '要闻')],
  ['section != 要闻', not(equal('section', '要闻'))],
  ['pageNumber > 1', { op: 'greater', field: 'pageNumber', value: '1' }],
  ['pageNumber >= 1', { op: 'greaterOrEqual', field: 'pageNumber', value: '1' }],
  ['pageNumber < 1', { op: 'less', field: 'pageNumber', value: '1' }],
  ['pageNumber <= -1.5', { op: 'lessOrEqual', field: 'pageNumber', value: '-1.5' }],
  ['date 2025-01-01 TO 2025-12-31', { op: 'between', field: 'date', from: '2025-01-01', to: '2025-12-31' }],
  ['section IN [要闻, "国际", 3]', { op: 'in', field: 'section', values: ['要闻', '国际', '3'] }],
  ['section IN[要闻,]', { op: 'in', field: 'section', values: ['要闻'] }],
  ['section IN []', { op: 'in', field: 'section', values: [] }],
  ['section NOT IN [要闻]', not({ op: 'in', field: 'section', values: ['要闻'] })],
  ['section EXISTS', { op: 'exists', field: 'section' }],
  ['section NOT  EXISTS', not({ op: 'exists', field: 'section' })],
  ['section IS NULL', { op: 'isNull', field: 'section' }],
  ['section IS NOT NULL', not({ op: 'isNull', field: 'section' })],
  ['section IS EMPTY', { op: 'isEmpty', field: 'section' }],
  ['section IS  NOT\nEMPTY', not({ op: 'isEmpty', field: 'section' })],
  ['title STARTS WITH 长江', { op: 'startsWith', field: 'title', value: '长江' }],
  ['title NOT STARTS WITH "长江"', not({ op: 'startsWith', field: 'title', value: '长江' })],
])('reads the operator of %s', (input, filter) => {
  expect(parse(input)).toEqual(filter);
});

test.each<[string, Filter]>([
  ['a=1', A],
  [' \t a\n=　1 ', A],
  [`'a' = "1"`, A],
  ['报纸=江城晚报', equal('报纸', '江城晚报')],
  ['title = 2025年3月1日/头版:上', equal('title', '2025年3月1日/头版:上')],
  ['"sub field" = "x y"', equal('sub field', 'x y')],
  [`title = "他说\\"好\\""`, equal('title', '他说"好"')],
  [`title = 'it\\'s "so"'`, equal('title', `it's "so"`)],
  [`title = "it\\'s"`, equal('title', `it's`)],
  [String.raw`title = "a\\b\\"`, equal('title', 'a\\b\\')],
  [String.raw`title = "\n\t\x20\u4e2d\u{20000}"`, equal('title', '\n\t 中𠀀')],
  ['title = ""', equal('title', '')],
  ['title = "AND"', equal('title', 'AND')],
  ['"TO" "IN" TO "TO"', { op: 'between', field: 'TO', from: 'IN', to: 'TO' }],
  ['title = and', equal('title', 'and')],
  ['a = "1"AND b = 2', and(A, B)],
])('reads the names and values of %s', (input, filter) => {
  expect(parse(input)).toEqual(filter);
});

test.each<[string, Filter]>([
  ['a = 1 AND b = 2 OR c = 3', or(and(A, B), C)],
  ['a = 1 OR b = 2 AND c = 3', or(A, and(B, C))],
  ['(a = 1 OR b = 2) AND c = 3', and(or(A, B), C)],
  ['a = 1 AND b = 2 AND c = 3', and(A, B, C)],
  ['NOT a = 1 AND b = 2', and(not(A), B)],
  ['NOT (a = 1 AND b = 2)', not(and(A, B))],
  ['NOT(a = 1)', not(A)],
  ['NOT NOT a = 1', A],
  ['NOT a != 1', A],
  ['NOT a NOT EXISTS', { op: 'exists', field: 'a' }],
  ['((((a = 1))))', A],
])('joins %s by precedence and parentheses', (input, filter) => {
  expect(parse(input)).toEqual(filter);
});

test.each<[Parameters<typeof parseFilter>[0], Filter | null]>([
  ['', null],
  ['  \n', null],
  [[], null],
  [[[]], null],
  [['', ['', ' ']], null],
  [['a = 1', 'b = 2'], and(A, B)],
  [[['a = 1', 'b = 2'], 'c = 3'], and(or(A, B), C)],
  [[['a = 1'], '', ['', 'b = 2']], and(A, B)],
  [['a = 1 OR b = 2', 'c = 3'], and(or(A, B), C)],
  [[['"a"="1"', '"b"="2"']], or(A, B)],
])('takes lists: outer for AND, inner for OR, empty ones for nothing: %j', (input, filter) => {
  expect(parse(input)).toEqual(filter);
});

test.each([
  ['a', 1, 'an operator'],
  ['a =', 3, 'a value'],
  ['a == 1', 3, 'a value'],
  ['= 1', 0, 'the name of a field'],
  ['a = 1 b = 2', 6, 'AND, OR or the end'],
  ['a = 1 AND', 9, 'the name of a field'],
  ['a = 1 && b = 2', 6, 'AND, OR or the end'],
  ['a = AND', 4, 'a keyword must stand in quotes'],
  ['(a = 1', 6, 'a closing )'],
  ['a = 1)', 5, 'AND, OR or the end'],
  ['a = "1', 4, 'a closing "'],
  ["a = '1", 4, "a closing '"],
  [String.raw`a = "\q"`, 5, 'one of \\"'],
  [String.raw`a = "\u{110000}"`, 5, 'one of \\"'],
  ['a = x!', 5, 'a name, a value or an operator'],
  ['a = x\\', 5, 'a name, a value or an operator'],
  ['a IN 1', 5, 'an opening ['],
  ['a IN [1', 7, 'a comma or a closing ]'],
  ['a IN [1 2]', 8, 'a comma or a closing ]'],
  ['a IN [1 "]"', 8, 'a comma or a closing ]'],
  ['a IN [,]', 6, 'a value or a closing ]'],
  ['a IN [1,,2]', 8, 'a value or a closing ]'],
  ['a IN [OR]', 6, 'a keyword must stand in quotes'],
  ['a NOT 1', 6, 'IN, EXISTS or STARTS WITH'],
  ['a IS', 4, 'NULL, EMPTY'],
  ['a IS NOT 1', 9, 'NULL or EMPTY'],
  ['a STARTS 1', 9, 'WITH'],
  ['a 1', 2, 'an operator'],
  ['a 1 TO', 6, 'a value'],
  ['a exists', 2, 'an operator'],
  ['NOT', 3, 'the name of a field'],
  ['𠀀 中 x = 1', 3, 'an operator'],
])('says of %s that at %i there should be %s', (input, offsetUtf16, expected) => {
  const error = refused(input);
  expect(error).toMatchObject({ reason: 'syntax', offsetUtf16, expression: input });
  expect(error.expected).toContain(expected);
  expect(error.message).toContain(expected);
});

test('names the fields that can be filtered when another one is asked for', () => {
  const error = refused(['a = 1', ['b = 2', 'c = 3 AND body = x']]);
  expect(error).toMatchObject({ reason: 'notFilterable', offsetUtf16: 10, expression: 'c = 3 AND body = x' });
  expect(error.message).toMatch(/`body` cannot be filtered; expected one of `title`, `section`/);
  expect(() => parseFilter('A = 1', ['a'])).toThrow('`A` cannot be filtered');
  expect(() => parseFilter('a = 1', [])).toThrow('no field of this index');
});

test.each(['title CONTAINS 江', 'title NOT CONTAINS 江', '_geoRadius(1, 2, 3)', '_geoBoundingBox([1, 2], [3, 4])'])('says that %s is not offered', input => {
  const error = refused(input);
  expect(error.reason).toBe('notSupported');
  expect(error.message).toContain('not available in filters');
});

test.each([
  ['parentheses', '('.repeat(100_000)],
  ['parentheses one too deep', `${'('.repeat(filterLimits.depth + 1)}a = 1${')'.repeat(filterLimits.depth + 1)}`],
  ['conditions', Array.from({ length: filterLimits.conditions + 1 }, () => 'a = 1').join(' AND ')],
  ['conditions of a list', Array.from({ length: filterLimits.conditions + 1 }, () => 'a = 1')],
  ['values', `a IN [${'1,'.repeat(filterLimits.values + 1)}]`],
])('refuses too many %s', (_what, input) => {
  expect(refused(input).reason).toBe('tooLarge');
});

test('takes as much as its limits say', () => {
  const deep = `${'('.repeat(filterLimits.depth)}a = 1${')'.repeat(filterLimits.depth)}`;
  expect(parse(deep)).toEqual(A);
  expect(parse(Array.from({ length: filterLimits.conditions }, () => 'a = 1').join(' OR '))).toMatchObject({ op: 'or' });
  expect(parse(`${'NOT '.repeat(100_001)}a = 1`)).toEqual(not(A));
});

test('lists the fields of a filter once each', () => {
  expect([...filterFields(parse('a = 1 OR NOT (b = 2 AND a IS NULL) OR c IN []') as Filter)].sort()).toEqual(['a', 'b', 'c']);
});

test('writes canonical text, everything quoted', () => {
  const text = filterToString(parse(`(a=1 OR b>2) AND c!='x"\\\\' AND NOT (a EXISTS OR b STARTS WITH y)`) as Filter);
  expect(text).toBe(String.raw`("a" = "1" OR "b" > "2") AND NOT "c" = "x\"\\" AND NOT ("a" EXISTS OR "b" STARTS WITH "y")`);
});

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('"', "'", '\\', ' ', 'n', '江', '\ud800', '\n', '(') }));
const field = fc.constantFrom(...fields);
const condition: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ op: fc.constantFrom('equal' as const, 'greater' as const, 'greaterOrEqual' as const, 'less' as const, 'lessOrEqual' as const, 'startsWith' as const), field, value: text }),
  fc.record({ op: fc.constant('between' as const), field, from: text, to: text }),
  fc.record({ op: fc.constant('in' as const), field, values: fc.array(text, { maxLength: 4 }) }),
  fc.record({ op: fc.constantFrom('exists' as const, 'isNull' as const, 'isEmpty' as const), field }),
);
const { filter } = fc.letrec<{ filter: Filter; group: Filter; negated: Filter }>(tie => ({
  filter: fc.oneof({ depthSize: 'small', withCrossShrink: true }, condition, tie('group'), tie('negated')),
  group: fc.record({ op: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('filter'), { minLength: 2, maxLength: 4 }) }),
  negated: fc.record({ op: fc.constant('not' as const), of: fc.oneof(condition, tie('group')) }),
}));

test('reads back every filter that it writes', () => {
  fc.assert(fc.property(filter, made => {
    expect(parse(filterToString(made))).toEqual(made);
  }), { numRuns: 500 });
});

test('never throws anything but a FilterError that stands inside of its expression', () => {
  const piece = fc.constantFrom('a', 'b ', '江', ' ', '=', '!=', '>', '<=', ' AND ', ' OR ', 'NOT ', ' IN ', '[', ']', ',', '(', ')', ' TO ', ' EXISTS', ' IS ', 'NULL', 'EMPTY', ' STARTS WITH ', '"', "'", '\\', '\ud800', '\u0000');
  const any = fc.oneof(fc.string({ unit: 'binary' }), fc.array(piece, { maxLength: 30 }).map(pieces => pieces.join('')));
  const outcome = (input: string) => {
    try {
      return parse(input);
    } catch (error) {
      return error;
    }
  };
  fc.assert(fc.property(any, input => {
    const result = outcome(input);
    if (!(result instanceof Error)) return;
    expect(result).toBeInstanceOf(FilterError);
    const { offsetUtf16, expression } = result as FilterError;
    expect(expression).toBe(input);
    expect(offsetUtf16).toBeGreaterThanOrEqual(0);
    expect(offsetUtf16).toBeLessThanOrEqual(input.length);
  }), { numRuns: 3000 });
});
