import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { readSources, sizeOf, sourceKinds } from '../../indexer/sources/index.js';
import { articlesIn, inFolder, itemsOf, rejectionsIn, simplified, warningsIn } from './samples.js';

const bridge = { title: '大桥通车', body: '两岸居民不用再绕行。' };
const harvest = { title: '秋粮入库', body: '全县秋粮收购进入尾声。', id: 7 };

const twoArticles = {
  'ndjson, unnamed': `${JSON.stringify(bridge)}\n${JSON.stringify(harvest)}`,
  'ndjson with CR LF and empty lines.txt': `\n${JSON.stringify(bridge)}\r\n\r\n${JSON.stringify(harvest)}\r\n`,
  'a JSON array.json': JSON.stringify([bridge, harvest]),
  'a JSON array, unnamed': JSON.stringify([bridge, harvest], null, 2),
  'a JSON array named ndjson.ndjson': `[\n${JSON.stringify(bridge)},\n${JSON.stringify(harvest)}\n]\n`,
  'ndjson named json.json': `${JSON.stringify(bridge)}\n${JSON.stringify(harvest)}\n`,
  'an object around an array.json': JSON.stringify({ paper: '青溪日报', articles: [bridge, harvest] }, null, 1),
};

test.each(Object.entries(twoArticles))('reads %s by its content', async (name, content) => {
  expect(articlesIn(await itemsOf({ [name]: content }))).toEqual([bridge, harvest]);
});

test('reads one article that is a whole JSON file, with lists of objects in it', async () => {
  const article = { ...bridge, media: [{ src: 'a.jpg' }] };
  expect(articlesIn(await itemsOf({ 'one.json': JSON.stringify(article, null, 2) }))).toEqual([article]);
});

test('lines of NDJSON and of JSON elements are told', async () => {
  const items = await itemsOf({ 'a.ndjson': `{"title":"甲"}\n\n{"title":"乙"}\n`, 'b.json': '[\n  {\n    "title": "丙"\n  },\n\n  {"title": "丁"}\n]' });
  expect(items.map(({ origin }) => `${origin.file}:${origin.line}`)).toEqual(['a.ndjson:1', 'a.ndjson:3', 'b.json:2', 'b.json:6']);
});

test('JSON keys that mean something to JavaScript are only names', async () => {
  const [article] = articlesIn(await itemsOf({ 'a.json': '[{"title":"甲","__proto__":{"admin":true},"constructor":1}]', }));
  expect(Object.keys(article ?? {})).toEqual(['title', '__proto__', 'constructor']);
  expect((article as { admin?: boolean }).admin).toBeUndefined();
});

const csvForms: readonly (readonly [string, string])[] = [
  ['commas.csv', 'title,body,作者\n大桥通车,"两岸居民，""不用""再绕行。\n第二段",王芳\n'],
  ['tabs.tsv', 'title\tbody\t作者\n大桥通车\t"两岸居民，""不用""再绕行。\n第二段"\t王芳\n'],
  ['semicolons.csv', '\ufefftitle;body;作者\r\n大桥通车;"两岸居民，""不用""再绕行。\n第二段";王芳\r\n'],
  ['unnamed', '标题|正文|作者\n大桥通车|"两岸居民，""不用""再绕行。\n第二段"|王芳'],
];

test.each(csvForms)('reads CSV: %s', async (name, content) => {
  expect(articlesIn(await itemsOf({ [name]: content }))).toEqual([{ title: '大桥通车', body: '两岸居民，"不用"再绕行。\n第二段', authors: '王芳' }]);
});

test('CSV in GB18030 with heads of its own, mapped', async () => {
  const csv = '编号,大标题,内容,出版日期,备注\n12,大桥通车,两岸居民不用再绕行。,2025年3月1日,\n13,秋粮入库,全县秋粮收购进入尾声。,2025年3月2日,头条\n';
  const items = await itemsOf({ 'a.csv': iconv.encode(csv, 'gb18030') }, { map: { 编号: 'id', 大标题: 'title', 内容: 'body' } });
  expect(articlesIn(items)).toEqual([
    { id: '12', title: '大桥通车', body: '两岸居民不用再绕行。', 出版日期: '2025年3月1日' },
    { id: '13', title: '秋粮入库', body: '全县秋粮收购进入尾声。', 出版日期: '2025年3月2日', 备注: '头条' },
  ]);
  expect(items.map(({ origin }) => origin.line)).toEqual([2, 3]);
});

test('the line of a CSV row is the one it begins on', async () => {
  const items = await itemsOf({ 'a.csv': 'title,body\n甲,"一\n二\n三"\n\n乙,四\n' });
  expect(items.map(({ origin }) => origin.line)).toEqual([2, 6]);
});

test('map renames fields of every kind; the first with a value wins', async () => {
  const map = { headline: 'title', 标题: 'title', text: 'body' };
  const records = [{ headline: '', 标题: '甲', text: '正文', extra: [1] }, { headline: '乙', 标题: '丙', body: '正文' }];
  for (const [name, content] of [['a.ndjson', records.map(r => JSON.stringify(r)).join('\n')], ['a.json', JSON.stringify(records)]] as const) {
    expect(articlesIn(await itemsOf({ [name]: content }, { map }))).toEqual([{ title: '甲', body: '正文', extra: [1] }, { title: '乙', body: '正文' }]);
  }
});

test('publication and date given for all fill what is missing', async () => {
  const items = await itemsOf({ 'a.ndjson': `${JSON.stringify(bridge)}\n${JSON.stringify({ ...harvest, date: '2025-01-05' })}` }, { publication: '青溪日报', date: '2025-03-01' });
  expect(articlesIn(items)).toEqual([
    { ...bridge, publication: '青溪日报', date: '2025-03-01' },
    { ...harvest, publication: '青溪日报', date: '2025-01-05' },
  ]);
});

