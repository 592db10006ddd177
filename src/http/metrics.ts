import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Engine, EngineStatus } from '../engines/engine.js';
import { tiers } from '../query/condition.js';
import { isRanking } from '../query/plan.js';
import type { Finding } from '../search/answer.js';
import type { OpenIndex, Service } from '../service.js';
import type { Slots } from './slots.js';

const seconds = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const operations: readonly (keyof Engine)[] = ['near', 'search', 'count', 'get', 'wordCounts', 'vocabulary', 'values', 'size', 'write', 'remove'];

/** What `/metrics` tells. Labels have few values: templates of routes, names of indexes, tiers, operations; never anything that a client sent. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests = new Histogram({ name: 'jianbao_http_request_duration_seconds', help: 'Requests, from their head to the end of the answer', labelNames: ['method', 'route', 'status'], buckets: seconds, registers: [this.registry] });
  readonly #searches = new Histogram({ name: 'jianbao_search_duration_seconds', help: 'Searches by the strictest tier with a hit; none: nothing was found; everything: nothing was asked for', labelNames: ['index', 'tier'], buckets: seconds, registers: [this.registry] });
  readonly #engine = new Histogram({ name: 'jianbao_engine_duration_seconds', help: 'What the engine was asked; near: a whole search in a thread of the embedded engine, otherwise one search asks several times', labelNames: ['index', 'operation'], buckets: seconds, registers: [this.registry] });

  constructor({ indexes }: Service, slots: Slots) {
    const { registry } = this, labelNames = ['index'] as const;
    collectDefaultMetrics({ register: registry });
    const gauge = (name: string, help: string, value: () => number) => new Gauge({ name, help, registers: [registry], collect() { this.set(value()); } });
    gauge('jianbao_searches_running', 'Searches under way', () => slots.running);
    gauge('jianbao_searches_waiting', 'Searches that wait for their turn', () => slots.waiting);
    new Counter({ name: 'jianbao_searches_refused_total', help: 'Searches refused because too many waited', registers: [registry], collect() { this.reset(); this.inc(slots.refused); } });
    let asked: Promise<ReadonlyMap<string, EngineStatus | null>> | undefined;
    // All gauges of one scrape share one question; an engine that does not answer leaves them out.
    const statuses = () => asked ??= statusesOf(indexes).finally(() => { asked = undefined; });
    const ofIndex = (name: string, help: string, value: (status: EngineStatus | null) => number | undefined) => new Gauge({ name, help, labelNames, registers: [registry], async collect() {
      this.reset();
      for (const [index, status] of await statuses()) {
        const told = value(status);
        if (told !== undefined) this.set({ index }, told);
      }
    } });
    ofIndex('jianbao_index_ready', 'Whether the engine answers and an index is live', status => Number(Boolean(status?.live)));
    ofIndex('jianbao_index_articles', 'Articles of the live index', status => status?.live?.articles);
    ofIndex('jianbao_index_size_bytes', 'Size of the live index', status => status?.live?.sizeBytes);
    ofIndex('jianbao_index_built_timestamp_seconds', 'When the live index was built', status => status?.live ? Date.parse(status.live.builtAt) / 1000 : undefined);
    ofIndex('jianbao_index_building', 'Whether a build is under way', status => status ? Number(status.building !== null) : undefined);
  }

  request(method: string, route: string, status: number, durationMs: number): void {
    this.#requests.observe({ method: methods.has(method) ? method : 'other', route, status }, durationMs / 1000);
  }

  /** The same service, whose searches and engines are timed. */
  observed(service: Service): Service {
    return { ...service, indexes: new Map([...service.indexes].map(([name, index]) => [name, this.#observedIndex(name, index)])) };
  }

  #observedIndex(index: string, open: OpenIndex): OpenIndex {
    const engine = timed(open.engine, (operation, durationMs) => { this.#engine.observe({ index, operation }, durationMs / 1000); });
    const searcher = open.searcher.over(engine, (finding, durationMs) => { this.#searches.observe({ index, tier: tierOf(finding) }, durationMs / 1000); });
    return { ...open, engine, searcher };
  }

  /** `GET /metrics`. */
  readonly handler: RequestHandler = async (_request, response) => {
    response.type(this.registry.contentType).send(await this.registry.metrics());
  };
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function tierOf({ plan, found, ranked, asked }: Finding): string {
  if (!found.total) return 'none';
  return !plan.terms.some(isRanking) ? 'everything' : tiers.find(tier => ranked.some(({ candidate }) => candidate.tier === tier)) ?? asked[0]?.tier ?? 'none';
}

async function statusesOf(indexes: Service['indexes']): Promise<ReadonlyMap<string, EngineStatus | null>> {
  return new Map(await Promise.all([...indexes].map(async ([name, { engine }]) => [name, await engine.status().catch(() => null)] as const)));
}

/** An engine that tells how long it took. */
function timed(engine: Engine, observe: (operation: string, durationMs: number) => void): Engine {
  return new Proxy(engine, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const method = value.bind(target) as (...given: unknown[]) => unknown;
      if (!operations.includes(name as keyof Engine)) return method;
      return async (...given: unknown[]) => {
        const since = performance.now();
        try {
          return await method(...given);
        } finally {
          observe(String(name), performance.now() - since);
        }
      };
    },
  });
}
