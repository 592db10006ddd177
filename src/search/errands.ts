import type { Engine, Errand } from '../engines/engine.js';
import type { Cutter } from '../text/segmenter.js';
import type { Finding } from './answer.js';
import { findBest, type FindWork } from './find.js';
import { seenThrough } from './views.js';

/** What an errand brings back; the plan is left out where it is the one that was given. */
type Brought = Omit<Finding, 'plan'> & { readonly plan: Finding['plan'] | null };

/** Finds by an errand: one message there and one back, in place of ten or thirty. @returns null where there was no time */
export async function findFar(work: FindWork, near: NonNullable<Engine['near']>): Promise<Finding | null> {
  const brought = await near({ views: [], work }) as Brought | null;
  return brought && { ...brought, plan: brought.plan ?? work.plan };
}

/** Does an errand of {@link findFar}, in the thread that has the index. */
export async function doErrand({ views, work }: Errand, engine: Engine, segmenter: Cutter): Promise<unknown> {
  const given = work as FindWork, finding = await findBest(given, seenThrough(engine, views), segmenter);
  return finding && ({ ...finding, plan: finding.plan === given.plan ? null : finding.plan } satisfies Brought);
}
