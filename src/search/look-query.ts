import type { Engine } from '../engines/engine.js';
import { isRanking, type Plan } from '../query/plan.js';
import type { LookQuery } from './second-look.js';

/** Words weighed at most; a pasted page has more, and its first ones say enough. */
const mostWords = 120;

/** What the second look needs of a plan: its words weighted by rarity (the usual idf), function words next to nothing. */
export async function lookQueryOf(plan: Plan, engine: Engine): Promise<LookQuery> {
  const wanted = plan.terms.filter(isRanking);
  const words = wanted.flatMap(t => t.variants[0]?.words ?? []).slice(0, mostWords);
  const [counts, articles] = await Promise.all([engine.wordCounts([...new Set(words)]), engine.size()]);
  const idf = words.map(word => Math.log(1 + (articles + 0.5) / ((counts.get(word) ?? 0) + 0.5)) * (word.length === 1 ? 0.3 : 1));
  const sum = idf.reduce((a, b) => a + b, 0) || 1;
  return {
    words: words.map((text, i) => ({ text, weight: (idf[i] ?? 0) / sum })),
    whole: wanted.map(t => t.variants[0]?.folded ?? '').join('').replace(/\s+/g, ''),
  };
}
