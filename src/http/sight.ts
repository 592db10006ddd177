import type { Response } from 'express';
import { FilterError } from '../query/filter.js';
import { confinedTo } from '../search/confined.js';
import type { OpenIndex, Service } from '../service.js';
import { readFilter, shownIndexes, type ShownIndex } from './meilisearch/attributes.js';
import { Problem } from './problems.js';
import { ruleOf, type SearchToken } from './search-token.js';

/** What an asker may see: everything that the routes read, they read by way of this. */
export interface Sight {
  /** By name; the first is the default. */
  readonly indexes: ReadonlyMap<string, OpenIndex>;
  /** The same and their views, for Meilisearch's API. */
  readonly shown: ReadonlyMap<string, ShownIndex>;
  /** The token that confines it; null: everything may be seen. */
  readonly token: SearchToken | null;
}

export const wholeSight = (service: Service): Sight => ({ indexes: service.indexes, shown: shownIndexes(service), token: null });

/**
 * What a token opens. An index that it does not name, or whose fields its filter does not fit, is as if it were not there.
 * @throws Problem 403 where nothing is left
 */
export function confinedSight({ shown }: Sight, token: SearchToken): Sight {
  const seen = new Map<string, ShownIndex>();
  for (const [name, index] of shown) {
    const rule = ruleOf(token.rules, name);
    if (rule === undefined) continue;
    const confined = rule?.filter == null ? index : confinedIndex(index, rule.filter);
    if (confined) seen.set(name, confined);
  }
  if (!seen.size) throw new Problem(403, 'invalid_key', 'this key opens no index here');
  return { token, shown: seen, indexes: new Map([...seen].filter(([, index]) => index.attributes === null)) };
}

function confinedIndex(index: ShownIndex, wanted: Parameters<typeof readFilter>[0]): ShownIndex | null {
  try {
    const filter = readFilter(wanted, index.fields);
    // A filter of nothing is more likely a mistake than meant.
    if (!filter) return null;
    const engine = confinedTo(index.engine, filter);
    return { ...index, engine, searcher: index.searcher.over(engine) };
  } catch (error) {
    if (error instanceof FilterError) return null;
    throw error;
  }
}

const sights = new WeakMap<Response, Sight>();

export const giveSight = (response: Response, sight: Sight): void => { sights.set(response, sight); };

/** What the asker of this request may see. @throws where no key was asked for */
export function sightOf(response: Response): Sight {
  const sight = sights.get(response);
  if (!sight) throw new Error('a route reads without having asked for a key');
  return sight;
}
