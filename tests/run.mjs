// What `npm test` calls: runs jest on the compiled tests (arguments are passed on), says what was skipped and why,
// and prints as the very last line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { hasMeilisearch } from '../jest.config.js';

/** Skipped tests without a reason that are named one by one, at most. */
const mostNamed = 30;

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'jianbao-tests-'));
const resultsPath = join(folder, 'results.json'), skippedPath = join(folder, 'skipped.txt');

const { status, signal, error } = spawnSync(process.execPath, [
  '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules/jest/bin/jest.js'),
  '--json', `--outputFile=${resultsPath}`, ...process.argv.slice(2),
], { cwd: root, stdio: ['inherit', 'ignore', 'inherit'], env: { ...process.env, SKIPPED_TESTS_FILE: skippedPath } });

const results = existsSync(resultsPath) ? JSON.parse(readFileSync(resultsPath, 'utf8')) : null;
const announced = existsSync(skippedPath) ? readFileSync(skippedPath, 'utf8').trim().split('\n').map(line => JSON.parse(line)) : [];
rmSync(folder, { recursive: true, force: true });

// A file that cannot even be loaded has no tests to count: it counts as one that failed.
const unloadable = results?.testResults.filter(file => file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed')).length ?? 1;
const passed = results?.numPassedTests ?? 0, failed = (results?.numFailedTests ?? 0) + unloadable;
const skipped = (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0);

if (!results) console.log(`jest did not finish: ${error?.message ?? signal ?? `exit code ${status}`}`);
if (!hasMeilisearch()) announced.push({ reason: 'the tests of searches and of the API on Meilisearch: set MEILI_URL, or put meilisearch on the PATH' });
if (skipped || announced.length) {
  // Tests that were skipped without a reason speak for themselves by their names.
  const explained = new Set(announced.map(({ file }) => file));
  const others = (results?.testResults ?? []).filter(file => !explained.has(file.name))
    .flatMap(file => file.assertionResults.filter(test => test.status === 'pending' || test.status === 'todo').map(test => `${basename(file.name)}: ${test.fullName}`));
  const lines = [...new Set(announced.map(({ reason }) => reason)), ...(others.length > mostNamed ? [`${others.length} tests that the arguments left out`] : others)];
  console.log(`\nSkipped (${skipped} tests):`);
  for (const line of lines) console.log(`- ${line}`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = status === 0 && failed === 0 ? 0 : 1;
