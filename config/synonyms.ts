import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { mostSynonyms, type SynonymTable } from '../src/query/synonyms.js';
import { configDir } from './paths.js';

const longestChars = 200, mostWords = 50_000;

const word = z.string({ error: 'expected text' }).trim().min(1, { error: 'a synonym must not be empty' })
  .refine(text => [...text].length <= longestChars, { error: `a synonym has ${longestChars} characters at most` });
const list = z.array(word, { error: 'expected a list of synonyms, or { "twoWay": [ … ] }' })
  .max(mostSynonyms, { error: issue => `a word has ${mostSynonyms} synonyms at most, here are ${(issue.input as unknown[]).length.toLocaleString('en')}` });
const entry = z.unknown().transform((given, context) => {
  const isTwoWay = typeof given === 'object' && given !== null && !Array.isArray(given);
  const read = isTwoWay ? z.strictObject({ twoWay: list }).safeParse(given) : list.safeParse(given);
  if (read.success) return read.data;
  context.issues.push(...read.error.issues.map(issue => ({ code: 'custom' as const, message: issue.message, path: issue.path, input: given })));
  return z.NEVER;
}).meta({ openapi: { oneOf: [{ type: 'array', items: { type: 'string' } }, { type: 'object', properties: { twoWay: { type: 'array', items: { type: 'string' } } }, required: ['twoWay'], additionalProperties: false }] } });

/** What is typed → what else to find; `{ "twoWay": [ … ] }`: each of them finds each. */
export const synonymTableSchema = z.record(word, entry, { error: issue => issue.code === 'invalid_key' ? `a synonym must not be empty, and has ${longestChars} characters at most` : 'expected an object: what is typed, and a list of what else to find' })
  .refine(table => Object.keys(table).length <= mostWords, { error: `a table has ${mostWords.toLocaleString('en')} words at most` });

/** The table of `config/synonyms.json`, which acts until one is put over HTTP. */
export function readSynonyms(path = join(configDir, 'synonyms.json')): SynonymTable {
  const read = synonymTableSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!read.success) throw new Error(`${path}: ${z.prettifyError(read.error)}`);
  return read.data;
}
