import { fieldByName, type Field } from '../../config/fields.js';

/** One thing that was typed: wanted (or excluded), anywhere or in a field, word by word or exactly as it stands. */
export interface Term {
  /** As typed, without operator, field name and quotes. */
  readonly text: string;
  readonly quoted: boolean;
  readonly excluded: boolean;
  readonly field?: Field;
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

/** Reads a query: terms apart by spaces, `"…"` “…” 「…」 『…』 as phrases, `-term`, `field:term`. */
export function parseQuery(text: string, fields: readonly Field[]): Query {
  const terms: Term[] = [];
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

  while (i < text.length) {
    if (space.test(text[i] as string)) { i++; continue; }
    const before = i === 0 || space.test(text[i - 1] as string);
    let excluded = false;
    if (before && (text[i] === '-' || text[i] === '－') && i + 1 < text.length && !space.test(text[i + 1] as string)) {
      excluded = true;
      i++;
    }
    let field: Field | undefined;
    if (before || excluded) {
      const name = /^([\p{L}\p{N}_]{1,32})[:：](?=\S)/u.exec(text.slice(i, i + 40));
      field = name ? fieldByName(fields, name[1] as string) : undefined;
      if (name && field) i += name[0].length;
    }
    const inField = field ? { field } : {};
    const end = closing(i);
    if (end > 0) {
      terms.push({ text: text.slice(i + 1, end), quoted: true, excluded, ...inField });
      i = end + 1;
      continue;
    }
    const start = i++;
    while (i < text.length && !space.test(text[i] as string) && closing(i) < 0) i++;
    terms.push({ text: text.slice(start, i), quoted: false, excluded, ...inField });
  }
  return { text, terms };
}
