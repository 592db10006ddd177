import type { FieldValue } from '../../article.js';
import type { Tier } from '../../query/condition.js';
import type { PlannedTerm } from '../../query/plan.js';
import { findOccurrences, type Occurrences } from '../../search/occurrences.js';
import { cropOf } from '../../text/crop.js';
import type { Segmenter } from '../../text/segmenter.js';
import { matches, type Attribute } from './attributes.js';

export type Document = Record<string, FieldValue>;

/** Where a word stands in an attribute: UTF-8 bytes of the value as given; `indices` lead to it through lists. */
export interface MatchPosition { readonly start: number; readonly length: number; readonly indices?: readonly number[] }

/** Some attributes by name, pattern or path (`nested.key`). */
const covers = (patterns: readonly string[], path: string): boolean => patterns.some(pattern => pattern === '*' || matches(pattern, path) || path.startsWith(`${pattern}.`));
const leadsTo = (patterns: readonly string[], path: string): boolean => patterns.some(pattern => pattern.startsWith(`${path}.`));

/** The attributes that are wanted, in the document's order; null: all. */
export function select(document: readonly Attribute[], patterns: readonly string[] | null): Document {
  const all = patterns === null || patterns.includes('*');
  return Object.fromEntries(document.flatMap(({ name, value }) => {
    const chosen = all ? value : selectIn(value, name, patterns);
    return chosen === undefined ? [] : [[name, chosen]];
  }));
}

function selectIn(value: FieldValue, path: string, patterns: readonly string[]): FieldValue | undefined {
  if (covers(patterns, path)) return value;
  if (!leadsTo(patterns, path) || typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    const items = value.map(one => selectIn(one, path, patterns)).filter(one => one !== undefined);
    return items.length ? items : undefined;
  }
  const entries = Object.entries(value).flatMap(([key, one]) => {
    const chosen = selectIn(one, `${path}.${key}`, patterns);
    return chosen === undefined ? [] : [[key, chosen] as const];
  });
  return entries.length ? Object.fromEntries(entries) : undefined;
}

/** How attributes are made ready to be shown. */
export interface Formatting {
  readonly retrieve: readonly string[] | null;
  readonly highlight: readonly string[];
  /** Attribute or pattern → how many words. */
  readonly crop: ReadonlyMap<string, number>;
  readonly preTag: string;
  readonly postTag: string;
  readonly cropMarker: string;
}

/** Reads `attributesToCrop`: `attr` or `attr:words`. */
export function readCrop(attributes: readonly string[], cropLength: number): Map<string, number> {
  return new Map(attributes.map(attribute => {
    const [, name = attribute, words] = /^(.*?):(.*)$/s.exec(attribute) ?? [];
    return [name, words !== undefined && /^\d{1,9}$/.test(words) ? Number(words) : cropLength];
  }));
}

/** Marks and cuts the values of one hit, as strictly as it was found. Nothing is escaped: that is the clients' part. */
export class Formatter {
  readonly #found = new Map<string, Occurrences>();

  constructor(readonly document: readonly Attribute[], readonly terms: readonly PlannedTerm[], readonly tier: Tier, readonly segmenter: Segmenter) {}

  #occurrences(text: string, field: string): Occurrences {
    const key = `${field}\0${text}`;
    let found = this.#found.get(key);
    if (!found) this.#found.set(key, found = findOccurrences(text, field, this.terms, this.tier, this.segmenter));
    return found;
  }

  /** @param known names that documents of this index may have; @returns undefined where nothing is to be formatted */
  formatted(formatting: Formatting, known: readonly string[]): Document | undefined {
    const { retrieve, highlight, crop } = formatting;
    const named = [...highlight, ...crop.keys()];
    const isKnown = (name: string): boolean => name === '*' || [...known, ...this.document.map(one => one.name)].some(one => matches(name, one) || name.startsWith(`${one}.`));
    if (!named.some(isKnown)) return undefined;
    const shown = select(this.document, retrieve === null ? null : [...retrieve, ...named]);
    return Object.fromEntries(this.document.flatMap(({ name, field }) => Object.hasOwn(shown, name) ? [[name, this.#format(shown[name] as FieldValue, name, field, formatting)]] : []));
  }

  #format(value: FieldValue, path: string, field: string, formatting: Formatting): FieldValue {
    if (Array.isArray(value)) return value.map(one => this.#format(one, path, field, formatting));
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.#format(one, `${path}.${key}`, field, formatting)]));
    if (typeof value !== 'string' && typeof value !== 'number') return value;
    return this.#formatText(String(value), path, field, formatting);
  }

  #formatText(text: string, path: string, field: string, { highlight, crop, preTag, postTag, cropMarker }: Formatting): string {
    const cropWords = [...crop].find(([pattern]) => covers([pattern], path))?.[1] ?? 0;
    const isMarked = covers(highlight, path);
    if (!isMarked && cropWords === 0) return text;
    const { spans, termOf } = this.#occurrences(text, field);
    const [from, to] = cropOf(text, spans, { cropWords, termOf }, this.segmenter);
    let shown = from > 0 ? cropMarker : '', at = from;
    for (const [start, end] of isMarked ? spans : []) {
      if (end <= from || start >= to) continue;
      const begin = Math.max(start, from), stop = Math.min(end, to);
      shown += text.slice(at, begin) + preTag + text.slice(begin, stop) + postTag;
      at = stop;
    }
    return shown + text.slice(at, to) + (to < text.length ? cropMarker : '');
  }

  /** Where the query's words stand, in all attributes. */
  positions(): Record<string, MatchPosition[]> {
    const positions = new Map<string, MatchPosition[]>();
    const look = (value: FieldValue, path: string, field: string, indices: readonly number[]): void => {
      if (Array.isArray(value)) value.forEach((one, i) => { look(one, path, field, [...indices, i]); });
      else if (typeof value === 'object' && value !== null) for (const [key, one] of Object.entries(value)) look(one, `${path}.${key}`, field, indices);
      else if (typeof value === 'string' || typeof value === 'number') {
        const text = String(value);
        const { spans } = this.#occurrences(text, field);
        if (!spans.length) return;
        const found = spans.map(([start, end]) => ({ start: Buffer.byteLength(text.slice(0, start)), length: Buffer.byteLength(text.slice(start, end)), ...(indices.length ? { indices } : {}) }));
        positions.set(path, [...positions.get(path) ?? [], ...found]);
      }
    };
    for (const { name, field, value } of this.document) look(value, name, field, []);
    return Object.fromEntries([...positions].sort(([a], [b]) => a < b ? -1 : 1));
  }
}
