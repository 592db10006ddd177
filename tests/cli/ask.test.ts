import { beforeAll, describe, expect, test } from '@jest/globals';
import { place } from './support.js';

const here = place();

beforeAll(async () => {
  here.ndjson('news.ndjson', [
    { id: 'b', title: '青溪大桥合龙', body: '昨日上午，青溪大桥顺利合龙。<b>两岸</b> & 居民步行可达。', publication: '青溪日报', date: '2025-03-01', page: 'A03', section: '要闻' },
    { id: 'm', title: '菜市场里的早晨', body: '卖豆腐的老周说，大桥通了以后客人会更多。', date: '2025-02-10' },
    { id: 's', title: '新学期第一课', body: '村小的孩子们走进新教室。', date: '2024-09-01' },
  ]);
  expect(await here.run(['reindex', 'news.ndjson'])).toMatchObject({ code: 0 });
});

describe('search', () => {
  test('shows hits for a reader, marks in 【】 where there are no colours', async () => {
    const { code, stdout, stderr } = await here.run(['search', '青溪大桥']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^1 articles, words, [\d.]+ ms\n/);
    expect(stdout).toContain('\n1. 【青溪大桥】合龙  [b]\n   青溪日报 · 2025-03-01 · A03\n   昨日上午，【青溪大桥】顺利合龙。<b>两岸</b> & 居民步行可达。\n');
  });

  test('takes several words, excluded ones too, and phrases', async () => {
    const [excluded, phrase, nothing] = await Promise.all([['大桥', '-合龙'], ['"卖豆腐的老周"'], ['"没有的话"']].map(words => here.run(['search', ...words])));
    expect(excluded?.stdout).toMatch(/^1 articles.*\n\n1\. .*\[m\]/);
    expect(phrase?.stdout).toContain('【卖豆腐的老周】');
    expect(nothing).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^0 articles, no match/) });
  });

  test('pages, filters, sorts and counts as the API', async () => {
    const { stdout } = await here.run(['search', '', '--sort', 'date:asc', '--per-page', '1', '--page', '2', '--filter', 'date >= 2024-01-01', '--facets', 'section,year']);
    expect(stdout).toMatch(/^3 articles.*\n\n2\. 菜市场里的早晨 {2}\[m\]/);
    expect(stdout).toContain('{"section":{"要闻":1},"year":{"2024":1,"2025":2}}');
  });

  test('--json is the answer of the API', async () => {
    const { stdout } = await here.run(['search', '大桥', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ query: '大桥', total: 2, page: 1, perPage: 10, match: 'words', hits: [{ id: 'b', marked: { title: '青溪<mark>大桥</mark>合龙' } }, { id: 'm' }] });
  });
});

test('explain shows the cut, the tiers and why an article is found', async () => {
  const { code, stdout } = await here.run(['explain', '青溪大桥', 'b', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ terms: [{ variants: [{ words: ['青溪', '大桥'] }] }], article: { id: 'b', cut: { title: { words: expect.arrayContaining(['青溪', '大桥']) } } } });
});

test('status tells what is live, for readers and for programs', async () => {
  const [plain, json] = await Promise.all([here.run(['status']), here.run(['status', '--json'])]);
  expect(plain.stdout).toMatch(/^engine {4}sqlite 3\.\S+\nindex {5}articles\nlive {6}build-\S+: 3 articles, [\d.]+ MB, built \d{4}-\S+Z\nprevious {2}none\n$/);
  expect(JSON.parse(json.stdout)).toMatchObject({ engine: 'sqlite', index: 'articles', live: { articles: 3 }, previous: null, building: null });
});

test('an empty data folder has nothing, which is no failure', async () => {
  const [search, status] = await Promise.all([here.run(['search', '大桥'], { env: { DATA_DIR: 'nothing-here' } }), here.run(['status'], { env: { DATA_DIR: 'nothing-here' } })]);
  expect(search).toMatchObject({ code: 0, stderr: 'nothing is indexed yet: jianbao reindex PATH…\n', stdout: expect.stringMatching(/^0 articles, no match/) });
  expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining('live      none') });
});
