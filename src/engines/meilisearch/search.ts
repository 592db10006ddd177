import type { Condition, Tier } from '../../query/condition.js';
import type { Filter } from '../../query/filter.js';
import type { Ask, Candidate, Found, TierAsk } from '../engine.js';
import type { Connection } from './connection.js';
import { comparable, documentId } from './comparable.js';
import { compile, type Compiled } from './compile.js';
import { allValues, facetAttributes, facetsOf } from './facets.js';
import { filterOf, idsNotIn } from './filters.js';
import { sortAttribute, type Layout } from './layout.js';
import { askTogether, type Answered, type EngineHit, type Part } from './queries.js';
import { Looked } from './verify.js';

/** Candidates whose own text is looked at; with more, totals are no longer exact. */
const mostLookedAt = 1_000;
/** A looser tier never comes before a stricter one. */
const tierStep = 1e-6;

/** A tier, compiled. */
interface Asked {
  readonly tier: Tier;
  readonly condition: Condition;
  readonly compiled: Compiled;
  /** Documents that its queries find, though they do not meet it. */
  readonly without: readonly string[];
  readonly isExact: boolean;
}

/** Searches one index of Meilisearch. */
export class IndexSearch {
  constructor(readonly connection: Connection, readonly layout: Layout, readonly uid: string) {}

