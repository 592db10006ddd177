import type { IndexFields } from '../../config/fields.js';
import type { FieldValue } from '../article.js';
import type { Candidate, Engine } from '../engines/engine.js';
import { isRanking, type Plan } from '../query/plan.js';
import type { LookQuery } from './look-features.js';
import type { LookCandidate } from './second-look.js';

/** Words weighed at most; a pasted page has more, and its first ones say enough. */
const mostWords = 120;

/**
 * Words that ask (folded). They are rare in print, where nobody asks, so that rarity alone would take them for what the question is about;
 * they still count where they stand.
 */
const asking = /^(?:谁|谁的|什么|甚么|哪.*|何[时人处年地种]|为何|几.?|多少|多久|怎么.*|怎样|如何|为什么|吗|呢|是否|有没有)$/u, askingShare = 0.25;

/** Whether a query is a question: what it asks is then seldom printed beside its other words. */
export const isQuestion = (plan: Plan): boolean => /[?？]\s*$/u.test(plan.query.text) || plan.terms.some(t => isRanking(t) && t.variants[0]?.words.some(word => asking.test(word)));

/** What the second look needs of a plan: its words weighted by rarity (the usual idf), function words next to nothing. */
export async function lookQueryOf(plan: Plan, engine: Engine): Promise<LookQuery> {
  const wanted = plan.terms.filter(isRanking);
  const words = wanted.flatMap(t => t.variants[0]?.words ?? []).slice(0, mostWords);
  const [counts, articles] = await Promise.all([engine.wordCounts([...new Set(words)]), engine.size()]);
  const idf = words.map(word => Math.log(1 + (articles + 0.5) / ((counts.get(word) ?? 0) + 0.5)) * (word.length === 1 ? 0.3 : 1) * (asking.test(word) ? askingShare : 1));
  const sum = idf.reduce((a, b) => a + b, 0) || 1;
  return {
    words: words.map((text, i) => ({ text, weight: (idf[i] ?? 0) / sum })),
    whole: wanted.map(t => t.variants[0]?.folded ?? '').join('').replace(/\s+/g, ''),
  };
}

/** Fields that weigh at least this much belong to the headline. */
const headlineWeight = 3;

/** What the second look needs of an engine's candidates. What looks alike comes newest first, so that its order is no engine's own. */
export function lookCandidatesOf(found: readonly Candidate[], { fields, titleField, bodyField, dateField }: IndexFields): { candidates: Candidate[]; looks: LookCandidate[] } {
  const dateOf = ({ article }: Candidate) => dateField === undefined ? '' : asText(article[dateField]);
  const candidates = [...found].sort((a, b) => compare(dateOf(b), dateOf(a)) || compare(a.article.id, b.article.id));
  const headline = fields.filter(f => f.name !== titleField && (f.weight ?? 0) >= headlineWeight);
  return {
    candidates,
    looks: candidates.map(({ article, tier }) => ({
      tier, title: asText(article[titleField]), subtitle: headline.map(f => asText(article[f.name])).join('\n'), body: asText(article[bodyField]),
    })),
  };
}

const asText = (value: FieldValue | undefined): string => typeof value === 'string' ? value : '';

const compare = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0;
