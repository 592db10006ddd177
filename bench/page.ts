import { linePlot, type Series } from './plot.js';
import type { Latency, Load } from './measure.js';
import type { Measured, Results } from './results.js';

const names: Readonly<Record<string, string>> = { 'jianbao-sqlite': 'jianbao, SQLite', 'jianbao-meilisearch': 'jianbao, Meilisearch', meilisearch: 'Meilisearch, raw', trigram: 'FTS5 trigram', minisearch: 'MiniSearch' };
export const engineNames = Object.keys(names);

/** Rows as a Markdown table; the first column to the left, the others to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map((_, i) => i ? '--:|' : '---|').join('')}`, ...rows.map(line)].join('\n');
}

const none = '–';
/** About three digits: 4.12, 41.2, 412, 4,123. */
export const short = (value: number | null | undefined): string => value == null || Number.isNaN(value) ? none : value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
const percent = (share: number) => `${Math.round(share * 100)} %`;
const megabytes = (bytes: number | null | undefined) => short(bytes == null ? bytes : bytes / 1e6);

const trouble = ({ failed, timedOut }: Latency | Load) => [failed && `${failed} failed`, timedOut && `${timedOut} out of time`].filter(Boolean).map(text => `, ${text as string}`).join('');
const sum = (memory: Measured['memory'], of: 'searchingMegabytes' | 'highestMegabytes') => memory && Object.values(memory).reduce((total, process) => total + process[of], 0);
const memoryCell = ({ memory }: Measured) => !memory || !Object.keys(memory).length ? none : `${Object.values(memory).map(({ searchingMegabytes }) => short(searchingMegabytes)).join(' + ')} (${short(sum(memory, 'highestMegabytes'))})`;

