import { z } from 'zod';
import type { IndexFields } from '../../../config/fields.js';
import { synonymTableSchema } from '../../../config/synonyms.js';
import { deleteParameters, onlyIndex, synonymParameters } from '../admin-routes.js';
import { auditParameters } from '../audit-routes.js';
import { dictionaryParameters, entrySchema } from '../dictionary-routes.js';
import { reindexParameters } from '../job-routes.js';
import { putParameters } from '../put-articles.js';
import { searchParameters } from '../parameters.js';
import { clickBody, statsParameters } from '../stats-routes.js';
import { articleParameters, explainParameters, suggestParameters } from '../search-routes.js';
import * as answers from './schemas.js';

/** One request of the API: its schemas are the ones that check it. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/api/articles/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** Which key it needs. */
  readonly key: 'none' | 'search' | 'admin';
  readonly query?: z.ZodObject;
  readonly body?: Readonly<Record<string, z.ZodType>>;
  /** None: it only begins something. */
  readonly answer?: z.ZodType;
  /** Where it may begin a job (202). */
  readonly accepted?: z.ZodType;
  readonly answerType?: string;
  /** Beside those that any request of its kind may meet. */
  readonly problems?: readonly (readonly [status: number, code: string])[];
}

const none = z.strictObject({});
const json = (schema: z.ZodType) => ({ 'application/json': schema });
const searchProblems = [[400, 'invalid_filter'], [400, 'invalid_sort'], [400, 'invalid_facet'], [400, 'query_too_long'], [400, 'page_out_of_range']] as const;
const bodyProblems = [[400, 'malformed_json'], [413, 'payload_too_large'], [415, 'unsupported_media_type']] as const;

/** Every request of the native API, in the order in which it is shown. A route that is missing here fails a test. */
export function operationsOf(fields: IndexFields): Operation[] {
  const { search, article, articleToWrite } = answers.answersOf(fields);
  return [
    { method: 'get', path: '/api/search', summary: 'Search', key: 'search', query: searchParameters, answer: search, problems: searchProblems },
    { method: 'post', path: '/api/search', summary: 'Search, the same names as JSON', key: 'search', query: onlyIndex, body: json(searchParameters), answer: search, problems: [...searchProblems, ...bodyProblems] },
    { method: 'get', path: '/api/suggest', summary: 'Words, titles, authors and sections that may be meant', key: 'search', query: suggestParameters, answer: answers.suggestAnswer, problems: [[400, 'query_too_long']] },
    { method: 'get', path: '/api/articles/{id}', summary: 'One article, with the marks of a query', key: 'search', query: articleParameters, answer: article, problems: [[404, 'article_not_found'], [400, 'query_too_long']] },
    { method: 'get', path: '/api/explain', summary: 'How a query is understood, and why an article is found or not', key: 'search', query: explainParameters, answer: answers.explainAnswer, problems: [[400, 'query_too_long']] },
    { method: 'post', path: '/api/click', summary: 'Say which hit of a query was opened; counted where STATS is on', key: 'search', query: onlyIndex, body: json(clickBody), answer: answers.takenAnswer, problems: [[400, 'query_too_long'], ...bodyProblems] },

    { method: 'put', path: '/api/admin/articles', summary: 'Add or replace articles', key: 'admin', query: putParameters, body: { 'application/json': z.array(articleToWrite), 'application/x-ndjson': z.string().describe('One article a line; may be packed with gzip') }, answer: answers.putAnswer, accepted: answers.startedAnswer, problems: bodyProblems },
    { method: 'delete', path: '/api/admin/articles', summary: 'Remove all articles, or those that meet a filter', key: 'admin', query: deleteParameters, answer: answers.removedAnswer, problems: [[400, 'invalid_filter']] },
    { method: 'delete', path: '/api/admin/articles/{id}', summary: 'Remove an article', key: 'admin', query: onlyIndex, answer: answers.removedAnswer, problems: [[404, 'article_not_found']] },
    { method: 'get', path: '/api/admin/synonyms', summary: 'The synonyms in force', key: 'admin', query: onlyIndex, answer: answers.synonymTable },
    { method: 'put', path: '/api/admin/synonyms', summary: 'Replace the synonyms, or only check them', key: 'admin', query: synonymParameters, body: json(synonymTableSchema), answer: answers.synonymsAnswer, problems: bodyProblems },
    { method: 'get', path: '/api/admin/dictionary', summary: 'The words of the dictionary in force', key: 'admin', query: onlyIndex, answer: answers.wordsAnswer },
    { method: 'put', path: '/api/admin/dictionary', summary: 'Replace the dictionary, or see what that would change', key: 'admin', query: dictionaryParameters, body: json(z.array(z.union([z.string(), entrySchema]))), answer: answers.dictionaryAnswer, problems: bodyProblems },
    { method: 'post', path: '/api/admin/reindex', summary: 'Rebuild from the configured source, or cut what is stored anew', key: 'admin', query: reindexParameters, accepted: answers.startedAnswer, problems: [[409, 'reindex_running']] },
    { method: 'get', path: '/api/admin/jobs', summary: 'The last jobs', key: 'admin', query: onlyIndex, answer: answers.jobsAnswer },
    { method: 'get', path: '/api/admin/jobs/{id}/report', summary: 'The records that a job rejected, one a line', key: 'admin', answer: z.string(), answerType: 'application/x-ndjson', problems: [[404, 'job_not_found']] },
    { method: 'get', path: '/api/admin/jobs/{id}', summary: 'How far a job is', key: 'admin', answer: answers.jobAnswer, problems: [[404, 'job_not_found']] },
    { method: 'delete', path: '/api/admin/jobs/{id}', summary: 'Cancel a job', key: 'admin', answer: answers.jobAnswer, problems: [[404, 'job_not_found']] },
    { method: 'get', path: '/api/admin/status', summary: 'The engine, the live build and the one before', key: 'admin', query: onlyIndex, answer: answers.statusAnswer },
    { method: 'post', path: '/api/admin/rollback', summary: 'Put the build before back', key: 'admin', query: onlyIndex, answer: answers.rollbackAnswer, problems: [[409, 'no_previous_build']] },
    { method: 'get', path: '/api/admin/audit', summary: 'What administrators did, the last first', key: 'admin', query: auditParameters, answer: answers.auditAnswer },
    { method: 'get', path: '/api/admin/stats', summary: 'What is searched for most, finds nothing, is slow, is opened; where STATS is on. As CSV with format=csv or Accept: text/csv', key: 'admin', query: statsParameters, answer: answers.statsAnswer },

    { method: 'get', path: '/health', summary: 'Alive', key: 'none', query: none, answer: answers.healthAnswer },
    { method: 'get', path: '/ready', summary: 'The engine answers, and an index is live', key: 'none', query: none, answer: answers.healthAnswer, problems: [[503, 'engine_unavailable']] },
    { method: 'get', path: '/metrics', summary: 'Metrics for Prometheus', key: 'admin', answer: z.string(), answerType: 'text/plain' },
    { method: 'get', path: '/openapi.json', summary: 'This description', key: 'none', query: none, answer: z.looseObject({ openapi: z.string() }) },
  ];
}
