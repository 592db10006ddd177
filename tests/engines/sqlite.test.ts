import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.js';
import { engineContract } from './contract.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(120_000);

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
