// What `npm test` calls: runs jest on the compiled tests (arguments are passed on), says what was skipped and why,
// and prints as the very last line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'jianbao-tests-'));
const resultsPath = join(folder, 'results.json'), skippedPath = join(folder, 'skipped.txt');

const { status, signal, error } = spawnSync(process.execPath, [
  '--experimental-vm-modules', '--disable-warning=ExperimentalWarning', join(root, 'node_modules/jest/bin/jest.js'),
  '--json', `--outputFile=${resultsPath}`, ...process.argv.slice(2),
], { cwd: root, stdio: ['inherit', 'ignore', 'inherit'], env: { ...process.env, SKIPPED_TESTS_FILE: skippedPath } });

const results = existsSync(resultsPath) ? JSON.parse(readFileSync(resultsPath, 'utf8')) : null;
const reasons = existsSync(skippedPath) ? [...new Set(readFileSync(skippedPath, 'utf8').trim().split('\n').map(line => JSON.parse(line)))] : [];
rmSync(folder, { recursive: true, force: true });

// A file that cannot even be loaded has no tests to count: it counts as one that failed.
const unloadable = results?.testResults.filter(file => file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed')).length ?? 1;
const passed = results?.numPassedTests ?? 0, failed = (results?.numFailedTests ?? 0) + unloadable;
const skipped = (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0);

if (!results) console.log(`jest did not finish: ${error?.message ?? signal ?? `exit code ${status}`}`);
if (skipped || reasons.length) {
  console.log(`\nSkipped (${skipped} tests):`);
  for (const reason of reasons) console.log(`- ${reason}`);
  if (!reasons.length) console.log('- by name or by hand: no reason was given');
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = status === 0 && failed === 0 ? 0 : 1;