/** The page and its plots by file name. */
export function benchmarkPage(results: Results): { markdown: string; plots: Readonly<Record<string, string>> } {
  const measured = [...results.measured].sort((a, b) => a.articles - b.articles || engineNames.indexOf(a.engine) - engineNames.indexOf(b.engine));
  const sizes = [...new Set(measured.map(({ articles }) => articles))], kinds = Object.keys(results.asked.latency), connections = [...new Set(measured.flatMap(({ load }) => (load ?? []).map(({ connections: n }) => n)))].sort((a, b) => a - b);
  const label = (engine: string) => names[engine] ?? engine, enginesAt = (size: number) => measured.filter(({ articles, load }) => articles === size && load).length;
  // Where most can be compared.
  const plotted = sizes.reduce((best, size) => enginesAt(size) >= enginesAt(best) ? size : best, sizes[0] ?? 0);
  // The same engine has the same colour in every plot.
  const growth = (of: (one: Measured) => number | null | undefined): Series[] => engineNames.map(engine => ({ name: label(engine), points: measured.filter(one => one.engine === engine).map(one => [one.articles, of(one) ?? 0] as const) }));
  const plots = Object.fromEntries(Object.entries({
    'latency.svg': linePlot('95th percentile of ordinary queries, one at a time', 'articles', 'ms', growth(({ latency }) => latency?.['queries']?.p95Ms)),
    'throughput.svg': linePlot(`Searches a second over ${plotted.toLocaleString('en')} articles`, 'connections', 'searches a second', engineNames.map(engine => ({ name: label(engine), points: measured.find(one => one.engine === engine && one.articles === plotted)?.load?.map(load => [load.connections, load.perSecond] as const) ?? [] }))),
    'index-time.svg': linePlot('Time to index', 'articles', 's', growth(({ indexed }) => indexed?.seconds)),
    'size.svg': linePlot('Size on disk', 'articles', 'MB', growth(({ indexed }) => (indexed?.sizeBytes ?? 0) / 1e6)),
    'memory.svg': linePlot('Memory while searching', 'articles', 'MB', growth(({ memory }) => sum(memory, 'searchingMegabytes'))),
  }).filter(([, svg]) => svg));
  const plot = (name: string, alt: string) => plots[name] ? `\n![${alt}](benchmarks/${name})\n` : '';
  const rows = (size: number, cells: (one: Measured) => string[]) => measured.filter(({ articles }) => articles === size).map(one => [label(one.engine), ...cells(one)]);
  const unmeasured = (size: number) => engineNames.filter(name => measured.some(({ engine }) => engine === name) && !measured.some(({ engine, articles }) => engine === name && articles === size));
  const ofSize = (size: number) => [
    `## ${size.toLocaleString('en')} articles`, '',
    `${short((results.characters[String(size)] ?? NaN) / 1e6)} million characters.`, '',
    table(['', 'index, s', 'size, MB', 'memory, MB', 'start, s'], rows(size, one => [
      short(one.indexed?.seconds), one.indexed?.sizeBytes === null ? 'none' : `${megabytes(one.indexed?.sizeBytes)}${one.indexed?.fileBytes === undefined ? '' : ` (files ${megabytes(one.indexed.fileBytes)})`}`, memoryCell(one), short(one.startSeconds),
    ])), '',
    table(['one at a time, ms: p50 / p95 / p99', ...kinds], rows(size, one => kinds.map(kind => {
      const latency = one.latency?.[kind];
      return latency?.asked ? `${short(latency.p50Ms)} / ${short(latency.p95Ms)} / ${short(latency.p99Ms)} (${percent(latency.answered)} answered${latency.asked < (results.asked.latency[kind] ?? 0) ? ` of ${latency.asked}` : ''}${trouble(latency)})` : none;
    }))), '',
    table(['searches a second (p99, ms)', ...connections.map(n => `${n} connection${n === 1 ? '' : 's'}`)], rows(size, one => connections.map(n => {
      const load = one.load?.find(({ connections: m }) => m === n);
      return load ? `${short(load.perSecond)} (${short(load.p99Ms)}${trouble(load)})` : none;
    }))), '',
    ...unmeasured(size).length ? [`Not measured over so many: ${unmeasured(size).map(label).join('; ')}.\n`] : [],
    ...measured.filter(({ articles, failed }) => articles === size && failed !== undefined).map(({ engine, failed }) => `${label(engine)} went no further: ${failed as string}.\n`),
  ];
  return { plots, markdown: [
    '# Benchmarks', '',
    `Written by \`npm run bench\`; measured until ${results.date.slice(0, 10)} on ${results.machine.cores} cores (${results.machine.processor}) with ${results.machine.memoryGigabytes} GB of memory, ${results.machine.system}, Node ${results.machine.node}.`,
    `${Object.entries(results.versions).map(([name, version]) => `${name} ${version}`).join(', ')}.`, '',
    '```sh', results.command, '```', '',
    ...ratios(measured), ...grown(measured), ...how(results),
    plot('latency.svg', '95th percentile by articles'), plot('throughput.svg', 'searches a second by connections'), plot('index-time.svg', 'time to index by articles'), plot('size.svg', 'size on disk by articles'), plot('memory.svg', 'memory by articles'),
    ...sizes.flatMap(ofSize),
  ].join('\n').replace(/\n{3,}/g, '\n\n').trimEnd() + '\n' };
}

/** What the figures come to: ours over another's, in the same run. */
function ratios(measured: readonly Measured[]): string[] {
  const sizes = [...new Set(measured.map(({ articles }) => articles))], at = (engine: string, size: number) => measured.find(one => one.engine === engine && one.articles === size);
  const cells = (value: (size: number) => number | null | undefined) => sizes.map(size => short(value(size)));
  const over = (a: number | null | undefined, b: number | null | undefined) => a == null || b == null || !b ? null : a / b;
  const seconds = (engine: string, size: number) => at(engine, size)?.indexed?.seconds, bytes = (engine: string, size: number) => at(engine, size)?.indexed?.sizeBytes;
  const sixteen = (engine: string, size: number) => at(engine, size)?.load?.find(({ connections }) => connections === 16)?.perSecond;
  const grows = (engine: string, size: number) => over(at(engine, size)?.latency?.['queries']?.p95Ms, at(engine, sizes[sizes.indexOf(size) - 1] ?? -1)?.latency?.['queries']?.p95Ms);
  const own = ['jianbao-sqlite', 'jianbao-meilisearch'].filter(engine => measured.some(one => one.engine === engine));
  const rows = own.flatMap(engine => {
    const name = names[engine] as string;
    return [
      [`${name}: speed of indexing beside raw Meilisearch`, ...cells(size => over(seconds('meilisearch', size), seconds(engine, size)))],
      [`${name}: speed of indexing beside FTS5 trigram`, ...cells(size => over(seconds('trigram', size), seconds(engine, size)))],
      [`${name}: size beside raw Meilisearch`, ...cells(size => over(bytes(engine, size), bytes('meilisearch', size)))],
      [`${name}: searches a second on 16 connections beside raw Meilisearch`, ...cells(size => over(sixteen(engine, size), sixteen('meilisearch', size)))],
      [`${name}: 95th percentile beside the column before`, ...cells(size => grows(engine, size))],
    ];
  }).filter(([, ...values]) => values.some(value => value !== none));
  return rows.length ? [table(['ours beside others in the same run, times', ...sizes.map(size => `${size.toLocaleString('en')} articles`)], rows), ''] : [];
}

