import { beforeAll, expect, test } from '@jest/globals';
import { many, articles } from './articles.js';
import { testService } from './support.js';

const running = testService();
beforeAll(() => running.client.fill([...articles, ...many]));

test.each(['', '天气'])('years and months counted together are what they are one by one: %j', async q => {
  const facets = async (names: string) => (await running.client.search(q, { facets: names })).facets;
  const together = await facets('month,year');
  expect(together).toEqual({ ...await facets('month'), ...await facets('year') });
  expect(together?.['year']?.['2023']).toBeGreaterThanOrEqual(many.length);
});
