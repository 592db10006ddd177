import type { FederatedMultiSearchParams } from 'meilisearch';
import type { Article } from '../../article.js';
import { isApiError, type Connection } from './connection.js';
import type { Branch } from './compile.js';
import type { Clause } from './filters.js';
import { attribute, mostHits, wordsAttribute, type Layout } from './layout.js';
import { EngineUnavailable, type NumberStats } from '../engine.js';

/** One query of a request, and which of the caller's lists it belongs to. */
export interface Part {
  readonly branch: Branch;
  readonly weight: number;
  /** Of the caller: comes back with each hit. */
  readonly list: number;
  /** `frequency`: also finds what has only some of the words, most first. */
  readonly strategy?: 'all' | 'frequency';
  readonly filters: readonly Clause[];
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
  /** `ATTRIBUTE:asc` or `:desc`, most important first. */
  readonly sort?: readonly string[] | null;
  readonly facets?: readonly string[];
  /** Whether the coded words are needed as well. */
  readonly withTokens?: boolean;
}

export interface EngineHit {
  readonly article: Article;
  readonly sketch: string;
  readonly document: Readonly<Record<string, unknown>>;
  readonly list: number;
  readonly score: number;
}

export interface Answered {
  readonly hits: readonly EngineHit[];
  readonly total: number;
  /** By attribute. */
  readonly facets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By attribute. */
  readonly stats: Readonly<Record<string, NumberStats>>;
}

interface RawHit extends Record<string, unknown> {
  readonly _federation: { readonly queriesPosition: number; readonly weightedRankingScore: number };
}

/** Asks some queries of one index at once: the union of what they find, each article once, in its best place. */
export async function askTogether(connection: Connection, layout: Layout, uid: string, parts: readonly Part[], page: Page): Promise<Answered> {
  if (!parts.length) return { hits: [], total: 0, facets: {}, stats: {} };
  const limit = Math.max(0, Math.min(page.limit, mostHits - page.offset));
  const retrieve = limit ? [attribute.article, attribute.sketch, ...(page.withTokens ? layout.searched.map((_, i) => wordsAttribute(i)) : [])] : [];
  const request: FederatedMultiSearchParams = {
    federation: { offset: Math.min(page.offset, mostHits), limit, ...(page.facets?.length ? { facetsByIndex: { [uid]: [...page.facets] } } : {}) },
    queries: parts.map(({ branch, weight, strategy, filters }) => ({
      indexUid: uid, ...queryOf(branch, filters, strategy), attributesToRetrieve: retrieve, federationOptions: { weight }, ...(page.sort ? { sort: [...page.sort] } : {}),
    })),
  };
  const answer = await explained(uid, connection.ask(client => client.multiSearch<FederatedMultiSearchParams, RawHit>(request)));
  return {
    hits: answer.hits.map(hit => {
      const { queriesPosition, weightedRankingScore } = hit._federation, part = parts[queriesPosition] as Part;
      return { article: JSON.parse(String(hit[attribute.article])) as Article, sketch: String(hit[attribute.sketch]), document: hit, list: part.list, score: part.weight ? weightedRankingScore / part.weight : 0 };
    }),
    total: answer.estimatedTotalHits ?? 0,
    facets: answer.facetsByIndex?.[uid]?.distribution ?? {},
    stats: answer.facetsByIndex?.[uid]?.stats ?? {},
  };
}

/** A query that is asked by itself. */
export interface Single {
  readonly branch: Branch;
  readonly filters: readonly Clause[];
  readonly limit: number;
  readonly attributes: readonly string[];
}

/** Asks each query by itself: how many documents it finds, and the attributes of the first of them. */
export async function askEach(connection: Connection, uid: string, singles: readonly Single[]): Promise<{ documents: readonly Readonly<Record<string, unknown>>[]; total: number }[]> {
  if (!singles.length) return [];
  const queries = singles.map(({ branch, filters, limit, attributes }) => ({ indexUid: uid, ...queryOf(branch, filters), limit, attributesToRetrieve: [...attributes] }));
  const { results } = await explained(uid, connection.ask(client => client.multiSearch({ queries })));
  return results.map(({ hits, estimatedTotalHits }) => ({ documents: hits, total: estimatedTotalHits ?? 0 }));
}

function queryOf(branch: Branch, filters: readonly Clause[], strategy: Part['strategy'] = 'all') {
  const all = [...branch.filters, ...filters];
  return {
    q: textOf(branch), matchingStrategy: strategy,
    ...(all.length ? { filter: all } : {}),
    ...(branch.attributes ? { attributesToSearchOn: branch.attributes.map(name => `${name}*`) } : {}),
  };
}

/** Exclusions first, where all of them are heeded; every token in quotes, so that it is taken as it is. */
const textOf = ({ must, not }: Branch): string => [...not.map(token => `-"${token}"`), ...must.map(token => `"${token}"`)].join(' ');

/** How many documents (that meet a filter) have each of some words. */
export async function countWords(connection: Connection, layout: Layout, uid: string, tokens: readonly string[], filter: string | null = null): Promise<number[]> {
  const queries = tokens.map(token => ({ indexUid: uid, ...(filter === null ? {} : { filter }), q: token && `"${token}"`, limit: 0, attributesToRetrieve: [], attributesToSearchOn: layout.searched.map((_, i) => `${wordsAttribute(i)}*`) }));
  const { results } = await explained(uid, connection.ask(client => client.multiSearch({ queries })));
  return results.map(result => result.estimatedTotalHits ?? 0);
}

/** Somebody removed what was live. */
export const indexGone = (uid: string, cause?: unknown): EngineUnavailable =>
  new EngineUnavailable(`the index ${uid} is gone from Meilisearch, though it was live: run a reindex (or restore it from a dump)`, { cause });

async function explained<T>(uid: string, asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    if (isApiError(error, 'index_not_found')) throw indexGone(uid, error);
    throw error;
  }
}
