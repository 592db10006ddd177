import { Meilisearch, type EnqueuedTask } from 'meilisearch';
import type { TestServer } from '../tests/engines/meilisearch-server.js';
import type { BenchArticle } from './corpus.js';

export const rawIndex = 'raw';
const payloadArticles = 1_000;

// Node's fetch asks for gzip, which costs Meilisearch 45 ms an answer: that would flatter ours.
export const plainClient = (url: string): Meilisearch => new Meilisearch({ host: url, requestInit: { headers: { 'accept-encoding': 'identity' } } });

/** The raw text as Meilisearch's documentation says it, with the payloads that ours has: two of 1,000 at a time. @returns seconds */
export async function indexRaw(client: Meilisearch, articles: Iterable<BenchArticle> | AsyncIterable<BenchArticle>): Promise<number> {
  const finished = async (task: EnqueuedTask) => {
    const done = await client.tasks.waitForTask(task.taskUid, { timeout: 0, interval: 100 });
    if (done.status !== 'succeeded') throw new Error(`task ${done.uid}: ${done.error?.message ?? done.status}`);
  };
  const started = performance.now(), outstanding: EnqueuedTask[] = [];
  await finished(await client.createIndex(rawIndex, { primaryKey: 'id' }));
  await finished(await client.index(rawIndex).updateSettings({ searchableAttributes: ['title', 'body'] }));
  let payload: BenchArticle[] = [];
  const send = async () => {
    outstanding.push(await client.index(rawIndex).addDocuments(payload));
    payload = [];
    if (outstanding.length > 2) await finished(outstanding.shift() as EnqueuedTask);
  };
  for await (const article of articles) if (payload.push(article) === payloadArticles) await send();
  if (payload.length) await send();
  for (const task of outstanding) await finished(task);
  return (performance.now() - started) / 1_000;
}

/** Used bytes of an index, by its own databases. */
export async function usedBytes(server: TestServer, uid: string): Promise<number> {
  const stats = await server.request<{ internalDatabaseSizes: Record<string, number> }>('GET', `/indexes/${uid}/stats?showInternalDatabaseSizes=true`);
  return Object.values(stats.internalDatabaseSizes).reduce((sum, size) => sum + size, 0);
}
