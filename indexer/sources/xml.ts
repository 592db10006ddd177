import { SaxesParser } from 'saxes';
import { sizeText, SourceError } from './record.js';

/** A child of an item: its text, what was inside it as HTML where it had elements of its own, and its attributes. */
export interface XmlChild {
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements were inside; `text` is then markup. */
  readonly markup: boolean;
}

/** One `<item>` or `<entry>`: its children by qualified name (`dc:creator`), in their order. */
export interface XmlItem {
  readonly line: number;
  readonly children: ReadonlyMap<string, readonly XmlChild[]>;
}

export interface XmlEvent {
  readonly item?: XmlItem;
  /** The first fault in the grammar that could be passed over. */
  readonly fault?: { readonly message: string; readonly line: number };
}

/** Deeper than any document that a program wrote. */
const maxDepth = 1000;

/** Entities of HTML that feeds use without declaring them. Declared ones are not expanded: no document can blow itself up. */
const entities: Readonly<Record<string, string>> = {
  nbsp: '\u00a0', ldquo: '“', rdquo: '”', lsquo: '‘', rsquo: '’', hellip: '…', mdash: '—', ndash: '–', middot: '·', copy: '©', laquo: '«', raquo: '»', times: '×', bull: '•',
};

/**
 * Reads a document piece by piece and gives every element named `itemNames`, wherever it stands, and, in `channel`, the text of
 * the title that stands beside the items.
 * @throws SourceError when an item is longer than `maxBytes`, elements nest deeper than 1,000, or the document ends too early
 */
export class XmlItems {
  /** Text of the `<title>` outside of items. */
  channelTitle = '';
  private readonly parser = new SaxesParser();
  private readonly path: string[] = [];
  private readonly ready: XmlEvent[] = [];
  private item: { line: number; depth: number; children: Map<string, XmlChild[]> } | undefined;
  private child: { name: string; text: string; attributes: Record<string, string>; markup: boolean } | undefined;
  private itemUtf16 = 0;
  private faultTold = false;
  private fatal: SourceError | undefined;

  constructor(private readonly itemNames: readonly string[], private readonly maxBytes: number) {
    const { parser } = this;
    Object.assign(parser.ENTITIES, entities);
    parser.on('opentag', ({ name, attributes }) => this.opened(name, attributes as Record<string, string>));
    parser.on('closetag', ({ name, isSelfClosing }) => this.closed(name, isSelfClosing));
    parser.on('text', text => this.text(text, true));
    parser.on('cdata', text => this.text(text, false));
    parser.on('error', error => {
      const message = error.message.replace(/^\d+:\d+: /, '');
      if (/unclosed tag|must contain a root|unexpected end/.test(message)) {
        this.fatal ??= new SourceError(`not valid XML (${message.trim()}): the file ends too early; what came before was read`, parser.line, { cause: error });
      } else if (!this.faultTold) {
        this.faultTold = true;
        this.ready.push({ fault: { message: message.trim(), line: parser.line } });
      }
    });
  }

  async *read(text: AsyncIterable<string>): AsyncGenerator<XmlEvent> {
    for await (const piece of text) {
      this.parser.write(piece);
      yield* this.ready.splice(0);
      if (this.fatal) throw this.fatal;
    }
    this.parser.close();
    yield* this.ready.splice(0);
    if (this.fatal) throw this.fatal;
  }

  private opened(name: string, attributes: Record<string, string>): void {
    this.path.push(name);
    if (this.path.length > maxDepth) {
      this.fatal ??= new SourceError(`XML is nested deeper than ${maxDepth} elements`, this.parser.line);
      return;
    }
    if (!this.item) {
      if (this.itemNames.includes(name)) {
        this.item = { line: this.parser.line, depth: this.path.length, children: new Map() };
        this.itemUtf16 = 0;
      }
    } else if (!this.child) this.child = { name, text: '', attributes, markup: false };
    else {
      this.child.markup = true;
      this.child.text += `<${name}>`;
    }
  }

  private closed(name: string, selfClosing: boolean): void {
    this.path.pop();
    const { item, child } = this;
    if (!item) return;
    if (this.path.length < item.depth) {
      this.ready.push({ item });
      this.item = undefined;
    } else if (child && this.path.length === item.depth) {
      const { text, attributes, markup } = child;
      const sameName = item.children.get(name);
      if (sameName) sameName.push({ text, attributes, markup });
      else item.children.set(name, [{ text, attributes, markup }]);
      this.child = undefined;
    } else if (child && !selfClosing) child.text += `</${name}>`;
  }

  private text(text: string, escaped: boolean): void {
    const { child } = this;
    if (!this.item) {
      if (this.path.at(-1) === 'title' && this.path.length <= 3) this.channelTitle += text;
      return;
    }
    if (!child) return;
    this.itemUtf16 += text.length;
    if (this.itemUtf16 > this.maxBytes) {
      this.fatal ??= new SourceError(`item is longer than ${sizeText(this.maxBytes)}; the rest of the file is not read`, this.item.line);
      return;
    }
    // Inside of elements, text stands in markup again.
    child.text += escaped && this.path.length > this.item.depth + 1 ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : text;
  }
}
