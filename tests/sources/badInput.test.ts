import { gzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { gunzip } from '../../indexer/sources/bytes.js';
import { readBytes, type SourceItem } from '../../indexer/sources/index.js';
import { articlesIn, itemsOf, rejectionsIn, simplified, traditional, warningsIn } from './samples.js';

const good = JSON.stringify({ title: '大桥通车', body: simplified });

test('a missing file and an empty folder are told, and the rest is read', async () => {
  const items = await itemsOf({ 'good.ndjson': good, 'empty/.keep': '' }, {}, ['nowhere.txt', 'empty', 'good.ndjson']);
  expect(rejectionsIn(items)).toEqual(['nowhere.txt no such file or folder', 'empty folder without files to read']);
  expect(articlesIn(items)).toHaveLength(1);
});

test('bad lines of NDJSON are told by number, and the next is read', async () => {
  const items = await itemsOf({ 'a.ndjson': [good, 'no JSON', good, '[1]', '"text"', '{"title":', good].join('\n') });
  expect(articlesIn(items)).toHaveLength(3);
  expect(rejectionsIn(items).map(reason => reason.replace(/\(.*\)/, '(…)'))).toEqual([
    'a.ndjson:2 line is not valid JSON (…)',
    'a.ndjson:4 expected an object with an article\'s fields, got a list',
    'a.ndjson:5 expected an object with an article\'s fields, got a string',
    'a.ndjson:6 line is not valid JSON (…)',
  ]);
});

test('an NDJSON file whose first line is bad is still NDJSON', async () => {
  expect(articlesIn(await itemsOf({ 'a.ndjson': `oops\n${good}\n`, b: `oops\n${good}\n` }))).toHaveLength(2);
});

test('a line of 50 MB is refused by its number, without being held', async () => {
  const mebibyte = Buffer.from('汉'.repeat(1024 * 1024 / 2));
  async function* bytes(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${good}\n{"title":"长","body":"`);
    for (let i = 0; i < 34; i++) yield mebibyte;
    yield Buffer.from(`"}\n${good}\n`);
  }
  const items: SourceItem[] = [];
  for await (const item of readBytes('long.ndjson', bytes())) items.push(item);
  expect(rejectionsIn(items)).toEqual(['long.ndjson:2 line is longer than 32 MiB']);
  expect(articlesIn(items)).toHaveLength(2);
  expect(items.map(({ origin }) => origin.line)).toEqual([1, 2, 3]);
});

test('the limit counts bytes of UTF-8, on its border too', async () => {
  const line = JSON.stringify({ title: '汉'.repeat(50) });
  for (const [maxRecordBytes, articles] of [[Buffer.byteLength(line), 1], [Buffer.byteLength(line) - 1, 0]] as const) {
    const items = await itemsOf({ 'a.ndjson': line, 'b.ndjson': `${line}\n` }, { maxRecordBytes });
    expect(articlesIn(items)).toHaveLength(articles * 2);
    expect(rejectionsIn(items)).toHaveLength(2 - articles * 2);
  }
});

test('too long elements, rows and pages end their file, not the others', async () => {
  const long = '长'.repeat(5000);
  const items = await itemsOf({
    'a.json': `[${good},\n{"title":"${long.repeat(60)}"}, ${good}]`,
    'b.csv': `title,body\n甲,乙\n丙,"${long.repeat(60)}\n丁,戊\n`,
    'c.txt': long,
    'd.ndjson': good,
  }, { maxRecordBytes: 10_000 });
  expect(rejectionsIn(items)).toEqual([
    'a.json:2 article is longer than 10000 bytes; the rest of the file is not read',
    'b.csv:3 row is longer than 10000 bytes, perhaps for a quote that is never closed; the rest of the file is not read',
    'c.txt file is longer than 10000 bytes, too long for one page',
  ]);
  expect(articlesIn(items)).toHaveLength(3);
});

test('broken JSON ends its file with the line; what came before is kept', async () => {
  const items = await itemsOf({
    'a.json': `[\n${good},\n{"title": oops},\n${good}]`,
    'b.json': `[\n${good},\n`,
    'c.json': 'not JSON at all',
    'd.json': `[${good}] trailing`,
  });
  expect(rejectionsIn(items).map(reason => reason.replace(/\(.*\)/, '(…)'))).toEqual([
    'a.json:3 not valid JSON (…); the rest of the file is not read',
    'b.json:3 not valid JSON (…); the rest of the file is not read',
    'c.json:1 not valid JSON (…); the rest of the file is not read',
    'd.json:1 not valid JSON (…); the rest of the file is not read',
  ]);
  expect(articlesIn(items)).toHaveLength(3);
});

test('CSV rows that do not fit their head are refused, one by one', async () => {
  const items = await itemsOf({ 'a.csv': 'title,body\n甲,乙\n丙\n丁,戊,己\n庚,辛,\n', 'b.csv': '名,文\n甲,乙\n', 'c.csv': 'title,body\n辛,壬\n\n甲,"乙\n丙,丁\n' });
  expect(rejectionsIn(items)).toEqual([
    'a.csv:3 row has 1 cells where the head has 2',
    'a.csv:4 row has 3 cells where the head has 2',
    'b.csv:1 no column is title or body (columns: 名, 文); say which with map, e.g. 名=title',
    'c.csv:4 a quote is opened in this row and never closed; the rest of the file is not read',
  ]);
  expect(articlesIn(items)).toEqual([{ title: '甲', body: '乙' }, { title: '庚', body: '辛' }, { title: '辛', body: '壬' }]);
});

test('an empty page is told; a page without an article is one article with a warning', async () => {
  expect(rejectionsIn(await itemsOf({ 'a.txt': '', 'b.txt': ' \r\n\n\u3000\n' }))).toEqual(['a.txt empty page', 'b.txt empty page']);
  const items = await itemsOf({ 'c.txt': '启事' });
  expect(articlesIn(items)).toHaveLength(1);
  expect(warningsIn(items).length).toBeGreaterThan(0);
});

test('damaged bytes: the line is refused, a page is kept with a warning', async () => {
  const bad = Buffer.from([0xff, 0xfe, 0x80]);
  const lines = Buffer.concat([Buffer.from(`${good}\n{"title":"大`), bad, Buffer.from(`桥"}\n${good}\n`)]);
  const csv = Buffer.concat([Buffer.from(`title,body\n甲,${simplified.replaceAll('\n', '')}\n乙`), bad, Buffer.from(',丙\n')]);
  const page = Buffer.concat([Buffer.from(`大桥通车\n\n${simplified}`), bad, Buffer.from(simplified)]);
  const items = await itemsOf({ 'a.ndjson': lines, 'b.csv': csv, 'c.txt': page });
  expect(rejectionsIn(items)).toEqual(['a.ndjson:2 line holds bytes that are not utf-8', 'b.csv:3 row holds bytes that are not utf-8']);
  expect(warningsIn(items)).toContain('c.txt 3 places are not utf-8 and were replaced by �');
  expect(articlesIn(items).length).toBeGreaterThanOrEqual(4);
});

test('truncated and damaged gzip: everything before the fault is read', async () => {
  const lines = Array.from({ length: 3000 }, (_, i) => JSON.stringify({ title: `第${i}篇`, body: `${simplified.slice(i % 50)}${traditional.slice(0, (i * 7) % 90)}` }));
  const whole = gzipSync(lines.join('\n'));
  const items = await itemsOf({ 'a.ndjson.gz': whole.subarray(0, whole.length - 9), 'b.ndjson.gz': whole.subarray(0, 15) });
  // The last line may have lost its end together with the trailer.
  expect(articlesIn(items).length).toBeGreaterThanOrEqual(lines.length - 2);
  const [first, second] = rejectionsIn(items);
  expect(first).toMatch(/^a\.ndjson\.gz:\d+ gzip data end too early \(truncated file\); what came before was read$/);
  expect(second).toMatch(/^b\.ndjson\.gz gzip data end too early/);
  const damaged = Buffer.from(whole);
  damaged.fill(0x55, whole.length - 200, whole.length - 100);
  expect(rejectionsIn(await itemsOf({ 'c.ndjson.gz': damaged })).at(-1)).toMatch(/^c\.ndjson\.gz:\d+ gzip data are damaged/);
});

test('a gzip bomb is stopped', async () => {
  const zeros = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 });
  const reading = (async () => {
    let bytes = 0;
    for await (const piece of gunzip(Readable.from(Array.from({ length: 64 }, () => zeros)))) bytes += piece.length;
    return bytes;
  })();
  await expect(reading).rejects.toThrow('taken for a zip bomb');
});

test('what is no text is refused when it was asked for, passed over in a folder', async () => {
  const files = { 'photo.jpg': Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1, 1, 0, 0, 1]), 'good.ndjson': good };
  const found = await itemsOf(files);
  expect([articlesIn(found).length, rejectionsIn(found), warningsIn(found)]).toEqual([1, [], ['photo.jpg passed over: not a text file']]);
  expect(rejectionsIn(await itemsOf(files, {}, ['photo.jpg']))).toEqual(['photo.jpg not a text file (it holds control bytes)']);
});

test('whatever was named and gave nothing is told', async () => {
  const picture = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70]);
  const items = await itemsOf({ 'pictures/a.jpg': picture, 'empty.ndjson': '', 'none.json': '[]', 'head.csv': 'title,body\n' }, {}, ['pictures', 'empty.ndjson', 'none.json', 'head.csv']);
  expect(rejectionsIn(items)).toEqual(['pictures holds no article', 'empty.ndjson holds no article', 'none.json holds no article', 'head.csv holds no article']);
});
