import { parse, type CsvError } from 'csv-parse';
import { fieldByName } from '../../src/fields.js';
import { indexFields, maxRecordBytes, sizeText, SourceError, type Input, type RawArticle, type Source, type SourceItem, type SourceOptions } from './record.js';

const delimiters = [',', '\t', ';', '|'] as const;

/**
 * CSV and TSV with a head line. A column's field is what `map` says, else the field that has this name or alias (标题 → title),
 * else a field of the column's own name. Empty cells are absent fields. A row with too many or too few cells is rejected.
 */
export const csvSource: Source = {
  kind: 'csv',

  recognise(input, options) {
    const named = input.extension === 'csv' || input.extension === 'tsv';
    const first = input.headText.split(/\r?\n/, 1)[0] ?? '';
    if (/^\s*[[{<]/.test(first) && !named) return 0;
    const cells = headCells(first, delimiterOf(input));
    if (cells.length > 1 && cells.length <= 200 && cells.some(cell => isMainField(fieldOf(cell, options), options))) return named ? 0.9 : 0.7;
    return named && first !== '' ? 0.6 : 0;
  },

  async *read(input: Input, options: SourceOptions): AsyncGenerator<SourceItem> {
    let columns: readonly string[] | undefined;
    for await (const { cells, line } of rowsOf(input, maxRecordBytes(options))) {
      const origin = { file: input.name, line };
      if (!columns) {
        columns = columnsOf(cells, options);
        continue;
      }
      const problem = rowProblem(cells, columns, input);
      yield problem === undefined ? { article: articleOf(cells, columns), origin } : { rejected: problem, origin };
    }
    if (!columns) throw new SourceError('empty file');
  },
};

interface Row {
  readonly cells: readonly string[];
  /** The line that it begins on. */
  readonly line: number;
}

/** Rows but blank ones; all that stand before a fault are given before it is thrown. */
async function* rowsOf(input: Input, limitBytes: number): AsyncGenerator<Row> {
  const rows: Row[] = [];
  let lines = 0;
  let failure: CsvError | undefined;
  const parser = parse({
    delimiter: delimiterOf(input), relax_quotes: true, relax_column_count: true, max_record_size: limitBytes,
    // Rows that wait in the parser's own buffer would be lost when an error comes: they are taken as they are made.
    on_record: (cells: string[], context) => {
      if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line: lines + 1 });
      lines = context.lines;
      return null;
    },
  });
  const settled = (start: (done: () => void) => void): Promise<void> => new Promise(resolve => {
    parser.once('error', resolve);
    start(() => {
      parser.off('error', resolve);
      resolve();
    });
  });
  parser.on('error', error => (failure ??= error as CsvError)).resume();
  const take = (): Row[] => rows.splice(0, rows.length);
  try {
    for await (const piece of input.text()) {
      await settled(done => parser.write(piece, done));
      yield* take();
      if (failure) break;
    }
    if (!failure) await settled(done => parser.once('end', done).end());
    yield* take();
    if (failure) throw new SourceError(`${faultText(failure, limitBytes)}; the rest of the file is not read`, lines + 1, { cause: failure });
  } finally {
    parser.destroy();
  }
}

function faultText(error: CsvError, limitBytes: number): string {
  switch (error.code) {
    case 'CSV_MAX_RECORD_SIZE': return `row is longer than ${sizeText(limitBytes)}, perhaps for a quote that is never closed`;
    case 'CSV_QUOTE_NOT_CLOSED': return 'a quote is opened in this row and never closed';
    default: return `not valid CSV (${error.message})`;
  }
}

/** The delimiter that is most frequent in the first line outside of quotes; a tab by the name `.tsv`. */
function delimiterOf(input: Input): string {
  if (input.extension === 'tsv') return '\t';
  const first = (input.headText.split(/\r?\n/, 1)[0] ?? '').replace(/"(?:[^"]|"")*"/g, '');
  const counts = delimiters.map(delimiter => first.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}

const headCells = (line: string, delimiter: string): string[] => line.split(delimiter).map(cell => cell.trim().replace(/^"(.*)"$/, '$1'));

const isMainField = (name: string, options: SourceOptions): boolean => {
  const { titleField, bodyField } = indexFields(options);
  return name === titleField || name === bodyField;
};

/** The field for a column; `map` is applied to every source's records later, so a name that it knows is left as it is. */
function fieldOf(column: string, options: SourceOptions): string {
  const mapped = options.map?.[column];
  return mapped ?? fieldByName(indexFields(options).fields, column)?.name ?? column;
}

/** @throws SourceError when no column can be an article's title or body */
function columnsOf(head: readonly string[], options: SourceOptions): string[] {
  const names = head.map(cell => cell.trim());
  const columns = names.map((name, i) => (name === '' ? `column${i + 1}` : fieldOf(name, options)));
  if (!columns.some(name => isMainField(name, options))) {
    const { titleField, bodyField } = indexFields(options);
    const shown = names.slice(0, 12).map(name => name.slice(0, 40)).join(', ');
    throw new SourceError(`no column is ${titleField} or ${bodyField} (columns: ${shown}); say which with map, e.g. ${names[0]?.slice(0, 40) ?? ''}=${titleField}`, 1);
  }
  return columns;
}

function rowProblem(row: readonly string[], columns: readonly string[], input: Input): string | undefined {
  const cells = row.findLastIndex(cell => cell !== '') + 1;
  if (cells > columns.length || row.length < columns.length) return `row has ${row.length} cells where the head has ${columns.length}`;
  if (input.badPlaces > 0 && row.some(cell => cell.includes('\ufffd'))) return `row holds bytes that are not ${input.encoding}`;
  return undefined;
}

/** Of two columns for the same field, the first with a value wins. */
function articleOf(row: readonly string[], columns: readonly string[]): RawArticle {
  const values = new Map<string, string>();
  columns.forEach((name, i) => {
    const cell = row[i] ?? '';
    if (cell.trim() !== '' && !values.has(name)) values.set(name, cell);
  });
  return Object.fromEntries(values);
}
