import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { BenchArticle } from './corpus.js';
import { seeded } from './made-news.js';

/** What is asked: no text stands in two of the lists, or twice in one. */
export interface BenchQueries {
  readonly warmUp: readonly string[];
  /** One at a time: ordinary queries; words of two characters that stand in about a tenth of the articles; questions. */
  readonly latency: Readonly<Record<'queries' | 'two characters' | 'questions', readonly string[]>>;
  /** Under load, in this order for each number of connections: between two times of one text come all the others, more than a cache of answers keeps. */
  readonly throughput: readonly string[];
}

/** `query_joined` of each line of a JSONL file, or `query` where there is none; each once, with the ids of the articles that they ask for (`positive_ids`) where those are told. */
export async function readQueries(path: string): Promise<{ texts: string[]; askedFor: Set<string> }> {
  const texts = new Set<string>(), askedFor = new Set<string>();
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (!line.trim()) continue;
    const { query_joined: joined, query, positive_ids: ids } = JSON.parse(line) as { query_joined?: string; query?: string; positive_ids?: readonly string[] };
    const text = joined ?? query;
    if (text === undefined) throw new Error('every line of the queries needs a query or a query_joined');
    texts.add(text);
    for (const id of ids ?? []) askedFor.add(id);
  }
  return { texts: [...texts], askedFor };
}

/** Runs of 4 to 12 characters of titles, every second one as two pieces with a space between. */
export function queriesOfTitles(articles: readonly BenchArticle[], most: number): string[] {
  const random = seeded(7), queries = new Set<string>();
  for (let tries = 0; queries.size < most && tries < most * 20 && articles.length; tries++) {
    const characters = Array.from((articles[Math.floor(random() * articles.length)] as BenchArticle).title.replace(/\P{L}+/gu, ''));
    const length = Math.min(characters.length, 4 + Math.floor(random() * 9)), at = Math.floor(random() * (characters.length - length + 1)), cut = characters.slice(at, at + length);
    if (tries % 2 && length >= 6) cut.splice(Math.floor(length / 2), 0, ' ');
    queries.add(cut.join(''));
  }
  return [...queries];
}

/** Han words of two characters by how near a tenth of the articles they stand in, nearest first; between a twentieth and a fifth. */
export function wordsOfATenth(articles: Iterable<BenchArticle>, most: number): string[] {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' }), counts = new Map<string, number>();
  let total = 0;
  for (const { title, body } of articles) {
    total++;
    const words = new Set<string>();
    for (const { segment } of segmenter.segment(`${title}\n${body}`)) if (/^\p{Script=Han}{2}$/u.test(segment)) words.add(segment);
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const distance = (count: number) => Math.abs(Math.log(count / total / .1));
  return [...counts].filter(([, count]) => distance(count) <= Math.log(2) + 1e-9).sort(([a, m], [b, n]) => distance(m) - distance(n) || (a < b ? -1 : 1)).slice(0, most).map(([word]) => word);
}

const asked = [(text: string) => `${text}是什么时候？`, (text: string) => `${text}有哪些？`, (text: string) => `为什么${text}？`, (text: string) => `谁参加了${text}？`, (text: string) => `${text}的结果怎么样？`];

/**
 * Divides what is asked among the measurements.
 * @param own at least ten; the more there are, the longer searches under load last
 * @param most of each kind that is asked one at a time
 */
export function benchQueries(own: readonly string[], questions: readonly string[], twoCharacters: readonly string[], most: number): BenchQueries {
  const shuffled = shuffle(own, 11), used = new Set<string>(twoCharacters);
  const take = (from: Iterable<string>, count: number): string[] => {
    const taken: string[] = [];
    for (const text of from) {
      if (taken.length >= count) break;
      if (used.has(text)) continue;
      used.add(text);
      taken.push(text);
    }
    return taken;
  };
  const latency = {
    queries: take(shuffled, Math.min(most, Math.ceil(shuffled.length * .6))),
    'two characters': twoCharacters.slice(0, most),
    questions: take(questions.length ? shuffle(questions, 12) : shuffled.map((text, i) => (asked[i % asked.length] as (text: string) => string)(text.replaceAll(' ', ''))), Math.min(most, 300)),
  };
  const throughput = take(shuffled, Infinity), warmUp = throughput.splice(0, Math.min(50, Math.ceil(throughput.length / 10)));
  return { warmUp, latency, throughput };
}

function shuffle<T>(list: readonly T[], seed: number): T[] {
  const random = seeded(seed);
  return list.map(value => ({ value, at: random() })).sort((a, b) => a.at - b.at).map(({ value }) => value);
}
