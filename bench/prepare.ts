import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { benchArticles, grown, writeCorpus, type BenchArticle } from './corpus.js';
import { benchQueries, queriesOfTitles, readQueries, wordsOfATenth, type BenchQueries } from './queries.js';
import { save } from './results.js';

export interface Sources {
  readonly articles?: string | undefined; readonly queries?: string | undefined; readonly questions?: string | undefined;
  readonly sizes: readonly number[];
  /** Queries of each kind that are asked one at a time, at most. */
  readonly most: number;
}

/** Everything that is asked, and where the articles to ask lie. */
export interface Prepared {
  readonly basis: string;
  readonly articles: number | null;
  readonly queries: BenchQueries;
  readonly characters: Record<string, number>;
}

/** In how many articles the words of two characters are counted, and from how many the titles of made queries come. */
const counted = 10_000;

const corpusPath = (folder: string, size: number): string => join(folder, `articles-${size}.ndjson`);

/** Changes where anything that is indexed or asked does. */
function basisOf({ articles, queries, questions, sizes, most }: Sources): string {
  const file = (path: string | undefined) => path === undefined ? null : [basename(path), statSync(path).size];
  return createHash('sha256').update(JSON.stringify([4, file(articles), file(queries), file(questions), articles === undefined ? Math.min(...sizes) : null, most])).digest('hex').slice(0, 16);
}

/** Makes or finds what is asked. @returns also `corpus`, which writes the articles of a size where they are not there yet */
export async function prepare(folder: string, sources: Sources): Promise<Prepared & { corpus(size: number): Promise<string> }> {
  const path = join(folder, 'queries.json'), basis = basisOf(sources), there = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) as Prepared : null;
  // What is asked for comes first: otherwise a small corpus would answer few of the queries, and be the slower for it.
  const given = async () => {
    if (sources.articles === undefined) return null;
    const articles = await benchArticles(sources.articles, Infinity), { askedFor } = sources.queries === undefined ? { askedFor: new Set<string>() } : await readQueries(sources.queries);
    return [...articles.filter(({ id }) => askedFor.has(id)), ...articles.filter(({ id }) => !askedFor.has(id))];
  };
  const prepared = there?.basis === basis ? there : await make(basis, await given(), sources);
  if (prepared !== there) save(path, prepared);
  return { ...prepared, corpus: async size => {
    const file = corpusPath(folder, size);
    if (existsSync(file) && prepared.characters[String(size)] !== undefined) return file;
    const { characters } = await writeCorpus(grown(await given(), size), `${file}.new`);
    renameSync(`${file}.new`, file);
    prepared.characters[String(size)] = characters;
    save(path, prepared);
    return file;
  } };
}

async function make(basis: string, given: readonly BenchArticle[] | null, { queries: file, questions, sizes, most }: Sources): Promise<Prepared> {
  const smallest = [...grown(given, Math.min(...sizes, counted))], stride = given ? Math.max(1, Math.floor(given.length / counted)) : 1;
  const everywhere = given ? given.filter((_, i) => i % stride === 0) : smallest;
  const own = file === undefined ? queriesOfTitles(smallest, Math.max(100, most * 2)) : (await readQueries(file)).texts;
  const queries = benchQueries(own, questions === undefined ? [] : (await readQueries(questions)).texts, wordsOfATenth(everywhere, Math.min(most, 100)), most);
  return { basis, articles: given?.length ?? null, queries, characters: {} };
}
