import { createHash } from 'node:crypto';
import type { Field } from '../../../config/fields.js';
import { isoDatePrefix } from '../../text/dates.js';
import { foldText } from '../../text/fold.js';

// Meilisearch makes filter values and document ids comparable in its own way (case, accents, spaces at the ends); what that could change is
// spelled out, each character by itself, so that the beginning of a value stays its beginning.
const unsure = /[^a-z0-9\u3400-\u4dbf\u4e00-\u9fff-]/gu;
const spelled = /_([0-9a-f]{6})/g;
const spell = (text: string): string => text.replace(unsure, c => `_${(c.codePointAt(0) ?? 0).toString(16).padStart(6, '0')}`);

/** Meilisearch cuts values after 468 bytes; longer ones are told apart by a hash. */
const longestUtf16 = 150;
const shortened = (spelledText: string): string => spelledText.length <= longestUtf16 ? spelledText
  : `${spelledText.slice(0, longestUtf16 - 42)}_${createHash('sha1').update(spelledText).digest('hex')}`;

/** A value as Meilisearch keeps and compares it exactly. */
export const exactValue = (value: string): string => shortened(spell(value));

/** The beginning of a value, as {@link exactValue} writes it. */
export const exactBeginning = (value: string): string => spell(value).slice(0, longestUtf16 - 42);

/** Back from {@link exactValue}; null where the value was too long to come back. */
export const originalValue = (value: string): string | null =>
  value.length === longestUtf16 - 1 && /_[0-9a-f]{40}$/.test(value) ? null : value.replace(spelled, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));

/** A value of a field as it is compared: dates as ISO, text folded without spaces around. */
export const comparable = (field: Field, value: string): string =>
  field.kind === 'date' ? isoDatePrefix(value) ?? value.trim() : foldText(value).trim();

const plainId = /^[a-z0-9-]{1,200}$/;

/** An article's id as a document's: lower-case letters, digits, `-`, and `_` before what had to be spelled out. */
export function documentId(id: string): string {
  if (plainId.test(id)) return id;
  const text = id.replace(/[^a-z0-9-]/gu, c => `_${(c.codePointAt(0) ?? 0).toString(36)}_`);
  return text.length <= 200 ? text : `${text.slice(0, 150)}_${createHash('sha1').update(id).digest('hex')}`;
}
