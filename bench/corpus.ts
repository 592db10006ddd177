import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { madeArticle, seeded } from './made-news.js';

export interface BenchArticle { readonly id: string; readonly title: string; readonly body: string; readonly date?: string; readonly section?: string }

/** Articles of an NDJSON file (`.gz` too), at most `most`; without a file, made ones, at most 20,000. */
export async function benchArticles(path: string | undefined, most: number): Promise<BenchArticle[]> {
  if (path === undefined) return Array.from({ length: Math.min(most, 20_000) }, (_, i) => madeArticle(i));
  const articles: BenchArticle[] = [];
  for await (const article of readArticles(path)) {
    articles.push(article);
    if (articles.length >= most) break;
  }
  return articles;
}

/** The articles of an NDJSON file (`.gz` too), one after another. */
export async function* readArticles(path: string): AsyncGenerator<BenchArticle> {
  const bytes = createReadStream(path);
  for await (const line of createInterface({ input: path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes })) if (line) yield JSON.parse(line) as BenchArticle;
}

/** The sentences of a text in another order, the same for the same seed; nothing is added or lost. */
export function shuffledSentences(text: string, seed: number): string {
  const sentences = text.match(/[^。！？\n]*[。！？\n]+|[^。！？\n]+$/g) ?? [], random = seeded(seed);
  for (let i = sentences.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [sentences[i], sentences[j]] = [sentences[j] as string, sentences[i] as string];
  }
  return sentences.join('');
}

/** The first `size` articles; where there are fewer, they come again with other ids and their sentences in another order. Without `given`: made ones. */
export function* grown(given: readonly BenchArticle[] | null, size: number): Generator<BenchArticle> {
  for (let i = 0; i < size; i++) {
    if (!given) { yield madeArticle(i); continue; }
    const article = given[i % given.length] as BenchArticle, round = Math.floor(i / given.length);
    yield round === 0 ? article : { ...article, id: `${article.id}-again${round}`, body: shuffledSentences(article.body, i) };
  }
}

/** Writes articles as NDJSON. @returns how many, and their UTF-16 units of title and body */
export async function writeCorpus(articles: Iterable<BenchArticle>, path: string): Promise<{ articles: number; characters: number }> {
  const file = createWriteStream(path);
  let count = 0, characters = 0;
  for (const article of articles) {
    count++;
    characters += article.title.length + article.body.length;
    if (!file.write(`${JSON.stringify(article)}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  return { articles: count, characters };
}

/** `--name value` of the command line. */
export function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : undefined;
}
