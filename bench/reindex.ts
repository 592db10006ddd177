// How fast a reindex is beside SQLite's own trigram index over the same articles in the same run.
//   node dist/bench/reindex.js --articles FILE.ndjson.gz [--data FOLDER]
// The index stays in the folder; ask it with: DATA_DIR=FOLDER npm start, then the retrieval check.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageDir } from '../config/paths.js';
import { benchArticles, option } from './corpus.js';
import { indexTrigram } from './trigram.js';

const file = option('articles');
if (file === undefined) throw new Error('--articles FILE is needed');
const given = option('data');
if (given !== undefined) mkdirSync(given, { recursive: true });
const folder = given ?? mkdtempSync(join(tmpdir(), 'jianbao-bench-'));

async function trigram(): Promise<{ seconds: number; megabytes: number }> {
  const articles = await benchArticles(file, Infinity);
  const path = join(folder, 'trigram.db');
  const seconds = indexTrigram(articles, path);
  const megabytes = statSync(path).size / 1e6;
  rmSync(path);
  return { seconds, megabytes };
}

function ours(): { seconds: number; megabytes: number; peakMegabytes: number | null } {
  const time = existsSync('/usr/bin/time');
  const command = [process.execPath, join(packageDir, 'dist/indexer/cli.js'), 'reindex', file as string, '--json'];
  const started = performance.now();
  const run = spawnSync(time ? '/usr/bin/time' : command[0] as string, time ? ['-v', ...command] : command.slice(1), { env: { ...process.env, DATA_DIR: folder, LOG_LEVEL: 'silent' }, encoding: 'utf8', maxBuffer: 1 << 28 });
  const seconds = (performance.now() - started) / 1000;
  if (run.status !== 0) throw new Error(run.stderr);
  const peak = /Maximum resident set size \(kbytes\): (\d+)/.exec(run.stderr)?.[1];
  const { build } = JSON.parse(run.stdout) as { build: { sizeBytes: number } };
  return { seconds, megabytes: build.sizeBytes / 1e6, peakMegabytes: peak === undefined ? null : Number(peak) / 1000 };
}

const theirs = await trigram(), own = ours();
console.log(`FTS5 trigram      ${theirs.seconds.toFixed(1)} s, ${theirs.megabytes.toFixed(0)} MB`);
console.log(`jianbao reindex   ${own.seconds.toFixed(1)} s, ${own.megabytes.toFixed(0)} MB${own.peakMegabytes === null ? '' : `, peak memory ${own.peakMegabytes.toFixed(0)} MB`}: ${(theirs.seconds / own.seconds).toFixed(2)} times the trigram index's speed`);
console.log(`index in ${folder}`);
