import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SearchAnswer } from '../../src/search/answer.js';
import { appointments, flood, reprints, weather } from '../support/stories.js';
import { testService } from './support.js';

const running = testService();
const search = (q: string, parameters: Readonly<Record<string, string>> = {}) => running.client.search(q, parameters);
const ids = ({ hits }: SearchAnswer) => hits.map(hit => hit.id).sort();
const told = ({ hits, total }: SearchAnswer) => ({ total, hits: hits.length, alsoIn: hits.map(hit => hit.alsoIn) });
const copies = [flood, ...reprints];

describe('a story set four times', () => {
  beforeAll(() => running.client.fill([...copies, ...weather, ...appointments]));

  test.each<[string, Record<string, string>]>([
    ['白沙 居民', {}], ['白沙 居民', { sort: 'date:desc' }], ['白沙 居民', { sort: 'title:asc' }], ['标题:转移', {}], ['', { filter: 'section = 要闻' }], ['-气温 -公示', {}],
  ])('is one hit that says how many more there are: %j %j', async (q, parameters) => {
    expect(told(await search(q, parameters))).toEqual({ total: 4, hits: 1, alsoIn: [3] });
    expect(await search(q, parameters)).toMatchObject({ folded: 3 });
    const shown = await search(q, { ...parameters, duplicates: 'show' });
    expect(told(shown)).toEqual({ total: 4, hits: 4, alsoIn: [0, 0, 0, 0] });
    expect(shown).not.toHaveProperty('folded');
    expect(ids(shown)).toEqual(copies.map(({ id }) => id).sort());
  });

  test('is not folded for a query in quotes', async () => {
    for (const q of ['"白沙"', '“低洼地带”', '居民 「体育馆」', '标题:"白沙镇"', '"体育馆里铺好了干净的被褥"'])
      expect(told(await search(q))).toEqual({ total: 4, hits: 4, alsoIn: [0, 0, 0, 0] });
  });

  test('counts every article in its facets', async () => {
    const { facets } = await search('白沙 居民', { facets: 'publication' });
    expect(facets).toEqual({ publication: Object.fromEntries(copies.map(({ publication }) => [publication, 1])) });
  });

  test('is shown by what a filter leaves of it', async () => {
    const answer = await search('居民', { filter: 'publication = 北岸晚报' });
    expect([ids(answer), told(answer)]).toEqual([['flood-late'], { total: 1, hits: 1, alsoIn: [0] }]);
    expect(told(await search('居民', { filter: 'publication != 青溪日报' }))).toEqual({ total: 3, hits: 1, alsoIn: [2] });
  });

  test('is shown by the one that answers the query best', async () => {
    expect(ids(await search('暴雨中'))).toEqual(['flood-late']);
  });

  test('forms filled in for other days and people are no copies', async () => {
    expect(told(await search('天气预报'))).toEqual({ total: 3, hits: 3, alsoIn: [0, 0, 0] });
    expect(told(await search('任前公示'))).toEqual({ total: 2, hits: 2, alsoIn: [0, 0] });
  });

  test('is folded on the page, which links to all of it and back', async () => {
    const page = async (parameters: Record<string, string>) => (await running.client.get('/', parameters)).text;
    const folded = await page({ q: '白沙 居民' });
    expect(folded.match(/data-hit/g)).toHaveLength(1);
    expect(folded).toMatch(/<a class="copies" href="\/\?q=[^"]*&amp;duplicates=show">另有 3 篇内容相近<\/a>/);
    const shown = await page({ q: '白沙 居民', duplicates: 'show' });
    expect(shown.match(/data-hit/g)).toHaveLength(4);
    expect(shown).not.toContain('篇内容相近');
    expect(shown).toMatch(/<a class="copies" href="\/\?q=[^"&]*">/);
  });

  test("comes unfolded to Meilisearch's clients, folded to who asks for it", async () => {
    interface Answer { readonly hits: readonly { readonly id: string; readonly _reading?: { readonly alsoIn?: number } }[]; readonly estimatedTotalHits: number; readonly metadata?: { readonly reading?: object } }
    const ask = async (headers: Record<string, string>, more: object = {}) =>
      (await running.client.ask('/indexes/articles/search', { method: 'POST', headers, body: { q: '白沙 居民', ...more } })).body as Answer;
    expect(await ask({})).toMatchObject({ estimatedTotalHits: 4, hits: [{}, {}, {}, {}] });
    expect((await ask({ 'jianbao-include': 'reading' })).hits).toHaveLength(4);
    const folded = await ask({ 'jianbao-include': 'reading, folded' });
    expect([folded.hits.length, folded.hits[0]?._reading?.alsoIn, folded.estimatedTotalHits]).toEqual([1, 3, 4]);
    expect(folded.metadata?.reading).toMatchObject({ folded: 3 });
    expect((await ask({ 'jianbao-include': 'folded' })).hits).toHaveLength(1);
    expect((await ask({ 'jianbao-include': 'folded' }, { distinct: 'publication' })).hits).toHaveLength(4);
  });
});

