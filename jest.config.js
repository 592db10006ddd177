// Tests run on the compiled files in dist/, the very files that are shipped: no transform, native ES modules.
import { spawnSync } from 'node:child_process';

const common = { testEnvironment: 'node', roots: ['<rootDir>/dist/tests'], transform: {} };

/** Whether there is a Meilisearch to test with. */
export const hasMeilisearch = () => process.env.MEILI_URL !== undefined || spawnSync('meilisearch', ['--version'], { stdio: 'ignore' }).status === 0;

// The tests of searches and of the API run a second time on the server engine.
export default {
  // What is slow is the machine: a limit for what never ends.
  testTimeout: 60_000,
  // jest would leave one core free, which of two is half: many tests wait for processes of their own.
  maxWorkers: '100%',
  projects: [
    { ...common, displayName: 'sqlite', testMatch: ['**/*.test.js'] },
    ...hasMeilisearch() ? [{ ...common, displayName: 'meilisearch', testMatch: ['**/tests/{http,search}/*.test.js'], globals: { testedEngine: 'meilisearch' } }] : [],
  ],
};
