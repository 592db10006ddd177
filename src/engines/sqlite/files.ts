import { readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Control } from './control.js';

let made = 0;
/** A name that no other process gives, with the time in it. */
export const newBuildName = (): string => `build-${Date.now()}-${process.pid}-${hostname().slice(0, 12).replace(/[^a-z0-9]/gi, '')}-${made++}`;

export const buildPath = (folder: string, name: string): string => join(folder, `${name}.db`);

export function removeBuild(folder: string, name: string): void {
  for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(buildPath(folder, name) + ending, { force: true });
}

/** Removes builds that are neither live nor the one before nor under way: leftovers of what was killed. */
export function removeLeftovers(folder: string, control: Control, building: string | null): void {
  const wanted = new Set([control.live(), control.previous(), building, control.building()?.name]);
  for (const file of readdirSync(folder)) {
    const name = /^(build-.*)\.db$/.exec(file)?.[1];
    if (name !== undefined && !wanted.has(name)) removeBuild(folder, name);
  }
}
