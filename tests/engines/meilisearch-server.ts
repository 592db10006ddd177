import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Meilisearch of a test file's own, with a folder of its own, that can be stopped and started again. */
export class TestServer {
  #process: ChildProcess | null = null;
  readonly #folder = mkdtempSync(join(tmpdir(), 'jianbao-meilisearch-'));

  private constructor(readonly port: number, readonly masterKey: string | null, readonly options: readonly string[]) {}

  /** @param options further command line options; by default little memory for indexing, which Meilisearch fills anew for each write */
  static async start(masterKey: string | null = null, options: readonly string[] = ['--max-indexing-memory', '256MiB']): Promise<TestServer> {
    const server = new TestServer(await freePort(), masterKey, options);
    await server.up();
    return server;
  }

  /** Where it writes its dumps. */
  get dumpFolder(): string { return join(this.#folder, 'dumps'); }

  get url(): string { return `http://127.0.0.1:${this.port}`; }

  /** Of the running server. */
  get pid(): number | undefined { return this.#process?.pid; }

  /** Starts the server and waits until it answers. */
  async up(): Promise<void> {
    const started = spawn('meilisearch', [
      '--db-path', join(this.#folder, 'data'), '--dump-dir', join(this.#folder, 'dumps'), '--snapshot-dir', join(this.#folder, 'snapshots'),
      '--http-addr', `127.0.0.1:${this.port}`, '--no-analytics', '--env', 'development', '--log-level', 'ERROR',
      ...this.options,
    ], { stdio: 'ignore', cwd: this.#folder, env: { ...process.env, MEILI_MASTER_KEY: this.masterKey ?? '' } });
    this.#process = started;
    for (let attempt = 0; attempt < 400; attempt++) {
      if (started.exitCode !== null) throw new Error(`meilisearch ended with ${started.exitCode}`);
      const healthy = await fetch(`${this.url}/health`).then(answer => answer.ok, () => false);
      if (healthy) return;
      await new Promise(resolve => { setTimeout(resolve, 50); });
    }
    throw new Error('meilisearch did not start');
  }

  /** Stops it by its process id. `signal`: SIGKILL for a crash. */
  async down(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise(resolve => { running.once('exit', resolve); });
    running.kill(signal);
    await ended;
  }

  async destroy(): Promise<void> {
    await this.down();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Asks the server's own API. */
  async request<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(this.url + path, {
      method, headers: { 'content-type': 'application/json', ...(this.masterKey === null ? {} : { authorization: `Bearer ${this.masterKey}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return await answer.json() as T;
  }
}

/** Whether there is a Meilisearch to test with: on the PATH. */
export const hasMeilisearch = (): boolean => spawnSync('meilisearch', ['--version'], { stdio: 'ignore' }).status === 0;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => { server.close(resolve); });
  return port;
}
