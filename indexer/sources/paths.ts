import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file to read, or why something that the user named cannot be read. */
export type Entry =
  | { readonly path: string; readonly sizeBytes: number; /** Named by the user, not found in a folder. */ readonly named: boolean }
  | { readonly path: string; readonly problem: string };

/**
 * The files behind the paths that a user gave: files as they are, folders with everything below them in the order of
 * their names; hidden files and folders are left out, a link is followed unless it leads back into its own folder. `-` is standard input.
 */
export async function* entriesOf(paths: readonly string[]): AsyncGenerator<Entry> {
  for (const path of paths) {
    if (path === '-') {
      yield { path, sizeBytes: 0, named: true };
      continue;
    }
    const found = await statOf(path);
    if ('problem' in found) yield { path, problem: found.problem };
    else if (!found.isDirectory()) yield { path, sizeBytes: found.size, named: true };
    else {
      let files = 0;
      for await (const entry of below(path, [`${found.dev}:${found.ino}`])) {
        files++;
        yield entry;
      }
      if (files === 0) yield { path, problem: 'folder without files to read' };
    }
  }
}

async function* below(folder: string, above: readonly string[]): AsyncGenerator<Entry> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter(name => !name.startsWith('.'));
  } catch (error) {
    yield { path: folder, problem: problemOf(error as NodeJS.ErrnoException) };
    return;
  }
  for (const name of names.sort(byName)) {
    const path = join(folder, name);
    const found = await statOf(path);
    if ('problem' in found) yield { path, problem: found.problem };
    else if (found.isFile()) yield { path, sizeBytes: found.size, named: false };
    else if (found.isDirectory() && !above.includes(`${found.dev}:${found.ino}`)) yield* below(path, [...above, `${found.dev}:${found.ino}`]);
  }
}

async function statOf(path: string): Promise<Stats | { problem: string }> {
  try {
    return await stat(path);
  } catch (error) {
    return { problem: problemOf(error as NodeJS.ErrnoException) };
  }
}

/** By code points, digits by their value: page2 before page10, the same on every machine. */
export function byName(a: string, b: string): number {
  const [left, right] = [a, b].map(name => name.replace(/\d+/g, digits => digits.replace(/^0+(?=\d)/, '').padStart(20, '0'))) as [string, string];
  return left < right ? -1 : left > right ? 1 : a < b ? -1 : 1;
}

/** What `error` means to the user who named the file. */
export function problemOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT': return 'no such file or folder';
    case 'EACCES':
    case 'EPERM': return 'may not be read (permission denied)';
    case 'EISDIR': return 'is a folder';
    case 'ELOOP': return 'is a link that leads in a circle';
    default: return `cannot be read (${error.code ?? error.message})`;
  }
}

/** Bytes on disk and number of files that `readSources` will read; standard input counts as 0. */
export async function sizeOf(paths: readonly string[]): Promise<{ sizeBytes: number; files: number }> {
  let sizeBytes = 0;
  let files = 0;
  for await (const entry of entriesOf(paths)) {
    if ('problem' in entry) continue;
    sizeBytes += entry.sizeBytes;
    files++;
  }
  return { sizeBytes, files };
}
