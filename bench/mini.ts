import MiniSearch, { type Options } from 'minisearch';
import type { BenchArticle } from './corpus.js';

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** MiniSearch as its documentation has it, with the words that Node's own segmenter finds. */
export const miniOptions: Options<BenchArticle> = {
  fields: ['title', 'body'], storeFields: ['title'], searchOptions: { boost: { title: 5 } },
  tokenize: text => {
    const words: string[] = [];
    for (const { segment, isWordLike } of segmenter.segment(text)) if (isWordLike) words.push(segment);
    return words;
  },
};

export function indexMini(articles: readonly BenchArticle[]): MiniSearch<BenchArticle> {
  const mini = new MiniSearch(miniOptions);
  mini.addAll(articles);
  return mini;
}
