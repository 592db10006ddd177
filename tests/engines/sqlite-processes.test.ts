import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ReindexRunning } from '../../src/engines/engine.js';
import { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.js';
import type { Condition } from '../../src/query/condition.js';
import { temporaryFolder } from '../support/folder.js';
import { newspaper, type Item } from './contract/field-sets.js';
import { ask, idsOf, World } from './contract/world.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(120_000);

const everything: Condition = { kind: 'everything' };
const tide: Condition = { kind: 'characters', tokens: [...'潮水'], prefix: false };

let folder = '', remove = (): void => undefined, world: World;
const children: ChildProcess[] = [];

beforeEach(async () => {
  ({ folder, remove } = temporaryFolder());
  world = await openWorld();
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  await world.destroy();
  remove();
});

const openWorld = (): Promise<World> => World.open(async fields => {
  let engine = SqliteEngine.open(fields, folder);
  return {
    engine,
    reopen: async () => {
      await engine.close();
      return engine = SqliteEngine.open(fields, folder);
    },
    destroy: () => engine.close(),
  };
}, newspaper);

/** Another process on the folder; `said` waits for a line. */
function start(...args: string[]): { child: ChildProcess; said: (line: string | RegExp) => Promise<void>; ended: Promise<void> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sqlite-child.js'), folder, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const lines: string[] = [], waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', line => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const ended = once(child, 'exit').then(([code]) => { if (code) throw new Error(`the child ended with ${String(code)}`); });
  ended.catch(() => undefined);
  const said = (wanted: string | RegExp) => Promise.race([
    new Promise<void>(resolve => {
      const look = () => { if (lines.some(line => typeof wanted === 'string' ? line === wanted : wanted.test(line))) resolve(); };
      waiting.add(look);
      look();
    }),
    ended.then(() => { if (!lines.some(line => line === wanted)) throw new Error(`the child ended without saying ${String(wanted)}`); }),
  ]);
  return { child, said, ended };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const items = (prefix: string, count: number): Item[] => Array.from({ length: count }, (_, i) => ({ id: `${prefix}${i}`, title: '渡口', body: '潮水涨落' }));
const builds = () => readdirSync(folder).filter(name => /^build-.*\.db$/.test(name));

describe('two processes on one folder', () => {
  test('a reader sees what a writer wrote, and never less than before', async () => {
    await world.put(...items('mine', 2));
    const { ended } = start('write', '60');
    let writing = true;
    const done = ended.finally(() => { writing = false; });
    const sizes: number[] = [];
    while (writing) {
      const found = await world.engine.search(ask([['words', tide]]));
      expect(found.candidates).toHaveLength(found.total);
      sizes.push(found.total);
      await new Promise(resolve => { setTimeout(resolve, 5); });
    }
    await done;
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(await world.engine.size()).toBe(62);
    expect(await world.meeting(tide)).toHaveLength(62);
  });

  test('two writers at once lose nothing', async () => {
    const { ended } = start('write', '60');
    for (let i = 0; i < 30; i++) await world.put(...items(`mine${i}-`, 2));
    await ended;
    expect(await world.engine.size()).toBe(120);
    expect(await world.meeting(tide)).toHaveLength(120);
    expect((await world.all()).filter(id => id.startsWith('child'))).toHaveLength(60);
  });

  test('a switch that the other makes is followed at the next search, write and removal', async () => {
    await world.put(...items('mine', 3));
    const { ended } = start('rebuild', '4');
    await ended;
    expect(await world.all()).toEqual(['rebuilt0', 'rebuilt1', 'rebuilt2', 'rebuilt3']);
    expect(await world.engine.get('mine0')).toBeNull();
    const again = start('rebuild', '2');
    await again.ended;
    await world.put(...items('later', 1));
    expect(await world.all()).toEqual(['later0', 'rebuilt0', 'rebuilt1']);
    await start('rebuild', '3').ended;
    expect(await world.engine.remove({ ids: ['rebuilt2', 'later0'] })).toBe(1);
  });

  test('writes of one while the other builds are in both', async () => {
    await world.put(...items('mine', 3));
    const { child, said } = start('build without end');
    await said('building');
    await expect(world.engine.startBuild('the parent')).rejects.toThrow(ReindexRunning);
    await world.put(...items('meanwhile', 2));
    expect(await world.engine.size()).toBe(5);
    await kill(child);
    const mine = await world.engine.startBuild('the parent');
    await start('write', '5').ended;
    await mine.write(world.analyzed(items('new', 1), 'a source'));
    await mine.publish(world.analyze);
    expect(await world.all()).toEqual(['child0', 'child1', 'child2', 'child3', 'child4', 'new0']);
  });
});

describe('after kill -9', () => {
  test('of a building process the live index is as it was, and the next build clears up', async () => {
    await world.put(...items('mine', 3));
    const { child, said } = start('build without end');
    await said('building');
    expect(builds()).toHaveLength(2);
    await kill(child);
    expect(await world.all()).toEqual(['mine0', 'mine1', 'mine2']);
    await world.reopen();
    expect(await world.all()).toEqual(['mine0', 'mine1', 'mine2']);
    expect((await world.engine.status()).building).toBeNull();
    await start('rebuild', '2').ended;
    expect(await world.all()).toEqual(['rebuilt0', 'rebuilt1']);
    // The live one and the one before.
    expect(builds()).toHaveLength(2);
  });

  test('of a writing process every answer is whole', async () => {
    const { child, said } = start('write without end');
    await said(/^written 1\d$/);
    await kill(child);
    await world.reopen();
    const ids = await world.all();
    expect(ids.length).toBeGreaterThan(25);
    expect(await world.engine.size()).toBe(ids.length);
    expect(await world.meeting(tide)).toEqual(ids);
    expect(idsOf(await world.engine.search(ask([['words', { kind: 'words', words: ['潮水涨落'] }]])))).toEqual(ids);
    await world.put(...items('mine', 1));
    expect(await world.meeting(everything)).toHaveLength(ids.length + 1);
  });
});
