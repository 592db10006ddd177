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
 * - `titlePairs`, `bodyPairs` share of the neighbouring words that stand side by side there, in order;
 * - `titleWhole`, `bodyWhole` the whole query as it stands;
 * - `titleShare` how much of the title the query is; `titleExact` the title is the query and nothing else.
 */
export const lookWeights = {
  bm25: 2, title: 2.2, lead: 0.5, body: 1.2, titlePairs: 1.4, bodyPairs: 1, titleWhole: 0.8, bodyWhole: 0.5, titleShare: 0.8, titleExact: 2,
} as const;

const leadUtf16 = 200, mostBodyUtf16 = 20_000;
const totalWeight = Object.values(lookWeights).reduce((a: number, b) => a + b, 0);

/**
 * Orders the engine's best candidates again from their own text. A pure function of query and candidates, the same for all engines.
 * @returns the candidates' places, best first, each with a score between 0 and 1; a stricter tier always stands before a looser one
 */
export function secondLook(query: LookQuery, candidates: readonly LookCandidate[]): { index: number; score: number }[] {
  const texts = candidates.map(textsOf);
  const scores = texts.map(text => bm25(query, text));
  const best = new Map<Tier, number>();
  candidates.forEach(({ tier }, i) => best.set(tier, Math.max(best.get(tier) ?? 0, scores[i] ?? 0)));
  const looked = candidates.map(({ tier }, index) => {
    const top = best.get(tier) ?? 0;
    return { index, tier: tiers.indexOf(tier), value: look(query, texts[index] as Texts, top > 0 ? (scores[index] ?? 0) / top : 0) };
  });
  looked.sort((a, b) => a.tier - b.tier || b.value - a.value || a.index - b.index);
  // Each tier has its own fifth of the scale, so that a score says how strictly an article matched as well.
  return looked.map(({ index, tier, value }) => ({ index, score: Math.round(10_000 * ((tiers.length - 1 - tier) + Math.min(1, value / totalWeight)) / tiers.length) / 10_000 }));
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

function look(query: LookQuery, { title, headline, body }: Texts, relative: number): number {
  const lead = body.slice(0, leadUtf16);
  const w = lookWeights;
  let inTitle = 0, inLead = 0, inBody = 0, length = 0;
  for (const { text, weight } of query.words) {
    const titled = headline.includes(text), led = lead.includes(text);
    if (titled) { inTitle += weight; length += text.length; }
    if (led) inLead += weight;
    if (titled || led || body.includes(text)) inBody += weight;
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
  return w.bm25 * relative + w.title * inTitle + w.lead * inLead + w.body * inBody
    + (pairs ? (w.titlePairs * titlePairs + w.bodyPairs * bodyPairs) / pairs : w.titlePairs * inTitle + w.bodyPairs * inBody)
    + (headline.includes(query.whole) ? w.titleWhole : 0) + (body.includes(query.whole) ? w.bodyWhole : 0)
    + (title === query.whole ? w.titleExact : 0)
    + w.titleShare * (title.length ? Math.min(1, length / title.length) : 0);
}
