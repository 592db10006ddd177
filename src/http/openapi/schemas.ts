import { z } from 'zod';
import type { Field, IndexFields } from '../../../config/fields.js';
import { tiers } from '../../query/condition.js';

/** What is answered. Strict: an answer with more than stands here is not described. */
const marked = z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()])).describe('HTML in which the only tag is <mark>');
const facets = z.record(z.string(), z.record(z.string(), z.int()));
const tier = z.enum(tiers);
const corrected = z.strictObject({ query: z.string(), reason: z.enum(['sound', 'shape', 'pinyin']) }).nullable().describe('What was searched, where it is spelled otherwise than what was typed');

const jsonOf = ({ kind }: Field): z.ZodType => kind === 'number' ? z.number().nullable() : kind === 'texts' || kind === 'keywords' ? z.array(z.string()) : z.string().nullable();
const givenOf = ({ kind }: Field): z.ZodType => kind === 'number' ? z.union([z.number(), z.string()]) : kind === 'texts' || kind === 'keywords' ? z.union([z.array(z.string()), z.string()]) : z.union([z.string(), z.number()]);

/** Schemas of the answers of an index with these fields. Unknown fields of an article are kept, so an article is open. */
export function answersOf({ fields, titleField, bodyField }: IndexFields) {
  const shape = (of: readonly Field[]) => Object.fromEntries(of.map(field => [field.name, jsonOf(field)]));
  const article = z.looseObject({ id: z.string(), ...shape(fields.filter(({ name }) => name !== bodyField)) });
  const hit = z.strictObject({ id: z.string(), score: z.number(), tier, alsoIn: z.int(), article, marked, snippets: z.array(z.string()) });
  const term = z.strictObject({ text: z.string(), kind: z.string(), found: z.array(z.string()).describe('What it matched as') });
  return {
    articleToWrite: z.looseObject({ id: z.union([z.string(), z.number()]).optional(), ...Object.fromEntries(fields.map(field => [field.name, givenOf(field).nullish()])) }).describe(`${titleField} or ${bodyField} must be there; unknown fields are kept`),
    search: z.strictObject({
      query: z.string(), total: z.int(), totalIsExact: z.boolean(), page: z.int(), perPage: z.int(), tookMs: z.number(), timedOut: z.boolean(),
      match: tier.nullable().describe('The strictest tier with a hit'), corrected, terms: z.array(term), hits: z.array(hit), facets: facets.optional(),
    }),
    article: z.strictObject({ article: article.extend({ [bodyField]: z.string().nullable() }), marked }),
  };
}

export const suggestAnswer = z.strictObject({ suggestions: z.array(z.strictObject({ text: z.string(), marked: z.string(), kind: z.enum(['title', 'word', 'author', 'section']), count: z.int() })) });
export const explainAnswer = z.looseObject({ query: z.string(), corrected, terms: z.array(z.looseObject({ text: z.string(), kind: z.string() })), tiers: z.array(z.looseObject({ tier, opened: z.boolean(), why: z.string(), found: z.int().nullable() })), article: z.looseObject({ id: z.string() }).nullish() });
export const putAnswer = z.looseObject({ received: z.int(), written: z.int(), unchanged: z.int(), rejected: z.array(z.looseObject({ line: z.int(), id: z.string().optional(), reason: z.string() })) });
export const removedAnswer = z.strictObject({ removed: z.int() });
const build = z.looseObject({ name: z.string(), articles: z.int(), sizeBytes: z.int(), builtAt: z.string() });
export const statusAnswer = z.looseObject({ engine: z.string(), version: z.string(), index: z.string(), live: build.nullable(), previous: build.nullable(), building: z.looseObject({ startedAt: z.string(), by: z.string() }).nullable() });
export const rollbackAnswer = z.looseObject({ live: z.string(), hiddenWrites: z.int() });
export const jobAnswer = z.looseObject({ id: z.string(), kind: z.enum(['reindex', 'upload', 'dictionary']), index: z.string().nullable(), state: z.enum(['running', 'done', 'failed', 'canceled']), done: z.int(), total: z.int(), rejected: z.int(), secondsLeft: z.number().nullable(), startedAt: z.string(), finishedAt: z.string().nullable(), error: z.string().nullable(), result: z.record(z.string(), z.union([z.number(), z.string()])).nullable() });
export const jobsAnswer = z.strictObject({ jobs: z.array(jobAnswer) });
export const startedAnswer = z.strictObject({ job: z.string() });
export const dictionaryAnswer = z.looseObject({ words: z.int(), articlesToRecut: z.int(), job: z.union([z.string(), jobAnswer]).nullable() });
export const wordsAnswer = z.array(z.strictObject({ word: z.string(), weight: z.int().optional() }));
export const synonymTable = z.record(z.string(), z.union([z.array(z.string()), z.strictObject({ twoWay: z.array(z.string()) })]));
export const synonymsAnswer = z.strictObject({ synonyms: z.int() });
const named = z.record(z.string(), z.union([z.number(), z.string()]));
export const auditAnswer = z.strictObject({ entries: z.array(z.strictObject({ time: z.string(), action: z.string(), index: z.string().nullable(), requestId: z.string().optional(), status: z.int().optional(), given: named.optional(), result: named.optional() })) });
export const takenAnswer = z.strictObject({ status: z.literal('taken') });
export const statsAnswer = z.strictObject({ on: z.boolean(), kind: z.string(), days: z.int(), rows: z.array(z.strictObject({ q: z.string(), id: z.string().optional(), searches: z.int(), empty: z.int(), clicks: z.int(), meanMs: z.number(), mostMs: z.number(), meanPosition: z.number().nullable() })) });
export const healthAnswer = z.strictObject({ status: z.string() });
/** RFC 9457. */
export const problemAnswer = z.strictObject({ type: z.string(), title: z.string(), status: z.int(), code: z.string().describe('Stable, for programs'), detail: z.string(), field: z.string().optional(), instance: z.string() });
