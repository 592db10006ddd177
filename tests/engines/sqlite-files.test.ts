import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { EngineUnavailable, NoPreviousBuild } from '../../src/engines/engine.js';
import { SqliteEngine } from '../../src/engines/sqlite/sqlite-engine.js';
import { foldText } from '../../src/text/fold.js';
import { temporaryFolder } from '../support/folder.js';
import { newspaper, recipes, type FieldSet } from './contract/field-sets.js';
import { World } from './contract/world.js';

// What is slow is the machine: a limit for what never ends.
jest.setTimeout(120_000);

let folder = '', remove = (): void => undefined;
const open: World[] = [];

beforeEach(() => { ({ folder, remove } = temporaryFolder()); });
afterEach(async () => {
  for (const world of open.splice(0)) await world.destroy();
  remove();
});

async function openAs(set: FieldSet): Promise<World> {
  const world = await World.open(async fields => {
    const engine = SqliteEngine.open(fields, folder);
    return { engine, reopen: () => Promise.reject(new Error('not here')), destroy: () => engine.close() };
  }, set);
  open.push(world);
  return world;
}

const buildFiles = () => readdirSync(folder).filter(name => /^build-.*\.db$/.test(name)).sort();

describe('characters', () => {
  /** Every Han character of the BMP, and every 61st of those beyond. */
  const han: string[] = [];
  for (let codePoint = 0x2e80; codePoint <= 0x3ffff; codePoint += codePoint < 0x10000 ? 1 : 61) {
    const character = String.fromCodePoint(codePoint);
    if (/^\p{Script=Han}$/u.test(character)) han.push(character);
  }

  test('every Han character finds the article that it stands in, and is a word there', async () => {
    const world = await openAs(newspaper);
    const perArticle = 150;
    const idOf = (i: number) => `n${Math.floor(i / perArticle)}`;
    const bodies = Array.from({ length: Math.ceil(han.length / perArticle) }, (_, i) => han.slice(i * perArticle, (i + 1) * perArticle).join('，'));
    await world.put(...bodies.map((body, i) => ({ id: `n${i}`, body })));
    expect(han.length).toBeGreaterThan(28_000);
    const missed: string[] = [];
    for (const [i, character] of han.entries()) {
      const token = foldText(character);
      const of = [{ kind: 'id', id: idOf(i) }, { kind: 'words', words: [token] }, { kind: 'characters', tokens: [token], prefix: false }] as const;
      if (await world.engine.count({ kind: 'all', of }, null, 1) !== 1) missed.push(character);
    }
    expect(missed).toEqual([]);
  });

  test.each(['ø', 'łódź', 'ж', 'ελ', 'ไทย', 'हिन्दी', '한국', 'かな', 'ǂx', '٣', 'Ⅷ', '⁵', 'ﬄ', 'ꙮ', '𝔸', '🄰', '᠊', '\u{1e900}', '\u{16f00}', '\u{10ffff}'])(
    'a text with %s is found by what stands beside it', async other => {
      const world = await openAs(newspaper);
      await world.put({ id: 'a', body: `渡口${other}潮水` }, { id: 'b', body: '渡口，潮水' });
      expect(await world.ids('"渡口"')).toEqual(expect.arrayContaining(['a', 'b']));
      expect(await world.ids('"潮水"')).toEqual(expect.arrayContaining(['a', 'b']));
      expect(await world.ids(`"渡口${other}潮水"`)).toContain('a');
    });
});

