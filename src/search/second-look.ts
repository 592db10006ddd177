import type { Tier } from '../query/condition.js';
import { tiers } from '../query/condition.js';
import { lookFor, type LookFeatures, type LookQuery, type LookTexts } from './look-features.js';

/** What the second look knows of a candidate. */
export interface LookCandidate extends LookTexts {
  readonly tier: Tier;
}

export type LookFeature = keyof LookFeatures;

/**
 * How much each thing counts, as `bench/tune.ts` found it. All features lie between 0 and 1, and none counts against an article.
 * Shares are of the query's weight, which its words carry by their rarity.
 *
 * - `words` share of the words that stand somewhere;
 * - `pairs` share of the pairs of neighbouring characters that do: what was cut otherwise in the article, or is a part of a word there, still counts;
 * - `met` share of the words, one in the title in full, one in the body the less the later it comes;
 * - `bm25` the usual score (k1 1.2, b .75; a title counts as eight bodies);
 * - `sentence` how much of the query the best sentence says, and how little else;
 * - `window` how close together the words stand in the body;
 * - `titleOrder` share of the words that the title has in the query's order; `titleAll` it has all of them;
 * - `titleNeighbours`, `bodyNeighbours` share of the neighbouring words that stand side by side there, in order;
 * - `titleShare` how much of the title the query is;
 * - `titleWhole`, `bodyWhole` the whole query as it stands; `titleExact` the title is the query and nothing else (set by hand: it stands first).
 */
export const lookWeights: Readonly<Record<LookFeature, number>> = {
  words: 1.8, pairs: 16.5, met: 4, bm25: 1.68, sentence: 4.4, window: 1.1, titleOrder: 2.75, titleAll: 0.64,
  titleNeighbours: 0.22, bodyNeighbours: 0.85, titleShare: 2.94, titleWhole: 1.06, bodyWhole: 0.66, titleExact: 8,
};

const featureNames = Object.keys(lookWeights) as LookFeature[];
const totalWeight = Object.values(lookWeights).reduce((a, b) => a + b, 0);

/**
 * Orders the engine's best candidates again from their own text. A pure function of query and candidates, the same for all engines.
 * @returns the candidates' places, best first, each with a score between 0 and 1 that depends on nothing but query and candidate;
 * a stricter tier always stands before a looser one
 */
export function secondLook(query: LookQuery, candidates: readonly LookCandidate[]): { index: number; score: number }[] {
  const featuresOf = lookFor(query);
  const looked = candidates.map((candidate, index) => {
    const features = featuresOf(candidate);
    return { index, tier: tiers.indexOf(candidate.tier), value: featureNames.reduce((sum, name) => sum + lookWeights[name] * features[name], 0) };
  });
  looked.sort((a, b) => a.tier - b.tier || b.value - a.value || a.index - b.index);
  // Each tier has its own fifth of the scale, so that a score says how strictly an article matched as well.
  return looked.map(({ index, tier, value }) => ({ index, score: Math.round(10_000 * ((tiers.length - 1 - tier) + Math.min(1, value / totalWeight)) / tiers.length) / 10_000 }));
}
