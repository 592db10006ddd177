import { describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { analyzerFor } from '../../src/ingest/analyze.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { place } from './support.js';

const [fields] = defaultIndexes as readonly [IndexFields];
const here = place();
const bridge = { id: 'b', title: '青溪大桥合龙', body: '昨日上午，青溪大桥顺利合龙，两岸居民步行可达。', publication: '青溪日报', date: '2025-03-01' };
const market = { id: 'm', title: '菜市场里的早晨', body: '天还没亮，菜市场已经热闹起来，卖豆腐的老周最先到。' };
const school = { id: 's', title: '新学期第一课', body: '村小的孩子们走进新教室，第一课讲的是家乡的桥。' };
const traditional = '青溪縣新建的跨河大橋昨天正式通車，兩岸三萬多名居民從此不用再繞行十七公里。縣交通局負責人介紹，大橋設有人行道和自行車道。';
const simplified = '青溪县新建的跨河大桥昨天正式通车，两岸三万多名居民从此不用再绕行十七公里。县交通局负责人介绍，大桥设有人行道和自行车道。';
const asCsv = (title: string, body: string) => `标题,正文\n${title},"${body}"\n`;

test('reads a folder of every form and encoding at once', async () => {
  here.ndjson('all/a.ndjson', [bridge]);
  here.file('all/b.json', JSON.stringify([market]));
  here.file('all/c.csv', asCsv('表格里的一篇', '逗号,和""引号""都在'));
  here.file('all/deep/er/d.ndjson.gz', gzipSync(JSON.stringify(school)));
  here.file('all/gb18030.csv', iconv.encode(asCsv('国标编码的一篇', simplified), 'gb18030'));
  here.file('all/big5.csv', iconv.encode(`title,body\n大五碼的一篇,${traditional}\n`, 'big5'));
  here.file('all/utf16le.csv', iconv.encode(asCsv('双字节的一篇', simplified), 'utf-16le', { addBOM: true }));
  here.file('all/utf16be.csv', iconv.encode(asCsv('大端的一篇', simplified), 'utf-16be', { addBOM: true }));
  here.file('all/bom.csv', `\ufeff${asCsv('带签名的一篇', simplified)}`);
  here.file('all/page.txt', '青溪日报  2025年3月2日  第3版\n\n渡口今晨停运\n\n本报记者 何雨\n\n    今天清晨，运行了四十年的青溪渡口正式停运，最后一班渡船载着十二名乘客靠岸。\n    “以后过河走桥就行了。”船工老魏说。\n');
  const { code, stdout, stderr } = await here.run(['reindex', 'all']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^10 read, 10 written, 0 unchanged, 0 rejected; [\d.]+ s, \d+ articles\/s\nlive: build-\S+, 10 articles, [\d.]+ MB\n$/);
  const stored = [...(await here.stored()).values()];
  const titles = stored.map(article => article['title']);
  expect(titles).toEqual(expect.arrayContaining(['青溪大桥合龙', '菜市场里的早晨', '表格里的一篇', '新学期第一课', '国标编码的一篇', '大五碼的一篇', '双字节的一篇', '大端的一篇', '带签名的一篇']));
  const bodyOf = (title: string) => stored.find(article => article['title'] === title)?.['body'];
  expect(bodyOf('表格里的一篇')).toBe('逗号,和"引号"都在');
  for (const title of ['国标编码的一篇', '双字节的一篇', '大端的一篇', '带签名的一篇']) expect(bodyOf(title)).toBe(simplified);
  expect(bodyOf('大五碼的一篇')).toBe(traditional);
  expect(stored.find(article => JSON.stringify(article).includes('最后一班渡船'))).toMatchObject({ publication: '青溪日报', date: '2025-03-02', page: '3', pageNumber: 3 });
});

test('standard input, a decided encoding, mapped names, publication and date for those without', async () => {
  const records = `${JSON.stringify({ 编号: 7, 题: '映射来的题目', 内容: '映射来的内容。' })}\n${JSON.stringify({ 编号: 8, 题: '有自己日期的', 内容: '内容。', publication: '北岸晚报', date: '20240901' })}\n`;
  const { code, stdout } = await here.run(['reindex', '-', '--encoding', 'gb18030', '--map', '编号=id', '--map', '题=title', '--map', '内容=body', '--publication', '青溪日报', '--date', '2025年3月1日', '--json'], { input: iconv.encode(records, 'gb18030') });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ received: 2, written: 2, unchanged: 0, rejected: [], warnings: [], removed: 0, kept: 10, build: { articles: 12 } });
  const stored = await here.stored();
  expect(stored.get('7')).toEqual({ id: '7', title: '映射来的题目', body: '映射来的内容。', publication: '青溪日报', date: '2025-03-01', origin: 'standard input' });
  expect(stored.get('8')).toMatchObject({ publication: '北岸晚报', date: '2024-09-01' });
});

