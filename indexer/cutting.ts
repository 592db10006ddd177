import { Piscina } from 'piscina';
import type { UserDictionary } from '../src/text/user-words.js';

/** Cuts texts as another dictionary would, in a thread that lives no longer than this (a second or two, 270 MB). */
export async function cutTextsWith(dictionary: UserDictionary, texts: readonly string[]): Promise<string[][]> {
  if (!texts.length) return [];
  const pool = new Piscina<readonly string[], string[][]>({ filename: new URL('./cutting-worker.js', import.meta.url).href, maxThreads: 1, workerData: dictionary });
  try {
    return await pool.run(texts);
  } finally {
    await pool.destroy();
  }
}
