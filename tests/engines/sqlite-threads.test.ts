import { jest } from '@jest/globals';
import { temporaryFolder } from '../support/folder.js';
import { ThreadedSqliteEngine } from '../../src/engines/sqlite/threaded-engine.js';
import { engineContract } from './contract.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(120_000);

engineContract('SQLite in threads', async fields => {
  const { folder, remove } = temporaryFolder();
  let engine = await ThreadedSqliteEngine.open(fields, folder, 2);
  return {
    engine,
    reopen: async () => {
      await engine.close();
      return engine = await ThreadedSqliteEngine.open(fields, folder, 2);
    },
    destroy: async () => {
      await engine.close();
      remove();
    },
  };
  // How it matches is the very code that runs without threads; what crosses between them is what can differ.
}, ['order', 'writes', 'builds', 'recut']);
