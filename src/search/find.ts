import type { IndexFields } from '../../config/fields.js';
import { nothingFound, type Ask, type Candidate, type Engine, type Found, type TierAsk } from '../engines/engine.js';
import { tiers, type Tier } from '../query/condition.js';
import type { Filter } from '../query/filter.js';
import { isRanking, type Plan } from '../query/plan.js';
import type { Cutter } from '../text/segmenter.js';
import { scored, type Finding, type FindRequest, type Ranked } from './answer.js';
import { foldedPage, foldedRead } from './folding.js';
import { literalReader, synonymCost } from './literal.js';
import type { LookQuery } from './look-features.js';
import { lookCandidatesOf, lookQueryOf } from './look-query.js';
import { secondLook } from './second-look.js';
import { openTiers, type Opened } from './tiers.js';
import { inTime, timedOut } from './time-limit.js';

/** Candidates that are looked at again; pages inside of them are cut from one and the same order. */
export const lookedAt = 60;
/** A last look for anything, when the time is over: this part of it more. */
const grace = 0.2;

/** What is to be found, and by when; plain data, for whichever thread does it. */
export interface FindWork {
  readonly request: FindRequest;
  readonly plan: Plan;
  readonly isUnsettled: boolean;
  /** Milliseconds, of {@link nowMs}. */
  readonly endsMs: number;
}

/** A clock that never jumps, and is the same in every thread. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

/** Finds and orders. @returns null where there was no time for it */
export async function findBest({ request, plan: planned, isUnsettled, endsMs }: FindWork, engine: Engine, segmenter: Cutter): Promise<Finding | null> {
  const { offset, limit, filter, facets, sort, thenBy = [], strict = false, fold = false } = request;
  const leftMs = () => Math.max(0, endsMs - nowMs());
  const opened = await inTime(leftMs(), engine, limited => openTiers(planned, { engine: limited, segmenter, isUnsettled, strictly: strict, limitMs: leftMs() }));
  const { tiers: asked, plan, corrected } = opened === timedOut ? onlyWords(planned) : opened;
  const end = offset + limit, folds = fold && limit > 0 && !plan.query.terms.some(term => term.quoted && !term.excluded);
  const lookAgain = !sort && limit > 0 && (folds || offset < lookedAt) && plan.terms.some(isRanking);
  const ask: Ask = {
    tiers: asked, filter, sort, thenBy, facets,
    callerRanks: lookAgain, ...(lookAgain ? { offset: 0, limit: lookedAt } : folds ? foldedRead(end, lookedAt) : { offset, limit }),
  };
  const answered = await inTime(leftMs(), engine, async limited => {
    const [query, found] = await Promise.all([lookAgain ? lookQueryOf(plan, limited) : null, limited.search(ask)]);
    const match = found.total ? await strictest(limited, asked, filter, found.candidates) : null;
    const ranked = query ? lookedAgain(query, plan, found.candidates, engine.fields) : scored(found.candidates);
    const { candidates: _, ...told } = found;
    if (folds) return { found: told, match, ...await foldedPage(limited, engine.fields, ask, ranked, found.total, offset, end) };
    // What lies behind is asked for by itself: every page must see the same first candidates, whatever its size.
    const behind = lookAgain && end > lookedAt && found.total > lookedAt
      ? (await limited.search({ ...ask, facets: [], callerRanks: false, offset: lookedAt, limit: end - lookedAt })).candidates : [];
    return { found: told, match, ranked: query ? [...ranked, ...scored(behind)].slice(offset, end) : ranked, folded: 0 };
  });
  return answered === timedOut ? null : { asked, plan, corrected, ...answered, timedOut: opened === timedOut || opened.timedOut };
}

/** Whatever comes first, where there is no time for the best. */
export async function findAny(plan: Plan, { filter, facets, offset, limit }: FindRequest, engine: Engine, timeoutMs: number): Promise<Finding> {
  const { tiers: asked, corrected } = onlyWords(plan), ask: Ask = { tiers: asked, filter, sort: null, thenBy: [], facets: [], offset, limit, anyWillDo: true };
  const found: Found | typeof timedOut = await inTime(timeoutMs * grace, engine, limited => limited.search(ask));
  const { candidates, ...told } = found === timedOut ? nothingFound(facets) : { ...found, facets: nothingFound(facets).facets };
  return { asked, plan, corrected, found: { ...told, totalIsExact: false }, match: candidates[0]?.tier ?? null, ranked: scored(candidates), folded: 0, timedOut: true };
}

/** The strictest tier with a hit, whether or not it is among these candidates; of a search that found something. */
async function strictest(engine: Engine, asked: readonly TierAsk[], filter: Filter | null, candidates: readonly Candidate[]): Promise<Tier | null> {
  for (const { tier, condition } of asked.slice(0, -1))
    if (candidates.some(c => c.tier === tier) || await engine.count(condition, filter, 1) > 0) return tier;
  // Something was found: it can only be there.
  return asked.at(-1)?.tier ?? null;
}

function lookedAgain(query: LookQuery, plan: Plan, found: readonly Candidate[], fields: IndexFields): Ranked[] {
  const { candidates, looks: texts } = lookCandidatesOf(found, fields);
  const literally = literalReader(plan.terms);
  if (!literally) return secondLook(query, texts).map(({ index, score }) => ({ candidate: candidates[index] as Candidate, score }));
  const read = texts.map(text => ({ ...text, title: literally.read(text.title), subtitle: literally.read(text.subtitle), body: literally.read(text.body) }));
  return secondLook(query, read).map(({ index, score }) => {
    const { tier, title, subtitle, body } = texts[index] as (typeof texts)[number];
    return { candidate: candidates[index] as Candidate, tier, score: literally.lacksLiteral([title, subtitle, body]) ? Math.round(10_000 * Math.max(0, score - synonymCost)) / 10_000 : score };
  }).sort((a, b) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier) || b.score - a.score);
}

const onlyWords = (plan: Plan): Opened => ({ tiers: plan.tiers.words ? [{ tier: 'words', condition: plan.tiers.words }] : [], plan, corrected: null, timedOut: true });
