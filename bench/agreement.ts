// Asks two running services that hold the same articles the same queries, and names every difference.
//   node dist/bench/agreement.js --a http://127.0.0.1:3000 --b http://127.0.0.1:3001 --queries FILE.txt --articles FILE.ndjson.gz [--n 300]
// The queries: --n lines of the file, evenly spread, and as many pairs of two words from titles of the articles.
import { readFileSync } from 'node:fs';
import type { SearchAnswer } from '../src/search/answer.js';
import { cutWords } from '../src/text/analyze.js';
import { loadSegmenter } from '../src/text/segmenter.js';
import { benchArticles, option } from './corpus.js';

const a = option('a'), b = option('b'), queriesFile = option('queries'), articlesFile = option('articles'), n = Number(option('n') ?? 300);
if (a === undefined || b === undefined || queriesFile === undefined || articlesFile === undefined) throw new Error('--a, --b, --queries and --articles are needed');

function spread<T>(list: readonly T[], most: number): T[] {
  return list.length <= most ? [...list] : Array.from({ length: most }, (_, i) => list[Math.floor(i * list.length / most)] as T);
}

/** The first and the last word of two or more characters of a title; null where there are no two. */
function twoWordsOf(title: string): string | null {
  const words = [...new Set(cutWords(title, segmenter, false).words.filter(word => /^\p{Script=Han}{2,}$/u.test(word)))];
  return words.length < 2 ? null : `${words[0]} ${words.at(-1)}`;
}

async function ask(base: string, q: string): Promise<SearchAnswer> {
  const answer = await fetch(`${base}/api/search?${new URLSearchParams({ q, perPage: '10' }).toString()}`);
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return await answer.json() as SearchAnswer;
}

/** In what two answers to one query differ that should be the same. */
function differences(one: SearchAnswer, other: SearchAnswer): string[] {
  const found: string[] = [];
  if (one.match !== other.match) found.push(`tier ${one.match} and ${other.match}`);
  const isCounted = (answer: SearchAnswer) => answer.totalIsExact && (answer.match === 'words' || answer.match === 'substring');
  if (isCounted(one) && isCounted(other) && one.total !== other.total) found.push(`total ${one.total} and ${other.total}`);
  const idsOf = (answer: SearchAnswer) => answer.hits.map(hit => hit.id).sort().join(' ');
  if (one.total <= 10 && other.total <= 10 && idsOf(one) !== idsOf(other)) found.push(`ids ${idsOf(one)} and ${idsOf(other)}`);
  return found;
}

const segmenter = loadSegmenter();
const titles = spread(await benchArticles(articlesFile, Infinity), n * 2).flatMap(({ title }) => twoWordsOf(title) ?? []);
const lists = { 'query log': spread(readFileSync(queriesFile, 'utf8').trim().split('\n'), n), 'two words of a title': titles.slice(0, n) };
for (const [name, queries] of Object.entries(lists)) {
  let same = 0, inexact = 0, several = 0, alike = 0;
  for (const query of queries) {
    const [one, other] = await Promise.all([ask(a, query), ask(b, query)]);
    const found = differences(one, other);
    if (found.length) console.log(`${name} [${query}]: ${found.join('; ')}`);
    else same++;
    if (!one.totalIsExact || !other.totalIsExact) inexact++;
    if (one.total > 10 && one.total <= 50) {
      several++;
      if (one.hits.filter(hit => other.hits.some(({ id }) => id === hit.id)).length >= 8) alike++;
    }
  }
  console.log(`${name}: ${same} of ${queries.length} the same, ${inexact} with a total that is not exact; at least 8 of the first ten in common in ${alike} of ${several} with 11 to 50 hits`);
}
