import type { Tier } from '../query/condition.js';
import { tiers } from '../query/condition.js';
import { foldText } from '../text/fold.js';

/** What the second look knows of a query. */
export interface LookQuery {
  /** The wanted words in order, folded, each with the share of the query's weight that it carries (together 1). */
  readonly words: readonly { readonly text: string; readonly weight: number }[];
  /** The wanted terms as typed, folded, without spaces. */
  readonly whole: string;
}

/** What it knows of a candidate. */
export interface LookCandidate {
  readonly tier: Tier;
  readonly title: string;
  readonly subtitle: string;
  readonly body: string;
}

/**
 * How much each thing counts. All features lie between 0 and 1.
 *
 * - `bm25` the usual score (k1 1.2, b .75; a title counts as eight bodies) beside the best of the tier;
 * - `title`, `lead`, `body` share of the query's weight that stands there (lead: the first 200 characters);
 * - `sentence` the same for the best single sentence;
 * - `titlePairs`, `bodyPairs` share of the neighbouring words that stand side by side there, in order;
 * - `titleOrder` share of the query's weight that the title has in the query's order;
 * - `titleWhole`, `bodyWhole` the whole query as it stands;
 * - `titleShare` how much of the title the query is; `titleExact` the title is the query and nothing else.
 */
export const lookWeights = {
  bm25: 0.11, title: 0.1, lead: 0.25, body: 1.21, sentence: 0.2, titlePairs: 0.75, bodyPairs: 0.6, titleOrder: 0.65,
  titleWhole: 4.9, bodyWhole: 3.9, titleShare: 0.91, titleExact: 6,
};

export type LookFeature = keyof typeof lookWeights;
export type LookFeatures = Readonly<Record<LookFeature, number>>;

const leadUtf16 = 200, mostBodyUtf16 = 20_000;
const featureNames = Object.keys(lookWeights) as LookFeature[];
const totalWeight = Object.values(lookWeights).reduce((a, b) => a + b, 0);

/**
 * Orders the engine's best candidates again from their own text. A pure function of query and candidates, the same for all engines.
 * @returns the candidates' places, best first, each with a score between 0 and 1; a stricter tier always stands before a looser one
 */
export function secondLook(query: LookQuery, candidates: readonly LookCandidate[]): { index: number; score: number }[] {
  const looked = lookFeatures(query, candidates).map((features, index) => ({
    index, tier: tiers.indexOf((candidates[index] as LookCandidate).tier), value: featureNames.reduce((sum, name) => sum + lookWeights[name] * features[name], 0),
  }));
  looked.sort((a, b) => a.tier - b.tier || b.value - a.value || a.index - b.index);
  // Each tier has its own fifth of the scale, so that a score says how strictly an article matched as well.
  return looked.map(({ index, tier, value }) => ({ index, score: Math.round(10_000 * ((tiers.length - 1 - tier) + Math.min(1, value / totalWeight)) / tiers.length) / 10_000 }));
}

/** What is seen of each candidate; see {@link lookWeights}. */
export function lookFeatures(query: LookQuery, candidates: readonly LookCandidate[]): LookFeatures[] {
  const texts = candidates.map(textsOf);
  const scores = texts.map(text => bm25(query, text));
  const best = new Map<Tier, number>();
  candidates.forEach(({ tier }, i) => best.set(tier, Math.max(best.get(tier) ?? 0, scores[i] ?? 0)));
  return candidates.map(({ tier }, i) => {
    const top = best.get(tier) ?? 0;
    return featuresOf(query, texts[i] as Texts, top > 0 ? (scores[i] ?? 0) / top : 0);
  });
}

/** A candidate's texts, folded. */
interface Texts { readonly title: string; readonly headline: string; readonly body: string }

function textsOf(candidate: LookCandidate): Texts {
  const title = foldText(candidate.title), body = foldText(candidate.body.slice(0, mostBodyUtf16));
  return { title, body, headline: candidate.subtitle ? `${title}\n${foldText(candidate.subtitle)}` : title };
}

const k1 = 1.2, b = 0.75, averageBodyUtf16 = 500, titleFactor = 8;

/** Robertson and Zaragoza's BM25F over title and body, with the query's weights as idf. */
function bm25(query: LookQuery, { headline, body }: Texts): number {
  const norm = k1 * (1 - b + b * body.length / averageBodyUtf16);
  let score = 0;
  for (const { text, weight } of query.words) {
    const frequency = titleFactor * countOf(headline, text) + countOf(body, text);
    score += weight * frequency * (k1 + 1) / (frequency + norm);
  }
  return score;
}

const mostCounted = 50;

function countOf(text: string, word: string): number {
  let count = 0;
  for (let at = text.indexOf(word); at >= 0 && count < mostCounted; at = text.indexOf(word, at + word.length)) count++;
  return count;
}

function featuresOf(query: LookQuery, { title, headline, body }: Texts, relative: number): LookFeatures {
  const lead = body.slice(0, leadUtf16);
  const ends = sentenceEnds(body), sentences = new Float64Array(ends.length + 1);
  let inTitle = 0, inLead = 0, inBody = 0, inOrder = 0, length = 0, behind = 0;
  for (const { text, weight } of query.words) {
    const titled = headline.indexOf(text), first = body.indexOf(text);
    if (titled >= 0) {
      inTitle += weight;
      length += text.length;
      const next = headline.indexOf(text, behind);
      if (next >= 0) {
        inOrder += weight;
        behind = next + text.length;
      }
    }
    if (first >= 0 && first + text.length <= lead.length) inLead += weight;
    if (titled >= 0 || first >= 0) inBody += weight;
    for (let at = first, counted = 0, last = -1; at >= 0 && counted < mostCounted; at = body.indexOf(text, at + text.length), counted++) {
      const sentence = sentenceAt(ends, at);
      if (sentence !== last) sentences[sentence] = (sentences[sentence] ?? 0) + weight;
      last = sentence;
    }
  }
  let titlePairs = 0, bodyPairs = 0, pairs = 0;
  for (let i = 1; i < query.words.length; i++) {
    const a = query.words[i - 1], b = query.words[i];
    if (!a || !b) continue;
    const weight = a.weight + b.weight, pair = a.text + b.text;
    pairs += weight;
    if (headline.includes(pair)) titlePairs += weight;
    if (body.includes(pair)) bodyPairs += weight;
  }
  const share = (sum: number, alone: number) => pairs ? sum / pairs : alone;
  return {
    bm25: relative, title: inTitle, lead: inLead, body: inBody, sentence: Math.min(1, Math.max(0, ...sentences)),
    titlePairs: share(titlePairs, inTitle), bodyPairs: share(bodyPairs, inBody), titleOrder: inOrder,
    titleWhole: headline.includes(query.whole) ? 1 : 0, bodyWhole: body.includes(query.whole) ? 1 : 0,
    titleShare: title.length ? Math.min(1, length / title.length) : 0, titleExact: title === query.whole ? 1 : 0,
  };
}

const sentenceEnd = /[。!?\n]/g, mostSentences = 400;

/** Where the sentences of a folded text end. */
function sentenceEnds(body: string): number[] {
  const ends: number[] = [];
  for (const { index } of body.matchAll(sentenceEnd)) {
    ends.push(index);
    if (ends.length >= mostSentences) break;
  }
  return ends;
}

function sentenceAt(ends: readonly number[], at: number): number {
  let low = 0, high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
