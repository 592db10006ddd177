import { workerData } from 'piscina';
import type { Article } from '../src/article.js';
import type { AnalyzedArticle } from '../src/engines/engine.js';
import { analyzerFor } from '../src/ingest/analyze.js';
import { loadSegmenter } from '../src/text/segmenter.js';
import type { UserDictionary } from '../src/text/user-words.js';
import type { AnalysisTask } from './analysis.js';

let analyzer: { readonly key: string; readonly analyze: (article: Article, origin: string) => AnalyzedArticle } | undefined;

/** Runs in a thread of the pool. */
export default function analyzeBatch({ run, fields, articles, origin, stop }: AnalysisTask): AnalyzedArticle[] {
  const key = `${String(run)} ${JSON.stringify(fields)}`;
  if (analyzer?.key !== key) analyzer = { key, analyze: analyzerFor(fields, loadSegmenter(workerData as UserDictionary), run === null ? undefined : new Set()) };
  const { analyze } = analyzer;
  return articles.map(article => {
    if (Atomics.load(stop, 0)) throw new Error('the analysis was stopped');
    return analyze(article, origin);
  });
}
