/** A line without its end, or one that was too long to hold. `number` counts from 1. */
export type Line = { readonly number: number; readonly text: string } | { readonly number: number; readonly tooLong: true };

/**
 * Cuts a text that comes in pieces into lines at LF, CR LF or CR LF split between pieces. A lone CR is text.
 * A line of more than `maxBytes` bytes of UTF-8 is not held but only counted.
 */
export async function* linesOf(text: AsyncIterable<string>, maxBytes: number): AsyncGenerator<Line> {
  let number = 1;
  let parts: string[] = [];
  let heldBytes = 0;
  let tooLong = false;
  const hold = (part: string): void => {
    if (tooLong || part === '') return;
    heldBytes += Buffer.byteLength(part);
    if (heldBytes <= maxBytes) parts.push(part);
    else {
      tooLong = true;
      parts = [];
    }
  };
  const finish = (): Line => {
    const line: Line = tooLong ? { number, tooLong } : { number, text: withoutCr(parts.length === 1 ? (parts[0] ?? '') : parts.join('')) };
    number++;
    parts = [];
    heldBytes = 0;
    tooLong = false;
    return line;
  };
  for await (const piece of text) {
    let start = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', start)) {
      if (parts.length === 0 && !tooLong && (end - start) * 3 <= maxBytes) {
        yield { number: number++, text: withoutCr(piece.slice(start, end)) };
      } else {
        hold(piece.slice(start, end));
        yield finish();
      }
      start = end + 1;
    }
    hold(piece.slice(start));
  }
  if (parts.length > 0 || tooLong) yield finish();
}

const withoutCr = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
