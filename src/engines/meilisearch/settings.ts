import { EngineUnavailable } from '../engine.js';
import { isApiError, type Connection } from './connection.js';
import { settingsOf, type Layout } from './layout.js';
import { indexGone } from './queries.js';

/** What makes answers wrong when it is otherwise than it was set. */
const compared = ['searchableAttributes', 'filterableAttributes', 'sortableAttributes', 'rankingRules', 'stopWords', 'separatorTokens', 'nonSeparatorTokens', 'dictionary', 'synonyms', 'typoTolerance', 'distinctAttribute', 'pagination'] as const;

/**
 * Compares the settings of a live index with those that it was made with: somebody may have changed them on the server.
 * @throws {@link EngineUnavailable} naming the first one that differs
 */
export async function checkSettings(connection: Connection, layout: Layout, uid: string): Promise<void> {
  let actual: Readonly<Record<string, unknown>>;
  try {
    actual = await connection.ask(client => client.httpRequest.get<Record<string, unknown>>({ path: `indexes/${uid}/settings` }));
  } catch (error) {
    // A key that may only search cannot read settings: the schema in the control index has to do.
    if (error instanceof EngineUnavailable && /invalid_api_key/.test(error.message)) return;
    if (isApiError(error, 'index_not_found')) throw indexGone(uid, error);
    throw error;
  }
  const expected: Readonly<Record<string, unknown>> = settingsOf(layout);
  for (const name of compared) {
    if (!includes(actual[name], expected[name]))
      throw new EngineUnavailable(`the setting ${name} of the index ${uid} is not what it was made with (${JSON.stringify(actual[name])}): run a reindex (jianbao reindex)`);
  }
}

/** Whether everything that is expected is there: the server adds defaults of its own, and keeps sets in its own order. */
function includes(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return false;
    return expected.every((item, i) => typeof item === 'string' ? actual.includes(item) : includes(actual[i], item));
  }
  if (expected && typeof expected === 'object') {
    return Object.entries(expected).every(([name, value]) => includes((actual as Record<string, unknown> | null)?.[name], value));
  }
  return actual === expected;
}
