import type { Searcher } from './search/searcher.js';

/** Two queries that find something in the bundled sample. */
export const examples = ['图书馆', '"半份菜"'] as const;

/** Those of them that find something here: there may be other articles than the sample. */
export async function examplesFound(searcher: Searcher): Promise<string[]> {
  const totals = await Promise.all(examples.map(async q => (await searcher.find({ q, offset: 0, limit: 0, filter: null, facets: [], sort: null, strict: true })).found.total));
  return examples.filter((_, i) => (totals[i] ?? 0) > 0);
}
