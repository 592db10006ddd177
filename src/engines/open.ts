import { join } from 'node:path';
import type { IndexFields } from '../../config/fields.js';
import type { Settings } from '../../config/settings.js';
import type { Engine } from './engine.js';
import { SqliteEngine } from './sqlite/sqlite-engine.js';

/** Opens the engine that the settings name, for one index. */
export async function openEngine(fields: IndexFields, settings: Pick<Settings, 'ENGINE' | 'DATA_DIR'>): Promise<Engine> {
  return SqliteEngine.open(fields, join(settings.DATA_DIR, fields.index));
}