describe('a dry run', () => {
  test('checks everything and writes nothing', async () => {
    const before = await here.stored();
    here.ndjson('dry.ndjson', [{ id: 'dry', title: '试读' }, { id: 'bad' }]);
    const { code, stdout, stderr } = await here.run(['reindex', 'dry.ndjson', '--dry-run']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^2 read, 1 would be written, 0 unchanged, 1 rejected/);
    expect(stderr).toContain('dry.ndjson:2: bad: neither title nor body');
    expect(await here.stored()).toEqual(before);
  });

  test('tells what would be new, changed, unchanged and gone, what is rejected and what was guessed', async () => {
    const there = place.now();
    there.ndjson('news.ndjson', [bridge, market, school]);
    await there.run(['reindex', 'news.ndjson']);
    const engine = there.open(), analyze = analyzerFor(fields, loadSegmenter());
    await engine.write([analyze({ id: 'put', title: '单独送来的' }, 'put')]);
    await engine.close();
    const before = await there.stored();
    there.ndjson('news.ndjson', [bridge, { ...market, title: '菜市场的傍晚' }, { id: 'n', title: '新来的' }, { id: 'bad' }, { id: 'put', title: '来源里的另一稿' }]);
    const { code, stdout, stderr } = await there.run(['reindex', 'news.ndjson', '--dry-run']);
    expect({ code, counts: stdout.replace(/;.*/s, '') }).toEqual({ code: 3, counts: '5 read, 2 would be written, 2 unchanged, 1 rejected, 1 new, 1 changed, 1 gone' });
    expect(stderr).toContain('news.ndjson:4: bad: neither title nor body');
    expect(JSON.parse((await there.run(['reindex', 'news.ndjson', '--dry-run', '--json'])).stdout)).toMatchObject({ changes: { added: 1, changed: 1, unchanged: 2, gone: 1 }, build: null });
    expect(await there.stored()).toEqual(before);
    // And so it is.
    expect((await there.run(['reindex', 'news.ndjson', '--incremental'])).stdout).toMatch(/^5 read, 2 written, 2 unchanged, 1 rejected, 1 removed;/);
    expect([...(await there.stored()).values()].map(article => article['title'])).toEqual(['青溪大桥合龙', '菜市场的傍晚', '新来的', '单独送来的']);
    there.remove();
  });
});

test('too many rejected records leave the live index as it was, unless one allows them', async () => {
  const there = place.now(), list = Array.from({ length: 1_000 }, (_, i) => i % 40 ? { id: `m${i}`, title: `第${i}号` } : { id: `m${i}` });
  there.ndjson('good.ndjson', [bridge]);
  await there.run(['reindex', 'good.ndjson']);
  const before = await there.stored();
  there.ndjson('many.ndjson', list);
  for (const options of [[], ['--max-rejected', '0.024']]) {
    const { code, stdout, stderr } = await there.run(['reindex', 'many.ndjson', ...options]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/many\.ndjson:1: m0: neither title nor body[^]*jianbao: 25 of 1000 records were rejected, more than the (1|2\.4)% that --max-rejected allows: the live index is as it was\n$/);
    expect(await there.stored()).toEqual(before);
  }
  const incremental = await there.run(['reindex', 'many.ndjson', '--incremental']);
  expect(incremental).toMatchObject({ code: 1, stderr: expect.stringMatching(/what was written stays, nothing was removed\n$/) });
  expect((await there.run(['reindex', 'many.ndjson', '--max-rejected', '2.5%'])).stdout).toMatch(/^1000 read, 975 written, 0 unchanged, 25 rejected/);
  for (const wrong of ['101%', '-1']) expect(await there.run(['reindex', 'many.ndjson', `--max-rejected=${wrong}`])).toMatchObject({ code: 2 });
  there.remove();
}, 180_000);

