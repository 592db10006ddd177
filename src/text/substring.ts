import { GAP } from './analyze.js';
import type { Span } from './marks.js';
import { characterLengthUtf16, Digit, Letter, Other, Pictograph, scriptAt } from './scripts.js';

/** Occurrences of a token sequence of the character stream, as spans of folded units. `prefix`: the last one may go on. */
export function exactSpans(text: string, tokens: readonly string[], prefix: boolean): Span[] {
  const spans: Span[] = [];
  let lead = '';
  for (const token of tokens) {
    if (token === GAP) break;
    lead += token;
    if (scriptAt(token, 0) === Pictograph) break;
  }
  if (!lead) return spans;
  for (let at = text.indexOf(lead); at >= 0; at = text.indexOf(lead, at + 1)) {
    const end = matchTokens(text, at, tokens, prefix);
    if (end > at) spans.push([at, end]);
  }
  return spans;
}

const isLetterOrDigit = (script: number): boolean => script === Letter || script === Digit;

/** @returns where the tokens that begin at `at` end, or -1 */
function matchTokens(text: string, at: number, tokens: readonly string[], prefix: boolean): number {
  let i = at, afterGap = false;
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as string;
    if (token === GAP) {
      const from = i;
      i = skipOther(text, i);
      if (i === from && scriptAt(text, i) !== Pictograph) return -1;
      afterGap = true;
      continue;
    }
    const script = scriptAt(token, 0);
    if (k > 0 && !afterGap && (script === Pictograph || scriptAt(text, i) === Other)) i = skipOther(text, i);
    if (!text.startsWith(token, i)) return -1;
    const end = i + token.length;
    if (isLetterOrDigit(script)) {
      if (k === 0 && i > 0 && scriptBefore(text, i) === script) return -1;
      if (!(prefix && k === tokens.length - 1) && end < text.length && scriptAt(text, end) === script) return -1;
    }
    i = end;
    afterGap = false;
  }
  return i;
}

function skipOther(text: string, from: number): number {
  let i = from;
  while (i < text.length && scriptAt(text, i) === Other) i += characterLengthUtf16(text, i);
  return i;
}

function scriptBefore(text: string, i: number): number {
  return scriptAt(text, i > 1 && characterLengthUtf16(text, i - 2) === 2 ? i - 2 : i - 1);
}
