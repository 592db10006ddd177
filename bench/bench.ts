// jianbao beside what else one could install, on the same articles and queries: prints, and writes docs/benchmarks.md with its plots.
//   npm run bench -- [--articles FILE.ndjson.gz] [--queries QUERIES.jsonl] [--questions QUERIES.jsonl] [--sizes 10000,75000,300000]
// Without articles or queries it makes some. Further options: --only ENGINE,… (jianbao-sqlite, trigram, minisearch, jianbao-meilisearch, meilisearch), --again (measures
// also what is measured already), --render (only writes the page), --work FOLDER (corpora, results.json, indexes while they are measured), --docs FOLDER, --n 1000 (queries
// of a kind, one at a time), --connections 1,16,64, --seconds 10 (of load for each). What is measured is kept: started again with the same options it goes on where it was.
// Meilisearch takes part when it is on the PATH.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageDir } from '../config/paths.js';
import { measureOne } from './compare.js';
import { contenders, heapMegabytes } from './contenders.js';
import { endProcesses } from './contender.js';
import { benchmarkPage, engineNames } from './page.js';
import { prepare } from './prepare.js';
import { machineNow, readResults, save, type Results } from './results.js';
import { versionsNow } from './versions.js';

const { values: options } = parseArgs({ options: {
  articles: { type: 'string' }, queries: { type: 'string' }, questions: { type: 'string' }, sizes: { type: 'string', default: '10000,75000,300000' },
  only: { type: 'string' }, again: { type: 'boolean', default: false }, render: { type: 'boolean', default: false },
  work: { type: 'string', default: join(packageDir, 'data/bench') }, docs: { type: 'string', default: join(packageDir, 'docs') },
  n: { type: 'string', default: '1000' }, connections: { type: 'string', default: '1,16,64' }, seconds: { type: 'string', default: '10' },
} });
const numbers = (text: string, name: string) => text.split(',').map(part => {
  if (!(Number(part) > 0)) throw new Error(`--${name}: expected numbers above 0, not ${text}`);
  return Number(part);
});
const sizes = numbers(options.sizes, 'sizes').sort((a, b) => a - b), connections = numbers(options.connections, 'connections');
const [most] = numbers(options.n, 'n') as [number], [seconds] = numbers(options.seconds, 'seconds') as [number];
const only = options.only?.split(','), unknown = only?.find(name => !engineNames.includes(name));
if (unknown !== undefined) throw new Error(`--only: ${unknown} is none of ${engineNames.join(', ')}`);
const work = resolve(options.work), resultsPath = join(work, 'results.json');
mkdirSync(work, { recursive: true });
// Also what others put aside while they are measured: what an interrupted run left goes with the next.
process.env['TMPDIR'] = join(work, 'tmp');

function render(results: Results): void {
  const { markdown, plots } = benchmarkPage(results);
  mkdirSync(join(options.docs, 'benchmarks'), { recursive: true });
  writeFileSync(join(options.docs, 'benchmarks.md'), markdown);
  for (const [name, svg] of Object.entries(plots)) writeFileSync(join(options.docs, 'benchmarks', name), svg);
  console.log(`\n${markdown}\nwritten to ${join(options.docs, 'benchmarks.md')}`);
}

/** The command without paths, which are nobody else's. */
const command = ['npm run bench', ...process.argv.length > 2 ? ['--'] : [], ...(['articles', 'queries', 'questions'] as const).flatMap(name => options[name] === undefined ? [] : [`--${name} FILE`]), ...(['sizes', 'n', 'connections', 'seconds'] as const).flatMap(name => process.argv.includes(`--${name}`) ? [`--${name} ${options[name]}`] : [])].join(' ').replace(/ --$/, '');

async function measure(): Promise<Results> {
  const prepared = await prepare(work, { ...options, sizes, most });
  const { queries } = prepared, { present, skipped } = contenders(queries.warmUp[0] ?? '图书馆'), before = readResults(resultsPath);
  const basis = `${prepared.basis} ${options.connections} ${options.seconds}`;
  if (before && before.basis !== basis) throw new Error(`${resultsPath} rests on other articles, queries or options: name another --work, or remove it`);
  const results: Results = {
    basis, source: { articles: prepared.articles, queriesGiven: options.queries !== undefined }, characters: prepared.characters,
    asked: { latency: Object.fromEntries(Object.entries(queries.latency).map(([kind, { length }]) => [kind, length])), throughput: queries.throughput.length },
    date: '', machine: machineNow(), versions: versionsNow(), skipped, heapMegabytes: heapMegabytes(), command, measured: before?.measured ?? [],
  };
  for (const [engine, reason] of Object.entries(skipped)) console.log(`skipped: ${engine} (${reason})`);
  rmSync(join(work, 'tmp'), { recursive: true, force: true });
  mkdirSync(join(work, 'tmp'));
  for (const size of sizes) {
    const wanted = present.filter(({ name }) => (!only || only.includes(name)) && (options.again || !results.measured.some(({ engine, articles, done }) => done && engine === name && articles === size)));
    if (!wanted.length) continue;
    const corpus = await prepared.corpus(size);
    for (const contender of wanted) {
      await measureOne(contender, size, corpus, join(work, 'index'), queries, { connections, seconds, mostLatencySeconds: 120 }, measured => {
        const at = results.measured.findIndex(({ engine, articles }) => engine === measured.engine && articles === size);
        results.measured.splice(at < 0 ? results.measured.length : at, at < 0 ? 0 : 1, { ...measured });
        results.date = new Date().toISOString();
        save(resultsPath, results);
      }, line => { console.log(line); }).catch((error: unknown) => {
        // The others are measured all the same; this one is tried again the next time.
        console.error(`${contender.name} over ${size} articles:`, error);
        process.exitCode = 1;
      });
    }
    rmSync(corpus);
  }
  return results;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { process.exit(130); });
process.once('exit', endProcesses);
const results = options.render ? readResults(resultsPath) : await measure();
if (!results?.measured.length) throw new Error(`nothing is measured yet in ${resultsPath}`);
render(results);
