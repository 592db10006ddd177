import { GAP } from '../../text/analyze.js';

// FTS5's tokenizer knows the letters of one Unicode version. Whatever is not surely one token for it is spelled in hexadecimal behind
// a private-use letter, six digits a character, so that the beginning of a word stays the beginning of its token.
const marker = '\ue000';
const sure = /^[a-z0-9\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff]+$/u;
const unsureInStream = /[^ a-z0-9\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\ue001]/u;

/** A token as FTS5 takes it whole. */
export function encodeToken(token: string): string {
  if (token === GAP || sure.test(token)) return token;
  return marker + [...token].map(c => (c.codePointAt(0) ?? 0).toString(16).padStart(6, '0')).join('');
}

export function decodeToken(token: string): string {
  if (!token.startsWith(marker)) return token;
  return (token.slice(1).match(/.{6}/g) ?? []).map(hex => String.fromCodePoint(Number.parseInt(hex, 16))).join('');
}

/** A stream of tokens joined by spaces, each as FTS5 takes it whole. */
export const encodeStream = (stream: string): string => unsureInStream.test(stream) ? stream.split(' ').map(encodeToken).join(' ') : stream;

/** An FTS5 string: tokens side by side. */
export const fts5Phrase = (tokens: readonly string[]): string => `"${tokens.map(encodeToken).join(' ')}"`;
