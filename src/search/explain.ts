import { textOf, type Article } from '../article.js';
import { tiers, type Condition, type Tier } from '../query/condition.js';
import { exactly, wordParts, type Plan, type PlannedTerm, type Variant } from '../query/plan.js';
import { cutWords, wordStream } from '../text/analyze.js';
import { fold, originalEnd, originalStart } from '../text/fold.js';
import { readingsOf } from '../text/pinyin.js';
import { runsOf } from '../text/runs.js';
import { Han, Hangul, Kana, Letter } from '../text/scripts.js';
import type { Segmenter } from '../text/segmenter.js';
import { isText } from './answer.js';
import type { Searcher } from './searcher.js';
import { few, type Opened } from './tiers.js';

const countedTo = 10_000, shownUtf16 = 5_000, mostReadings = 500, mostParts = 40;
const scriptNames = { [Han]: 'Han', [Letter]: 'letters and digits', [Kana]: 'kana', [Hangul]: 'Hangul' } as const;

/** A condition, what it found, and why it was asked or not. */
interface ExplainedTier {
  readonly tier: Tier;
  readonly opened: boolean;
  readonly why: string;
  readonly asks: Condition | null;
  /** Articles, counted no further than 10,000; null where nothing was asked. */
  readonly found: number | null;
}

/**
 * Shows each step of a query: how it is folded, parted into runs and cut, how its words are read, what each tier asks, why it was opened, what it
 * finds; and, with an id, the same steps of that article, and why it was found or not.
 */
export async function explain(searcher: Searcher, q: string, id: string | null) {
  const plan = await searcher.plan(q);
  const { engine, segmenter, fields } = searcher;
  const opened = await searcher.openTiers(plan);
  const explained = { query: q, corrected: opened.corrected, terms: plan.terms.map(term => explainTerm(term, segmenter)), tiers: await explainTiers(searcher, plan, opened) };
  if (opened.corrected) Object.assign(explained, { searched: opened.plan.terms.map(term => explainTerm(term, segmenter)) });
  if (id === null) return explained;
  const article = await engine.get(id);
  if (!article) return { ...explained, article: null };
  const cut = Object.fromEntries(fields.fields.filter(isText).flatMap(field => {
    const text = textOf(article[field.name]);
    return text ? [[field.name, explainText(text.slice(0, shownUtf16), segmenter)]] : [];
  }));
  return { ...explained, article: { id, from: await engine.originOf(id), cut, ...await whyFound(searcher, opened, explained.tiers, article) } };
}

/** How a text becomes what is searched. */
function explainText(text: string, segmenter: Segmenter) {
  const cut = cutWords(text, segmenter), { text: folded } = fold(text);
  return {
    folded, runs: runsOf(folded).map(({ script, start, end }) => ({ script: scriptNames[script], text: folded.slice(start, end) })),
    words: wordStream(cut), subwords: cut.subwords, readings: readings(cut.words, cut.printed, segmenter), userWords: segmenter.userWordsIn(folded),
  };
}

/** How Han words are read, as the vocabulary knows them. */
function readings(words: readonly string[], printed: readonly string[], segmenter: Segmenter): Record<string, readonly string[]> {
  const known = new Map<string, readonly string[]>();
  words.forEach((word, i) => {
    const as = printed[i];
    if (as && known.size < mostReadings && !known.has(word)) known.set(word, readingsOf(as, as.length > 4 || segmenter.knows(as)));
  });
  return Object.fromEntries(known);
}

function explainTerm({ term, kind, variants, parts }: PlannedTerm, segmenter: Segmenter): Record<string, unknown> {
  const explainVariant = (v: Variant) => {
    const { runs, subwords, readings: read, userWords } = explainText(v.text, segmenter);
    return { text: v.text, folded: v.folded, runs, words: v.words, subwords, readings: read, userWords, characters: v.tokens.length, ...(v.phrases ? { synonyms: v.phrases.map(({ text, literal }) => ({ text, of: literal })) } : {}) };
  };
  return {
    text: term.text, kind, field: term.field?.name ?? null, ...(term.days ? { days: term.days } : {}), variants: variants.map(explainVariant),
    ...(parts ? { parts: parts.map(part => explainTerm(part, segmenter)) } : {}),
  };
}

