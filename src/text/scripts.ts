/** Kinds of characters, as the cut sees them. */
export const Other = 0, Han = 1, Letter = 2, Digit = 3, Kana = 4, Hangul = 5, Pictograph = 6;
export type Script = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const kinds: readonly [RegExp, Script][] = [
  [/^\p{Script=Han}$/u, Han],
  [/^[\p{Script=Hiragana}\p{Script=Katakana}\u30fc\u3099\u309a]$/u, Kana],
  [/^\p{Script=Hangul}$/u, Hangul],
  [/^\p{N}$/u, Digit],
  [/^[\p{L}\p{M}]$/u, Letter],
  [/^[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]$/u, Pictograph],
];

const classify = (character: string): Script => {
  for (const [pattern, script] of kinds) if (pattern.test(character)) return script;
  return Other;
};

/** The kind of each UTF-16 unit; surrogates are `Other` here. For loops that must be fast. */
export const scriptOfUnit = new Uint8Array(65536);
const bmp = scriptOfUnit;
for (let unit = 0; unit < 65536; unit++) {
  if ((unit >= 0x4e00 && unit <= 0x9fff) || (unit >= 0x3400 && unit <= 0x4dbf)) bmp[unit] = Han;
  else if (unit >= 0xac00 && unit <= 0xd7a3) bmp[unit] = Hangul;
  else if (unit < 0xd800 || unit > 0xdfff) bmp[unit] = classify(String.fromCharCode(unit));
}
const beyondBmp = new Map<number, Script>();

/** The kind of the character that begins at `indexUtf16`; a lone surrogate, and what is behind the end, is `Other`. */
export function scriptAt(text: string, indexUtf16: number): Script {
  const unit = text.charCodeAt(indexUtf16);
  if (!(unit >= 0xd800 && unit <= 0xdbff)) return (bmp[unit] ?? Other) as Script;
  const codePoint = text.codePointAt(indexUtf16) ?? unit;
  if (codePoint === unit) return Other;
  let script = beyondBmp.get(codePoint);
  if (script === undefined) beyondBmp.set(codePoint, script = classify(String.fromCodePoint(codePoint)));
  return script;
}

/** Length in UTF-16 units of the character that begins at `indexUtf16`: 2 for a whole surrogate pair, else 1. */
export function characterLengthUtf16(text: string, indexUtf16: number): 1 | 2 {
  const unit = text.charCodeAt(indexUtf16);
  if (unit < 0xd800 || unit > 0xdbff) return 1;
  const next = text.charCodeAt(indexUtf16 + 1);
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
}
