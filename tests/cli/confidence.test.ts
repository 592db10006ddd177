import { afterAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageDir, sampleDir } from '../../config/paths.js';

const folder = mkdtempSync(join(tmpdir(), 'jianbao-confidence-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const jianbao = (...words: string[]) => spawnSync(process.execPath, [join(packageDir, 'dist/indexer/cli.js'), ...words], {
  encoding: 'utf8', env: { ...process.env, DATA_DIR: join(folder, 'data') },
});
interface Report { written: number; doubtful: { confidence: number; kept: boolean; line: number | null }[] }

test('reindex lists articles that were guessed, and keeps them out when told to', () => {
  const all = JSON.parse(jianbao('reindex', sampleDir, '--dry-run', '--json').stdout) as Report;
  expect(all.doubtful).toEqual([expect.objectContaining({ kept: true })]);
  const strict = JSON.parse(jianbao('reindex', sampleDir, '--dry-run', '--json', '--min-confidence', '0.9').stdout) as Report;
  const keptOut = strict.doubtful.filter(one => !one.kept);
  expect(keptOut.length).toBeGreaterThan(0);
  expect(keptOut.every(one => one.confidence < 0.9)).toBe(true);
  expect(strict.written).toBe(all.written - keptOut.length);
}, 60_000);

test('--min-confidence takes a number from 0 to 1', () => {
  const { status, stderr } = jianbao('reindex', sampleDir, '--dry-run', '--min-confidence', 'high');
  expect(status).toBe(2);
  expect(stderr).toContain('--min-confidence high');
}, 60_000);

test('clip --report writes a page for people', () => {
  const report = join(folder, 'pages.html');
  expect(jianbao('clip', sampleDir, '--report', report).status).toBe(0);
  expect(existsSync(report)).toBe(true);
  expect(readFileSync(report, 'utf8')).toMatch(/^<!doctype html>[^]*5 pages, 37 articles/);
}, 60_000);
