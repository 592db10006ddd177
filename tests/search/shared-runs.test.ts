import { expect, test } from '@jest/globals';
import { SharedRuns } from '../../src/search/shared-runs.js';

const always = () => true, never = () => false;

/** Runs that end when they are told to. */
function runs() {
  const ends: ((value: string) => void)[] = [];
  return { ends, run: () => new Promise<string>(resolve => { ends.push(resolve); }) };
}

test('what is asked twice at once runs once', async () => {
  const shared = new SharedRuns<string>(), { ends, run } = runs();
  const both = [shared.get('1', 'a', never, run), shared.get('1', 'a', never, run)];
  expect(ends).toHaveLength(1);
  ends[0]?.('found');
  expect(await Promise.all(both)).toEqual(['found', 'found']);
  void shared.get('1', 'a', never, run);
  expect(ends).toHaveLength(2);
});

test('an answer that is kept serves until the version changes, also one that was on its way then', async () => {
  const shared = new SharedRuns<string>(), { ends, run } = runs();
  const first = shared.get('1', 'a', always, run);
  const second = shared.get('2', 'a', always, run);
  expect(ends).toHaveLength(2);
  ends[0]?.('old');
  ends[1]?.('new');
  expect(await first).toBe('old');
  expect(await second).toBe('new');
  expect(await shared.get('2', 'a', always, run)).toBe('new');
  expect(ends).toHaveLength(2);
});

test('a failure is told to all who wait, and not kept', async () => {
  const shared = new SharedRuns<string>();
  let tries = 0;
  const fails = async (): Promise<string> => { tries++; throw new Error('away'); };
  const both = await Promise.allSettled([shared.get('1', 'a', always, fails), shared.get('1', 'a', always, fails)]);
  expect(both.map(one => one.status)).toEqual(['rejected', 'rejected']);
  expect(tries).toBe(1);
  expect(await shared.get('1', 'a', always, async () => 'back')).toBe('back');
});

test('of many answers the last asked for are kept', async () => {
  const shared = new SharedRuns<number>();
  const asked: number[] = [];
  const ask = (n: number) => shared.get('1', String(n), always, async () => { asked.push(n); return n; });
  for (let n = 0; n < 100; n++) await ask(n);
  await ask(0);
  await ask(100);
  asked.length = 0;
  await ask(0);
  await ask(1);
  expect(asked).toEqual([1]);
});
