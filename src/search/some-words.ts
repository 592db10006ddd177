import type { Engine } from '../engines/engine.js';
import { all, any, type Condition } from '../query/condition.js';
import { isRanking, isSingleCharacter, withFixed, type Plan } from '../query/plan.js';
import { wordsIn } from './atoms.js';

/** The tier gathers rare words until they stand in this many articles together, or in this share of all. */
const mostArticles = 1_000, mostShare = 0.02;
/** Of the next words two count together, and all that are left of a short query; so many of these at most. */
const mostInPairs = 4, mostTogether = 6, mostCombined = 6;
/** Two words of one query stand together this many times as often as chance would have it. */
const togetherness = 4;
/** Pieces of words that stand nowhere, in characters; and how many are looked up. */
const shortestPiece = 2, longestPiece = 6, mostPieces = 200;

/**
 * The tier `some`: articles with one of the query's rarer words, or with two of the next. A word in a large part of all articles would bring these
 * in without saying anything; how many others an article has is for the second look. A phrase in quotes stays wanted, whatever stands beside it.
 */
export async function someWords(plan: Plan, engine: Engine): Promise<Condition[]> {
  const chosen = withFixed(plan, await rareWords(plan, engine));
  // The phrase is the part that the article has: what is asked beside it need not stand there at all, but where it does comes first.
  return plan.terms.some(t => t.term.quoted && isRanking(t)) ? [chosen, withFixed(plan, { kind: 'everything' })] : [chosen];
}

async function rareWords(plan: Plan, engine: Engine): Promise<Condition> {
  const [counts, articles] = await Promise.all([engine.wordCounts([...new Set(plan.some.flatMap(wordsIn))]), engine.size()]);
  const counted = plan.some.map(condition => ({ condition, count: Math.min(...wordsIn(condition).map(word => counts.get(word) ?? 0)) }));
  const known = counted.filter(({ count }) => count > 0);
  const ranked = [...known, ...await piecesOf(plan, counts, engine)].sort((a, b) => a.count - b.count);
  const enough = Math.max(mostArticles, articles * mostShare);
  const chosen: Condition[] = [];
  let together = 0;
  for (const { condition, count } of ranked) {
    if (chosen.length && together + count > enough) break;
    together += count;
    chosen.push(condition);
  }
  const left = ranked.slice(chosen.length), next = left.slice(0, mostInPairs);
  const combined = [...next.flatMap((a, i) => next.slice(i + 1).map(b => [a, b])), ...(left.length > 2 && left.length <= mostTogether ? [left] : [])]
    .map(of => ({ of: of.map(one => one.condition), count: expected(of, articles) })).sort((a, b) => a.count - b.count);
  for (const { of, count } of combined.slice(0, mostCombined)) {
    if (together + count > enough) break;
    together += count;
    chosen.push(all(of));
  }
  return any(chosen);
}

/** In about how many articles some words stand together. */
const expected = (of: readonly { readonly count: number }[], articles: number): number =>
  of.map(one => one.count).sort((a, b) => a - b).reduce((before, count) => before * Math.min(1, togetherness * count / articles));

/**
 * Words of the vocabulary that the query was cut across: inside of what stands nowhere (江晚渔住 → 江晚渔), over single characters (白｜鹭｜罗 → 白鹭罗),
 * or two words in one (望江｜报社 → 望江报社).
 */
async function piecesOf(plan: Plan, counts: ReadonlyMap<string, number>, engine: Engine): Promise<{ condition: Condition; count: number }[]> {
  const pieces = new Map<string, Condition>();
  for (const t of plan.wanted.flatMap(({ terms }) => terms)) {
    for (const { folded, words, touches } of t.variants) {
      const add = (piece: string) => pieces.size < mostPieces && pieces.set(piece, { kind: 'words', words: [piece], ...(t.term.field ? { fields: [t.term.field.name] } : {}) });
      const isAlone = (i: number) => isSingleCharacter(words[i] ?? '') && ((touches[i] && isSingleCharacter(words[i - 1] ?? '')) || (touches[i + 1] && isSingleCharacter(words[i + 1] ?? '')));
      let at = 0;
      words.forEach((word, i) => {
        const start = Math.max(at, folded.indexOf(word, at)), end = at = start + word.length;
        if (i > 0 && touches[i]) add(`${words[i - 1]}${word}`);
        if (counts.get(word) !== 0 && !isAlone(i)) return;
        for (let from = Math.max(0, start - longestPiece + 1); from < end; from++)
          for (let to = Math.max(from + shortestPiece, start + 1); to <= Math.min(folded.length, from + longestPiece); to++) add(folded.slice(from, to));
      });
    }
  }
  // Most are no words at all: the vocabulary tells that faster than the articles do.
  const found = new Map((await engine.vocabulary({ by: 'word', keys: [...pieces.keys()] }, 1)).map(({ word, count }) => [word, count]));
  return [...pieces].flatMap(([piece, condition]) => counts.has(piece) || !found.get(piece) ? [] : [{ condition, count: found.get(piece) as number }]);
}
