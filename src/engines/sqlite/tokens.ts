// FTS5's tokenizer knows the letters of one Unicode version. Whatever is not surely part of a token for it is spelled in hexadecimal behind
// a private-use letter, six digits a character: each character by itself, so that the beginning of a word stays the beginning of its token.
const marker = '\ue000';
const unsure = /[^ a-z0-9\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\ue001]/gu;
const spelled = new RegExp(`${marker}([0-9a-f]{6})`, 'gu');

/** A token, or a stream of tokens joined by spaces, as FTS5 takes it. */
export const encodeTokens = (tokens: string): string =>
  tokens.replace(unsure, c => marker + (c.codePointAt(0) ?? 0).toString(16).padStart(6, '0'));

export const decodeTokens = (encoded: string): string =>
  encoded.replace(spelled, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));

/** An FTS5 string: tokens side by side. */
export const fts5Phrase = (tokens: readonly string[]): string => `"${encodeTokens(tokens.join(' '))}"`;
