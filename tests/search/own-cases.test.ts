import { afterAll, expect, test } from '@jest/globals';
import { temporaryIndex } from '../support/engine.js';
import { answerCase, articles, shortcomings } from './judge.js';
import { ownCases } from './own-cases.js';

const index = await temporaryIndex(articles);
afterAll(index.destroy);

test.each(ownCases.map(testCase => [testCase.id, testCase.query.slice(0, 30), testCase] as const))('%s [%s]', async (_, _query, testCase) => {
  expect(shortcomings(testCase, (await answerCase(index.engine, testCase)).hits)).toEqual([]);
});
