import { linesOf } from './lines.js';
import { maxRecordBytes, sizeText, type Input, type Source, type SourceItem, type SourceOptions } from './record.js';

/** One JSON object a line (NDJSON, JSON Lines). A bad line is rejected by its number, and the next is read. */
export const ndjsonSource: Source = {
  kind: 'ndjson',

  recognise(input) {
    const named = ['ndjson', 'jsonl', 'ldjson'].includes(input.extension);
    const lines = input.headText.split('\n').filter(line => line.trim() !== '');
    // The last line of the head is cut off as a rule.
    const whole = input.complete ? lines : lines.slice(0, -1);
    const first = lines[0]?.trimStart() ?? '';
    if (whole[0] !== undefined && isObject(whole[0])) return 1;
    if (/^\[\s*(\{|\]|$)/.test(first)) return 0;
    if (whole.slice(0, 10).some(isObject)) return 0.85;
    if (whole.length === 0 && /^\{\s*"/.test(first)) return 0.8;
    return named ? 0.5 : 0;
  },

  async *read(input: Input, options: SourceOptions): AsyncGenerator<SourceItem> {
    const limit = maxRecordBytes(options);
    for await (const line of linesOf(input.text(), limit)) {
      const origin = { file: input.name, line: line.number };
      if ('tooLong' in line) {
        yield { rejected: `line is longer than ${sizeText(limit)}`, origin };
        continue;
      }
      const text = line.text.startsWith('\ufeff') ? line.text.slice(1) : line.text;
      if (text.trim() === '') continue;
      if (input.badPlaces > 0 && text.includes('\ufffd')) {
        yield { rejected: `line holds bytes that are not ${input.encoding}`, origin };
        continue;
      }
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch (error) {
        yield { rejected: `line is not valid JSON (${(error as Error).message})`, origin };
        continue;
      }
      yield itemOf(value, origin);
    }
  },
};

/** A value that should be an article's object, as an item. */
export function itemOf(value: unknown, origin: SourceItem['origin']): SourceItem {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { article: value as Record<string, unknown>, origin };
  return { rejected: `expected an object with an article's fields, got ${nameOfType(value)}`, origin };
}

/** @returns what a JSON value is, for a message: `a list`, `a number`, `null` */
export function nameOfType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : value === undefined ? 'nothing' : `a ${typeof value}`;
}

function isObject(line: string): boolean {
  if (!line.trimStart().startsWith('{')) return false;
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
