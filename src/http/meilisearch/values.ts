import { MeilisearchError } from './errors.js';

/** Where a value stands in a request, as messages name it, and the code of an error there. */
export interface Place {
  /** `.queries[0].limit`; '' is the body itself. */
  readonly path: string;
  readonly code: string;
}

/** Reads one value of JSON. @throws MeilisearchError */
export type Read<T> = (value: unknown, place: Place) => T;

const at = (path: string): string => path && ` at \`${path}\``;
const inside = (path: string): string => path && ` inside \`${path}\``;

function found(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  const kind = typeof value === 'number' ? (!Number.isInteger(value) ? 'a number' : value < 0 ? 'a negative integer' : 'a positive integer')
    : typeof value === 'boolean' ? 'a boolean' : typeof value === 'string' ? 'a string' : Array.isArray(value) ? 'an array' : 'an object';
  return `${kind}: \`${shownJson(value)}\``;
}

/** The beginning of a value's JSON, for a message. */
export function shownJson(value: unknown): string {
  try {
    return shortened(JSON.stringify(value));
  } catch {
    // JSON.parse reads any depth, JSON.stringify calls itself: thousands of levels are more than the stack holds.
    return '…';
  }
}

const shortened = (text: string): string => text.length > 200 ? `${[...text.slice(0, 400)].slice(0, 200).join('')}…` : text;

const wrongType = (expected: string, value: unknown, { path, code }: Place) => new MeilisearchError(code, `Invalid value type${at(path)}: expected ${expected}, but found ${found(value)}`);

export const text: Read<string> = (value, place) => {
  if (typeof value !== 'string') throw wrongType('a string', value, place);
  return value;
};

export const whole: Read<number> = (value, place) => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw wrongType('a positive integer', value, place);
  return value;
};

export const flag: Read<boolean> = (value, place) => {
  if (typeof value !== 'boolean') throw wrongType('a boolean', value, place);
  return value;
};

export const number: Read<number> = (value, place) => {
  if (typeof value !== 'number') throw wrongType('a number', value, place);
  return value;
};

/** A number of which only some are allowed. */
export const numberWithin = (isAllowed: (value: number) => boolean, expected: string): Read<number> => (value, place) => {
  const name = place.path.split('.').at(-1) ?? '';
  if (!isAllowed(number(value, place))) throw new MeilisearchError(place.code, `Invalid value at \`${place.path}\`: the value of \`${name}\` is invalid, expected ${expected}.`);
  return value as number;
};

export const oneOf = <const T extends string>(...values: readonly T[]): Read<T> => (value, place) => {
  const given = text(value, place);
  const chosen = values.find(one => one === given);
  if (chosen === undefined) throw new MeilisearchError(place.code, `Unknown value \`${shortened(given)}\`${at(place.path)}: expected one of ${values.map(one => `\`${one}\``).join(', ')}`);
  return chosen;
};

export const listOf = <T>(read: Read<T>): Read<T[]> => (value, place) => {
  if (!Array.isArray(value)) throw wrongType('an array', value, place);
  return value.map((one, i) => read(one, { ...place, path: `${place.path}[${i}]` }));
};

export const anything: Read<unknown> = value => value;

export const orNull = <T>(read: Read<T>): Read<T | null> => (value, place) => value === null ? null : read(value, place);

export function objectAt(value: unknown, place: Place): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType('an object', value, place);
  return value as Record<string, unknown>;
}

/** How a field of an object is read, its value where it is not given, and the code of an error in it. */
export interface FieldOf<T> {
  readonly read: Read<T>;
  readonly without: T;
  readonly code: string;
}

export type Shape = Readonly<Record<string, FieldOf<unknown>>>;
export type Given<S extends Shape> = { readonly [K in keyof S]: S[K] extends FieldOf<infer T> ? T : never };

export const field = <T>(code: string, read: Read<T>, without: T): FieldOf<T> => ({ code, read, without });

/**
 * An object's fields, checked one by one.
 * @param options.others fields that are not in the shape are ignored; otherwise they are refused with `unknownCode`
 */
export function read<S extends Shape>(shape: S, value: unknown, { path, code }: Place, options: { readonly others?: boolean; readonly unknownCode?: string } = {}): Given<S> {
  const object = objectAt(value, { path, code });
  const unknown = options.others ? undefined : Object.keys(object).find(name => !Object.hasOwn(shape, name));
  if (unknown !== undefined) throw new MeilisearchError(options.unknownCode ?? 'bad_request', `Unknown field \`${shortened(unknown)}\`${inside(path)}: expected one of ${namesOf(shape)}`);
  return Object.fromEntries(Object.entries(shape).map(([name, { read: readOne, without, code: ownCode }]) =>
    [name, Object.hasOwn(object, name) ? readOne(object[name], { path: `${path}.${name}`, code: ownCode }) : without])) as Given<S>;
}

const namesOf = (shape: Shape): string => Object.keys(shape).map(name => `\`${name}\``).join(', ');

/** How a parameter of an address becomes the value that it would have in a body. */
export type FromAddress = (text: string, name: string, code: string) => unknown;

const invalid = (name: string, code: string, why: string) => new MeilisearchError(code, `Invalid value in parameter \`${name}\`: ${why}`);

export const asText: FromAddress = value => value;
export const asNames: FromAddress = value => value === '' ? [] : value.split(',');
export const asWhole: FromAddress = (value, name, code) => {
  if (!/^\d{1,15}$/.test(value)) throw invalid(name, code, `could not parse \`${shortened(value)}\` as a positive integer`);
  return Number(value);
};
export const asFlag: FromAddress = (value, name, code) => {
  if (value !== 'true' && value !== 'false') throw invalid(name, code, `could not parse \`${shortened(value)}\` as a boolean, expected either \`true\` or \`false\``);
  return value === 'true';
};
export const asNumber: FromAddress = (value, name, code) => {
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value)) throw invalid(name, code, `\`${shortened(value)}\` is not a number`);
  return Number(value);
};
/** An expression, or a JSON array as text. */
export const asFilter: FromAddress = value => {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
};

/**
 * Parameters of an address, as a body would have them. @throws MeilisearchError `bad_request` for one that is not known
 * @param ways how each parameter is read, and the code of an error in it
 */
export function fromAddress(ways: Readonly<Record<string, readonly [code: string, way: FromAddress]>>, query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).map(([name, given]) => {
    const way = Object.hasOwn(ways, name) ? ways[name] : undefined;
    if (!way) throw new MeilisearchError('bad_request', `Unknown parameter \`${shortened(name)}\`: expected one of ${Object.keys(ways).map(known => `\`${known}\``).join(', ')}`);
    // A parameter given twice: the last one counts.
    const last: unknown = Array.isArray(given) ? given.at(-1) : given;
    return [name, way[1](typeof last === 'string' ? last : '', name, way[0])];
  }));
}
