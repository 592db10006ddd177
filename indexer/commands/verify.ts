import { dictionaryInForce } from '../../config/dictionary.js';
import { readSynonyms } from '../../config/synonyms.js';
import { Searcher } from '../../src/search/searcher.js';
import { verify } from '../../src/search/verify.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { UsageError } from '../usage.js';
import { Counter } from './progress.js';
import { printJson, withIndex } from './with-index.js';

interface Options { readonly sample?: string; readonly seed?: string; readonly index?: string; readonly json?: boolean }

function wholeNumber(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw new UsageError(`--${name} ${text}: expected a whole number from ${least}`);
  return Number(text);
}

/** Whether every stored article is found by its own text; exit code 1 where one is not. */
export async function verifyCommand(options: Options): Promise<void> {
  const sample = wholeNumber('sample', options.sample, 1), seed = wholeNumber('seed', options.seed, 0) ?? Math.floor(Math.random() * 1e9);
  await withIndex(options.index, async (engine, _fields, { DATA_DIR, TIMEZONE }) => {
    const searcher = new Searcher(engine, loadSegmenter(dictionaryInForce(DATA_DIR)), readSynonyms(), TIMEZONE);
    const counter = new Counter(!options.json, 'articles');
    const result = await verify(searcher, { sample, seed, onProgress: (checked, of) => { counter.update(checked, of); } }).finally(() => { counter.stop(); });
    if (options.json) printJson(result);
    else {
      for (const { id, title, in: where, text } of result.missed) process.stderr.write(`not found: ${id} (${title}) by its ${where}: ${text}\n`);
      const unlisted = result.missedCount - result.missed.length;
      if (unlisted) process.stderr.write(`… and ${unlisted} more\n`);
      process.stdout.write(`${result.checked} of ${result.articles} articles looked for, ${result.missedCount} not found (--seed ${result.seed})\n`);
    }
    if (result.missedCount) process.exitCode = 1;
  });
}
