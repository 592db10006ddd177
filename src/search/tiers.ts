import type { Engine, TierAsk } from '../engines/engine.js';
import { any, type Condition } from '../query/condition.js';
import type { Plan } from '../query/plan.js';
import type { Cutter } from '../text/segmenter.js';
import type { SearchAnswer } from './answer.js';
import { someWords } from './some-words.js';
import { soundTier } from './sound.js';
import { inTime, timedOut } from './time-limit.js';

/** With fewer articles than this, the next tier opens. */
export const few = 10;
/** What looking for other spellings takes of the time at most: the other half finds some of the words. */
const shareOfSound = 0.5;

/** The tiers that a query opens, and the query as it is searched then. */
export interface Opened {
  readonly tiers: readonly TierAsk[];
  readonly plan: Plan;
  readonly corrected: SearchAnswer['corrected'];
  /** Whether a tier was not looked into for want of time. */
  readonly timedOut: boolean;
}

/** With what tiers are opened. */
export interface Opening {
  readonly engine: Engine;
  readonly segmenter: Cutter;
  /** How long it may take. */
  readonly limitMs: number;
  /** Whether articles with words of the query may still be cut otherwise than it is. */
  readonly isUnsettled: boolean;
  /** Only `words` and `substring`. */
  readonly strictly: boolean;
}

/** Which tiers a plan opens: judged without the user's own filter, so that choosing a facet opens no new tier. */
export async function openTiers(plan: Plan, { engine, segmenter, limitMs, isUnsettled, strictly }: Opening): Promise<Opened> {
  const { words, substring, apart } = plan.tiers;
  let late = false;
  const count = (condition: Condition) => engine.count(condition, null, few);
  const open = (...opened: TierAsk[]): Opened => ({ tiers: opened, plan, corrected: null, timedOut: late });
  if (!words) return open();
  const strict: TierAsk = { tier: 'words', condition: words };
  if (!substring) return open(strict);
  // With more than five words all of this is likely needed: where each is a way there and back, it is asked for at once.
  const isAhead = engine.isRemote && plan.wordCount > 5 && !strictly;
  const looser = isAhead ? count(any([words, substring])) : null, ahead = isAhead && plan.some.length ? someWords(plan, engine) : null;
  looser?.catch(() => undefined);
  ahead?.catch(() => undefined);
  let found = await count(words);
  // While articles are cut anew, those that have the words only as the old cut saw them follow behind, however many have them as words.
  if (found >= few && !isUnsettled) return open(strict);
  const both = [strict, { tier: 'substring', condition: substring }] as const;
  if (strictly) return open(...both);
  if (looser) found = await looser;
  else if (found === 0) found = await count(substring);
  else if (plan.wordCount > 5) found = await count(any([words, substring]));
  if (found === 0) {
    if (apart && await mayMeet(apart, engine) && await count(apart) > 0) return open({ tier: 'apart', condition: apart });
    const sounded = await inTime(limitMs * shareOfSound, engine, limited => soundTier(plan, limited, segmenter));
    if (sounded === timedOut) late = true;
    else if (sounded) return { tiers: [sounded.tier], plan: { ...plan, terms: sounded.terms }, corrected: sounded.corrected, timedOut: false };
  }
  if (!plan.some.length || (found > 0 && (plan.wordCount <= 5 || found >= few))) return open(...both);
  const part = (await (ahead ?? someWords(plan, engine))).map((condition): TierAsk => ({ tier: 'some', condition }));
  return found === 0 ? open(...part) : open(...both, ...part);
}

/** Whether some article has the two rarest pieces: where it has not, all pieces need not be looked for, common ones among them. */
async function mayMeet(apart: Condition, engine: Engine): Promise<boolean> {
  const pieces = (apart.kind === 'all' ? apart.of.flatMap(part => part.kind === 'all' ? part.of : [part]) : []).filter(part => part.kind === 'characters');
  if (pieces.length < 4) return true;
  const counts = await engine.wordCounts(pieces.map(piece => piece.tokens.join('')));
  const countOf = (piece: { readonly tokens: readonly string[] }) => piece.tokens.length === 1 ? Infinity : counts.get(piece.tokens.join('')) ?? 0;
  const rarest = pieces.sort((a, b) => countOf(a) - countOf(b)).slice(0, 2);
  return await engine.count({ kind: 'all', of: rarest }, null, 1) > 0;
}