describe('a build made for other fields', () => {
  test('is told, not searched, and replaced by a reindex', async () => {
    const before = await openAs(newspaper);
    await before.put({ id: 'a', title: '豆腐' });
    const world = await openAs(recipes);
    expect(await world.engine.ready()).toBe(false);
    expect(await world.engine.misfit()).toMatchObject({ kind: 'older' });
    await expect(world.search('豆腐')).rejects.toThrow(EngineUnavailable);
    await expect(world.search('豆腐')).rejects.toThrow(/reindex/);
    await expect(world.put({ id: 'b', title: '豆腐' })).rejects.toThrow(EngineUnavailable);
    await expect(world.engine.status()).resolves.toMatchObject({ live: null });
    expect(await before.ids('豆腐')).toEqual(['a']);
    const stored = [];
    for await (const { article, origin } of world.engine.stored()) stored.push([article.id, origin]);
    expect(stored).toEqual([['a', 'put']]);
    const build = await world.engine.startBuild('a test');
    await build.write(world.analyzed([{ id: 'c', title: '豆腐' }], 'a source'));
    await build.publish(world.analyze);
    expect(await world.ids('豆腐')).toEqual(['c']);
    expect(await world.engine.status()).toMatchObject({ live: { articles: 1 } });
    await expect(before.search('豆腐')).rejects.toThrow(EngineUnavailable);
  });

  test('is no build to go back to', async () => {
    await (await openAs(newspaper)).put({ id: 'a', title: '豆腐' });
    const world = await openAs(recipes);
    const build = await world.engine.startBuild('a test');
    await build.write(world.analyzed([{ id: 'c', title: '豆腐' }], 'a source'));
    await build.publish(world.analyze);
    await expect(world.engine.rollback()).rejects.toThrow(NoPreviousBuild);
    expect(await world.ids('豆腐')).toEqual(['c']);
  });

  test('but weights, names for readers and facets may change without one', async () => {
    await (await openAs(newspaper)).put({ id: 'a', title: '豆腐' });
    const other = { ...newspaper, fields: { ...newspaper.fields, fields: newspaper.fields.fields.map(f => f.name === 'title' ? { ...f, weight: 2, aliases: ['名'] } : f) } };
    expect(await (await openAs(other)).ids('名:豆腐')).toEqual(['a']);
  });
});

describe('files', () => {
  test('of a live build that is missing or damaged are told, and a reindex mends it', async () => {
    const first = await openAs(newspaper);
    await first.put({ id: 'a', title: '豆腐' });
    await first.destroy();
    open.pop();
    const [file = ''] = buildFiles();
    for (const damage of [() => { writeFileSync(join(folder, file), 'no database'); }, () => { rmSync(join(folder, file)); }]) {
      for (const ending of ['-wal', '-shm']) rmSync(join(folder, file + ending), { force: true });
      damage();
      const world = await openAs(newspaper);
      expect(await world.engine.ready()).toBe(false);
      expect(await world.engine.misfit()).toMatchObject({ kind: 'damaged' });
      await expect(world.search('豆腐')).rejects.toThrow(EngineUnavailable);
    }
    const world = await openAs(newspaper);
    const build = await world.engine.startBuild('a test');
    await build.write(world.analyzed([{ id: 'b', title: '豆腐' }], 'a source'));
    await build.publish(world.analyze);
    expect(await world.ids('豆腐')).toEqual(['b']);
  });

  test('of a damaged live build give way to the build before', async () => {
    const first = await openAs(newspaper);
    await first.put({ id: 'a', title: '豆腐' });
    const build = await first.engine.startBuild('a test');
    await build.publish(first.analyze);
    const { live } = await first.engine.status();
    await first.destroy();
    open.pop();
    writeFileSync(join(folder, `${live?.name ?? ''}.db`), 'no database');
    const world = await openAs(newspaper);
    expect(await world.engine.ready()).toBe(false);
    await world.engine.rollback();
    expect(await world.ids('豆腐')).toEqual(['a']);
  });

  test('of builds stay for the live one and the one before, no more', async () => {
    const world = await openAs(newspaper);
    for (const id of ['a', 'b', 'c', 'd']) {
      const build = await world.engine.startBuild('a test');
      await build.write(world.analyzed([{ id, title: '豆腐' }], 'a source'));
      await build.publish(world.analyze);
    }
    expect(buildFiles()).toHaveLength(2);
    const { live, previous } = await world.engine.status();
    expect(buildFiles()).toEqual([`${live?.name ?? ''}.db`, `${previous?.name ?? ''}.db`].sort());
    const build = await world.engine.startBuild('a test');
    await build.abandon();
    expect(buildFiles()).toHaveLength(2);
  });

  test('a second open of the same folder in one process is the same index', async () => {
    const one = await openAs(newspaper), two = await openAs(newspaper);
    await one.put({ id: 'a', title: '豆腐' });
    expect(await two.ids('豆腐')).toEqual(['a']);
    await two.put({ id: 'b', title: '豆腐' });
    expect((await one.ids('豆腐')).sort()).toEqual(['a', 'b']);
    await two.engine.putSynonyms({ 豆腐: ['豆干'] });
    expect(await one.engine.synonyms()).toEqual({ 豆腐: ['豆干'] });
  });
});