/** How each grows. */
function grown(measured: readonly Measured[]): string[] {
  const sizes = [...new Set(measured.map(({ articles }) => articles))];
  const cell = (one: Measured | undefined) => one?.failed ?? `${short(one?.latency?.['queries']?.p95Ms)} · ${short(one?.load?.find(({ connections }) => connections === 16)?.perSecond)}`;
  const rows = engineNames.filter(name => measured.some(({ engine }) => engine === name)).map(name => [names[name] as string, ...sizes.map(size => cell(measured.find(one => one.engine === name && one.articles === size)))]);
  return [table(['ordinary queries: 95th percentile, ms · searches a second on 16 connections', ...sizes.map(size => `${size.toLocaleString('en')} articles`)], rows), ''];
}

function how({ source, asked, skipped, heapMegabytes, measured }: Results): string[] {
  return [
    '## How', '',
    `- Articles: ${source.articles === null ? 'made ones, the same in every run (`bench/made-news.ts`).' : `the first of ${source.articles.toLocaleString('en')} given, those that the queries ask for before the others, so that every size can answer them; where more are wanted, the same again with other ids and their sentences in another order.`}`,
    `- Queries: ${source.queriesGiven ? 'given ones' : 'pieces of the articles\' titles'} (${asked.latency['queries'] ?? 0}), words of two characters that stand in a twentieth to a fifth of the articles (${asked.latency['two characters'] ?? 0}), questions (${asked.latency['questions'] ?? 0}); under load others of the first kind (${asked.throughput.toLocaleString('en')}), for each number of connections from the first on. The same for all, in the same order. One at a time none is asked twice; under load all the others come in between, so that no cache answers.`,
    '- Every engine answers over HTTP from a process of its own on the same machine that asks, one engine after another; the best ten with marked titles and a piece of the body, but MiniSearch only titles. Latency: on one kept connection, after 50 queries that do not count. Under load: autocannon; what fails or runs out of time does not count as a search; what autocannon needs of the processors is taken from all alike.',
    '- jianbao: `reindex` from the command line and the service (`dist/src/server.js`), with default settings; time to index is that of the whole command. Totals, marks, snippets, duplicates folded, and what is not found as typed is looked for by its pieces and its sound: the others do less.',
    '- Meilisearch, raw: default options, `title` and `body` searchable, asked itself, with marks and a cropped body; payloads of 1,000 articles, two at a time. Its size is what its databases use, in brackets what all of its files take; started anew before it is asked.',
    '- FTS5 trigram: better-sqlite3 behind Node\'s HTTP server; every term exactly as typed, or, where no article has that, any three characters of it, by `bm25`. It finds nothing for two characters: what finds nothing is quick.',
    `- MiniSearch: \`Intl.Segmenter\` cuts the words, any of them may match (its default). All in memory, up to ${short(heapMegabytes / 1_000)} GB of heap (half of the machine); its size is that of its JSON, which it reads at start, or none where that is longer than a string can be: then it is indexed at every start. The time to index of both small servers is without reading the articles.`,
    '- Start: from the start of the process (of jianbao on Meilisearch: of the service alone) to the first answer, the middle of three, of one where it takes more than 10 s; the files are in the system\'s cache. Memory: resident, of each process, the most seen between searches; in brackets the sum of their highest ever, start included. Meilisearch\'s files are mapped: what of them is in memory counts.',
    ...Object.entries(skipped).filter(([engine]) => !measured.some(one => one.engine === engine)).map(([engine, reason]) => `- Skipped: ${names[engine] ?? engine} (${reason}).`), '',
  ];
}
