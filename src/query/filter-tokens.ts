import { FilterError } from './filter-error.js';

/**
 * One piece of a filter expression.
 *
 * - `word`: a bare name, value or keyword; `quoted`: the same in quotes, already unescaped, never a keyword;
 * - `sign`: one of `= != > >= < <= ( ) [ ] ,`; `end`: nothing is left.
 */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'sign' | 'end';
  readonly text: string;
  readonly offsetUtf16: number;
}

const space = /\s+/y;
const sign = /!=|>=|<=|[=<>()[\],]/y;
/** Everything that separates nothing else. Meilisearch takes only letters, digits, `_`, `-` and `.` here; what it takes means the same to us. */
const word = /[^\s"'()[\],=<>!\\\u0000-\u001f\u007f]+/y;

const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '"', "'": "'", '\\': '\\', n: '\n', r: '\r', t: '\t', b: '\b', f: '\f',
};
const codeEscape = /u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})/y;

/** Cuts a filter expression into tokens, one at a time, so that an error names the first place that is wrong. */
export class Tokens {
  #offset = 0;
  #next: Token;

  constructor(readonly expression: string) {
    this.#next = this.#read();
  }

  /** The next token, left where it is. */
  get next(): Token {
    return this.#next;
  }

  atEnd(): boolean {
    return this.#next.kind === 'end';
  }

  /** Takes the next token. */
  take(): Token {
    const token = this.#next;
    this.#next = this.#read();
    return token;
  }

  /** Takes the next token when it is this bare keyword. */
  takeWord(keyword: string): boolean {
    const found = this.#next.kind === 'word' && this.#next.text === keyword;
    if (found) this.take();
    return found;
  }

  /** Takes the next token when it is this sign. */
  takeSign(text: string): boolean {
    const found = this.#next.kind === 'sign' && this.#next.text === text;
    if (found) this.take();
    return found;
  }

  /** @returns an error that stands at a token (the next one) and says what should have been there */
  expected(what: string, { kind, text, offsetUtf16 } = this.#next): FilterError {
    return this.#error(what, kind === 'end' ? 'the end of the filter' : `\`${shorten(text)}\``, offsetUtf16);
  }

  #error(expected: string, found: string, offsetUtf16: number): FilterError {
    return new FilterError(`expected ${expected}, but found ${found} at character ${Array.from(this.expression.slice(0, offsetUtf16)).length + 1} of \`${shorten(this.expression)}\``, {
      reason: 'syntax', offsetUtf16, expected, expression: this.expression,
    });
  }

  #match(pattern: RegExp, offsetUtf16 = this.#offset): RegExpExecArray | null {
    pattern.lastIndex = offsetUtf16;
    return pattern.exec(this.expression);
  }

  #read(): Token {
    this.#offset += this.#match(space)?.[0].length ?? 0;
    const offsetUtf16 = this.#offset;
    const first = this.expression[offsetUtf16];
    if (first === undefined) return { kind: 'end', text: '', offsetUtf16 };
    if (first === '"' || first === "'") return { kind: 'quoted', text: this.#readQuoted(first), offsetUtf16 };
    for (const [kind, pattern] of [['sign', sign], ['word', word]] as const) {
      const text = this.#match(pattern)?.[0];
      if (text !== undefined) {
        this.#offset += text.length;
        return { kind, text, offsetUtf16 };
      }
    }
    throw this.#error('a name, a value or an operator', `${JSON.stringify(first)}, which can stand only in quotes,`, offsetUtf16);
  }

  #readQuoted(quote: string): string {
    const start = this.#offset;
    let text = '';
    let at = start + 1;
    for (;;) {
      const char = this.expression[at];
      if (char === undefined) throw this.#error(`a closing ${quote}`, `only the opening one`, start);
      if (char === quote) break;
      if (char === '\\') {
        const [unescaped, length] = this.#readEscape(at);
        text += unescaped;
        at += length;
      } else {
        text += char;
        at++;
      }
    }
    this.#offset = at + 1;
    return text;
  }

  #readEscape(offsetUtf16: number): [text: string, lengthUtf16: number] {
    const simple = simpleEscapes[this.expression[offsetUtf16 + 1] ?? ''];
    if (simple !== undefined) return [simple, 2];
    const code = this.#match(codeEscape, offsetUtf16 + 1);
    const value = code === null ? Infinity : parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
    if (code !== null && value <= 0x10ffff) return [String.fromCodePoint(value), 1 + code[0].length];
    throw this.#error('one of \\" \\\' \\\\ \\n \\r \\t \\b \\f \\xNN \\uNNNN \\u{N}', `\`${this.expression.slice(offsetUtf16, offsetUtf16 + 2)}\``, offsetUtf16);
  }
}

/** Long filters would make messages nobody reads. */
function shorten(text: string): string {
  const chars = Array.from(text.slice(0, 400));
  return chars.length > 120 ? `${chars.slice(0, 120).join('')}…` : text;
}
