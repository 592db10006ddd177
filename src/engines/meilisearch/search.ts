import type { Article } from '../../article.js';
import type { Condition, Tier } from '../../query/condition.js';
import type { Filter } from '../../query/filter.js';
import type { Ask, Candidate, Found, TierAsk } from '../engine.js';
import type { Connection } from './connection.js';
import { comparable, documentId } from './comparable.js';
import { compile, mostAlternatives, named, type Compiled } from './compile.js';
import { Counts } from './counts.js';
import { allValues, facetAttributes, facetsOf, statsOf } from './facets.js';
import { clausesOf, idsNotIn, type Clause } from './filters.js';
import { sortAttribute, type Layout } from './layout.js';
import { askTogether, type Answered, type EngineHit, type Part } from './queries.js';
import { bestFirst, gather } from './some.js';
import { Looked } from './verify.js';

/** Candidates whose own text is looked at; with more, totals are no longer exact. */
const mostLookedAt = 1_000;
/** When articles are only counted, these may be enough. */
const firstLookedAt = 50;
/** A looser tier never comes before a stricter one. */
const tierStep = 1e-6;

const nothing: readonly string[] = [];

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
  constructor(readonly connection: Connection, readonly layout: Layout, readonly uid: string, readonly counts = new Counts(connection, layout, uid)) {}

  async search(ask: Ask): Promise<Found> {
    const tiers = ask.tiers.map(tier => this.#asked(tier));
    const some = tiers.findIndex(t => t.tier === 'some');
    if (some === 0 && !ask.sort) return this.#bestOfSome(ask, tiers);
    return some > 0 && ask.sort ? this.#sortedWithSome(ask, tiers.slice(0, some), tiers.slice(some)) : this.#together(ask, tiers);
  }

  /** How many articles meet a condition, counted no further than `atMost`. */
  async count(condition: Condition, filter: Filter | null, atMost: number): Promise<number> {
    // Alternatives that queries can say come first: only what they do not find has to be looked at.
    const asked = (condition.kind === 'any' ? condition.of : [condition]).map(part => this.#asked({ tier: 'words', condition: part }))
      .sort((a, b) => Number(a.compiled.residual !== null) - Number(b.compiled.residual !== null));
    const looked = asked.filter(part => part.compiled.residual);
    if (!looked.length) return Math.min(atMost, (await this.#ask(asked, filter, { offset: 0, limit: 0 })).total);
    let found = 0;
    for (let offset = 0, limit = firstLookedAt; offset < mostLookedAt; offset += limit, limit = mostLookedAt - firstLookedAt) {
      const { hits, total } = await this.#ask(asked, filter, { offset, limit, withTokens: looked.some(needsTokens) });
      found += hits.filter(hit => !asked[hit.list]?.compiled.residual || looked.some(part => this.#meets(hit, part))).length;
      if (found >= atMost || offset + hits.length >= total || !hits.length) break;
    }
    return Math.min(found, atMost);
  }

  #asked({ tier, condition }: TierAsk): Asked {
    const compiled = compile(this.layout, condition);
    return { tier, condition, compiled, without: nothing, isExact: compiled.branches.length < mostAlternatives };
  }

  /** Values of a facet that begin with a text, most frequent first. */
  async values(field: string, beginning: string, filter: Filter | null, most: number): Promise<{ value: string; count: number }[]> {
    const facet = this.layout.facts.find(f => f.name === field && f.facet);
    if (!facet) return [];
    const asked = this.#asked({ tier: 'words', condition: { kind: 'filter', filter: { op: 'startsWith', field, value: beginning } } });
    const { facets } = await this.#ask([asked], filter, { offset: 0, limit: 0, facets: facetAttributes(this.layout, [field]) });
    const key = comparable(facet, beginning);
    return allValues(this.layout, field, facets).filter(({ value }) => comparable(facet, value).startsWith(key)).slice(0, most);
  }

  #ask(tiers: readonly Asked[], filter: Filter | null, page: Parameters<typeof askTogether>[4]): Promise<Answered> {
    const filters = filter ? clausesOf(this.layout, filter) : [];
    const parts = tiers.flatMap((asked, list) => partsOf(asked, list, filters));
    const sort = page.sort ?? (parts.every(({ branch }) => !branch.must.length) ? this.#newestFirst() : null);
    return askTogether(this.connection, this.layout, this.uid, parts, { ...page, sort });
  }

  #newestFirst(): string[] | null {
    const { dateField } = this.layout.fields;
    return dateField === undefined ? null : this.#sortOf({ sort: { field: dateField, descending: true } });
  }

  #sortOf({ sort, thenBy = [] }: Pick<Ask, 'sort' | 'thenBy'>): string[] | null {
    const by = (sort ? [sort, ...thenBy] : []).flatMap(({ field, descending }) => {
      const i = this.layout.sortable.findIndex(f => f.name === field);
      return i < 0 ? [] : [`${sortAttribute(i)}:${descending ? 'desc' : 'asc'}`];
    });
    return by.length ? by : null;
  }

  async #together(ask: Ask, tiers: readonly Asked[]): Promise<Found> {
    const page = { offset: ask.offset, limit: ask.limit, sort: this.#sortOf(ask), facets: facetAttributes(this.layout, ask.facets) };
    const looked = tiers.filter(needsLook);
    const answer = await this.#ask(tiers, ask.filter, { ...page, withTokens: looked.some(needsTokens) });
    if (!looked.length) return this.#found(ask, tiers, answer.hits, answer);
    const resolved = this.#resolvedByPage(ask, tiers, answer) ?? await Promise.all(tiers.map(tier => this.#resolved(tier, ask.filter)));
    if (resolved.every((t, i) => t.isExact && t.without === tiers[i]?.without)) return this.#found(ask, resolved, answer.hits, answer);
    const again = await this.#ask(resolved, ask.filter, { ...page, withTokens: resolved.some(t => !t.isExact && needsTokens(t)) });
    const hits = again.hits.filter(hit => {
      const tier = resolved[hit.list] as Asked;
      return tier.isExact || this.#meets(hit, tier);
    });
    return this.#found(ask, resolved, hits, again);
  }

  /** Where a page shows all that the tiers to be looked at found, it tells what of it is wrong; null where there may be more. */
  #resolvedByPage(ask: Ask, tiers: readonly Asked[], { hits, total }: Answered): Asked[] | null {
    // Stricter tiers come first: behind the first hit of a looser one there are no more of theirs.
    const complete = hits.length === total ? tiers.length : ask.sort ? 0 : hits.at(-1)?.list ?? 0;
    if (ask.offset > 0 || tiers.some((t, list) => needsLook(t) && list >= complete)) return null;
    // What a stricter tier found wrongly would come back in a looser one, where that finds it wrongly too.
    const misplaced = hits.filter(hit => !this.#meets(hit, tiers[hit.list] as Asked));
    return tiers.map(t => {
      const wrong = misplaced.filter(hit => !this.#meets(hit, t)).map(hit => documentId(hit.article.id));
      return wrong.length ? { ...t, without: [...t.without, ...wrong] } : t;
    });
  }

  #meets(hit: EngineHit, { compiled: { residual } }: Asked): boolean {
    return !residual || new Looked(this.layout, hit.article, hit.document).meets(residual);
  }

  /** Finds out which documents a tier's queries find wrongly, where these are not too many to look at. */
  async #resolved(asked: Asked, filter: Filter | null): Promise<Asked> {
    if (!needsLook(asked)) return asked;
    const { hits, total } = await this.#ask([asked], filter, { offset: 0, limit: mostLookedAt, withTokens: needsTokens(asked) });
    const wrong = hits.filter(hit => !this.#meets(hit, asked)).map(hit => documentId(hit.article.id));
    if (total <= mostLookedAt) return wrong.length ? { ...asked, without: [...asked.without, ...wrong] } : asked;
    const excluded = await this.#excluded(asked, filter);
    return excluded ? { ...asked, without: [...asked.without, ...excluded] } : { ...asked, without: [...asked.without, ...wrong], isExact: false };
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
      const { hits, total } = await this.#ask([asked], filter, { offset: 0, limit: mostLookedAt, withTokens: needsTokens(asked) });
      if (total > mostLookedAt) return null;
      for (const hit of hits) if (this.#meets(hit, asked)) excluded.add(documentId(hit.article.id));
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
      total: first.total + rest.total, totalIsExact: first.totalIsExact && rest.totalIsExact, facets: counted?.facets ?? {}, stats: counted?.stats ?? {},
    };
  }

  /** Nothing but some of the words: what the first tier finds, best first; what only a further one does behind it. */
  async #bestOfSome(ask: Ask, tiers: readonly Asked[]): Promise<Found> {
    const { condition } = tiers[0] as Asked, { filter, offset, limit } = ask, end = offset + limit;
    const { ids, isExact } = await gather(this, condition, filter ? clausesOf(this.layout, filter) : []);
    const needsOrder = limit > 0 && offset < ids.length && !(ask.callerRanks && ids.length <= end);
    const page = (needsOrder ? await bestFirst(this, condition, ids) : ids).slice(offset, end), place = new Map(page.map((id, i) => [id, i]));
    const placeOf = ({ article }: { readonly article: Article }) => place.get(documentId(article.id)) ?? page.length;
    const [{ hits }, behind, counted] = await Promise.all([
      askTogether(this.connection, this.layout, this.uid, page.length ? [{ branch: named(page), weight: 1, list: 0, filters: [] }] : [], { offset: 0, limit: page.length }),
      // Stricter tiers come first: exactly what was gathered stands before the further one.
      tiers.length > 1 ? this.#together({ ...ask, facets: [], offset: Math.max(offset, ids.length), limit: Math.max(0, end - Math.max(offset, ids.length)) }, tiers) : null,
      ask.facets.length ? this.#together({ ...ask, offset: 0, limit: 0 }, tiers) : null,
    ]);
    const best = [...hits].sort((a, b) => placeOf(a) - placeOf(b)).map(({ article, sketch }): Candidate => ({ article, sketch, score: 1 / (1 + placeOf({ article })), tier: 'some' }));
    return {
      candidates: [...best, ...behind?.candidates ?? []], total: behind?.total ?? ids.length, totalIsExact: isExact && (behind?.totalIsExact ?? true),
      facets: counted?.facets ?? {}, stats: counted?.stats ?? {},
    };
  }

  #found(ask: Ask, tiers: readonly Asked[], hits: readonly EngineHit[], { total, facets, stats }: Answered): Found {
    const candidates = hits.map(({ article, sketch, list, score }): Candidate => ({ article, sketch, score, tier: (tiers[list] as Asked).tier }));
    return { candidates, total, totalIsExact: tiers.every(t => t.isExact), facets: facetsOf(this.layout, ask.facets, facets), stats: statsOf(this.layout, ask.facets, stats) };
  }
}

