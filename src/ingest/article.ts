import { createHash } from 'node:crypto';
import type { Field, IndexFields } from '../../config/fields.js';
import type { Article, FieldValue } from '../article.js';
import { isoDate, smallChineseNumber } from './dates.js';

/** An article that may be written, or why it may not. `idMade` says that it came without an id. */
export type Normalized = { readonly article: Article; readonly idMade: boolean } | { readonly error: string; readonly id?: string };

export const maxIdChars = 200;
/** Of lists and objects in an unknown field: whoever writes it as JSON again needs a stack for it. */
const maxDepth = 64;

/**
 * Checks a record from anywhere and brings its fields into the form of their kind: dates as ISO text, lists as lists, ids as text.
 * Known fields without a value (null, blank) are left out; unknown fields are kept as they are; nothing is added but the id,
 * and `pageNumber` out of `page` where the index has both.
 * @param timeZone in which the day of an instant (`2025-02-28T16:00:00Z`) is told
 * @returns `error` names the field, what was expected and what was there
 */
export function normalizeArticle(raw: unknown, fields: IndexFields, timeZone?: string): Normalized {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { error: `expected an object with an article's fields, got ${shown(raw)}` };
  const record = raw as Record<string, unknown>;
  const id = idOf(record['id']);
  if (typeof id === 'object') return id;
  const withId = id === undefined ? {} : { id };
  const byName = fieldsByName(fields);
  const values = new Map<string, FieldValue>();
  for (const [name, value] of Object.entries(record)) {
    if (name === 'id' || value === undefined) continue;
    const field = byName.get(name);
    if (!field) {
      if (isTooDeep(value)) return { error: `${name}: nested deeper than ${maxDepth} levels`, ...withId };
      values.set(name, value as FieldValue);
      continue;
    }
    if (value === null) continue;
    const checked = checkers[field.kind](value, timeZone);
    if (checked === undefined) return { error: `${name}: expected ${expected[field.kind]}, got ${shown(value)}`, ...withId };
    if (!isBlank(checked) || (field.kind === 'text' && checked !== '')) values.set(name, checked);
  }
  const { titleField, bodyField } = fields;
  if (isBlank(values.get(titleField)) && isBlank(values.get(bodyField))) {
    return { error: `neither ${titleField} nor ${bodyField}: one of them must be there`, ...withId };
  }
  addPageNumber(values, byName);
  const article = { id: id ?? madeId(values, fields), ...Object.fromEntries(values) };
  return { article, idMade: id === undefined };
}

/** The id of an article that came without one: the same content gives the same id. 24 hexadecimal digits. */
function madeId(values: ReadonlyMap<string, FieldValue>, { titleField, bodyField }: IndexFields): string {
  const bodyBegin = [...textOf(values.get(bodyField)).slice(0, 128)].slice(0, 64).join('');
  const parts = [...['publication', 'date', 'page', titleField].map(name => textOf(values.get(name))), bodyBegin];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 24);
}

const textOf = (value: FieldValue | undefined): string => (typeof value === 'string' ? value : '');

/** Trimmed text or a number as text; undefined when there is none; an error for anything else. */
function idOf(value: unknown): string | undefined | { error: string } {
  if (value === undefined || value === null) return undefined;
  const id = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof id !== 'string') return { error: `id: expected text or a number, got ${shown(value)}` };
  const chars = id.length <= maxIdChars ? id.length : [...id].length;
  if (chars > maxIdChars) return { error: `id: expected at most ${maxIdChars} characters, got ${chars}` };
  return id.trim() === '' ? undefined : id;
}

const expected: Readonly<Record<Field['kind'], string>> = {
  text: 'text',
  texts: 'text or a list of texts',
  keyword: 'text or a number',
  keywords: 'text or a list of texts and numbers',
  number: 'a number',
  date: 'a date such as 2025-03-01, 2025年3月1日 or 20250301',
};

type Checker = (value: unknown, timeZone?: string) => FieldValue | undefined;

