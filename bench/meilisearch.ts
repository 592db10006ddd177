// jianbao on Meilisearch beside the raw text in the same server, in the same run: time to index, used size, ranking and latency.
//   node dist/bench/meilisearch.js --articles FILE.ndjson.gz --queries QUERIES.jsonl [--n 400] [--keep]
// Starts `meilisearch` from the PATH with its default options and a folder of its own. With --keep it stays up, for further questions.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDir } from '../config/paths.js';
import { TestServer } from '../tests/engines/meilisearch-server.js';
import { benchArticles, option } from './corpus.js';
import { indexRaw, plainClient, rawIndex, usedBytes } from './raw-meilisearch.js';

interface Query { readonly query: string; readonly query_joined?: string; readonly kind: string; readonly positive_ids: readonly string[]; readonly also_ids?: readonly string[] }
type Ask = (query: string) => Promise<string[]>;

const file = option('articles'), queriesFile = option('queries'), most = Number(option('n') ?? 400);
if (file === undefined) throw new Error('--articles FILE is needed');
const server = await TestServer.start(null, []);
const client = plainClient(server.url);

const environment = { ...process.env, ENGINE: 'meilisearch', MEILI_URL: server.url, LOG_LEVEL: 'silent', SAMPLE: 'off' };

function indexOurs(): number {
  const started = performance.now();
  const run = spawnSync(process.execPath, [join(packageDir, 'dist/indexer/cli.js'), 'reindex', file as string, '--json'], { env: environment, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(run.stderr);
  return (performance.now() - started) / 1_000;
}

const megabytes = async (uid: string) => await usedBytes(server, uid) / 1e6;

async function serve(port: number): Promise<ChildProcess> {
  const started = spawn(process.execPath, [join(packageDir, 'dist/src/server.js')], { env: { ...environment, PORT: String(port) }, stdio: 'inherit' });
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await fetch(`http://127.0.0.1:${port}/health`).then(answer => answer.ok, () => false)) return started;
    await new Promise(resolve => { setTimeout(resolve, 100); });
  }
  throw new Error('the service did not start');
}

const askRaw: Ask = async query => {
  const { hits } = await client.index<{ id: string }>(rawIndex).search(query, { limit: 10, attributesToHighlight: ['title', 'body'], attributesToCrop: ['body'] });
  return hits.map(hit => hit.id);
};
const askOurs = (port: number): Ask => async query => {
  const answer = await fetch(`http://127.0.0.1:${port}/api/search?${new URLSearchParams({ q: query, perPage: '10' }).toString()}`);
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { hits: { id: string }[] }).hits.map(hit => hit.id);
};

async function measured(queries: readonly Query[], askers: Readonly<Record<string, Ask>>): Promise<void> {
  for (const kind of new Set(queries.map(query => query.kind))) {
    const asked = queries.filter(query => query.kind === kind).slice(0, most);
    const results = Object.fromEntries(Object.keys(askers).map(name => [name, { reciprocal: 0, ms: [] as number[] }]));
    for (const query of asked) {
      const right = new Set([...query.positive_ids, ...(query.also_ids ?? [])]);
      for (const [name, ask] of Object.entries(askers)) {
        const started = performance.now(), ids = await ask(query.query_joined ?? query.query), result = results[name];
        result?.ms.push(performance.now() - started);
        const rank = ids.findIndex(id => right.has(id));
        if (result && rank >= 0) result.reciprocal += 1 / (rank + 1);
      }
    }
    for (const [name, { reciprocal, ms }] of Object.entries(results)) {
      ms.sort((a, b) => a - b);
      const at = (share: number) => (ms[Math.floor(ms.length * share)] ?? 0).toFixed(1);
      console.log(`${kind.padEnd(6)} ${name.padEnd(8)} ${asked.length} queries: MRR@10 ${(reciprocal / asked.length).toFixed(3)}, p50 ${at(.5)} ms, p95 ${at(.95)} ms`);
    }
  }
}

try {
  const theirs = await indexRaw(client, await benchArticles(file, Infinity)), theirSize = await megabytes(rawIndex);
  console.log(`raw text   ${theirs.toFixed(0)} s, ${theirSize.toFixed(0)} MB used`);
  const own = indexOurs(), articles = await megabytes('jianbao-articles'), vocabulary = await megabytes('jianbao-articles__vocabulary');
  console.log(`jianbao    ${own.toFixed(0)} s (${(own / theirs).toFixed(2)} times), ${articles.toFixed(0)} MB used (${(articles / theirSize).toFixed(2)} times), with the vocabulary ${(articles + vocabulary).toFixed(0)} MB (${((articles + vocabulary) / theirSize).toFixed(2)} times)`);
  if (queriesFile !== undefined) {
    const port = server.port + 1, service = await serve(port);
    await measured(readFileSync(queriesFile, 'utf8').trim().split('\n').map(line => JSON.parse(line) as Query), { raw: askRaw, jianbao: askOurs(port) });
    service.kill();
  }
  if (process.argv.includes('--keep')) {
    console.log(`Meilisearch stays at ${server.url}: end this with Ctrl-C`);
    await new Promise(resolve => { process.once('SIGINT', resolve); process.once('SIGTERM', resolve); setInterval(() => undefined, 1 << 30); });
  }
} finally {
  await server.destroy();
}
process.exit(0);
