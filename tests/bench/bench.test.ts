import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { packageDir } from '../../config/paths.js';
import type { Results } from '../../bench/results.js';
import { temporaryFolder } from '../support/folder.js';

const { folder, remove } = temporaryFolder();
afterAll(remove);
const bench = (...args: string[]) => spawnSync(process.execPath, [join(packageDir, 'dist/bench/bench.js'), '--work', join(folder, 'work'), '--docs', join(folder, 'docs'), ...args], { encoding: 'utf8' });
const small = ['--sizes', '50', '--n', '5', '--connections', '1,16', '--seconds', '0.2'];
const results = () => JSON.parse(readFileSync(join(folder, 'work/results.json'), 'utf8')) as Results;

test('measures over a small corpus of its own, writes the page, and measures nothing twice', () => {
  const { stdout, stderr, status } = bench(...small, '--only', 'jianbao-sqlite,trigram,minisearch');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const page = readFileSync(join(folder, 'docs/benchmarks.md'), 'utf8');
  expect(stdout).toContain(page);
  for (const name of ['jianbao, SQLite', 'FTS5 trigram', 'MiniSearch']) expect(page.split('\n').filter(line => line.startsWith(`| ${name} | `) && !line.includes('–'))).toHaveLength(4);
  for (const [, plot] of page.matchAll(/\]\((benchmarks\/[^)]+)\)/g)) expect(existsSync(join(folder, 'docs', plot as string))).toBe(true);
  expect(page).not.toContain(folder);
  const measured = results().measured;
  expect(measured.map(({ engine, done, failed }) => ({ engine, done, failed }))).toEqual(['jianbao-sqlite', 'trigram', 'minisearch'].map(engine => ({ engine, done: true, failed: undefined })));
  expect(measured.map(({ latency }) => latency?.['queries'])).toEqual(Array.from({ length: 3 }, () => expect.objectContaining({ asked: 5, failed: 0 })));
  expect(measured[0]?.latency?.['queries']?.answered).toBe(1);

  const again = bench(...small, '--only', 'jianbao-sqlite,trigram');
  expect(again.stdout).not.toContain('indexed in');
  expect(results().measured).toEqual(measured);

  const others = bench('--sizes', '50', '--n', '6', '--only', 'trigram');
  expect(others.status).toBe(1);
  expect(others.stderr).toContain('rests on other articles, queries or options');
});

test('an engine that is none is refused', () => {
  const { status, stderr } = bench('--only', 'sphinx');
  expect({ status, named: stderr.includes('sphinx is none of jianbao-sqlite') }).toEqual({ status: 1, named: true });
});
