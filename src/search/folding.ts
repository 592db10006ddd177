import type { IndexFields } from '../../config/fields.js';
import { textOf, type Article } from '../article.js';
import type { Ask, Engine } from '../engines/engine.js';
import { areSketchesAlike, sketchParts } from '../text/sketch.js';
import { scored, type Finding, type Ranked } from './answer.js';
import { isSameStory, storyOf, type Story } from './same-story.js';

/** So many articles of an order are read for copies: nobody turns so many pages, and every page behind costs reading these. */
const mostRead = 1_000;
/** Articles read behind a page, in whose place some of it may turn out to be copies. */
const spare = 10;

/** Which part of an order to read at first for a page that ends there, and at least. */
export const foldedRead = (end: number, least: number): { readonly offset: number; readonly limit: number } => ({ offset: 0, limit: Math.min(mostRead, Math.max(least, end + spare)) });

/**
 * A page of an order without copies. The order is read from its beginning: what stays on earlier pages decides what comes on later ones.
 * @param first what was found at the beginning of the order, in the caller's own
 * @param total how many articles were found
 * @returns the page, and how many articles were folded as far as the order was read
 */
export async function foldedPage(engine: Engine, fields: IndexFields, ask: Ask, first: readonly Ranked[], total: number, offset: number, end: number): Promise<Pick<Finding, 'ranked' | 'folded'>> {
  const folding = new Folding(fields), { kept } = folding;
  const read = async (from: number, limit: number) => scored((await engine.search({ ...ask, callerRanks: false, facets: [], offset: from, limit })).candidates);
  folding.add(first);
  while (kept.length < end && folding.read < Math.min(total, mostRead)) {
    const next = await read(folding.read, Math.min(end - kept.length + spare, mostRead - folding.read));
    if (!next.length) break;
    folding.add(next);
  }
  const page: Ranked[] = kept.slice(offset, end), missing = end - offset - page.length;
  if (missing && folding.read === mostRead && total > mostRead) page.push(...await read(mostRead + Math.max(0, offset - kept.length), missing));
  return { ranked: page, folded: folding.read - kept.length };
}

/** A hit, and how many copies behind it in the order were folded into it. */
type Kept = Ranked & { alsoIn: number };

interface Leader {
  readonly kept: Kept;
  readonly story: () => Story;
}

/**
 * Folds near-duplicates of an order that is read from its beginning: the first of them stays, the others count under it. What stays of a beginning does not
 * depend on how much is read behind it, so that pages cut from what is kept share nothing.
 */
export class Folding {
  readonly kept: Kept[] = [];
  /** Articles read so far. */
  read = 0;
  /** Those with a sketch that stay, by each part of it: alike sketches share one. */
  readonly #leaders = new Map<string, Leader[]>();

  constructor(readonly fields: IndexFields) {}

  /** Reads what comes next in the order. */
  add(ranked: readonly Ranked[]): void {
    this.read += ranked.length;
    for (const one of ranked) {
      const { article, sketch } = one.candidate, parts = sketchParts(sketch);
      const story = once(() => this.#storyOf(article)), leader = this.#leaderOf(sketch, parts, story);
      if (leader) {
        leader.kept.alsoIn++;
        continue;
      }
      const added: Leader = { kept: { ...one, alsoIn: 0 }, story };
      this.kept.push(added.kept);
      for (const part of parts) {
        const leaders = this.#leaders.get(part);
        if (leaders) leaders.push(added);
        else this.#leaders.set(part, [added]);
      }
    }
  }

  #leaderOf(sketch: string, parts: readonly string[], story: () => Story): Leader | undefined {
    const likely = new Set(parts.flatMap(part => this.#leaders.get(part) ?? []));
    return [...likely].find(leader => areSketchesAlike(leader.kept.candidate.sketch, sketch) && isSameStory(leader.story(), story()));
  }

  #storyOf(article: Article): Story {
    const { titleField, bodyField, dateField } = this.fields;
    return storyOf({ title: textOf(article[titleField]), body: textOf(article[bodyField]), date: dateField === undefined ? '' : textOf(article[dateField]) });
  }
}

/** Few of all articles are ever compared by their texts. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => made ??= make();
}
