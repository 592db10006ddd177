import type { Rng } from './generate.js';

/** How a page is printed. */
export interface Layout {
  /** frames: columns of running text, paragraphs lost; paras: a line is a paragraph; wrapped: lines of one width. */
  style: 'frames' | 'paras' | 'wrapped';
  widthChars: number;
  indent: string;
  /** Empty lines between all blocks; otherwise only between articles (level 1) or nowhere (level 3). */
  gaps: 'blocks' | 'articles' | 'few';
  breaks: boolean;
  spaced: boolean;
}

const NO_START = /[，。、；：！？”’）》」』】%℃…]/u;
const NO_END = /[“‘（《「『【]/u;

/** Breaks text at a width, half-width characters counting one half; marks hang over rather than begin a line. */
export function wrap(text: string, widthChars: number, firstIndent = ''): string[] {
  const lines: string[] = [];
  let line = firstIndent;
  let used = firstIndent.replace(/ /g, '').length + (firstIndent.match(/ /g)?.length ?? 0) / 2;
  for (const c of text) {
    const w = c.charCodeAt(0) < 0x2000 ? 0.5 : 1;
    if (used + w > widthChars && !NO_START.test(c)) {
      const carry = NO_END.test(line.slice(-1)) ? line.slice(-1) : '';
      lines.push(carry ? line.slice(0, -1) : line);
      line = carry + c;
      used = carry.length + w;
    } else {
      line += c;
      used += w;
    }
  }
  if (line.trim() !== '') lines.push(line);
  return lines;
}

/** Prints the paragraphs of one body; a line of its own for each column, wrapped line or paragraph. Empty strings are empty lines. */
export function printBody(paragraphs: readonly { text: string; subhead: boolean }[], layout: Layout, rng: Rng): string[] {
  if (layout.style === 'frames') return printFrames(paragraphs.filter((p) => !p.subhead).map((p) => p.text).join(''), layout, rng);
  const out: string[] = [];
  for (const { text, subhead } of paragraphs) {
    if (layout.style === 'paras') {
      if (subhead || !layout.breaks || text.length < 60 || rng.chance(0.5)) out.push(subhead ? text : layout.indent + text);
      else {
        const at = cutAt(text, rng.int(20, text.length - 20));
        out.push(layout.indent + text.slice(0, at), ...(rng.chance(0.6) ? [''] : []), text.slice(at));
      }
    } else if (subhead) out.push(...wrap(text, layout.widthChars));
    else out.push(...wrap(text, layout.widthChars, layout.indent));
  }
  if (layout.style !== 'wrapped') return out;
  return out.flatMap((line, i) => {
    const shown = layout.spaced && rng.chance(0.2) ? space(line) : line;
    return layout.breaks && i > 2 && i < out.length - 2 && rng.chance(0.05) ? [shown, ''] : [shown];
  });
}

function printFrames(text: string, layout: Layout, rng: Rng): string[] {
  if (!layout.breaks || text.length < 150) return [text];
  const out: string[] = [];
  let rest = text;
  const size = rng.int(70, 160);
  while (rest.length > size * 1.4) {
    const at = cutAt(rest, size + rng.int(-8, 8));
    out.push(rest.slice(0, at), ...(rng.chance(0.1) ? ['', ''] : ['']));
    rest = rest.slice(at);
  }
  return [...out, rest];
}

/** Letter spacing: every Han character and mark apart, digits together. */
function space(line: string): string {
  const lead = /^\s*/.exec(line)?.[0] ?? '';
  return lead + line.slice(lead.length).replace(/(\p{Script=Han})(?=\p{Script=Han})/gu, '$1 ');
}

function cutAt(text: string, at: number): number {
  let k = at;
  // two digits stay together here: wrapped pages break them, columns seldom do
  while (k < text.length - 1 && /\d/.test(text.charAt(k)) && /\d/.test(text.charAt(k - 1))) k++;
  return k;
}
