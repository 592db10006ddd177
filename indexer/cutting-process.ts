import { cutWords } from '../src/text/analyze.js';
import { originalEnd, originalStart } from '../src/text/fold.js';
import { loadSegmenter } from '../src/text/segmenter.js';
import type { CuttingTask } from './cutting.js';

// Runs as a process of its own: is told one task, answers with the words of each text as they stand there, and ends.
process.once('message', ({ dictionary, texts }: CuttingTask) => {
  const segmenter = loadSegmenter(dictionary);
  process.send?.(texts.map(text => {
    const { folded, starts, ends } = cutWords(text, segmenter, false);
    return starts.map((start, i) => text.slice(originalStart(folded, start), originalEnd(folded, ends[i] as number)));
  }), () => { process.disconnect(); });
});
