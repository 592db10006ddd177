// What has no server of its own gets the smallest one: node dist/bench/small-server.js trigram|minisearch index|serve CORPUS.ndjson FOLDER
// `index` prints { "seconds" }, without what reading the articles takes; `serve` answers /?q=… on PORT.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import MiniSearch from 'minisearch';
import { benchArticles } from './corpus.js';
import { indexMini, miniOptions } from './mini.js';
import { indexTrigram, trigramSearch } from './trigram.js';

const [engine, mode, corpus, folder] = process.argv.slice(2) as ['trigram' | 'minisearch', 'index' | 'serve', string, string];
const file = join(folder, engine === 'trigram' ? 'trigram.db' : 'minisearch.json');

async function index(): Promise<number> {
  const articles = await benchArticles(corpus, Infinity);
  if (engine === 'trigram') return indexTrigram(articles, file);
  const started = performance.now(), mini = indexMini(articles), seconds = (performance.now() - started) / 1_000;
  try {
    writeFileSync(file, JSON.stringify(mini));
  } catch (error) {
    // Longer than a string may be (half a gigabyte): it is built again at every start.
    if (!(error instanceof RangeError)) throw error;
  }
  return seconds;
}

async function opened(): Promise<(query: string) => object[]> {
  if (engine === 'trigram') return trigramSearch(file);
  const mini = existsSync(file) ? MiniSearch.loadJSON(readFileSync(file, 'utf8'), miniOptions) : indexMini(await benchArticles(corpus, Infinity));
  return query => mini.search(query).slice(0, 10);
}

if (mode === 'index') process.stdout.write(JSON.stringify({ seconds: await index() }));
else {
  const search = await opened();
  createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams.get('q') ?? '';
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ hits: search(query) }));
  }).listen(Number(process.env['PORT']), '127.0.0.1');
}
