import type { Article, FieldValue } from '../article.js';
import { any } from '../query/condition.js';
import { cutWords } from '../text/analyze.js';
import { foldText } from '../text/fold.js';
import type { Searcher } from './searcher.js';

/** How much of a body tells what it is about. */
const leadChars = 600;
const titleWeight = 3, mostWords = 10, mostCandidates = 40;
/** A word in more articles than this share says nothing; one in no other article brings none. */
const commonShare = 0.05;
/** What an article must share of the weight of all telling words, and how many of them. */
const leastShare = 0.3, leastWords = 3;

/**
 * Articles about the same matter: those that share an article's telling words, which are frequent in its title and lead and rare elsewhere (tf · idf).
 * @returns the likest first
 */
export async function similarTo(searcher: Searcher, article: Article, limit: number): Promise<Article[]> {
  const { engine, segmenter, fields: { titleField, bodyField } } = searcher;
  const frequency = new Map<string, number>();
  for (const [text, weight] of [[textOf(article[titleField]), titleWeight], [textOf(article[bodyField]).slice(0, leadChars), 1]] as const)
    for (const word of cutWords(text, segmenter, false).words) if (/^\p{L}{2,}$/u.test(word)) frequency.set(word, (frequency.get(word) ?? 0) + weight);
  const [counts, articles] = await Promise.all([engine.wordCounts([...frequency.keys()]), engine.size()]);
  const telling = [...frequency].map(([word, times]) => ({ word, count: counts.get(word) ?? 0, times }))
    .filter(({ count }) => count > 1 && count <= Math.max(10, articles * commonShare))
    .map(({ word, count, times }) => ({ word, weight: Math.min(times, titleWeight * 2) * Math.log(1 + articles / count) }))
    .sort((a, b) => b.weight - a.weight).slice(0, mostWords);
  if (telling.length < leastWords) return [];
  const { candidates } = await engine.search({
    tiers: [{ tier: 'some', condition: any(telling.map(({ word }) => ({ kind: 'words', words: [word] }))) }],
    filter: null, sort: null, offset: 0, limit: mostCandidates, facets: [],
  });
  const whole = telling.reduce((sum, { weight }) => sum + weight, 0);
  return candidates.filter(({ article: other }) => other.id !== article.id).map(({ article: other }) => {
    const text = foldText(`${textOf(other[titleField])}\n${textOf(other[bodyField])}`);
    const shared = telling.filter(({ word }) => text.includes(word));
    return { other, words: shared.length, share: shared.reduce((sum, { weight }) => sum + weight, 0) / whole };
  }).filter(({ words, share }) => words >= leastWords && share >= leastShare)
    .sort((a, b) => b.share - a.share).slice(0, limit).map(({ other }) => other);
}

const textOf = (value: FieldValue | undefined): string => typeof value === 'string' ? value : '';
