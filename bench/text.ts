// How fast text is folded and analyzed beside nodejieba alone, on the same articles in the same run.
//   node dist/bench/text.js [--articles FILE.ndjson.gz] [--most 5000]
import nodejieba from 'nodejieba';
import { characterStream, cutWords, wordStream } from '../src/text/analyze.js';
import { fold } from '../src/text/fold.js';
import { loadSegmenter } from '../src/text/segmenter.js';
import { benchArticles, option } from './corpus.js';

const articles = await benchArticles(option('articles'), Number(option('most') ?? 5_000));
const texts = articles.map(({ title, body }) => `${title}\n${body}`);
const characters = texts.reduce((sum, text) => sum + text.length, 0);
const segmenter = loadSegmenter();

const rounds = 5;
function best(run: (text: string) => unknown): number {
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    for (const text of texts) run(text);
    least = Math.min(least, performance.now() - started);
  }
  return least;
}

const cutMs = best(text => nodejieba.cut(text, true));
const foldMs = best(text => fold(text));
const analysisMs = best(text => {
  const cut = cutWords(text, segmenter);
  return [wordStream(cut), characterStream(cut.folded.text)];
});
const speed = (ms: number) => `${(characters / ms / 1000).toFixed(1)} M characters/s`;
console.log(`${texts.length} articles, ${(characters / 1e6).toFixed(1)} M characters, best of ${rounds}`);
console.log(`nodejieba.cut     ${speed(cutMs)}`);
console.log(`fold              ${speed(foldMs)}, ${(cutMs / foldMs).toFixed(1)} times nodejieba`);
console.log(`whole analysis    ${speed(analysisMs)}, ${(cutMs / analysisMs).toFixed(2)} of nodejieba`);
