import { textOf } from '../article.js';
import type { Condition } from '../query/condition.js';
import { cutWords, wordStream } from '../text/analyze.js';
import { isText } from './answer.js';
import type { Searcher } from './searcher.js';

/** Shows how a query is folded, cut and planned, what each tier finds, and, with an id, how that article is cut and which tiers it meets. */
export async function explain(searcher: Searcher, q: string, id: string | null) {
  const plan = await searcher.plan(q);
  const { engine, segmenter, fields } = searcher;
  const { tiers: openedTiers, corrected } = await searcher.openTiers(plan, null);
  const opened = openedTiers.map(t => t.tier);
  const tiers = await Promise.all(Object.entries(plan.tiers).filter((entry): entry is [string, Condition] => entry[1] !== null).map(async ([tier, condition]) => ({
    tier, opened: (opened as string[]).includes(tier), asks: condition, found: await engine.count(condition, null, 10_000),
  })));
  const terms = plan.terms.map(({ term, kind, variants }) => ({
    text: term.text, kind, field: term.field?.name ?? null,
    variants: variants.map(v => ({ text: v.text, folded: v.folded, words: v.words, characters: v.tokens.length })),
  }));
  if (id === null) return { query: q, corrected, terms, tiers };
  const article = await engine.get(id);
  if (!article) return { query: q, corrected, terms, tiers, article: null };
  const cut = Object.fromEntries(fields.fields.filter(isText).flatMap(field => {
    const text = textOf(article[field.name]).slice(0, 5_000);
    if (!text) return [];
    const words = cutWords(text, segmenter);
    return [[field.name, { words: wordStream(words), subwords: words.subwords }]];
  }));
  const meets = await Promise.all(tiers.map(async ({ tier, asks }) => ({ tier, meets: await searcher.meets(asks, id) })));
  return { query: q, corrected, terms, tiers, article: { id, from: await engine.originOf(id), cut, meets } };
}
