import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { arch, cpus, totalmem, type } from 'node:os';
import type { Indexed } from './contender.js';
import type { Latency, Load } from './measure.js';

/** What was measured of one engine over so many articles; what is missing was not reached. */
export interface Measured {
  engine: string;
  articles: number;
  indexed?: Indexed;
  /** From the start of the process to the first answer: the middle of those tried. */
  startSeconds?: number;
  latency?: Readonly<Record<string, Latency>>;
  load?: readonly Load[];
  /** By process: the most that was seen between searches, and the most there ever was, its start included. */
  memory?: Readonly<Record<string, { searchingMegabytes: number; highestMegabytes: number }>>;
  /** Why it went no further. */
  failed?: string;
  done: boolean;
}

export interface Results {
  /** What the measurements rest on: with anything else they cannot stand in one table. */
  readonly basis: string;
  /** `articles`: how many were given; null: made ones. */
  readonly source: { readonly articles: number | null; readonly queriesGiven: boolean };
  /** By number of articles: UTF-16 units of title and body. */
  readonly characters: Record<string, number>;
  readonly asked: { readonly latency: Readonly<Record<string, number>>; readonly throughput: number };
  date: string;
  machine: { cores: number; processor: string; memoryGigabytes: number; system: string; node: string };
  versions: Readonly<Record<string, string>>;
  skipped: Readonly<Record<string, string>>;
  heapMegabytes: number;
  command: string;
  readonly measured: Measured[];
}

export const machineNow = (): Results['machine'] => ({
  cores: cpus().length, processor: cpus()[0]?.model.trim() || 'unknown', memoryGigabytes: Math.round(totalmem() / 1e9), system: `${type()} ${arch()}`, node: process.version,
});

export function readResults(path: string): Results | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Results;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Whole or not at all, so that a crash loses nothing. */
export function save(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, JSON.stringify(value, null, 1));
  renameSync(`${path}.new`, path);
}
