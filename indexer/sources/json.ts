import { JSONParser, TokenType } from '@streamparser/json';
import { itemOf } from './ndjson.js';
import { indexFields, maxRecordBytes, sizeText, SourceError, type Input, type Source, type SourceItem, type SourceOptions } from './record.js';

/** Where the articles stand in a document, and how deep their own braces are. */
interface Shape {
  readonly path: string;
  readonly depth: number;
}

/**
 * A JSON document, read element by element: an array of articles, an object with such an array (`{"articles": [{…}]}`),
 * or one article. A fault in its grammar ends the file with the line; what came before is kept.
 */
export const jsonSource: Source = {
  kind: 'json',

  recognise(input) {
    const text = input.headText.trimStart();
    if (/^\[\s*(\{|\]\s*$)/.test(text)) return 0.95;
    if (/^\{\s*("|\}\s*$)/.test(text)) return 0.7;
    return input.extension === 'json' ? 0.5 : 0;
  },

  async *read(input: Input, options: SourceOptions): AsyncGenerator<SourceItem> {
    const limit = maxRecordBytes(options);
    const elements = new Elements(shapeOf(input.headText, options));
    for await (const piece of input.text()) {
      elements.write(Buffer.from(piece));
      for (const { value, line } of elements.take()) {
        const origin = { file: input.name, line };
        yield input.badPlaces > 0 && holdsReplacement(value)
          ? { rejected: `article holds bytes that are not ${input.encoding}`, origin }
          : itemOf(value, origin);
      }
      elements.rethrow();
      if (elements.pendingBytes > limit) {
        throw new SourceError(`article is longer than ${sizeText(limit)}; the rest of the file is not read`, elements.startLine);
      }
    }
    elements.end();
    elements.rethrow();
    for (const { value, line } of elements.take()) yield itemOf(value, { file: input.name, line });
  },
};

/** The parser's values with the lines that they begin on. */
class Elements {
  startLine = 1;
  private readonly parser: JSONParser;
  private found: { value: unknown; line: number }[] = [];
  private failure: SourceError | undefined;
  private depth = 0;
  private startOffset = 0;
  private tokenOffset = 0;
  private chunk: Buffer = Buffer.alloc(0);
  private chunkOffset = 0;
  /** Lines are counted up to here. */
  private countedOffset = 0;
  private line = 1;

  constructor(shape: Shape) {
    this.parser = new JSONParser({ paths: [shape.path], keepStack: false, stringBufferSize: 64 * 1024 });
    this.parser.onToken = ({ token, offset }) => {
      this.tokenOffset = offset;
      if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) {
        if (++this.depth === shape.depth) this.begin(offset);
      } else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.depth--;
      else if (this.depth === shape.depth - 1) this.begin(offset);
    };
    this.parser.onValue = ({ value }) => {
      this.found.push({ value, line: this.startLine });
      this.startOffset = this.tokenOffset;
    };
    this.parser.onError = error => {
      this.failure ??= new SourceError(`not valid JSON (${error.message}); the rest of the file is not read`, this.lineAt(this.tokenOffset), { cause: error });
    };
  }

  /** Bytes since the element that is being read began. */
  get pendingBytes(): number {
    return this.chunkOffset + this.chunk.length - this.startOffset;
  }

  write(chunk: Buffer): void {
    this.lineAt(this.chunkOffset + this.chunk.length);
    this.chunkOffset += this.chunk.length;
    this.chunk = chunk;
    if (this.parser.isEnded && chunk.toString().trim() === '') return;
    this.guarded(() => this.parser.write(chunk));
  }

  end(): void {
    this.tokenOffset = this.chunkOffset + this.chunk.length;
    if (!this.parser.isEnded) this.guarded(() => this.parser.end());
  }

  take(): { value: unknown; line: number }[] {
    const taken = this.found;
    this.found = [];
    return taken;
  }

  rethrow(): void {
    if (this.failure) throw this.failure;
  }

  private guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.failure ??= new SourceError(`not valid JSON (${(error as Error).message}); the rest of the file is not read`, this.lineAt(this.tokenOffset), { cause: error });
    }
  }

  private begin(offset: number): void {
    this.startOffset = offset;
    this.startLine = this.lineAt(offset);
  }

  /** The line of an offset in the chunk at hand; offsets only grow. */
  private lineAt(offset: number): number {
    let at = this.countedOffset - this.chunkOffset;
    const end = Math.min(offset - this.chunkOffset, this.chunk.length);
    while (at < end) {
      const next = this.chunk.indexOf(10, at);
      if (next < 0 || next >= end) break;
      this.line++;
      at = next + 1;
    }
    this.countedOffset = Math.max(this.countedOffset, this.chunkOffset + end);
    return this.line;
  }
}

const scalar = String.raw`"(?:[^"\\]|\\.)*"|-?[\d.eE+-]+|true|false|null`;
const wrapped = new RegExp(String.raw`^\s*\{((?:\s*"(?:[^"\\]|\\.)*"\s*:\s*(?:${scalar})\s*,)*)\s*("(?:[^"\\]|\\.)*")\s*:\s*\[\s*(?:\{|\]\s*\})`);

/** An object is a wrapper when its first list of objects comes before anything that makes it an article itself. */
function shapeOf(head: string, options: SourceOptions): Shape {
  if (/^\s*\[/.test(head)) return { path: '$.*', depth: 2 };
  const [, before = '', quotedName] = wrapped.exec(head) ?? [];
  if (quotedName !== undefined) {
    const name = JSON.parse(quotedName) as string;
    const ours = [...before.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)].map(([, theirs = '']) => options.map?.[theirs] ?? theirs);
    const { titleField, bodyField } = indexFields(options);
    if (!ours.includes(titleField) && !ours.includes(bodyField) && /^[\p{L}\p{N}_-]+$/u.test(name)) return { path: `$.${name}.*`, depth: 3 };
  }
  return { path: '$', depth: 1 };
}

function holdsReplacement(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\ufffd');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsReplacement);
}
