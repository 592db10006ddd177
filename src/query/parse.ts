import type { Field } from '../../config/fields.js';
import { fieldByName } from '../fields.js';
import { dateRange, type DateRange } from '../text/dates.js';

/** One thing that was typed: wanted (or excluded), anywhere or in a field, word by word or exactly as it stands. */
export interface Term {
  /** As typed, without operator, field name and quotes. */
  readonly text: string;
  readonly quoted: boolean;
  readonly excluded: boolean;
  readonly field?: Field;
  /** The days that a term in a date field means. */
  readonly days?: DateRange;
  /** Wanted instead of the term before it as well (`甲 或 乙`). */
  readonly orBefore?: boolean;
}

/** What was typed, taken apart. No input is an error: what is malformed is text. */
export interface Query {
  readonly text: string;
  readonly terms: readonly Term[];
}

const partners: Readonly<Record<string, string>> = { '"': '"', '“': '”', '「': '」', '『': '』' };
// A byte order mark is white space for JavaScript; without width, it parts no words.
const space = /[^\S\ufeff]|[\u0000-\u001f\u007f]/u;
const wordCharacter = /[\p{L}\p{N}]/u;

/** A term with what is needed to tell operators from words. */
interface Lexeme extends Term {
  /** With its field's name, as typed. */
  readonly whole: string;
  /** Set apart by spaces on both sides. */
  readonly alone: boolean;
}

const orWords = new Set(['OR', '或']), notWords = new Set(['NOT', '不含']);

/**
 * Reads a query: terms apart by spaces, `"…"` “…” 「…」 『…』 as phrases, `-term`, `field:term`, `甲 或 乙` (`OR`), `不含 丙` (`NOT`).
 * Operators are words set apart by spaces; whatever makes no sense as an operator is text.
 * @param today ISO text, for 日期：去年 and the like
 */
export function parseQuery(text: string, fields: readonly Field[], today = new Date().toISOString().slice(0, 10)): Query {
  const lexemes = lex(text, fields);
  const terms: Term[] = [];
  let or = false, not = false;
  lexemes.forEach((lexeme, i) => {
    const isWord = lexeme.alone && !lexeme.quoted && !lexeme.excluded && !lexeme.field;
    const next = lexemes[i + 1];
    if (isWord && next && !or && !not) {
      const previous = terms.at(-1);
      if (orWords.has(lexeme.text) && previous && !previous.excluded && !next.excluded) { or = true; return; }
      if (notWords.has(lexeme.text) && !next.excluded) { not = true; return; }
    }
    terms.push({ ...termOf(lexeme, today), ...(not ? { excluded: true } : {}), ...(or ? { orBefore: true } : {}) });
    or = not = false;
  });
  return { text, terms };
}

/** Something behind 日期： that is no date is text like any other. */
function termOf({ text, quoted, excluded, field, whole }: Lexeme, today: string): Term {
  if (!field) return { text, quoted, excluded };
  if (field.kind !== 'date') return { text, quoted, excluded, field };
  const days = dateRange(text, today);
  return days ? { text, quoted, excluded, field, days } : { text: whole, quoted: false, excluded };
}

function lex(text: string, fields: readonly Field[]): Lexeme[] {
  const lexemes: Lexeme[] = [];
  let i = 0;

  /** Where the quote that opens at `at` closes, or -1. */
  const closing = (at: number): number => {
    const partner = partners[text[at] ?? ''];
    if (partner === undefined) return -1;
    // A straight quote behind a letter is an inch or an apostrophe, not the beginning of a phrase.
    if (partner === '"' && at > 0 && wordCharacter.test(text[at - 1] ?? '') && /[a-z0-9]/i.test(text[at - 1] ?? '')) return -1;
    const end = text.indexOf(partner, at + 1);
    return end > at + 1 ? end : -1;
  };
  const isSpace = (at: number): boolean => at < 0 || at >= text.length || space.test(text[at] as string);

  while (i < text.length) {
    if (isSpace(i)) { i++; continue; }
    const from = i, before = isSpace(i - 1);
    let excluded = false;
    if (before && (text[i] === '-' || text[i] === '－') && !isSpace(i + 1)) {
      excluded = true;
      i++;
    }
    const wholeFrom = i;
    let field: Field | undefined;
    if (before || excluded) {
      const name = /^([\p{L}\p{N}_]{1,32})[:：](?=\S)/u.exec(text.slice(i, i + 40));
      field = name ? fieldByName(fields, name[1] as string) : undefined;
      if (name && field) i += name[0].length;
    }
    const inField = field ? { field } : {};
    const end = closing(i);
    const start = end > 0 ? i + 1 : i++;
    if (end > 0) i = end + 1;
    else while (!isSpace(i) && closing(i) < 0) i++;
    const whole = text.slice(wholeFrom, i);
    lexemes.push({ text: text.slice(start, end > 0 ? end : i), quoted: end > 0, excluded, whole, alone: isSpace(from - 1) && isSpace(i), ...inField });
  }
  return lexemes;
}
