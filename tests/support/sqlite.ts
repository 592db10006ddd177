import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IndexFields } from '../../config/fields.js';
import { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.js';

/** A folder for one test, and how to remove it. */
export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'jianbao-test-'));
  return { folder, remove: () => { rmSync(folder, { recursive: true, force: true }); } };
}

/** An empty SQLite index in a folder of its own. */
export function temporaryIndex(fields: IndexFields): { readonly engine: SqliteEngine; readonly folder: string; readonly destroy: () => Promise<void> } {
  const { folder, remove } = temporaryFolder();
  const engine = SqliteEngine.open(fields, folder);
  return {
    engine, folder,
    destroy: async () => {
      await engine.close();
      remove();
    },
  };
}
