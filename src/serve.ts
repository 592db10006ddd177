import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import { sampleDir } from '../config/paths.js';
import type { Settings } from '../config/settings.js';
import { reindex, sampleOrigin } from '../indexer/reindex.js';
import type { Article } from './article.js';
import { createApp } from './http/app.js';
import { isReceived } from './http/receive.js';
import { openService, type Service } from './service.js';
import { Upgrades } from './upgrades.js';

/** The request line and the headers together: a query of 2,000 Han characters is 18,000 bytes when percent-encoded. */
const maxHeaderBytes = 64 << 10;

/** Longer than a change of the dictionary holds the thread, or a proxy keeps a connection that it means to use again (nginx: 60 s). */
const keepAliveMs = 75_000;

/** How long a body may take to arrive: an upload of gigabytes, and anything else. */
const uploadTimeoutMs = 3_600_000, bodyTimeoutMs = 120_000;

export interface Serving {
  readonly service: Service;
  readonly server: Server;
  readonly address: string;
  /** Answers what is under way, then closes everything. */
  stop(): Promise<void>;
}

/** Opens everything, fills an empty index with the sample, listens, and stops gracefully on SIGINT and SIGTERM. */
export async function serve(settings: Settings, log: Logger): Promise<Serving> {
  const service = await openService(settings, undefined, log);
  const upgrades = new Upgrades(service, log);
  try {
    await upgrades.refuseNewer();
    if (settings.SAMPLE) await indexSample(service, log);
  } catch (error) {
    await service.close();
    throw error;
  }
  const serving = await listen({ ...service, close: async () => { await upgrades.close(); await service.close(); } }, log);
  upgrades.watch();
  service.dictionary.watch();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { log.info({ signal }, 'stopping'); void serving.stop(); });
  return serving;
}

/** Serves what is open already. */
export async function listen(service: Service, log: Logger): Promise<Serving> {
  const { settings } = service;
  const server = createServer({ maxHeaderSize: maxHeaderBytes, requestTimeout: uploadTimeoutMs, headersTimeout: 20_000, keepAliveTimeout: keepAliveMs }, createApp(service, log));
  server.on('request', request => {
    if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) return;
    const timer = setTimeout(() => { if (!request.complete && !isReceived(request)) request.destroy(); }, bodyTimeoutMs);
    request.once('close', () => { clearTimeout(timer); });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(settings.PORT, settings.HOST, resolve);
  });
  const { port, family, address: host } = server.address() as AddressInfo;
  const address = `http://${family === 'IPv6' ? `[${host}]` : host}:${port}${settings.BASE_PATH}`;
  log.info({ address }, 'listening');
  let stopping: Promise<void> | undefined;
  const stop = () => stopping ??= (async () => {
    const closed = promisify(server.close.bind(server))();
    // Connections live long: none may be used again, and those that answer now end when they have.
    server.prependListener('request', (_request, response) => { response.setHeader('connection', 'close'); });
    server.closeIdleConnections();
    const ending = setInterval(() => { server.closeIdleConnections(); }, 100);
    await closed.finally(() => { clearInterval(ending); });
    await service.close();
  })();
  return { service, server, address, stop };
}

/** Where no build was ever made, the bundled sample is indexed. */
async function indexSample({ indexes, settings }: Service, log: Logger): Promise<void> {
  const [index] = indexes.values();
  if (!index) return;
  try {
    // The sample must not take the place of somebody's articles in a build that cannot be searched.
    if (await index.engine.misfit() || await index.engine.ready()) return;
    // A few dozen articles, in this thread: threads of their own would keep a dictionary each.
    const analysis = { analyze: async (articles: readonly Article[], origin: string) => articles.map(article => index.analyze(article, origin)), close: async () => undefined };
    const { written } = await reindex({ ...index, analysis, paths: [sampleDir], source: {}, timeZone: settings.TIMEZONE, by: 'the first start', origin: sampleOrigin, dictionary: index.searcher.segmenter.dictionary });
    log.info({ articles: written }, 'indexed the sample');
  } catch (error) {
    // Another process may be filling the same empty folder; the service itself works without the sample.
    log.warn({ err: error }, 'the sample was not indexed');
  }
}