  async search(ask: Ask): Promise<Found> {
    const tiers = ask.tiers.map(tier => this.#asked(tier));
    const some = tiers.findIndex(t => t.tier === 'some');
    return ask.sort && some > 0 ? this.#sortedWithSome(ask, tiers.slice(0, some), tiers.slice(some)) : this.#together(ask, tiers);
  }

  /** How many articles meet a condition, counted no further than `atMost`. */
  async count(condition: Condition, filter: Filter | null, atMost: number): Promise<number> {
    const asked = this.#asked({ tier: 'words', condition });
    if (!asked.compiled.residual) return Math.min(atMost, (await this.#ask([asked], filter, { offset: 0, limit: 0 })).total);
    let found = 0;
    for (let offset = 0, limit = 50; offset < mostLookedAt; offset += limit, limit = mostLookedAt - 50) {
      const { hits, total } = await this.#ask([asked], filter, { offset, limit, withTokens: true });
      found += hits.filter(hit => this.#meets(hit, condition)).length;
      if (found >= atMost || offset + hits.length >= total || !hits.length) return Math.min(found, atMost);
    }
    return Math.min(found, atMost);
  }

  #asked({ tier, condition }: TierAsk): Asked {
    return { tier, condition, compiled: compile(this.layout, condition), without: [], isExact: true };
  }

  /** Values of a facet that begin with a text, most frequent first. */
  async values(field: string, beginning: string, filter: Filter | null, most: number): Promise<{ value: string; count: number }[]> {
    const facet = this.layout.facets.find(f => f.name === field);
    if (!facet) return [];
    const asked = this.#asked({ tier: 'words', condition: { kind: 'filter', filter: { op: 'startsWith', field, value: beginning } } });
    const { facets } = await this.#ask([asked], filter, { offset: 0, limit: 0, facets: facetAttributes(this.layout, [field]) });
    const key = comparable(facet, beginning);
    return allValues(this.layout, field, facets).filter(({ value }) => comparable(facet, value).startsWith(key)).slice(0, most);
  }

  #ask(tiers: readonly Asked[], filter: Filter | null, page: Parameters<typeof askTogether>[4]): Promise<Answered> {
    const filters = filter ? [filterOf(this.layout, filter)] : [];
    const parts = tiers.flatMap((asked, list) => partsOf(asked, list, filters));
    const sort = page.sort ?? (parts.every(({ branch }) => !branch.must.length) ? this.#newestFirst() : null);
    return askTogether(this.connection, this.layout, this.uid, parts, { ...page, sort });
  }

  #newestFirst(): string | null {
    const i = this.layout.sortable.findIndex(f => f.name === this.layout.fields.dateField);
    return i < 0 ? null : `${sortAttribute(i)}:desc`;
  }

  #sortOf({ sort }: Ask): string | null {
    const i = this.layout.sortable.findIndex(f => f.name === sort?.field);
    return i < 0 ? null : `${sortAttribute(i)}:${sort?.descending ? 'desc' : 'asc'}`;
  }

  async #together(ask: Ask, tiers: readonly Asked[]): Promise<Found> {
    const page = { offset: ask.offset, limit: ask.limit, sort: this.#sortOf(ask), facets: facetAttributes(this.layout, ask.facets) };
    const needsLook = tiers.some(t => t.compiled.residual);
    const answer = await this.#ask(tiers, ask.filter, { ...page, withTokens: needsLook });
    if (!needsLook) return this.#found(ask, tiers, answer.hits, answer, true);
    // Everything that was found is here: what does not hold is left out, and the rest is right.
    if (ask.offset === 0 && answer.hits.length === answer.total) {
      const hits = this.#retiered(tiers, answer.hits, !ask.sort);
      if (hits.length === answer.hits.length || !ask.facets.length) return this.#found(ask, tiers, hits, { ...answer, total: hits.length }, true);
    }
    const resolved = await Promise.all(tiers.map(tier => this.#resolved(tier, ask.filter)));
    const again = await this.#ask(resolved, ask.filter, { ...page, withTokens: resolved.some(t => !t.isExact) });
    const hits = resolved.every(t => t.isExact) ? again.hits : again.hits.filter(hit => (resolved[hit.list] as Asked).isExact || this.#meets(hit, (resolved[hit.list] as Asked).condition));
    return this.#found(ask, resolved, hits, again, resolved.every(t => t.isExact));
  }

  /** Each hit in the strictest tier that it really meets, without those that meet none. */
  #retiered(tiers: readonly Asked[], hits: readonly EngineHit[], byTier: boolean): EngineHit[] {
    const real = hits.flatMap(hit => {
      const list = tiers.findIndex((t, i) => i >= hit.list && (i === hit.list && !t.compiled.residual ? true : this.#meets(hit, i === hit.list ? t.compiled.residual ?? t.condition : t.condition)));
      return list < 0 ? [] : [list === hit.list ? hit : { ...hit, list, score: 0 }];
    });
    return byTier ? real.sort((a, b) => a.list - b.list) : real;
  }

  #meets(hit: EngineHit, condition: Condition): boolean {
    return new Looked(this.layout, hit.article, hit.document).meets(condition);
  }

  /** Finds out which documents a tier's queries find wrongly, where these are not too many to look at. */
  async #resolved(asked: Asked, filter: Filter | null): Promise<Asked> {
    const { residual } = asked.compiled;
    if (!residual) return asked;
    const { hits, total } = await this.#ask([asked], filter, { offset: 0, limit: mostLookedAt, withTokens: true });
    const wrong = hits.filter(hit => !this.#meets(hit, residual)).map(hit => documentId(hit.article.id));
    if (total <= mostLookedAt) return { ...asked, without: wrong };
    const excluded = await this.#excluded(asked, filter);
    return excluded ? { ...asked, without: excluded } : { ...asked, without: wrong, isExact: false };
  }

  /** Where only exclusions are to be looked at: the articles that these exclude, which are likely fewer. */
  async #excluded({ condition, compiled: { residual } }: Asked, filter: Filter | null): Promise<string[] | null> {
    const parts = condition.kind === 'all' ? condition.of : [condition];
    const left = residual?.kind === 'all' ? residual.of : [residual];
    const excluded = new Set<string>();
    for (const part of left) {
      if (part?.kind !== 'not') return null;
      const both: Condition = { kind: 'all', of: [...parts.filter(p => !left.includes(p)), part.of] };
      const asked = this.#asked({ tier: 'words', condition: both });
      const { hits, total } = await this.#ask([asked], filter, { offset: 0, limit: mostLookedAt, withTokens: true });
      if (total > mostLookedAt) return null;
      for (const hit of hits) if (this.#meets(hit, part.of)) excluded.add(documentId(hit.article.id));
    }
    return excluded.size <= mostLookedAt ? [...excluded] : null;
  }

  /** Strict tiers sorted together, `some` behind them: what the strict ones found (few: else `some` had not opened) is left out of it. */
  async #sortedWithSome(ask: Ask, strict: readonly Asked[], some: readonly Asked[]): Promise<Found> {
    const first = await this.#together({ ...ask, facets: [], offset: 0, limit: Math.max(mostLookedAt, ask.offset + ask.limit) }, strict);
    const without = first.candidates.map(c => documentId(c.article.id));
    const [rest, counted] = await Promise.all([
      this.#together({ ...ask, facets: [], offset: Math.max(0, ask.offset - first.total), limit: Math.max(0, ask.offset + ask.limit - Math.max(ask.offset, first.total)) }, some.map(t => ({ ...t, without }))),
      ask.facets.length ? this.#together({ ...ask, sort: null, offset: 0, limit: 0 }, [...strict, ...some]) : null,
    ]);
    return {
      candidates: [...first.candidates.slice(ask.offset, ask.offset + ask.limit), ...rest.candidates],
      total: first.total + rest.total, totalIsExact: first.totalIsExact && rest.totalIsExact, facets: counted?.facets ?? {},
    };
  }

  #found(ask: Ask, tiers: readonly Asked[], hits: readonly EngineHit[], { total, facets }: Answered, totalIsExact: boolean): Found {
    const candidates = hits.map(({ article, list, score }): Candidate => ({ article, score, tier: (tiers[list] as Asked).tier }));
    return { candidates, total, totalIsExact, facets: facetsOf(this.layout, ask.facets, facets) };
  }
}

/** The queries of a tier. Alternatives are preceded by one that puts first what meets most of them. */
function partsOf({ tier, compiled, without }: Asked, list: number, filters: readonly string[]): Part[] {
  const weight = tierStep ** list;
  const own = without.length ? [...filters, idsNotIn(without)] : filters;
  const parts = compiled.branches.map((branch): Part => ({ branch, weight: compiled.branches.length > 1 ? weight / 2 : weight, list, filters: own }));
  const [first] = compiled.branches;
  if (tier !== 'some' || parts.length < 2 || !first || compiled.branches.some(b => b.must.length !== 1)) return parts;
  const branch = { ...first, must: [...new Set(compiled.branches.flatMap(b => b.must))].slice(0, 10) };
  return [{ branch, weight, list, strategy: 'frequency', filters: own }, ...parts];
}
