import { afterAll, beforeAll } from '@jest/globals';
import type { Field, IndexFields } from '../../../config/fields.js';
import type { Article, FieldValue } from '../../../src/article.js';
import type { AnalyzedArticle, Ask, Engine, WriteCounts } from '../../../src/engines/engine.js';
import { analyzerFor } from '../../../src/ingest/analyze.js';
import type { Condition, Tier } from '../../../src/query/condition.js';
import { parseFilter, type Filter } from '../../../src/query/filter.js';
import type { SearchAnswer } from '../../../src/search/answer.js';
import { Searcher } from '../../../src/search/searcher.js';
import { loadSegmenter } from '../../../src/text/segmenter.js';
import type { FieldSet, Item } from './field-sets.js';

/** An index of an engine that a test has to itself. */
export interface OpenedIndex {
  readonly engine: Engine;
  /** The same index opened anew, as after a restart; the engine that was open is closed. */
  reopen(): Promise<Engine>;
  /** Closes the engine and removes everything. */
  destroy(): Promise<void>;
}

export type OpenIndex = (fields: IndexFields) => Promise<OpenedIndex>;

export interface SearchOptions {
  readonly filter?: string;
  readonly sort?: string;
  readonly facets?: readonly string[];
  readonly page?: number;
  readonly perPage?: number;
}

/** One index, and short ways to fill and to ask it. */
export class World {
  #engine: Engine;
  #searcher: Searcher;
  readonly #analyze: (article: Article, origin: string) => AnalyzedArticle;

  private constructor(readonly opened: OpenedIndex, readonly set: FieldSet) {
    this.#engine = opened.engine;
    this.#searcher = new Searcher(this.#engine, loadSegmenter(), {});
    this.#analyze = analyzerFor(set.fields, loadSegmenter());
  }

  static async open(open: OpenIndex, set: FieldSet): Promise<World> {
    return new World(await open(set.fields), set);
  }

  get engine(): Engine { return this.#engine; }

  async reopen(): Promise<void> {
    this.#engine = await this.opened.reopen();
    this.#searcher = new Searcher(this.#engine, loadSegmenter(), {});
  }

  /** Items as the engine takes them. */
  analyzed(items: readonly Item[], origin = 'put'): AnalyzedArticle[] {
    return items.map(item => this.#analyze(this.set.article(item), origin));
  }

  /** What `BuildWriter.publish` makes articles writable with. */
  analyze = async (article: Article, origin: string): Promise<AnalyzedArticle> => this.#analyze(article, origin);

  async put(...items: readonly Item[]): Promise<WriteCounts> {
    return this.#engine.write(this.analyzed(items));
  }

  filter(expression: string): Filter {
    const filter = parseFilter(expression, this.set.fields.fields.filter((f: Field) => f.filter).map(f => f.name));
    if (!filter) throw new Error('the filter is empty');
    return filter;
  }

  async search(q: string, { filter, sort, facets = [], page = 1, perPage = 100 }: SearchOptions = {}): Promise<SearchAnswer> {
    const [field = '', direction] = sort?.split(':') ?? [];
    return this.#searcher.search({
      q, page, perPage, facets, filter: filter === undefined ? null : this.filter(filter),
      sort: sort === undefined ? null : { field, descending: direction === 'desc' }, highlight: 'full', snippetChars: 120,
    });
  }

  /** Ids of the hits in their order. */
  async ids(q: string, options: SearchOptions = {}): Promise<string[]> {
    return (await this.search(q, options)).hits.map(hit => hit.id);
  }

  /** Ids of the hits, each with the tier that it counts in. */
  async tiers(q: string): Promise<Record<string, Tier>> {
    return Object.fromEntries((await this.search(q)).hits.map(hit => [hit.id, hit.tier]));
  }

  /** Ids of the articles that meet a condition, sorted. */
  async meeting(condition: Condition, filter: string | null = null): Promise<string[]> {
    return idsOf(await this.#engine.search(ask([[`words`, condition]], { filter: filter === null ? null : this.filter(filter) })));
  }

  /** Ids of all articles that a filter lets through, sorted. */
  async passing(filter: string): Promise<string[]> {
    return this.meeting({ kind: 'everything' }, filter);
  }

  async all(): Promise<string[]> {
    return this.meeting({ kind: 'everything' });
  }

  async destroy(): Promise<void> {
    await this.opened.destroy();
  }
}

/** A search over some tiers with nothing else, but for what `more` says. */
export const ask = (tiers: readonly (readonly [Tier, Condition])[], more: Partial<Ask> = {}): Ask =>
  ({ tiers: tiers.map(([tier, condition]) => ({ tier, condition })), filter: null, sort: null, offset: 0, limit: 1000, facets: [], ...more });

export const idsOf = (found: { readonly candidates: readonly { readonly article: Article }[] }): string[] => found.candidates.map(c => c.article.id).sort();

/** An index for all tests of a describe block, filled once: these tests only read. */
export function sharedWorld(open: OpenIndex, set: FieldSet, items: readonly Item[]): () => World {
  let world: World | undefined;
  beforeAll(async () => {
    world = await World.open(open, set);
    await world.put(...items);
  });
  afterAll(async () => { await world?.destroy(); });
  return () => {
    if (!world) throw new Error('the index is not open');
    return world;
  };
}

/** Runs one test with an index of its own. */
export const withWorld = (open: OpenIndex, set: FieldSet, run: (world: World) => Promise<void>) => async (): Promise<void> => {
  const world = await World.open(open, set);
  try { await run(world); } finally { await world.destroy(); }
};

/** An article's value without the field's name. */
export const valueOf = (article: Article | null, name: string): FieldValue | undefined => article?.[name];
