import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What indexing took. */
export interface Indexed {
  readonly seconds: number;
  /** What the index needs; null: it is only in memory. */
  readonly sizeBytes: number | null;
  /** Its files, where they are larger because they have empty pages. */
  readonly fileBytes?: number;
}

/** One running search service, asked over HTTP. */
export interface Running {
  /** Where a query is asked, with the best ten wanted. The answer is JSON with `hits`. */
  readonly url: (query: string) => string;
  /** Its processes, by name. */
  readonly pids: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** One of those that are compared. */
export interface Contender {
  readonly name: string;
  /** @param corpus NDJSON of the articles  @param folder empty, for the index */
  index(corpus: string, folder: string): Promise<Indexed>;
  /** Between indexing and the first start. */
  settle?(): Promise<void>;
  /** From nothing running to the first answer, with the index at hand. */
  start(corpus: string, folder: string): Promise<Running>;
  /** Ends what indexing left running. */
  close?(): Promise<void>;
}

/** A failure that is itself a result: it is shown in the page. */
export class Beyond extends Error {}

/** Gives the process id of each that may still run. */
const running = new Set<() => number | undefined>();

/** Ends what was started and still runs: for when this process ends. */
export function endProcesses(): void {
  for (const pidOf of running) {
    const pid = pidOf();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }
}

/** From now on `endProcesses` ends it. */
export const endLater = (pidOf: () => number | undefined): void => { running.add(pidOf); };

const pidOf = (child: ChildProcess) => () => child.exitCode === null && child.signalCode === null ? child.pid : undefined;

/** Runs a script to its end. @param good exit codes @returns what it wrote on standard output @throws Beyond when it ran out of memory */
export async function run(script: readonly string[], env: Readonly<Record<string, string>>, cwd: string, good: readonly (number | null)[] = [0]): Promise<string> {
  const child = spawn(process.execPath, script, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: environment(env) });
  let stdout = '', stderr = '';
  child.stdout.on('data', (part: Buffer) => { stdout += part.toString(); });
  child.stderr.on('data', (part: Buffer) => { stderr = (stderr + part.toString()).slice(-4_000); });
  endLater(pidOf(child));
  await new Promise(resolve => { child.once('close', resolve); });
  if (!good.includes(child.exitCode)) throw failure(child, stderr);
  return stdout;
}

/** Starts a script and waits for its first answer to `first`. @throws Beyond when it ran out of memory */
export async function started(script: readonly string[], env: Readonly<Record<string, string>>, cwd: string, url: (query: string) => string, name: string, first: string): Promise<Running> {
  const child = spawn(process.execPath, script, { cwd, stdio: ['ignore', 'ignore', 'pipe'], env: environment(env) });
  const lastAt = performance.now() + mostStartMs;
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => { stderr = (stderr + part.toString()).slice(-4_000); });
  const gone = new Promise<void>(resolve => { child.once('close', () => { resolve(); }); });
  endLater(pidOf(child));
  while (!await get(url(first)).then(({ status }) => status === 200, () => false)) {
    if (child.exitCode !== null || child.signalCode !== null) throw failure(child, stderr);
    if (performance.now() > lastAt) {
      child.kill('SIGKILL');
      throw new Beyond('no answer an hour after its start');
    }
    await sleep(10);
  }
  return { url, pids: { [name]: child.pid as number }, stop: async () => { child.kill(); await gone; } };
}

function failure(child: ChildProcess, stderr: string): Error {
  if (/heap out of memory|Cannot create a string longer|Invalid string length|Map maximum size/.test(stderr)) return new Beyond('out of memory');
  if (child.signalCode === 'SIGKILL') return new Beyond('killed, probably out of memory');
  return new Error(`ended with ${String(child.exitCode ?? child.signalCode)}: ${stderr}`);
}

/** Only what a process needs: no settings of whoever runs this. */
const environment = (env: Readonly<Record<string, string>>) => ({ PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', TMPDIR: process.env['TMPDIR'] ?? '/tmp', ...env });

const mostStartMs = 3_600_000, mostAnswerMs = 120_000;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Asks on a connection that is kept. */
export function get(url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, timeout: mostAnswerMs }, response => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => { parts.push(part); }).on('error', reject);
      response.on('end', () => { resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }); });
    });
    asked.on('error', reject).on('timeout', () => asked.destroy(new Error(`no answer within ${mostAnswerMs} ms`))).end();
  });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => { server.close(resolve); });
  return port;
}

/** Megabytes (10⁶ bytes) in memory of a process and its children, now and at their highest; null where there is no /proc. */
export function memoryOf(pid: number): { nowMegabytes: number; highestMegabytes: number } | null {
  if (!existsSync(`/proc/${pid}/status`)) return null;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8'), of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1_024 / 1e6;
  const children = readdirSync(`/proc/${pid}/task`).flatMap(task => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(child => memoryOf(Number(child))));
  return {
    nowMegabytes: children.reduce((sum, child) => sum + (child?.nowMegabytes ?? 0), of('VmRSS')),
    highestMegabytes: children.reduce((sum, child) => sum + (child?.highestMegabytes ?? 0), of('VmHWM')),
  };
}

/** Bytes of all files in a folder. */
export function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
