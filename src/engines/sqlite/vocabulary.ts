import type Database from 'better-sqlite3';
import { initialsOf, weakened } from '../../text/pinyin.js';
import type { AnalyzedArticle, VocabularyLookup, VocabularyWord } from '../engine.js';
import { decodeTokens, encodeTokens } from './tokens.js';

/** Counts, and answers to lookups, that are kept: queries ask for the same sounds again and again, and most of them are no word's. */
const mostKept = 20_000, nothing: readonly VocabularyWord[] = [];

/** The words of one build with their readings and counts. */
export class Vocabulary {
  readonly #add: Database.Statement;
  readonly #addNew: Database.Statement;
  readonly #count: Database.Statement<[string], { doc: number }>;
  readonly #counted = new Map<string, number>();
  readonly #lookedUp = new Map<string, readonly VocabularyWord[]>();
  readonly #selects = new Map<string, Database.Statement<unknown[], VocabularyWord>>();

  constructor(readonly db: Database.Database) {
    this.#add = db.prepare(`INSERT INTO vocabulary (word, reading, printed, initials, weak, count) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET count = count + excluded.count`);
    this.#addNew = db.prepare('INSERT OR IGNORE INTO vocabulary (word, reading, printed, initials, weak, count) VALUES (?, ?, ?, ?, ?, ?)');
    this.#count = db.prepare('SELECT doc FROM word_counts WHERE term = ?');
  }

  /**
   * Adds the words of some articles, each once for all of them: a count stands in four trees, and most words stand in many of the articles.
   * @param counts whether words that are here already stand in so many more articles now
   */
  add(articles: readonly AnalyzedArticle[], counts = true): void {
    const found = new Map<string, { readonly word: string; readonly printed: string; readonly reading: string; articles: number }>();
    for (const { vocabulary } of articles) {
      for (const { word, printed, readings } of vocabulary) {
        for (const reading of readings.length ? readings : ['']) {
          const key = `${word}\0${reading}`, known = found.get(key);
          if (known) known.articles++;
          else found.set(key, { word, printed, reading, articles: 1 });
        }
      }
    }
    const add = counts ? this.#add : this.#addNew;
    // In the order of the table: what is written to one page is written at once.
    for (const [, { word, printed, reading, articles: n }] of [...found].sort(([a], [b]) => a < b ? -1 : 1)) add.run(word, reading, printed, initialsOf(reading), weakened(reading), n);
  }

  /** After a bulk load, in which a word comes with one of its articles only. */
  recount(): void {
    const counts = this.db.prepare<[], { term: string; doc: number }>('SELECT term, doc FROM word_counts').all();
    const update = this.db.prepare('UPDATE vocabulary SET count = ? WHERE word = ?');
    this.db.transaction(() => { for (const { term, doc } of counts) if (doc > 1) update.run(doc, decodeTokens(term)); })();
    this.db.exec('DELETE FROM character_rarity; INSERT INTO character_rarity SELECT term, doc FROM character_counts');
  }

  /** Makes the counts of some words exact; those that stand nowhere any more are removed. */
  recountSome(words: readonly string[]): void {
    const update = this.db.prepare('UPDATE vocabulary SET count = ? WHERE word = ?'), remove = this.db.prepare('DELETE FROM vocabulary WHERE word = ?');
    this.db.transaction(() => {
      for (const word of words) {
        const count = this.#count.get(encodeTokens(word))?.doc ?? 0;
        if (count) update.run(count, word);
        else remove.run(word);
      }
    }).immediate();
  }

  clear(): void {
    this.db.exec('DELETE FROM vocabulary; DELETE FROM character_rarity');
  }

  /** What was counted and looked up: something was written. */
  forget(): void {
    this.#counted.clear();
    this.#lookedUp.clear();
  }

  /** In how many articles each word stands, now. FTS5 reads all of a word's list to count it, so counts are kept until something is written. */
  counts(words: readonly string[]): Map<string, number> {
    if (this.#counted.size >= mostKept) this.#counted.clear();
    return new Map(words.map(word => {
      let count = this.#counted.get(word);
      if (count === undefined) this.#counted.set(word, count = this.#count.get(encodeTokens(word))?.doc ?? 0);
      return [word, count];
    }));
  }

  lookUp({ by, keys, beginning = false }: VocabularyLookup, mostOfKey: number): VocabularyWord[] {
    const select = this.#selectBy(by, beginning);
    return keys.flatMap(key => {
      const name = `${by} ${beginning} ${mostOfKey} ${key}`, known = this.#lookedUp.get(name);
      if (known) return known;
      const found = select.all(...(beginning ? [key, `${key}\u{10ffff}`] : [key]), mostOfKey);
      if (this.#lookedUp.size >= mostKept) this.#lookedUp.clear();
      this.#lookedUp.set(name, found.length ? found : nothing);
      return found;
    });
  }

  #selectBy(by: VocabularyLookup['by'], beginning: boolean): Database.Statement<unknown[], VocabularyWord> {
    const name = `${by} ${beginning}`;
    let select = this.#selects.get(name);
    if (select) return select;
    const where = `${by === 'word' ? '' : "reading <> '' AND "}${beginning ? `${by} >= ? AND ${by} < ?` : `${by} = ?`}`;
    // The best are chosen from the index alone: what begins with two letters are thousands of rows.
    select = this.db.prepare<unknown[], VocabularyWord>(`SELECT v.word, v.printed, v.reading, v.count
      FROM (SELECT word, reading, count FROM vocabulary WHERE ${where} ORDER BY count DESC LIMIT ?) best
      CROSS JOIN vocabulary v ON v.word = best.word AND v.reading = best.reading ORDER BY best.count DESC`);
    this.#selects.set(name, select);
    return select;
  }
}
