import type { IndexFields } from '../../config/fields.js';
import { textOf } from '../article.js';
import type { Condition } from '../query/condition.js';
import { characterTokens } from '../text/analyze.js';
import { foldText } from '../text/fold.js';
import { BuildRefused, type AnalyzedArticle } from './engine.js';

const mostTokens = 8, longestTokenUtf16 = 32;

/** A few of the articles written to a build, by which it is asked before the switch: the first, second, fourth, eighth … */
export class Samples {
  #written = 0;
  readonly #conditions = new Map<string, Condition | null>();

  constructor(readonly fields: IndexFields) {}

  add({ article }: AnalyzedArticle): void {
    const isDue = (this.#written & (this.#written - 1)) === 0;
    this.#written++;
    // What takes the place of a sample is found by its own title.
    if (!isDue && !this.#conditions.has(article.id)) return;
    const { titleField, bodyField, fields } = this.fields;
    const searched = [titleField, bodyField].filter(name => fields.some(f => f.name === name && (f.weight ?? 0) > 0));
    const tokens = searched.map(name => beginningOf(textOf(article[name]))).find(found => found !== null) ?? null;
    this.#conditions.set(article.id, tokens && { kind: 'all', of: [{ kind: 'characters', tokens, prefix: false }, { kind: 'id', id: article.id }] });
  }

  /** @throws {@link BuildRefused} when one is not found by the beginning of its title */
  async check(count: (condition: Condition) => Promise<number> | number): Promise<void> {
    for (const [id, condition] of this.#conditions) if (condition && await count(condition) !== 1)
      throw new BuildRefused(`the new build does not find the article ${id} by its title: it was not switched in, the live one is as it was`);
  }
}

/** The text's first letters, digits and Han characters that stand side by side; null where it has none. */
function beginningOf(text: string): string[] | null {
  const tokens = characterTokens(foldText(text)).map(token => token.text), from = tokens.findIndex(isPlain);
  if (from < 0) return null;
  const length = tokens.slice(from).findIndex(token => !isPlain(token));
  return tokens.slice(from, from + Math.min(length < 0 ? mostTokens : length, mostTokens));
}

const isPlain = (token: string): boolean => token.length <= longestTokenUtf16 && /^[\p{L}\p{N}]/u.test(token);