const needsLook = ({ compiled: { residual } }: Asked): boolean => residual !== null;
/** Whether what has to be looked at are words, which stand in the document only as they were coded. */
const needsTokens = ({ compiled: { residual } }: Asked): boolean => residual !== null && hasWords(residual);
const hasWords = (condition: Condition): boolean =>
  condition.kind === 'words' || (condition.kind === 'not' ? hasWords(condition.of) : (condition.kind === 'all' || condition.kind === 'any') && condition.of.some(hasWords));

/** The queries of a tier. Alternatives are preceded by one that puts first what meets most of them. */
function partsOf({ tier, compiled, without }: Asked, list: number, filters: readonly Clause[]): Part[] {
  const weight = tierStep ** list;
  const own = without.length ? [...filters, idsNotIn(without)] : filters;
  const parts = compiled.branches.map((branch): Part => ({ branch, weight: compiled.branches.length > 1 ? weight / 2 : weight, list, filters: own }));
  const [first] = compiled.branches;
  if (tier !== 'some' || parts.length < 2 || !first || compiled.branches.some(b => b.must.length !== 1)) return parts;
  const branch = { ...first, must: [...new Set(compiled.branches.flatMap(b => b.must))].slice(0, 10) };
  return [{ branch, weight, list, strategy: 'frequency', filters: own }, ...parts];
}
