import { GAP } from '../../text/analyze.js';
import { Digit, Han, Letter, scriptAt, scriptOfUnit } from '../../text/scripts.js';

/*
 * Meilisearch cuts Chinese its own way and joins what we set apart, but it leaves any mix of [a-z0-9] whole. So every token is written in these
 * 36 symbols, no code being the beginning of another:
 *
 *   0–d and one more      the characters that are most frequent in newspapers
 *   e–u and two more      the other Han characters of the basic block
 *   y and four more       every other character
 *   z …                   letters and digits as they are, to the end of the token
 *
 * What kind of token it is stands before: nothing for words and for one or two Han characters that touch in the text (those of a word are the
 * word itself: what is no word stands in another attribute), x for other characters and neighbours in the text, w for two neighbouring words
 * one of which is a single character, v for the beginning of a Latin word or number. Inside, v parts two words; where it
 * comes first, the two neighbours stand in the other order (letters and digits have to come last).
 */
const symbols = '0123456789abcdefghijklmnopqrstuvwxyz';
const twoSymbolFirsts = 14;
const firstHan = 0x4e00, lastHan = 0x9fff;

/** The 504 Han characters that are most frequent in newspapers, by code point. Part of the format: a change needs a new {@link codeVersion}. */
const frequent =
  '一万三上下不与专世业东两严个中为主举义之乌也习乡书了事二于互五亚交产京人亿今从他代以们件任企伊众优会传位体作使例供促俄保信做健元先克党入全八公兰共关兴其内军农决准出击分' +
  '切划列创利别到制前力办加务动助势化北区医十升华协单南卫历原去县参及友双反发取受变口可台史号各合同名后向告员周命和品响商善四回团国土在地场坚型城域基境增士处备复外多大天央' +
  '好始委子学安完定实审客宣家对导将小少尔就局层届展山州工已巴市布带席常干平年并广应府度康建开式引张强当形影得德心志快态思性总息情想意感愿成我战所手打批技把投护报拉持指据接' +
  '控推措提播支收改放政效救教数整文断斯新方施旅族无日时明易春是显更最月有服望期本术机权李村条来极构林果查标核格案检模次欧正此步武比民气水求江河治法活流济海消深港游源火点物' +
  '特王环现球理生用由电界略疫病百的益监目相省看着研础确示社神福种科积称程稳空突立第等策管米类精系紧约级纪线组织经结统继续维网罗署美群老者而联育能自至致航色节范营落融行表被' +
  '装西要见观规视解警计认让议记讲论设访识话说调谈责质贫贯贸费资走起超越路车转边达过运近还这进连选通速造道部都里重量金铁长门问间队防阿际降院障难集青非面革项预领题风首马验高';

/** Raised when codes change: an index coded otherwise has to be built anew. */
export const codeVersion = 2;

/** Meilisearch silently leaves out longer tokens. */
export const longestTokenBytes = 250;

const base36 = (n: number, digits: number): string => n.toString(36).padStart(digits, '0');

/** By UTF-16 unit; filled as characters come. */
const codes: (string | undefined)[] = [];
[...frequent].forEach((character, i) => { codes[character.charCodeAt(0)] = base36(i, 2); });

const plainLatin = /^[a-z0-9]+$/;

function codeOf(character: string): string {
  if (character.length > 1) return `y${base36(character.codePointAt(0) ?? 0, 4)}`;
  const unit = character.charCodeAt(0);
  return codes[unit] ??= unit >= firstHan && unit <= lastHan
    ? (symbols[twoSymbolFirsts + Math.floor((unit - firstHan) / 1296)] ?? '') + base36((unit - firstHan) % 1296, 2)
    : `y${base36(unit, 4)}`;
}

/** Characters one by one, cut where the token would become too long. */
function spelled(text: string, room: number): string {
  let coded = '';
  for (const character of text) {
    const code = codeOf(character);
    if (coded.length + code.length > room) break;
    coded += code;
  }
  return coded;
}

const code = (text: string, room: number): string => plainLatin.test(text) ? `z${text}`.slice(0, room) : spelled(text, room);

/** A word, or a word inside of one. */
export function codeWord(word: string): string {
  // Most words: two characters of the BMP.
  if (word.length === 2 && scriptOfUnit[word.charCodeAt(0)] === Han && scriptOfUnit[word.charCodeAt(1)] === Han) return codeOf(word[0] as string) + codeOf(word[1] as string);
  return code(word, longestTokenBytes);
}

/** A token of the character stream. */
export const codeCharacter = (token: string): string => isHan(token) ? codeOf(token) : `x${code(token, longestTokenBytes - 1)}`;

/** Two tokens side by side in the character stream. */
export function codePair(first: string, second: string): string {
  if (isHan(first) && isHan(second)) return codeOf(first) + codeOf(second);
  if (!plainLatin.test(first)) return `x${spelled(first, 120)}${code(second, 120)}`;
  // A number beside letters: where one ends and the other begins can be seen.
  return plainLatin.test(second) ? `xz${first.slice(0, 120)}${second.slice(0, 120)}` : `xv${spelled(second, 120)}z${first.slice(0, 120)}`;
}

/** Whether a token of the character stream is one Han character. */
export const isHan = (token: string): boolean => scriptAt(token, 0) === Han;

/** The beginning of a Latin word or number of the character stream. */
export const codeBeginning = (beginning: string): string => `v${code(beginning, longestTokenBytes - 1)}`;

/** Two words side by side, one of them a single character. */
export function codeNeighbours(first: string, second: string): string {
  return plainLatin.test(first) ? `wv${spelled(second, 120)}z${first.slice(0, 120)}` : `w${spelled(first, 120)}v${code(second, 120)}`;
}

/** Whether two neighbouring words have a token of their own: see {@link codeNeighbours}. */
export const areNeighbours = (first: string, second: string): boolean =>
  first !== GAP && second !== GAP && (isSingle(first) || isSingle(second)) && !(plainLatin.test(first) && plainLatin.test(second));

const isSingle = (word: string): boolean => word.length === 1 || (word.length === 2 && (word.codePointAt(0) ?? 0) > 0xffff);

/** Whether a token of the character stream is a Latin word or number, which has beginnings. */
export const hasBeginnings = (token: string): boolean => {
  const script = scriptAt(token, 0);
  return script === Letter || script === Digit;
};

/** Longest beginning that has a token of its own, in characters. */
export const longestBeginning = 24;

/** Whether a text may lose its end in its code; what is found by it has then to be looked at again. */
export const mayBeCut = (text: string): boolean => text.length > 20;
