import { createHash } from 'node:crypto';
import { withoutViews, type Field, type IndexFields } from '../../config/fields.js';
import { textOf, type Article } from '../article.js';
import type { AnalyzedArticle, FieldStreams, VocabularyEntry } from '../engines/engine.js';
import { characterStream, cutWords, wordStream, type Words } from '../text/analyze.js';
import { foldText } from '../text/fold.js';
import { sketchOf } from '../text/sketch.js';
import type { Segmenter } from '../text/segmenter.js';
import { readingsOf } from '../text/pinyin.js';
import { sortKey } from '../text/sort-key.js';
import { textVersion } from '../text/version.js';

/** Words longer than this are not looked for by their sound. */
const longestWordUtf16 = 24;

const isSearched = (field: Field): boolean => (field.kind === 'text' || field.kind === 'texts') && (field.weight ?? 0) > 0;

/**
 * Makes articles of one index writable: folds and cuts their texts, makes their sort keys and their hash.
 * @param known words that need not come with an article any more; grows (for a bulk load)
 */
export function analyzerFor(fields: IndexFields, segmenter: Segmenter, known?: Set<string>): (article: Article, origin: string) => AnalyzedArticle {
  const searched = fields.fields.filter(isSearched), sortable = fields.fields.filter(f => f.sort);
  const digest = digester(fields);
  return (article, origin) => {
    const streams: Record<string, FieldStreams> = {}, users = new Set<string>();
    const vocabulary = new Map<string, VocabularyEntry>();
    let body: string | undefined;
    for (const { name } of searched) {
      const text = textOf(article[name]);
      if (!text) continue;
      const cut = cutWords(text, segmenter);
      if (name === fields.bodyField) body = cut.folded.text;
      streams[name] = streamsOf(cut, segmenter, word => !(known ?? vocabulary).has(word), entry => { vocabulary.set(entry.word, entry); known?.add(entry.word); });
      for (const word of segmenter.userWordsIn(cut.folded.text)) users.add(word);
    }
    const sortKeys: Record<string, string | number> = {};
    for (const field of sortable) {
      const value = article[field.name];
      if (typeof value === 'number') sortKeys[field.name] = value;
      else if (typeof value === 'string' && value) sortKeys[field.name] = field.kind === 'date' ? value : sortKey(value, segmenter);
    }
    return { article, origin, hash: digest(article, users), streams, vocabulary: [...vocabulary.values()], sketch: sketchOf(body ?? foldText(textOf(article[fields.bodyField]))), sortKeys };
  };
}

/** The hash that {@link analyzerFor} gives an article, without cutting it. */
export function hasherFor(fields: IndexFields, segmenter: Segmenter): (article: Article) => string {
  const searched = fields.fields.filter(isSearched), digest = digester(fields);
  return article => {
    const users = new Set<string>();
    if (segmenter.dictionary.entries.length) for (const { name } of searched) for (const word of segmenter.userWordsIn(foldText(textOf(article[name])))) users.add(word);
    return digest(article, users);
  };
}

/** @returns a hash of an article and of those of the user's words that stand in it: a dictionary that changes elsewhere leaves it as it is */
function digester(fields: IndexFields): (article: Article, users: ReadonlySet<string>) => string {
  const version = `${textVersion} ${JSON.stringify(withoutViews(fields))}`;
  return (article, users) => {
    const hash = createHash('sha1').update(version).update(JSON.stringify(article));
    if (users.size) hash.update(JSON.stringify([...users].sort()));
    return hash.digest('base64');
  };
}

function streamsOf(cut: Words, segmenter: Segmenter, isNew: (word: string) => boolean, add: (entry: VocabularyEntry) => void): FieldStreams {
  const enter = (word: string, printed: string) => {
    if (word.length <= longestWordUtf16 && isNew(word)) add({ word, printed: printed || word, readings: printed ? readingsOf(printed, printed.length > 4 || segmenter.knows(printed)) : [] });
  };
  cut.words.forEach((word, i) => { enter(word, cut.printed[i] ?? ''); });
  cut.subwords.forEach((word, i) => { enter(word, cut.printedSubwords[i] ?? ''); });
  return {
    words: wordStream(cut).join(' '),
    subwords: cut.subwords.join(' '),
    characters: characterStream(cut.folded.text),
  };
}
