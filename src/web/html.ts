/** A piece of HTML that is safe to insert as it is. */
export class SafeHtml {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

export type HtmlPart = SafeHtml | string | number | null | undefined | false | readonly HtmlPart[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** @returns text for use in HTML, inside and outside of attributes: `&amp; &lt; &gt; &quot; &#39;` and nothing else changed */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, char => entities[char] ?? char);
}

/** Marks a string as HTML that has been escaped elsewhere. */
export function trusted(text: string): SafeHtml {
  return new SafeHtml(text);
}

/** Template tag: every inserted string is escaped, unless it is HTML made by this tag; null, undefined and false are nothing, lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlPart[]): SafeHtml {
  return new SafeHtml(parts.reduce((text, part, i) => text + toHtml(values[i - 1]) + part));
}

function toHtml(value: HtmlPart): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof SafeHtml) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return value.map(toHtml).join('');
}

/** @returns the address when it leads to a web page and nowhere else (`javascript:` and the like do not) */
export function safeUrl(url: unknown): string | undefined {
  if (typeof url !== 'string' || !/^https?:\/\//i.test(url)) return undefined;
  return URL.canParse(url) ? url : undefined;
}

/** @returns a field that is text or a number, without the spaces around it; undefined when it is empty or something else */
export function plainText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return String(value).trim() || undefined;
}

/** @returns the texts of a field that is a list */
export function plainTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(plainText).filter(text => text !== undefined) : [];
}

interface Marked {
  readonly article: { readonly [field: string]: unknown };
  readonly marked: { readonly [field: string]: unknown };
}

/** @returns a text field with its marks, or escaped when it came without; undefined when it is empty */
export function markedField({ article, marked }: Marked, field: string): SafeHtml | undefined {
  const own = marked[field];
  if (typeof own === 'string' && own.trim() !== '') return trusted(own);
  const text = plainText(article[field]);
  return text === undefined ? undefined : html`${text}`;
}

/** @returns the byline, or where there is none the authors, with marks */
export function markedByline(from: Marked): SafeHtml | undefined {
  const byline = markedField(from, 'byline');
  if (byline !== undefined) return byline;
  const marked = from.marked['authors'];
  const authors = Array.isArray(marked) && marked.length > 0
    ? marked.filter(author => typeof author === 'string').map(trusted)
    : plainTexts(from.article['authors']).map(author => html`${author}`);
  return authors.length === 0 ? undefined : trusted(authors.join('、'));
}

/**
 * Cuts marked text into its paragraphs, one for each line that has text. A mark that goes over a line's end is closed and opened again.
 * Indents made of spaces are dropped: the style sheet indents.
 */
export function paragraphs(marked: string): SafeHtml[] {
  const found: SafeHtml[] = [];
  let open = false;
  for (const line of marked.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const start = open ? '<mark>' : '';
    const lastOpen = line.lastIndexOf('<mark>');
    const lastClose = line.lastIndexOf('</mark>');
    if (lastOpen !== lastClose) open = lastOpen > lastClose;
    const text = (start + line.trim() + (open ? '</mark>' : '')).replaceAll('<mark></mark>', '');
    if (text.trim() !== '') found.push(trusted(text));
  }
  return found;
}

/** Gives every mark an id, `mark-1` and on, so that links and keys can go from one to the next. */
export class MarkNumbers {
  count = 0;

  number(part: SafeHtml): SafeHtml {
    return trusted(part.text.replaceAll('<mark>', () => `<mark id="mark-${++this.count}">`));
  }
}
