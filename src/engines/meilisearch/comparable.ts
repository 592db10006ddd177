import { createHash } from 'node:crypto';
import type { Field } from '../../../config/fields.js';
import { isoDatePrefix } from '../../text/dates.js';
import { foldText } from '../../text/fold.js';

// Meilisearch makes filter values and document ids comparable in its own way (case, accents, spaces at the ends); what that could change is
// spelled out, each character by itself, so that the beginning of a value stays its beginning.
const unsure = /[^a-z0-9\u3400-\u4dbf\u4e00-\u9fff-]/gu;
const spelled = /_([0-9a-z]{4})/g;
const spell = (text: string): string => text.replace(unsure, c => `_${(c.codePointAt(0) ?? 0).toString(36).padStart(4, '0')}`);

/** Meilisearch cuts values after 468 bytes: longer ones are told apart by a hash, behind their first characters. */
const longestBytes = 440, keptUtf16 = 100;

/** A value as Meilisearch keeps and compares it exactly. */
export function exactValue(value: string): string {
  const text = spell(value);
  return text.length * 3 <= longestBytes || Buffer.byteLength(text) <= longestBytes ? text
    : `${text.slice(0, keptUtf16)}__${createHash('sha1').update(text).digest('hex')}`;
}

/** The beginning of a value, as {@link exactValue} writes it. */
export const exactBeginning = (value: string): string => spell(value).slice(0, keptUtf16);

/** Back from {@link exactValue}; of a value that was too long, its first characters. */
export function originalValue(value: string): string {
  const long = value.indexOf('__');
  const text = long < 0 ? value : value.slice(0, long).replace(/_.{0,3}$/, '');
  return text.replace(spelled, (_, point: string) => String.fromCodePoint(Number.parseInt(point, 36))) + (long < 0 ? '' : '…');
}

/** A value of a field as it is compared: dates as ISO, text folded without spaces around. */
export const comparable = (field: Field, value: string): string =>
  field.kind === 'date' ? isoDatePrefix(value) ?? value.trim() : foldText(value).trim();

const plainId = /^[a-z0-9-]{1,200}$/;

/** An article's id as a document's: lower-case letters, digits, `-`, and `_` before what had to be spelled out. */
export function documentId(id: string): string {
  if (plainId.test(id)) return id;
  // No article has it, but one may be asked for.
  if (!id) return '_';
  const text = id.replace(/[^a-z0-9-]/gu, c => `_${(c.codePointAt(0) ?? 0).toString(36)}_`);
  return text.length <= 200 ? text : `${text.slice(0, 150)}_${createHash('sha1').update(id).digest('hex')}`;
}
