import { accessSync, constants, statfsSync } from 'node:fs';
import { StorageFailed } from '../engine.js';

/** Below this much free space an error of SQLite's is taken to come of it: its messages do not always say so. */
const almostNothingBytes = 1 << 20;

const codeOf = (error: unknown): string => typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

/** An error that the disk of an index is the cause of, as one that says what to do; any other one as it is. */
export function toldOfDisk(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)/.test(code) || (/^SQLITE_(IOERR|CANTOPEN)/.test(code) && freeBytes(folder) < almostNothingBytes))
    return new StorageFailed(`the disk of ${folder} is full: free some space; what was written before is as it was`, { cause: error });
  if (/^(SQLITE_READONLY|SQLITE_PERM|EROFS|EACCES|EPERM)/.test(code))
    return new StorageFailed(`${folder} cannot be written (${code}): the user that jianbao runs as needs to write there, to search as well`, { cause: error });
  return error;
}

/** Does something on the disk of an index. @throws StorageFailed where it is full or may not be written */
export function onDisk<T>(folder: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw toldOfDisk(error, folder);
  }
}

/** @throws StorageFailed Searching needs it too: readers of SQLite's write-ahead log leave their marks beside it */
export function assertWritable(folder: string): void {
  onDisk(folder, () => { accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK); });
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}
