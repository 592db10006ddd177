import { createHash } from 'node:crypto';
import type { Field, IndexFields } from '../../config/fields.js';
import { textOf, type Article } from '../article.js';
import type { AnalyzedArticle, FieldStreams } from '../engines/engine.js';
import { characterTokens, cutWords, wordStream } from '../text/analyze.js';
import type { Segmenter } from '../text/segmenter.js';
import { sortKey } from '../text/sort-key.js';

/** Raised when folding, cutting or the streams change: everything is then written again. */
const textVersion = 1;

const isSearched = (field: Field): boolean => (field.kind === 'text' || field.kind === 'texts') && (field.weight ?? 0) > 0;

/** Makes articles of one index writable: folds and cuts their texts, makes their sort keys and their hash. */
export function analyzerFor(fields: IndexFields, segmenter: Segmenter): (article: Article, origin: string) => AnalyzedArticle {
  const searched = fields.fields.filter(isSearched), sortable = fields.fields.filter(f => f.sort);
  const version = `${textVersion} ${JSON.stringify(fields)}`;
  return (article, origin) => {
    const streams: Record<string, FieldStreams> = {};
    for (const { name } of searched) {
      const text = textOf(article[name]);
      if (text) streams[name] = streamsOf(text, segmenter);
    }
    const sortKeys: Record<string, string | number> = {};
    for (const field of sortable) {
      const value = article[field.name];
      if (typeof value === 'number') sortKeys[field.name] = value;
      else if (typeof value === 'string' && value) sortKeys[field.name] = field.kind === 'date' ? value : sortKey(value);
    }
    const hash = createHash('sha1').update(version).update(JSON.stringify(article)).digest('base64');
    return { article, origin, hash, streams, sortKeys };
  };
}

function streamsOf(text: string, segmenter: Segmenter): FieldStreams {
  const cut = cutWords(text, segmenter);
  return {
    words: wordStream(cut).join(' '),
    subwords: cut.subwords.join(' '),
    characters: characterTokens(cut.folded.text).map(token => token.text).join(' '),
  };
}

