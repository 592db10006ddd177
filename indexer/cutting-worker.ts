import { workerData } from 'piscina';
import { cutWords } from '../src/text/analyze.js';
import { originalEnd, originalStart } from '../src/text/fold.js';
import { loadSegmenter } from '../src/text/segmenter.js';
import type { UserDictionary } from '../src/text/user-words.js';

/** The words of texts, as they stand there. Runs in a thread of its own. */
export default function cutTexts(texts: readonly string[]): string[][] {
  const segmenter = loadSegmenter(workerData as UserDictionary);
  return texts.map(text => {
    const { folded, starts, ends } = cutWords(text, segmenter, false);
    return starts.map((start, i) => text.slice(originalStart(folded, start), originalEnd(folded, ends[i] as number)));
  });
}
