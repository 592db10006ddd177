import { engineName } from './engine.js';
import fc from 'fast-check';

const from = (characters: string): fc.Arbitrary<string> => fc.constantFrom(...characters);
const codePoints = (first: number, last: number): fc.Arbitrary<string> => fc.integer({ min: first, max: last }).map(c => String.fromCodePoint(c));

const simplified = '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装';
const traditional = '國際臺灣發髮裏裡著乾後隻製鐘鍾雲臺颱檯復複覆麵麪係繫兇幹榦遊週註證証牆墻戶户為爲衛衞強强產産綫線溫温說説內内吳吴錄録靑青敎教眞真嘆歎汚污慾欲櫃饑飢並併籲龢齣彆';

/** How often a property is tried: `PROPERTY_RUNS=20 npm test` tries all of them twenty times as often. */
export const runs = (usual: number): { readonly numRuns: number } => ({ numRuns: Math.ceil(usual * Number(process.env['PROPERTY_RUNS'] ?? 1) / (engineName === 'meilisearch' ? 5 : 1)) });

/** Characters of one kind, several in a row. */
const stretches: readonly (readonly [weight: number, fc.Arbitrary<string>])[] = [
  [14, fc.string({ unit: from(simplified), minLength: 1, maxLength: 12 })],
  [5, fc.string({ unit: from(traditional), minLength: 1, maxLength: 6 })],
  [3, fc.string({ unit: codePoints(0x3400, 0x9fff), minLength: 1, maxLength: 5 })],
  [2, fc.string({ unit: fc.oneof(codePoints(0x20000, 0x2a6df), codePoints(0x2a700, 0x323af), codePoints(0xf900, 0xfad9), codePoints(0x2f800, 0x2fa1d), from('〇々〻㐀𠮷')), minLength: 1, maxLength: 4 })],
  [6, fc.string({ unit: from('abcdefghijklmnopqrstuvwxyzABCXYZ'), minLength: 1, maxLength: 8 })],
  [2, fc.string({ unit: from('éÉßſﬁŸǅøŁıİКирΣσςαžÅ'), minLength: 1, maxLength: 5 })],
  [5, fc.string({ unit: from('0123456789'), minLength: 1, maxLength: 6 })],
  [3, fc.string({ unit: from('０９５ＡＢｃｄ！，．（）－：＂　'), minLength: 1, maxLength: 5 })],
  [2, from('①½㎡℃Ⅷ㊀㋿²ﷺ㍿').map(c => c)],
  [3, fc.constantFrom('😀', '🎉', '👩‍👩‍👧', '🇨🇳', '❤️', '1️⃣', '👍🏽', '🗞️')],
  [2, from('\u0301\u0308\u030a\u20dd\u0336\u3099\u200b\u200d\u00ad\ufe0f\ufeff\u2060')],
  [2, from('\ud800\udbff\udc00\udfff\ud83d')],
  [3, fc.constantFrom(' ', '\n', '\r\n', '\t', '\u2028', '\u00a0', '　', '\u0000', '\u0085')],
  [8, from('，。！？、；：“”‘’「」『』《》（）…—·"\'-:&<>()[]{}%#@/\\*_^~`|+=$')],
  [2, fc.constantFrom('カタカナ', 'ひらがな', 'ｶﾞｷﾞ', '한국어', 'ไทยคำ', 'हिन्दी', 'العَربية', 'がが', '々')],
  [1, from('\ue000\ue001\uf8ff\ufffd\uffff')],
];

/** Text as no newspaper prints it: every script, width and kind of damage side by side. */
export const mixedText = (maxStretches: number): fc.Arbitrary<string> =>
  fc.array(fc.oneof(...stretches.map(([weight, arbitrary]) => ({ weight, arbitrary }))), { minLength: 1, maxLength: maxStretches }).map(parts => parts.join(''));

/** Long runs of Han, as in a page without punctuation. */
export const longHan = (characters: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.oneof({ weight: 20, arbitrary: from(simplified) }, { weight: 3, arbitrary: from(traditional) }, { weight: 1, arbitrary: codePoints(0x20000, 0x2a6df) }), minLength: characters, maxLength: characters });

/** Any UTF-16 units whatever. */
export const anyUnits: fc.Arbitrary<string> = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map(units => String.fromCharCode(...units));

type Kind = 'han' | 'letter' | 'digit' | 'other';

const kindOf = (character: string): Kind =>
  /\p{Script=Han}/u.test(character) ? 'han'
    : /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(character) ? 'other'
      : /\p{N}/u.test(character) ? 'digit' : /\p{L}/u.test(character) ? 'letter' : 'other';

/**
 * Where a piece that a reader may copy begins and ends, in UTF-16 units: at any Han character; where a Latin word or a number begins;
 * behind any of its letters or digits. Told character by character, knowing nothing of how the product cuts.
 */
export function piecePlaces(text: string): { readonly starts: readonly number[]; readonly ends: readonly number[] } {
  const starts: number[] = [], ends: number[] = [];
  let at = 0, before: Kind = 'other';
  for (const character of text) {
    const plain = character.normalize('NFKD').replace(/[\p{M}\p{Default_Ignorable_Code_Point}]/gu, '');
    const end = at + character.length;
    if (plain === '') {
      // An accent or a joiner: part of what stands before it.
      if (before !== 'other') ends.push(end);
    } else {
      const [first = '', last = ''] = [[...plain][0], [...plain].at(-1)];
      const isWordBegin = kindOf(first) !== before && /[\p{Script=Latin}0-9]/u.test(first);
      if (kindOf(first) === 'han' || isWordBegin) starts.push(at);
      before = kindOf(last);
      if (before !== 'other') ends.push(end);
    }
    at = end;
  }
  return { starts, ends };
}

/** One of the pieces of a text, chosen by two numbers; at most `maxChars` characters; '' where it has none. */
export function pieceOf(text: string, startChoice: number, endChoice: number, maxChars: number): string {
  const { starts, ends } = piecePlaces(text);
  const start = starts[startChoice % Math.max(1, starts.length)];
  if (start === undefined) return '';
  const possible = ends.filter(end => end > start && end - start <= maxChars);
  const end = possible[endChoice % Math.max(1, possible.length)];
  return end === undefined ? '' : text.slice(start, end);
}

/** Half-width characters as full-width ones. */
export const fullWidth = (text: string): string =>
  text.replace(/[!-~]/g, c => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).replace(/ /g, '　');
