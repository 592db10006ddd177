import { textOf, type Article } from '../../article.js';
import type { Condition } from '../../query/condition.js';
import { characterTokens, GAP } from '../../text/analyze.js';
import { foldText } from '../../text/fold.js';
import { Han, Hangul, Kana, Pictograph, scriptAt } from '../../text/scripts.js';
import { codeWord } from './code.js';
import { setMark } from './documents.js';
import { attribute, wordsAttribute, type Layout } from './layout.js';

/** Looks at what one article really contains: the semantics of the streams, on the article's own text and on the words that were written for it. */
export class Looked {
  readonly #folded = new Map<string, string>();
  readonly #tokens = new Map<string, string[]>();

  constructor(readonly layout: Layout, readonly article: Article, readonly document: Readonly<Record<string, unknown>>) {}

  /** Whether the article meets what queries could not say. Filters and ids they always can: those hold here. */
  meets(condition: Condition): boolean {
    switch (condition.kind) {
      case 'all': return condition.of.every(part => this.meets(part));
      case 'any': return condition.of.some(part => this.meets(part));
      case 'not': return isSaidByFilters(condition.of) || !this.meets(condition.of);
      case 'words': return this.#fields(condition.fields).some(({ i }) => this.#hasWords(i, condition.words));
      case 'characters': return this.#fields(condition.fields).some(({ name }) => this.#hasCharacters(name, condition.tokens, condition.prefix));
      case 'filter':
      case 'id':
      case 'everything': return true;
    }
  }

  #fields(names: readonly string[] | undefined): { name: string; i: number }[] {
    return this.layout.searched.map(({ name }, i) => ({ name, i })).filter(({ name }) => !names || names.includes(name));
  }

  #hasWords(i: number, words: readonly string[]): boolean {
    const text = codedWords(this.document, i), wanted = ` ${words.map(codeWord).join(' ')} `;
    // A single word may be a sub-word, which stands in the set.
    return ` ${words.length === 1 ? text : text.slice(0, text.indexOf(setMark))} `.includes(wanted);
  }

  #hasCharacters(name: string, tokens: readonly string[], prefix: boolean): boolean {
    const text = this.#foldedText(name);
    if (!tokens.length || !text.includes(leadOf(tokens))) return false;
    if (tokens.every(isOneCharacter)) return true;
    return containsTokens(this.#tokensOf(name, text), tokens, prefix);
  }

  #foldedText(name: string): string {
    let text = this.#folded.get(name);
    if (text === undefined) this.#folded.set(name, text = foldText(textOf(this.article[name])));
    return text;
  }

  #tokensOf(name: string, text: string): string[] {
    let tokens = this.#tokens.get(name);
    if (!tokens) this.#tokens.set(name, tokens = characterTokens(text).map(token => token.text));
    return tokens;
  }
}

/** The words of a searched field as they were written: in order, then the set of words inside of these. */
export function codedWords(document: Readonly<Record<string, unknown>>, i: number): string {
  const value = document[wordsAttribute(i)];
  return typeof value === 'string' ? value : value && typeof value === 'object' ? Object.values(value).join(' ') : '';
}

/** The article of a document; nothing where that attribute was not asked for. */
export function articleOf(document: Readonly<Record<string, unknown>>): Article {
  const stored = document[attribute.article];
  return JSON.parse(typeof stored === 'string' ? stored : '{}') as Article;
}

/** Whether a condition asks for what only an article's own text tells. */
export const hasCharacters = (condition: Condition): boolean =>
  condition.kind === 'characters' || (condition.kind === 'not' ? hasCharacters(condition.of) : (condition.kind === 'all' || condition.kind === 'any') && condition.of.some(hasCharacters));

const isSaidByFilters = (condition: Condition): boolean =>
  condition.kind === 'filter' || condition.kind === 'id' || ((condition.kind === 'any' || condition.kind === 'all') && condition.of.every(isSaidByFilters));

/** What surely stands in the text as it is: gaps and pictographs may have more beside them. */
function leadOf(tokens: readonly string[]): string {
  let lead = '';
  for (const token of tokens) {
    if (token === GAP) break;
    lead += token;
    if (scriptAt(token, 0) === Pictograph) break;
  }
  return lead;
}

/** A character that is a token wherever it stands: such tokens touch in the stream when they touch in the text. */
const isOneCharacter = (token: string): boolean => {
  const script = scriptAt(token, 0);
  return script === Han || script === Kana || script === Hangul;
};

function containsTokens(stream: readonly string[], tokens: readonly string[], prefix: boolean): boolean {
  const last = tokens.length - 1;
  for (let at = 0; at + tokens.length <= stream.length; at++) {
    let k = 0;
    while (k < last && stream[at + k] === tokens[k]) k++;
    if (k < last) continue;
    const found = stream[at + last] as string, wanted = tokens[last] as string;
    if (found === wanted || (prefix && found.startsWith(wanted))) return true;
  }
  return false;
}