test('a page text is clipped, with its lines', async () => {
  const items = await itemsOf({ '20250301-03.txt': `青溪大桥正式通车\n\n本报讯（记者王芳）${simplified}\n` });
  expect(articlesIn(items).length).toBeGreaterThan(0);
  expect(articlesIn(items).map(({ body }) => body).join('')).toContain('跨河大桥昨天正式通车');
  expect(items.every(item => !('article' in item) || (item.origin.line !== undefined && item.confidence !== undefined))).toBe(true);
});

test('form feeds part the pages of one text, lines counted on', async () => {
  const page = (n: number): string => `青溪大桥第${n}期工程开工\n\n本报讯（记者王芳）${simplified}\n`;
  const items = await itemsOf({ 'pages.txt': `${page(1)}\f${page(2)}\f` });
  const second = items.filter(item => 'article' in item && (item.origin.line ?? 0) > page(1).split('\n').length - 1);
  expect(articlesIn(second).length).toBeGreaterThan(0);
});

test('folders are read in the order of their names, numbers by value, hidden files left out', async () => {
  const files = Object.fromEntries(['b/10.json', 'b/9.json', 'a.json', '.hidden.json', 'b/.git/x.json', 'c/d/e.json'].map(name => [name, JSON.stringify([{ title: name }])]));
  expect(articlesIn(await itemsOf(files)).map(({ title }) => title)).toEqual(['a.json', 'b/9.json', 'b/10.json', 'c/d/e.json']);
});

test('gzip is told by its first bytes, whatever the name, several members too', async () => {
  const [one, two] = [bridge, harvest].map(a => gzipSync(`${JSON.stringify(a)}\n`)) as [Buffer, Buffer];
  const files = { 'a.ndjson.gz': one, 'b.ndjson': two, 'c.ndjson.gz': Buffer.concat([one, two]), 'd.ndjson.gz': JSON.stringify(bridge) };
  expect(articlesIn(await itemsOf(files))).toEqual([bridge, harvest, bridge, harvest, bridge]);
});

test('onBytes adds up to sizeOf', async () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => JSON.stringify({ title: `第${i}篇`, body: simplified })).join('\n');
  await inFolder({ 'a.ndjson': lines, 'b/c.ndjson.gz': gzipSync(lines) }, async folder => {
    const { sizeBytes, files } = await sizeOf([folder]);
    const told: number[] = [];
    let articles = 0;
    let afterFirst = 0;
    for await (const item of readSources([folder], { onBytes: n => told.push(n) })) {
      if (articles === 0) afterFirst = told.reduce((a, b) => a + b, 0);
      if ('article' in item) articles++;
    }
    expect(articles).toBe(40_000);
    expect(files).toBe(2);
    expect(told.reduce((a, b) => a + b, 0)).toBe(sizeBytes);
    // Nobody asked for more than the first article yet: only a little of the file was read.
    expect(afterFirst).toBeLessThan(sizeBytes / 10);
  });
});

test('a reader that stops early, and one that is told to stop', async () => {
  const lines = Array.from({ length: 5000 }, (_, i) => JSON.stringify({ title: `第${i}篇`, body: simplified })).join('\n');
  await inFolder({ 'a.ndjson': lines, 'b.json': `[${lines.replaceAll('\n', ',')}]`, 'c.ndjson.gz': gzipSync(lines) }, async folder => {
    for (const name of ['a.ndjson', 'b.json', 'c.ndjson.gz']) {
      let count = 0;
      for await (const item of readSources([`${folder}/${name}`])) if ('article' in item && ++count === 3) break;
      expect(count).toBe(3);
    }
    const stop = new AbortController();
    const reading = (async () => {
      for await (const _ of readSources([folder], { signal: stop.signal })) stop.abort(new Error('stopped by the user'));
    })();
    await expect(reading).rejects.toThrow('stopped by the user');
  });
});

test('the kind can be forced; a wrong kind or encoding is the caller’s mistake', async () => {
  const text = `${JSON.stringify(bridge)}\n`;
  expect(articlesIn(await itemsOf({ 'a.txt': text }, { kind: 'page' }))[0]).not.toEqual(bridge);
  expect(rejectionsIn(await itemsOf({ 'a.txt': '大桥通车' }, { kind: 'ndjson' }))[0]).toMatch(/^a\.txt:1 line is not valid JSON/);
  await expect(itemsOf({ 'a.txt': text }, { kind: 'pdf' })).rejects.toThrow(`unknown kind "pdf"; expected one of ${sourceKinds.join(', ')}`);
  await expect(itemsOf({ 'a.txt': text }, { encoding: 'klingon' })).rejects.toThrow('unknown encoding "klingon"');
});

test('standard input is read like a file, gzip and encoding told by its bytes', async () => {
  const script = `import { readSources } from ${JSON.stringify(new URL('../../indexer/sources/index.js', import.meta.url).href)};
    for await (const item of readSources(['-'])) console.log(JSON.stringify(item));`;
  const read = (input: Buffer): unknown[] => execFileSync(process.execPath, ['--input-type=module', '-e', script], { input, encoding: 'utf8' })
    .trim().split('\n').map(line => JSON.parse(line) as unknown);
  const article = { title: '大桥通车', body: simplified };
  const bytes = iconv.encode(`${JSON.stringify(article)}\n`, 'gb18030');
  for (const input of [bytes, gzipSync(bytes)]) expect(read(input)).toEqual([{ article, origin: { file: 'standard input', line: 1 } }]);
});

test('warnings name their file', async () => {
  expect(warningsIn(await itemsOf({ 'a.txt': '短' }))).toEqual(expect.arrayContaining([expect.stringMatching(/^a\.txt /)]));
});
