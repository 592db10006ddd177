import { statSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { packageDir } from '../config/paths.js';
import { hasMeilisearch, TestServer } from '../tests/engines/meilisearch-server.js';
import { bytesIn, endLater, freePort, get, run, started, type Contender } from './contender.js';
import { readArticles } from './corpus.js';
import { indexRaw, plainClient, rawIndex, usedBytes } from './raw-meilisearch.js';

const cli = join(packageDir, 'dist/indexer/cli.js'), service = join(packageDir, 'dist/src/server.js'), smallServer = join(packageDir, 'dist/bench/small-server.js');
const q = (query: string) => new URLSearchParams({ q: query }).toString();
const secondsOf = async (work: () => Promise<unknown>) => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
};

/** The exit code of a reindex that left out single records. */
const rejectedSome = 3;

/** Ours as users have it: the command line and the service are processes of their own, with default settings. */
const own = (env: Readonly<Record<string, string>>, first: string) => ({
  index: (corpus: string, folder: string) => secondsOf(() => run([cli, 'reindex', corpus, '--json'], { ...env, DATA_DIR: folder, LOG_LEVEL: 'silent' }, folder, [0, rejectedSome])),
  start: async (folder: string) => {
    const port = await freePort();
    return started([service], { ...env, DATA_DIR: folder, LOG_LEVEL: 'silent', SAMPLE: 'off', PORT: String(port) }, folder, query => `http://127.0.0.1:${port}/api/search?${q(query)}`, 'service', first);
  },
});

const jianbaoSqlite = (first: string): Contender => ({
  name: 'jianbao-sqlite',
  index: async (corpus, folder) => ({ seconds: await own({ ENGINE: 'sqlite' }, first).index(corpus, folder), sizeBytes: bytesIn(folder) }),
  start: (_, folder) => own({ ENGINE: 'sqlite' }, first).start(folder),
});

/** A Meilisearch with default options, and what is used and taken on the disk. */
function meilisearchServer() {
  let server: TestServer | undefined;
  endLater(() => server?.pid);
  return {
    fresh: async () => {
      await server?.destroy();
      return server = await TestServer.start(null, []);
    },
    running: () => server as TestServer,
    anew: async () => {
      await server?.down();
      await server?.up();
    },
    fileBytes: async () => (await (server as TestServer).request<{ databaseSize: number }>('GET', '/stats')).databaseSize,
    close: async () => {
      await server?.destroy();
      server = undefined;
    },
  };
}

function jianbaoMeilisearch(first: string): Contender {
  const { fresh, running, anew, fileBytes, close } = meilisearchServer();
  const ours = () => own({ ENGINE: 'meilisearch', MEILI_URL: running().url }, first);
  return {
    name: 'jianbao-meilisearch', close,
    index: async (corpus, folder) => {
      const server = await fresh(), seconds = await ours().index(corpus, folder);
      return { seconds, sizeBytes: await usedBytes(server, 'jianbao-articles') + await usedBytes(server, 'jianbao-articles__vocabulary'), fileBytes: await fileBytes() };
    },
    // Without what indexing has left in its memory.
    settle: anew,
    start: async (_, folder) => {
      const service = await ours().start(folder);
      return { ...service, pids: { ...service.pids, Meilisearch: running().pid as number } };
    },
  };
}

function meilisearch(first: string): Contender {
  const { fresh, running, anew, fileBytes, close } = meilisearchServer();
  // What a page needs and ours gives: ten titles, marked, each with a piece of the body.
  const wanted = 'limit=10&attributesToRetrieve=id,title&attributesToHighlight=title,body&attributesToCrop=body';
  return {
    name: 'meilisearch', close,
    index: async corpus => {
      const server = await fresh(), seconds = await indexRaw(plainClient(server.url), readArticles(corpus));
      return { seconds, sizeBytes: await usedBytes(server, rawIndex), fileBytes: await fileBytes() };
    },
    settle: async () => running().down(),
    start: async () => {
      await anew();
      const server = running(), url = (query: string) => `${server.url}/indexes/${rawIndex}/search?${q(query)}&${wanted}`;
      const { status, body } = await get(url(first));
      if (status !== 200) throw new Error(`${status}: ${body}`);
      return { url, pids: { Meilisearch: server.pid as number }, stop: () => server.down() };
    },
  };
}

/** Half of the machine's memory for what keeps everything in it. */
export const heapMegabytes = (): number => Math.floor(totalmem() / 2 / 1e6);

const small = (engine: 'trigram' | 'minisearch', first: string): Contender => {
  const script = (mode: string, corpus: string, folder: string) => [`--max-old-space-size=${heapMegabytes()}`, smallServer, engine, mode, corpus, folder];
  return {
    name: engine,
    index: async (corpus, folder) => {
      const { seconds } = JSON.parse(await run(script('index', corpus, folder), {}, folder)) as { seconds: number };
      return { seconds, sizeBytes: engine === 'trigram' ? statSync(join(folder, 'trigram.db')).size : bytesIn(folder) || null };
    },
    start: async (corpus, folder) => {
      const port = await freePort();
      return started(script('serve', corpus, folder), { PORT: String(port) }, folder, query => `http://127.0.0.1:${port}/?${q(query)}`, 'server', first);
    },
  };
};

/** What is compared, by name, and why each that cannot be here is not. @param first the query that a start is waited for with */
export function contenders(first: string): { present: Contender[]; skipped: Readonly<Record<string, string>> } {
  const embedded = [jianbaoSqlite(first), small('trigram', first), small('minisearch', first)], servers = [jianbaoMeilisearch(first), meilisearch(first)];
  if (hasMeilisearch()) return { present: [...embedded, ...servers], skipped: {} };
  return { present: embedded, skipped: Object.fromEntries(servers.map(({ name }) => [name, 'no meilisearch on the PATH'])) };
}
