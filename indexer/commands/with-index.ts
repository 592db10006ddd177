import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { readSettings, type Settings } from '../../config/settings.js';
import type { Engine } from '../../src/engines/engine.js';
import { openEngine } from '../../src/engines/open.js';
import { UsageError } from '../usage.js';

/** The index that a command names; the first one where it names none. */
export function fieldsOf(name: string | undefined): IndexFields {
  const fields = name === undefined ? defaultIndexes[0] : defaultIndexes.find(f => f.index === name);
  if (!fields) throw new UsageError(`there is no index ${JSON.stringify(name)}; there is ${defaultIndexes.map(f => f.index).join(', ')}`);
  return fields;
}

/** Opens the index that a command names, runs something with it, and closes it again. */
export async function withIndex<T>(name: string | undefined, run: (engine: Engine, fields: IndexFields, settings: Settings) => Promise<T>): Promise<T> {
  const settings = readSettings(), fields = fieldsOf(name);
  const engine = await openEngine(fields, settings);
  try {
    return await run(engine, fields, settings);
  } finally {
    await engine.close();
  }
}

/** Articles on standard output as JSON, indented where a person reads it. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, process.stdout.isTTY ? 2 : undefined)}\n`);
}