test('SOURCE is read when no path is given', async () => {
  here.ndjson('one.ndjson', [{ id: 'one', title: '来源一' }]);
  here.ndjson('two.ndjson', [{ id: 'two', title: '来源二' }]);
  const { code, stdout } = await here.run(['reindex'], { env: { SOURCE: 'one.ndjson, two.ndjson', DATA_DIR: 'other-data' } });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^2 read, 2 written/);
});

describe('an incremental run', () => {
  const other = place();

  test('writes what changed, removes what is gone from the same source, and leaves the build live', async () => {
    other.ndjson('news.ndjson', [bridge, market, school]);
    other.ndjson('other.ndjson', [{ id: 'o', title: '别处来的' }]);
    await other.run(['reindex', 'news.ndjson', 'other.ndjson']);
    const build = (await other.open().status()).live?.name;
    other.ndjson('news.ndjson', [bridge, { ...market, title: '菜市场的傍晚' }, { id: 'n', title: '新来的' }]);
    const { code, stdout } = await other.run(['reindex', 'news.ndjson', '--incremental']);
    expect({ code, counts: stdout.replace(/;.*/s, '') }).toEqual({ code: 0, counts: '3 read, 2 written, 1 unchanged, 0 rejected, 1 removed' });
    expect([...(await other.stored()).values()].map(article => article['title'])).toEqual(['青溪大桥合龙', '菜市场的傍晚', '新来的', '别处来的']);
    expect((await other.open().status()).live?.name).toBe(build);
  });

  test('writes again what was cut with another dictionary or by another version, and nothing else', async () => {
    const again = () => other.run(['reindex', 'news.ndjson', '--incremental']).then(({ stdout }) => stdout.replace(/, 0 rejected;.*/s, ''));
    expect(await again()).toBe('3 read, 0 written, 3 unchanged');
    other.file('data/dictionary.txt', '青溪大桥\n无人提起的词\n');
    expect(await again()).toBe('3 read, 1 written, 2 unchanged');
    expect(await again()).toBe('3 read, 0 written, 3 unchanged');
    // As another version of the text layer would have left it.
    const engine = other.open(), analyze = analyzerFor(fields, loadSegmenter()), stored = await other.stored();
    const { origin = '', ...article } = stored.get('m') ?? { id: '' };
    await engine.write([{ ...analyze(article, origin), hash: 'of another version' }]);
    await engine.close();
    expect(await again()).toBe('3 read, 1 written, 2 unchanged');
    other.file('data/dictionary.txt', '');
    expect(await again()).toBe('3 read, 1 written, 2 unchanged');
  });

  test('removes nothing when its source cannot be read, nor what it still has in a bad form', async () => {
    const before = await other.stored();
    expect(await other.run(['reindex', 'nowhere.ndjson', '--incremental'])).toMatchObject({ code: 3 });
    other.ndjson('news.ndjson', [bridge, { ...market, date: 'someday' }, { id: 'n', title: '新来的' }]);
    expect((await other.run(['reindex', 'news.ndjson', '--incremental'])).stdout).toMatch(/^3 read, 0 written, 2 unchanged, 1 rejected;/);
    other.file('news.ndjson', 'no JSON at all\n');
    expect(await other.run(['reindex', 'news.ndjson', '--incremental'])).toMatchObject({ code: 3 });
    expect(await other.stored()).toEqual(before.set('m', { ...before.get('m'), id: 'm', origin: before.get('m')?.origin ?? '' }));
  });
});
