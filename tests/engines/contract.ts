import { describe } from '@jest/globals';
import { builds } from './contract/builds.js';
import { facets } from './contract/facets.js';
import { fieldSets } from './contract/field-sets.js';
import { filters } from './contract/filters.js';
import { matching } from './contract/matching.js';
import { order } from './contract/order.js';
import { severalIndexes } from './contract/several.js';
import { texts } from './contract/texts.js';
import { recut } from './contract/recut.js';
import type { OpenIndex } from './contract/world.js';
import { vocabulary } from './contract/vocabulary.js';
import { writes } from './contract/writes.js';

export type { OpenedIndex, OpenIndex } from './contract/world.js';

const areas = { matching, filters, facets, order, writes, vocabulary, texts, builds, recut } as const;

/**
 * What every engine must do, said through the port alone: the same answers from every engine. Runs with the article's fields and with others.
 * @param open an empty index for these fields; it is asked for many, each is destroyed after use
 * @param only these areas; left out: all, and several indexes side by side
 */
export function engineContract(name: string, open: OpenIndex, only?: readonly (keyof typeof areas)[]): void {
  describe.each(fieldSets)(`${name} with $what`, set => {
    describe.each(only ?? Object.keys(areas) as (keyof typeof areas)[])('%s', area => { areas[area](open, set); });
  });
  if (!only) describe(`${name} with several indexes`, () => { severalIndexes(open); });
}
