import type { Field, IndexFields } from '../../../config/fields.js';

/** Raised when files written by an older version can no longer be read: they are then rebuilt, never searched wrongly. */
export const schemaVersion = 6;

/** What the tables need to know of the fields. Columns are numbered: a field's name never becomes part of SQL. */
export interface Layout {
  readonly fields: IndexFields;
  readonly searched: readonly Field[];
  readonly sortable: readonly Field[];
  /** Filterable or facet; its place in the list is its number in `facts`. */
  readonly facts: readonly Field[];
}

export function layoutOf(fields: IndexFields): Layout {
  return {
    fields,
    searched: fields.fields.filter(f => (f.kind === 'text' || f.kind === 'texts') && (f.weight ?? 0) > 0),
    sortable: fields.fields.filter(f => f.sort),
    facts: fields.fields.filter(f => f.filter || f.facet),
  };
}

/** What of the fields the tables depend on; weights and names for readers may change at any time. */
export const fingerprint = ({ fields, searched }: Layout): string =>
  JSON.stringify(fields.fields.map(f => [f.name, f.kind, searched.includes(f), f.sort ?? false, (f.filter ?? false) || (f.facet ?? false)]));

export const textColumn = (i: number): string => `t${i}`;
export const sortColumn = (i: number): string => `s${i}`;

const tokenizer = `unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'`;

/**
 * - `articles` what is given back, and sort keys;
 * - `words`, `characters` the streams, a column for each searched field (contentless: the text stands in `articles`);
 * - `facts` the values that are filtered by and counted, one row a value; `state` 1 is null, 2 is empty;
 * - `vocabulary` the words with their readings (one row each); its counts grow with live writes and are exact after a build;
 * - `character_rarity` in how many articles each character stood when the build was made;
 * - `shingles` which four tokens stand side by side anywhere, as blocks of bits; those in front of 0 are of live writes;
 * - `changes` ids written or removed while a build runs, so that it can carry them over.
 */
export function ddl(layout: Layout): string {
  const columns = layout.searched.map((_, i) => textColumn(i)).join(', ');
  const sorts = layout.sortable.map((_, i) => `, ${sortColumn(i)}`).join('');
  return `
    CREATE TABLE articles (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, origin TEXT NOT NULL, place TEXT, hash TEXT NOT NULL, sketch TEXT NOT NULL, stored TEXT NOT NULL${sorts});
    CREATE VIRTUAL TABLE words USING fts5(${columns}, content='', contentless_delete=1, tokenize="${tokenizer}");
    CREATE VIRTUAL TABLE characters USING fts5(${columns}, content='', contentless_delete=1, tokenize="${tokenizer}");
    CREATE VIRTUAL TABLE word_counts USING fts5vocab(words, row);
    CREATE VIRTUAL TABLE character_counts USING fts5vocab(characters, row);
    CREATE TABLE character_rarity (token TEXT PRIMARY KEY, articles INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE shingles (block INTEGER PRIMARY KEY, bits BLOB NOT NULL);
    CREATE TABLE vocabulary (word TEXT NOT NULL, reading TEXT NOT NULL, printed TEXT NOT NULL, initials TEXT NOT NULL, weak TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (word, reading)) WITHOUT ROWID;
    CREATE TABLE facts (article INTEGER NOT NULL, field INTEGER NOT NULL, text TEXT NOT NULL, raw TEXT, number REAL, state INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL);
    CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  `;
}

/** Made after the bulk of the articles: filling an index that stands in order is several times as fast. */
export const indexes = (layout: Layout): string => `
  CREATE INDEX IF NOT EXISTS vocabulary_by_reading ON vocabulary (reading, count) WHERE reading <> '';
  CREATE INDEX IF NOT EXISTS vocabulary_by_initials ON vocabulary (initials, count) WHERE reading <> '';
  CREATE INDEX IF NOT EXISTS vocabulary_by_weak ON vocabulary (weak, count) WHERE reading <> '';
  CREATE INDEX IF NOT EXISTS facts_by_value ON facts (field, text, article);
  CREATE INDEX IF NOT EXISTS facts_by_number ON facts (field, number, article) WHERE number IS NOT NULL;
  CREATE INDEX IF NOT EXISTS facts_by_article ON facts (article, field);
  CREATE INDEX IF NOT EXISTS articles_by_origin ON articles (origin);
  ${layout.sortable.map((_, i) => `CREATE INDEX IF NOT EXISTS articles_by_${sortColumn(i)} ON articles (${sortColumn(i)});`).join('\n')}
`;