test('an article that goes leaves its place to its copy, one that changes is no copy any more', async () => {
  await running.client.fill(copies);
  await running.client.admin('DELETE', '/articles/flood');
  expect(told(await search('白沙 居民'))).toEqual({ total: 3, hits: 1, alsoIn: [2] });
  await running.client.admin('PUT', '/articles', [{ ...flood, id: 'flood-late', body: flood.body.replace('217', '52') }]);
  expect(told(await search('白沙 居民', { sort: 'date:desc' })).alsoIn.sort()).toEqual([0, 1]);
});

describe('pages', () => {
  /** Bodies of characters in no order, so that none is like another. */
  const textOf = (seed: number): string => {
    let state = (seed + 1) * 2_654_435_761 >>> 0;
    return Array.from({ length: 220 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return String.fromCharCode(0x4e00 + (state >>> 12) % 3000);
    }).join('');
  };
  const dayOf = (i: number) => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
  const firsts = Array.from({ length: 90 }, (_, i) => ({ id: `s${i}`, title: i % 3 ? `渡船第${i}趟` : `第${i}趟`, body: `${textOf(i)}渡船靠岸。${i % 2 ? '渡船又开。' : ''}`, date: dayOf(i) }));
  // Some copies say the word in the title and some do not, some come weeks later: in every order they stand far from the first.
  const seconds = firsts.filter((_, i) => i % 2 === 0).map(({ id, title, body, date }, i) => ({ id: `${id}-again`, title: `${i % 4 ? '再说' : '渡船'}${title.slice(2)}`, body: `${body}看完请传给别人。`, date: dayOf(Date.parse(date) / 86_400_000 - 19_723 + 25) }));
  const all = [...firsts, ...seconds], storyOf = (id: string) => id.replace('-again', '');
  beforeAll(() => running.client.fill(all));

  const walk = async (q: string, parameters: Readonly<Record<string, string>>, perPage: number) => {
    const hits: SearchAnswer['hits'][number][] = [];
    for (let page = 1; (page - 1) * perPage < all.length; page++) {
      const answer = await search(q, { ...parameters, page: String(page), perPage: String(perPage) });
      expect(answer.total).toBe(all.length);
      if (hits.length + answer.hits.length < firsts.length) expect(answer.hits).toHaveLength(perPage);
      hits.push(...answer.hits);
    }
    return hits;
  };

  test.each<[string, Record<string, string>]>([['渡船', {}], ['渡船', { sort: 'date:desc' }], ['渡船', { sort: 'title:asc' }], ['', {}]])('of %j %j have every story once, in the same order whatever their size', async (q, parameters) => {
    const byTen = await walk(q, parameters, 10);
    expect(byTen.map(({ id }) => storyOf(id)).sort()).toEqual(firsts.map(({ id }) => id).sort());
    for (const perPage of [7, 100]) expect((await walk(q, parameters, perPage)).map(({ id }) => id)).toEqual(byTen.map(({ id }) => id));
  });

  test('unfolded have every article once', async () => {
    for (const q of ['渡船', '']) expect((await walk(q, { duplicates: 'show' }, 25)).map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
  });

  test('say on the last one how many articles were folded', async () => {
    expect(await search('渡船', { page: '10' })).toMatchObject({ total: 135, folded: seconds.length, hits: [] });
  });

  test('share nothing where no copies are looked for any more', async () => {
    const notes = Array.from({ length: 1_040 }, (_, i) => ({ id: `note${i}`, title: `短讯${i}`, body: '居民读报。', date: '2020-01-01' }));
    await running.client.fill([...copies, ...notes]);
    for (const sort of ['date:desc', 'title:asc']) {
      const seen: string[] = [];
      for (let page = 1; page <= 11; page++) {
        const { total, hits } = await search('居民', { sort, page: String(page), perPage: '100' });
        expect({ total, hits: hits.length }).toEqual({ total: 1_044, hits: page < 11 ? 100 : 41 });
        seen.push(...hits.map(({ id }) => storyOf(id)));
      }
      expect(new Set(seen).size).toBe(1_041);
      expect(seen.filter(id => id.startsWith('flood'))).toHaveLength(1);
    }
  });

  test('are no more than there are on the search page', async () => {
    await running.client.fill([...copies, ...firsts.slice(0, 8)]);
    const page = (await running.client.get('/', { sort: 'date:desc' })).text;
    expect(page.match(/data-hit/g)).toHaveLength(9);
    expect(page).toContain('12');
    expect(page).not.toContain('class="paging"');
  });
});
