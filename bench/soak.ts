// Mixed load on a service of its own: says every minute what it takes in memory and file handles and how long searches last. Linux only.
//   node dist/bench/soak.js [--minutes 60] [--articles FILE.ndjson.gz] [--data FOLDER] [--connections 4]
// Without --articles, 3,000 made-up ones. What is flat at the end as at the beginning does not grow.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageDir } from '../config/paths.js';
import { benchArticles, option } from './corpus.js';

const minutes = Number(option('minutes') ?? 60), connections = Number(option('connections') ?? 4), file = option('articles'), given = option('data');
const reindexEveryMs = 10 * 60_000, pauseMs = 20;
const folder = given ?? mkdtempSync(join(tmpdir(), 'jianbao-soak-')), adminKey = 'the-admin-key-of-this-run';

const pick = <T>(of: readonly T[]): T => of[Math.floor(Math.random() * of.length)] as T;
const articles = await benchArticles(file, file === undefined ? 3_000 : Infinity);
const source = join(folder, 'soak.ndjson');
writeFileSync(source, articles.map(article => `${JSON.stringify(article)}\n`).join(''));

const child = spawn(process.execPath, [join(packageDir, 'dist/src/server.js')], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, DATA_DIR: folder, PORT: '0', SAMPLE: 'off', LOG_LEVEL: 'error', ADMIN_KEY: adminKey, SOURCE: source } });
let isEnding = false;
const ended = once(child, 'exit').then(([code]) => {
  if (!isEnding) console.error(`the service ended with ${String(code)}`);
  isEnding = true;
});
const address = await new Promise<string>(resolve => {
  createInterface({ input: child.stdout }).on('line', line => { const found = /^jianbao: (http\S+)\/$/.exec(line)?.[1]; if (found !== undefined) resolve(found); });
});

interface Minute { readonly rssMb: number; readonly handles: number; readonly p50Ms: number; readonly p99Ms: number; readonly requests: number; readonly errors: number }
let searchesMs: number[] = [], requests = 0, errors = 0;

async function ask(path: string, method = 'GET', body?: unknown): Promise<unknown> {
  requests++;
  try {
    const answer = await fetch(address + path, { method, headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const got: unknown = await answer.json();
    // An article that was removed meanwhile is no error.
    if (!answer.ok && answer.status !== 404) throw new Error(`${answer.status} ${JSON.stringify(got)}`);
    return got;
  } catch (error) {
    if (!isEnding && ++errors <= 20) console.error(`${method} ${path.slice(0, 100)}: ${String(error)}`);
    return null;
  }
}

/** What somebody copies out of an article, or half of a title. */
function someQuery(): string {
  const { title, body } = pick(articles), text = Math.random() < 0.5 ? String(title) : String(body), from = Math.floor(Math.random() * Math.max(1, text.length - 8));
  return text.slice(from, from + 2 + Math.floor(Math.random() * 8)).replaceAll('"', '');
}

async function oneThing(number: number): Promise<void> {
  const chance = Math.random(), q = encodeURIComponent(someQuery());
  if (chance < 0.7) {
    const since = performance.now();
    await ask(`/api/search?q=${chance < 0.15 ? `%22${q}%22` : q}${chance < 0.3 ? '&facets=year' : ''}`);
    searchesMs.push(performance.now() - since);
  } else if (chance < 0.8) await ask(`/api/suggest?q=${q}`);
  else if (chance < 0.9) await ask(`/api/articles/${encodeURIComponent(String(pick(articles).id))}?q=${q}`);
  // The same few articles come and go, so that the index stays as large as it is.
  else if (chance < 0.96) await ask('/api/admin/articles', 'PUT', [{ ...pick(articles), id: `soak-${number}-${Math.floor(Math.random() * 200)}` }]);
  else await ask(`/api/admin/articles/soak-${number}-${Math.floor(Math.random() * 200)}`, 'DELETE');
  await sleep(pauseMs);
}

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
function minute(): Minute {
  const sorted = searchesMs.sort((a, b) => a - b), status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const now = { rssMb: Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024), handles: readdirSync(`/proc/${child.pid}/fd`).length, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99), requests, errors };
  searchesMs = [];
  requests = errors = 0;
  return now;
}
const shown = ({ rssMb, handles, p50Ms, p99Ms, requests: asked, errors: failed }: Minute) => `${rssMb} MB, ${handles} handles, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ${asked} requests, ${failed} errors`;

/** Waits for the end of a rebuild. */
async function reindex(): Promise<void> {
  const begun = await ask('/api/admin/reindex', 'POST') as { job: string } | null;
  for (let state = 'running'; begun && state === 'running' && !isEnding; await sleep(1_000)) {
    const job = await ask(`/api/admin/jobs/${begun.job}`) as { state: string; error: string | null } | null;
    state = job?.state ?? 'failed';
    if (state === 'failed') { errors++; console.error(`reindex: ${job?.error ?? 'no answer'}`); }
  }
}

await reindex();
minute();
console.log(`${articles.length} articles, ${connections} connections, ${minutes} minutes`);
const until = performance.now() + minutes * 60_000, all: Minute[] = [];
const load = Array.from({ length: connections }, async (_, number) => { while (!isEnding) await oneThing(number); });
const rebuilding = (async () => { while (!isEnding) { await sleep(Math.min(reindexEveryMs, minutes * 20_000)); if (!isEnding && performance.now() < until) await reindex(); } })();
while (performance.now() < until && child.exitCode === null) {
  await sleep(Math.min(60_000, until - performance.now()));
  if (child.exitCode !== null) break;
  const now = minute();
  all.push(now);
  console.log(`${String(all.length).padStart(3)}: ${shown(now)}`);
}
isEnding = true;
await Promise.all([...load, rebuilding]);
const third = Math.max(1, Math.floor(all.length / 3)), middle = (of: readonly Minute[], what: keyof Minute) => percentile(of.map(one => one[what]).sort((a, b) => a - b), 0.5);
for (const what of ['rssMb', 'handles', 'p50Ms', 'p99Ms'] as const) console.log(`${what}: ${middle(all.slice(0, third), what).toFixed(1)} in the first third of the minutes, ${middle(all.slice(-third), what).toFixed(1)} in the last (medians)`);
console.log(`${all.reduce((sum, one) => sum + one.requests, 0)} requests, ${all.reduce((sum, one) => sum + one.errors, 0)} errors`);
child.kill('SIGTERM');
await ended;
if (given === undefined) rmSync(folder, { recursive: true, force: true });
