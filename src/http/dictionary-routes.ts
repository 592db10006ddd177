import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import type { Service } from '../service.js';
import { faultOf, mostUserWords, mostWeight, type UserWord } from '../text/user-words.js';
import { checked, queryOf } from './parameters.js';
import { methodNotAllowed, Problem } from './problems.js';

export const dictionaryParameters = z.strictObject({ index: z.string().optional(), dryRun: z.enum(['true', 'false'], { error: 'expected true or false' }).optional() });
const weightError = { error: `expected a whole number from 1 to ${mostWeight.toLocaleString('en')}` };
const wordSchema = z.string({ error: 'expected a word' }).superRefine((word, context) => {
  const fault = faultOf(word);
  if (fault !== null) context.addIssue({ code: 'custom', message: fault });
});
export const entrySchema = z.strictObject({ word: wordSchema, weight: z.int(weightError).min(1, weightError).max(mostWeight, weightError).optional() }, { error: 'expected a word, or { "word", "weight" }' });

/** `/dictionary` of the administration. */
export function dictionaryRoutes({ dictionary }: Service, json: RequestHandler): Router {
  const routes = Router();

  routes.route('/dictionary')
    .get((request, response) => {
      checked(z.strictObject({ index: z.string().optional() }), queryOf(request));
      response.json(dictionary.words);
    })
    .put(json, async (request, response) => {
      if (!request.is('json')) throw new Problem(415, 'unsupported_media_type', 'expected content-type: application/json');
      const { dryRun } = checked(dictionaryParameters, queryOf(request));
      const words = wordsOf(request.body);
      response.json(dryRun === 'true' ? { ...await dictionary.preview(words), job: null } : await dictionary.put(words));
    })
    .all(methodNotAllowed('GET', 'PUT'));

  return routes;
}

/** The words of a body, each once: the last of two counts. */
function wordsOf(body: unknown): UserWord[] {
  if (!Array.isArray(body)) throw new Problem(400, 'invalid_parameter', 'body: expected a JSON array of words', 'body');
  if (body.length > mostUserWords) throw new Problem(400, 'invalid_parameter', `body: a dictionary has ${mostUserWords.toLocaleString('en')} words at most, here are ${body.length.toLocaleString('en')}`, 'body');
  const words = new Map<string, UserWord>();
  body.forEach((entry: unknown, i) => {
    const read = entrySchema.safeParse(typeof entry === 'string' ? { word: entry } : entry);
    if (!read.success) throw new Problem(400, 'invalid_parameter', `${i}: ${read.error.issues[0]?.message ?? 'not valid'}`, String(i));
    const word = read.data.word.trim();
    words.set(word, read.data.weight === undefined ? { word } : { word, weight: read.data.weight });
  });
  return [...words.values()];
}
