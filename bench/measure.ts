import autocannon from 'autocannon';
import { get } from './contender.js';

export interface Latency {
  readonly asked: number;
  readonly p50Ms: number; readonly p95Ms: number; readonly p99Ms: number;
  /** Share of answers with at least one article, 0..1. */
  readonly answered: number;
  /** Answers that were none (another status than 200), or that say `timedOut`. */
  readonly failed: number; readonly timedOut: number;
}

export interface Load {
  readonly connections: number;
  /** Answers in time: neither failed nor `timedOut`. */
  readonly perSecond: number;
  readonly seconds: number;
  /** Of what was answered under this load. */
  readonly p50Ms: number; readonly p99Ms: number;
  /** Share of the answers in time with at least one article, 0..1. */
  readonly answered: number;
  readonly failed: number; readonly timedOut: number;
}

/** The least value that this share of all is not above (nearest rank); NaN of none. @param sorted ascending @param share 0..1 */
export const percentile = (sorted: readonly number[], share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;

const isEmpty = (body: string) => body.includes('"hits":[]'), saysTimedOut = (body: string) => body.includes('"timedOut":true');

/** Asks one after another on one connection, until all are asked or `mostSeconds` are over. */
export async function latencyOf(url: (query: string) => string, queries: readonly string[], mostSeconds: number): Promise<Latency> {
  const ms: number[] = [], end = performance.now() + mostSeconds * 1_000;
  let answered = 0, failed = 0, timedOut = 0;
  for (const query of queries) {
    const started = performance.now();
    if (started > end) break;
    const { status, body } = await get(url(query));
    ms.push(performance.now() - started);
    if (status !== 200) failed++;
    else if (!isEmpty(body)) answered++;
    if (saysTimedOut(body)) timedOut++;
  }
  ms.sort((a, b) => a - b);
  return { asked: ms.length, p50Ms: percentile(ms, .5), p95Ms: percentile(ms, .95), p99Ms: percentile(ms, .99), answered: answered / ms.length, failed, timedOut };
}

/** Searches on many connections at once, each query once, for `seconds` or until none is left. */
export async function loadOf(url: (query: string) => string, queries: readonly string[], connections: number, seconds: number): Promise<Load> {
  let next = 0, good = 0, answered = 0, failed = 0, timedOut = 0, lastAt = 0;
  const started = performance.now();
  const onResponse = (status: number, body: string) => {
    // What is answered after the end, or asked a second time because nothing was left, does not count.
    if (performance.now() > started + seconds * 1_000 || next > queries.length) return;
    lastAt = performance.now();
    if (status !== 200) failed++;
    else if (saysTimedOut(body)) timedOut++;
    else {
      good++;
      if (!isEmpty(body)) answered++;
    }
  };
  let ending: NodeJS.Timeout | undefined;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon({
      url: new URL(url('')).origin, connections, duration: seconds + 3_600, timeout: 120, sampleInt: 100,
      requests: [{
        onResponse,
        setupRequest: request => {
          const query = queries[next++];
          if (query === undefined) instance?.stop();
          const { pathname, search } = new URL(url(query ?? queries[0] as string));
          return { ...request, path: pathname + search };
        },
      }],
    }, (error: Error | null, done) => { if (error) reject(error); else resolve(done); }) as autocannon.Instance | undefined;
    ending = setTimeout(() => instance?.stop(), seconds * 1_000);
  }).finally(() => { clearTimeout(ending); });
  const elapsed = next > queries.length ? (lastAt - started) / 1_000 : seconds;
  return { connections, perSecond: good / elapsed, seconds: elapsed, p50Ms: result.latency.p50, p99Ms: result.latency.p99, answered: good ? answered / good : 0, failed: failed + result.errors, timedOut };
}
