import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.js';
import { engineContract } from './contract.js';

engineContract('SQLite', async fields => {
  const folder = mkdtempSync(join(tmpdir(), 'jianbao-sqlite-'));
  let engine = SqliteEngine.open(fields, folder);
  return {
    engine,
    reopen: async () => {
      await engine.close();
      return engine = SqliteEngine.open(fields, folder);
    },
    destroy: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
