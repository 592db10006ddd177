import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, jest } from '@jest/globals';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { packageDir } from '../../config/paths.js';
import type { Article } from '../../src/article.js';
import { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.js';
import { temporaryFolder } from '../support/folder.js';

// Every command is a process of its own, and other tests run beside.
jest.setTimeout(60_000);

export const cliPath = join(packageDir, 'dist/indexer/cli.js');
export const serverPath = join(packageDir, 'dist/src/server.js');
const [fields] = defaultIndexes as readonly [IndexFields];

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A folder with a data folder in it, in which the command line runs as a process of its own. */
export class Place {
  readonly #temporary = temporaryFolder();
  readonly folder = this.#temporary.folder;
  readonly dataDir = join(this.folder, 'data');
  readonly #children = new Set<Child>();

  /** Writes a file and gives its path. */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  ndjson(name: string, articles: readonly object[]): string {
    return this.file(name, articles.map(article => `${JSON.stringify(article)}\n`).join(''));
  }

  start(script: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Child {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: this.folder, stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', DATA_DIR: this.dataDir, SAMPLE: 'off', PORT: '0', ...environment },
    });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  /** Runs `jianbao ARGS` to its end. */
  async run(args: readonly string[], { input = '', env = {} }: { readonly input?: string | Uint8Array; readonly env?: Readonly<Record<string, string>> } = {}): Promise<Finished> {
    const child = this.start(cliPath, args, env);
    // A command that reads no input may be gone before it is written.
    child.stdin.on('error', () => undefined).end(input);
    return finished(child);
  }

  /** Everything that the live build holds, by id, with its origin. */
  async stored(): Promise<Map<string, Article & { readonly origin: string }>> {
    const engine = this.open();
    const all = new Map<string, Article & { readonly origin: string }>();
    for await (const { article, origin } of engine.stored()) all.set(article.id, { ...article, origin });
    await engine.close();
    return new Map([...all].sort(([a], [b]) => a < b ? -1 : 1));
  }

  open(): SqliteEngine {
    return SqliteEngine.open(fields, join(this.dataDir, fields.index));
  }

  remove(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    this.#temporary.remove();
  }
}

export async function finished(child: Child): Promise<Finished> {
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close') as Promise<[number | null]>]);
  return { code, stdout, stderr };
}

/** A place that is removed when the tests of the file are done. */
export function place(): Place {
  const made = new Place();
  afterAll(() => { made.remove(); });
  return made;
}

/** A place for one test, which removes it itself. */
place.now = (): Place => new Place();

/** Asks again until there is an answer. @throws when there is none in time */
export async function until<T>(ask: () => Promise<T | undefined | null | false>, what: string, timeoutMs = 60_000): Promise<T> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(50)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`${what} did not come within ${timeoutMs} ms`);
}

/** Reads what a process says until it has said this. */
export function said(child: Child, pattern: RegExp): Promise<RegExpExecArray> {
  let all = '';
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (part: Buffer) => {
      all += part.toString();
      const found = pattern.exec(all);
      if (found) resolve(found);
    });
    child.once('exit', code => { reject(new Error(`ended with ${String(code)} without saying ${String(pattern)}: ${all}`)); });
  });
}