async function explainTiers({ engine }: Searcher, plan: Plan, opened: Opened): Promise<ExplainedTier[]> {
  const asked = new Map(opened.tiers.map(({ tier, condition }) => [tier, condition]));
  const found = new Map<Tier, number>();
  const conditions = tiers.map(tier => ({ tier, asks: asked.get(tier) ?? (tier === 'sound' || tier === 'some' ? null : plan.tiers[tier]) }));
  for (const { tier, asks } of conditions) if (asks) found.set(tier, await engine.count(asks, null, countedTo));
  return conditions.map(({ tier, asks }) => {
    return { tier, opened: asked.has(tier), why: whyOpened(tier, asked, asks, found, plan), asks, found: found.get(tier) ?? null };
  });
}

function whyOpened(tier: Tier, asked: ReadonlyMap<Tier, Condition>, asks: Condition | null, found: ReadonlyMap<Tier, number>, plan: Plan): string {
  const words = found.get('words') ?? 0, strict = words || (found.get('substring') ?? 0), isOpen = asked.has(tier);
  const looser = (['apart', 'sound'] as const).find(other => other !== tier && asked.has(other));
  switch (tier) {
    case 'words': return isOpen ? 'it is asked first' : plan.tiers.words ? 'no article has all words' : 'the query has nothing that can be searched';
    case 'substring':
      if (!asks) return 'it could find no more than the tier words';
      return words >= few ? isOpen ? 'articles with these words are being cut anew' : `the tier words has ${words} articles, ${few} or more` : isOpen ? `the tier words has ${words} articles, fewer than ${few}` : 'no article has every term as typed';
    case 'apart': case 'sound':
      if (isOpen) return 'nothing stricter was found';
      if (strict) return 'something stricter was found';
      return looser && tier === 'sound' ? `the tier ${looser} found something` : tier === 'sound' ? 'no other spelling finds anything' : 'no article has the pieces of all terms';
    case 'some':
      if (isOpen) return strict ? `the query has more than five words, and fewer than ${few} articles have all of them` : 'nothing stricter was found';
      return strict ? 'something stricter was found' : looser ? `the tier ${looser} found something` : 'the query has no words that count by themselves';
  }
}

/** Which tiers an article meets, and what of the query it lacks. */
async function whyFound(searcher: Searcher, { plan, tiers: openedTiers }: Opened, all: readonly ExplainedTier[], article: Article) {
  const { id } = article;
  const meets: { tier: Tier; meets: boolean }[] = [];
  for (const { tier, asks } of all) if (asks) meets.push({ tier, meets: await searcher.meets(asks, id) });
  const parts = [];
  for (const term of plan.terms) for (const one of partsOf(term, searcher.segmenter)) {
    if (parts.length >= mostParts) break;
    parts.push({ term: term.term.text, ...one, meets: await searcher.meets(one.asks, id) });
  }
  const foundIn = openedTiers.find(({ tier }) => meets.some(m => m.tier === tier && m.meets))?.tier ?? null;
  const closed = meets.find(m => m.meets)?.tier;
  const excluded = parts.filter(part => part.excluded && part.meets).map(part => part.term);
  const lacking = parts.filter(part => !part.excluded && !part.meets && part.variant === 0).map(part => part.says);
  const why = foundIn ? `found: it meets the tier ${foundIn}`
    : excluded.length ? `not found: it has what is excluded: ${excluded.join(', ')}`
      : closed ? `not found: it meets the tier ${closed}, which was not opened`
        : `not found: it lacks ${lacking.join(', ') || 'what the tiers ask together'}`;
  return { foundIn, why, meets, parts };
}

interface Part {
  /** Which way to say the term: 0 as typed. */
  readonly variant: number;
  readonly says: string;
  readonly excluded: boolean;
  readonly asks: Condition;
}

/** What a term asks, word by word, of each way to say it. */
function partsOf(planned: PlannedTerm, segmenter: Segmenter): Part[] {
  const { term, variants, parts } = planned, { excluded, field } = term;
  if (field && field.kind !== 'text' && field.kind !== 'texts') return [];
  const ofVariant = (v: Variant, variant: number): Part[] => {
    if (term.quoted || excluded) return [{ variant, says: v.text, excluded, asks: exactly(v, false, planned) }];
    const { folded, starts, ends } = cutWords(v.text, segmenter, false);
    return wordParts(v, planned).map(({ condition, first, last }): Part =>
      ({ variant, says: v.text.slice(originalStart(folded, starts[first] ?? 0), originalEnd(folded, ends[last] ?? folded.text.length)), excluded, asks: condition }));
  };
  return parts ? [...parts.flatMap(part => partsOf(part, segmenter)), ...variants.slice(1).flatMap((v, i) => ofVariant(v, i + 1))] : variants.flatMap(ofVariant);
}
