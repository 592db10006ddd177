import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { BuildFile } from '../../src/engines/sqlite/build-file.js';
import { compileTier } from '../../src/engines/sqlite/compile.js';
import { layoutOf } from '../../src/engines/sqlite/schema.js';
import { all, type Condition } from '../../src/query/condition.js';
import { temporaryFolder } from '../support/folder.js';

const { folder, remove } = temporaryFolder(), layout = layoutOf(defaultIndexes[0] as IndexFields);
let build: BuildFile;
beforeAll(() => { build = BuildFile.create(join(folder, 'build.db'), layout); });
afterAll(() => {
  build.close();
  remove();
});

const word: Condition = { kind: 'words', words: ['晚报'] }, substring: Condition = { kind: 'characters', tokens: ['氏'], prefix: false };

// Seconds in place of milliseconds where thousands of articles have the substring.
test.each<[string, Condition, readonly number[] | null]>([
  ['a substring of many articles', substring, null],
  ['a substring of few articles', substring, [3, 5]],
  ['no substring', { kind: 'not', of: substring }, null],
  ['a filter', { kind: 'filter', filter: { op: 'equal', field: 'section', value: '要闻' } }, null],
])('looks for words once, whatever many articles meet beside them: %s', (_, beside, rows) => {
  const { table, match, rest } = compileTier({ ...layout, resolve: () => rows, reads: () => false }, all([word, beside]));
  expect(table).toBe('words');
  const plan = build.db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN SELECT rowid FROM words WHERE words MATCH ? AND ${rest?.sql}`).all(match, ...rest?.values ?? []);
  // An equals sign before the M: one search for each row number.
  expect(plan.map(({ detail }) => detail).filter(detail => detail.startsWith('SCAN words'))).toEqual([expect.stringMatching(/INDEX 0:M\d+$/)]);
});
