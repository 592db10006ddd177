import { appendFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

/** Where `tests/run.mjs` reads what was skipped and why: one JSON object a line. */
const listPath = process.env['SKIPPED_TESTS_FILE'];

/**
 * `test` where `condition` holds; otherwise a test that is shown as skipped, with the reason listed at the end of the run.
 * @param reason what was skipped, what is missing, and how to have it: "Meilisearch contract: set MEILI_URL"
 */
export function testIf(condition: boolean, reason: string): Pick<typeof test, 'each'> & ((name: string, run: () => void | Promise<void>, timeoutMs?: number) => void) {
  if (condition) return test;
  if (listPath !== undefined) appendFileSync(listPath, `${JSON.stringify({ file: expect.getState().testPath, reason })}\n`);
  return test.skip;
}
