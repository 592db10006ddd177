import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { UserDictionary } from '../src/text/user-words.js';

/** What the process is told. */
export interface CuttingTask {
  readonly dictionary: UserDictionary;
  readonly texts: readonly string[];
}

/**
 * Cuts texts as another dictionary would: in a process that lives no longer than this (a second or two, 270 MB). A thread would keep the
 * dictionary's memory when it ends.
 */
export async function cutTextsWith(dictionary: UserDictionary, texts: readonly string[]): Promise<string[][]> {
  if (!texts.length) return [];
  const child = fork(fileURLToPath(new URL('./cutting-process.js', import.meta.url)), { serialization: 'advanced', stdio: 'ignore', execArgv: [] });
  try {
    return await new Promise<string[][]>((resolve, reject) => {
      child.once('message', message => { resolve(message as string[][]); }).once('error', reject);
      child.once('exit', code => { reject(new Error(`the process that cuts examples ended with ${String(code)}`)); });
      child.send({ dictionary, texts } satisfies CuttingTask);
    });
  } finally {
    child.kill();
  }
}