/** Each gives the value in its kind's form, or undefined where it cannot be one. */
const checkers: Readonly<Record<Field['kind'], Checker>> = {
  text: value => (typeof value === 'string' ? value : undefined),
  texts: value => (typeof value === 'string' ? namesIn(value) : listOf(value, item => (typeof item === 'string' ? item.trim() : undefined))),
  keyword: keywordOf,
  keywords: value => (typeof value === 'string' ? value.split(/[、,，;；|]/).map(part => part.trim()).filter(part => part !== '')
    : typeof value === 'number' ? listOf([value], keywordOf) : listOf(value, keywordOf)),
  number: value => {
    const number = typeof value === 'string' && /^\s*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?\s*$/i.test(value) ? Number(value) : value;
    if (typeof value === 'string' && value.trim() === '') return '';
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  },
  date: (value, timeZone) => {
    if (typeof value === 'string' && value.trim() === '') return '';
    return typeof value === 'string' || typeof value === 'number' ? isoDate(value, timeZone) : undefined;
  },
};

function keywordOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/** A list with every item checked; undefined when one does not fit. Blank items and null are left out. */
function listOf(value: unknown, check: (item: unknown) => string | undefined): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list: string[] = [];
  for (const item of value as unknown[]) {
    if (item === null) continue;
    const checked = check(item);
    if (checked === undefined) return undefined;
    if (checked !== '') list.push(checked);
  }
  return list;
}

/**
 * Names in one line of text: `王芳、李明`, `王芳 李明`, `王 芳 李小明` (padded to the width of three), `Anna Berg, 王芳`.
 * Spaces part Han names only: a Latin name holds spaces itself.
 */
function namesIn(text: string): string[] {
  return text.split(/[、,，;；/|\n]/).flatMap(part => {
    const words = part.trim().split(/\s+/).filter(word => word !== '');
    if (!words.every(word => /^[\p{Script=Han}·•]+$/u.test(word))) return words.length > 0 ? [words.join(' ')] : [];
    const names: string[] = [];
    for (let i = 0; i < words.length; i++) {
      const [word = '', next = ''] = [words[i], words[i + 1]];
      if ([...word].length === 1 && [...next].length === 1) {
        names.push(word + next);
        i++;
      } else names.push(word);
    }
    return names;
  });
}

function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth >= maxDepth || Object.values(value).some(inner => isTooDeep(inner, depth + 1));
}

const isBlank = (value: FieldValue | undefined): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0);

/** The number in a page as printed: 3 in `3`, `03`, `A03`, `第3版`, `第三版`. */
export function pageNumberOf(page: string): number | undefined {
  const digits = /\d{1,6}/.exec(page.normalize('NFKC'))?.[0];
  if (digits !== undefined) return Number(digits);
  const number = smallChineseNumber(/第([一二三四五六七八九十]+)版/.exec(page)?.[1] ?? '');
  return Number.isNaN(number) ? undefined : number;
}

function addPageNumber(values: Map<string, FieldValue>, byName: ReadonlyMap<string, Field>): void {
  const page = values.get('page');
  if (typeof page !== 'string' || values.has('pageNumber') || byName.get('pageNumber')?.kind !== 'number' || !byName.has('page')) return;
  const number = pageNumberOf(page);
  if (number !== undefined) values.set('pageNumber', number);
}

const knownFields = new WeakMap<IndexFields, ReadonlyMap<string, Field>>();

function fieldsByName(fields: IndexFields): ReadonlyMap<string, Field> {
  let byName = knownFields.get(fields);
  if (!byName) {
    byName = new Map(fields.fields.map(field => [field.name, field]));
    knownFields.set(fields, byName);
  }
  return byName;
}

/** A value as it is shown in a message: short, and told by its type where that says more. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) {
    const odd = (value as unknown[]).find(item => typeof item !== 'string' && typeof item !== 'number' && item !== null);
    return odd === undefined ? 'a list' : `a list with ${Array.isArray(odd) ? 'a list' : shown(odd)} in it`;
  }
  if (typeof value === 'object') return value === null ? 'null' : 'an object';
  if (typeof value === 'string') return JSON.stringify([...value.slice(0, 80)].slice(0, 40).join(''));
  return typeof value === 'number' || typeof value === 'boolean' ? `${typeof value} ${String(value)}` : `a ${typeof value}`;
}
