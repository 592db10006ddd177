import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { place } from './support.js';

const here = place();
const page = `青溪日报  2025年3月2日  星期日  第3版

渡口今晨停运

本报记者 何雨

    今天清晨，运行了四十年的青溪渡口正式停运，最后一班渡船载着十二名乘客靠岸。
    “以后过河走桥就行了。”船工老魏说。渡口将改建为江边小公园，预计秋天开放。

菜市场延长营业

    本报讯（记者 魏澜）为方便下班的居民，城东菜市场从本周起延长营业两小时，晚上八点关门。
    市场管理处说，三十多家摊位已经报名参加晚市。
`;

interface Clipped { readonly articles: readonly { readonly title: string; readonly body: string; readonly authors?: readonly string[] }[] }

test('writes NAME.json for each page, articles with their titles, authors and whole bodies', async () => {
  here.file('pages/p3.txt', page);
  here.file('pages/p4.txt', iconv.encode(page.replace('第3版', '第4版'), 'gb18030'));
  const { code, stdout } = await here.run(['clip', 'pages', '--out', 'out/deep']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  const out = join(here.folder, 'out/deep');
  expect(readdirSync(out).sort()).toEqual(['p3.json', 'p4.json']);
  const [third, fourth] = ['p3', 'p4'].map(name => JSON.parse(readFileSync(join(out, `${name}.json`), 'utf8')) as Clipped);
  expect(third?.articles.map(article => article.title)).toEqual(['渡口今晨停运', '菜市场延长营业']);
  expect(third?.articles[0]).toMatchObject({ authors: ['何雨'], publication: '青溪日报', date: '2025-03-02', page: '3' });
  expect(third?.articles[0]?.body).toMatch(/^今天清晨，[^]*预计秋天开放。$/);
  expect(fourth?.articles.map(article => article.body)).toEqual(third?.articles.map(article => article.body));
});

test('without --out gives NDJSON, which a reindex reads', async () => {
  here.file('p3.txt', page);
  const { code, stdout } = await here.run(['clip', 'p3.txt', '--publication', '别的报', '--date', '2020-01-01', '--page', 'B1']);
  expect(code).toBe(0);
  const articles = stdout.trim().split('\n').map(line => JSON.parse(line) as Record<string, unknown>);
  expect(articles.map(({ title, publication, date, page: at }) => ({ title, publication, date, page: at }))).toEqual(['渡口今晨停运', '菜市场延长营业'].map(title => ({ title, publication: '别的报', date: '2020-01-01', page: 'B1' })));
  expect(await here.run(['reindex', '-'], { input: stdout })).toMatchObject({ code: 0, stdout: expect.stringMatching(/^2 read, 2 written/) });
});

test('says what it could not read, and clips the rest', async () => {
  here.file('empty.txt', '\n');
  const { code, stdout, stderr } = await here.run(['clip', 'nowhere.txt', 'empty.txt', 'p3.txt']);
  expect(code).toBe(3);
  expect(stdout.trim().split('\n')).toHaveLength(2);
  expect(stderr).toContain('rejected: nowhere.txt: no such file or folder\n');
  expect(stderr).toContain('rejected: empty.txt: empty page\n');
});

test('two pages of the same name are not written over one another', async () => {
  here.file('one/p.txt', page);
  here.file('two/p.txt', page.replace('渡口今晨停运', '另一版的渡口'));
  const { code, stderr } = await here.run(['clip', 'one', 'two', '--out', 'same']);
  expect(code).toBe(0);
  expect(stderr).toBe('');
  const out = join(here.folder, 'same');
  const first = (name: string) => (JSON.parse(readFileSync(join(out, name), 'utf8')) as Clipped).articles[0]?.title;
  expect(readdirSync(out).sort()).toEqual(['p-2.json', 'p.json']);
  expect([first('p.json'), first('p-2.json')]).toEqual(['渡口今晨停运', '另一版的渡口']);
});
