import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Beyond, get, memoryOf, type Contender, type Running } from './contender.js';
import { latencyOf, loadOf, percentile, type Latency } from './measure.js';
import type { BenchQueries } from './queries.js';
import type { Measured } from './results.js';

export interface Pace {
  readonly connections: readonly number[];
  /** Of load for each number of connections. */
  readonly seconds: number;
  /** For each kind of query one at a time, at most. */
  readonly mostLatencySeconds: number;
}

/** Starts that take no longer are tried three times. */
const quickStartSeconds = 10;

/** As long as a search of the service may take by default. */
const pauseMs = 1_000;

/**
 * Measures one engine over one corpus, keeping what it has after each step.
 * @param keep called after each step @param say one line for whoever waits
 */
export async function measureOne(contender: Contender, size: number, corpus: string, folder: string, queries: BenchQueries, pace: Pace, keep: (measured: Measured) => void, say: (line: string) => void): Promise<void> {
  const measured: Measured = { engine: contender.name, articles: size, done: false };
  const tell = (line: string) => { say(`${contender.name.padEnd(20)} ${String(size).padStart(7)}  ${line}`); };
  const step = (values: Partial<Measured>, line: string) => {
    keep(Object.assign(measured, values));
    tell(line);
  };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let running: Running | undefined;
  try {
    tell(`indexing, ${new Date().toISOString().slice(11, 16)}`);
    const indexed = await contender.index(corpus, folder);
    step({ indexed }, `indexed in ${indexed.seconds.toFixed(1)} s, ${indexed.sizeBytes === null ? 'only in memory' : `${(indexed.sizeBytes / 1e6).toFixed(0)} MB`}`);
    await contender.settle?.();
    const starts: number[] = [];
    do {
      await running?.stop();
      const began = performance.now();
      running = await contender.start(corpus, folder);
      starts.push((performance.now() - began) / 1_000);
    } while (starts.length < 3 && (starts[0] as number) < quickStartSeconds);
    const { url, pids } = running;
    step({ startSeconds: percentile(starts.sort((a, b) => a - b), .5) }, `first answer after ${percentile(starts, .5).toFixed(2)} s`);
    await latencyOf(url, queries.warmUp, pace.mostLatencySeconds);
    const latency: Record<string, Latency> = {};
    for (const [kind, asked] of Object.entries(queries.latency)) {
      if (!asked.length) continue;
      const one = latency[kind] = await latencyOf(url, asked, pace.mostLatencySeconds);
      step({ latency, memory: seen(measured.memory, pids) }, `${kind}: p50 ${one.p50Ms.toFixed(1)}, p95 ${one.p95Ms.toFixed(1)}, p99 ${one.p99Ms.toFixed(1)} ms, ${(one.answered * 100).toFixed(0)} % of ${one.asked} answered${one.failed ? `, ${one.failed} failed` : ''}${one.timedOut ? `, ${one.timedOut} out of time` : ''}`);
    }
    for (const connections of pace.connections) {
      const one = await loadOf(url, queries.throughput, connections, pace.seconds);
      // What was under way when the time was over is still worked at.
      await get(url(queries.warmUp[0] as string));
      await sleep(pauseMs);
      step({ load: [...measured.load ?? [], one], memory: seen(measured.memory, pids) }, `${connections} connections: ${one.perSecond.toFixed(0)} searches a second for ${one.seconds.toFixed(1)} s, p99 ${one.p99Ms} ms, ${(one.answered * 100).toFixed(0)} % answered${one.failed ? `, ${one.failed} failed` : ''}${one.timedOut ? `, ${one.timedOut} out of time` : ''}`);
    }
    step({ done: true }, `memory ${JSON.stringify(measured.memory)}`);
  } catch (error) {
    if (!(error instanceof Beyond)) throw error;
    step({ failed: error.message, done: true }, error.message);
  } finally {
    await running?.stop();
    await contender.close?.();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The most that was seen of each process, before and now. */
function seen(before: Measured['memory'], pids: Running['pids']): NonNullable<Measured['memory']> {
  return Object.fromEntries(Object.entries(pids).flatMap(([name, pid]) => {
    const now = memoryOf(pid);
    return now ? [[name, { searchingMegabytes: Math.max(now.nowMegabytes, before?.[name]?.searchingMegabytes ?? 0), highestMegabytes: Math.max(now.highestMegabytes, before?.[name]?.highestMegabytes ?? 0) }]] : [];
  }));
}
