import { beforeAll, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { place, type Finished } from './support.js';

const here = place();
const good = { id: 'good', title: '好的一篇', body: '这一篇没有毛病。' };

/** 200,000 characters that say where they stand. */
const long = Array.from({ length: 20_000 }, (_, i) => `第${String(i).padStart(5, '〇')}个地方。`).join('').slice(0, 199_990) + '文末仅此一处暗号词';

describe('one run over all that can be wrong', () => {
  let report: Finished;
  beforeAll(async () => {
    here.ndjson('a-good.ndjson', [good]);
    here.file('b-lines.ndjson', ['{"id":"b1","title":"第一行"}', '{"id":"b2","title":', 'plain words', '["a list"]', '{"id":"b5","title":"第五行"}'].join('\n'));
    here.ndjson('c-types.ndjson', [{ id: 'c1', title: ['x'] }, { id: 'c2', title: '好', date: '2025-13-01' }, { id: 'c3', title: '好', tags: { a: 1 } }, { id: {}, title: '好' }, { id: 'c5', section: '空' }, { id: 'c6', title: '   ' }]);
    here.ndjson('d-twice.ndjson', [{ id: 'd', title: '第一次' }, { id: 'e', title: '别的' }, { id: 'd', title: '第二次' }]);
    here.file('e-empty.txt', '  \n\n');
    here.file('f-unrecognised.txt', '＊ ＊ ＊\n');
    here.file('g-huge.ndjson', `{"id":"g1","title":"长行之前"}\n{"id":"g2","body":"${'长'.repeat(17_500_000)}"}\n{"id":"g3","title":"长行之后"}\n`);
    here.ndjson('h-long.ndjson', [{ id: 'h', title: '二十万字的一篇', body: long }]);
    here.file('i-broken.ndjson.gz', gzipSync(JSON.stringify({ id: 'i', title: '压坏了' })).subarray(0, 25));
    here.file('j-picture.txt', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\xff\xfe\0\0'.repeat(20), 'latin1'));
    here.file('k-empty/.keep', '');
    report = await here.run(['reindex', 'a-good.ndjson', 'b-lines.ndjson', 'c-types.ndjson', 'd-twice.ndjson', 'e-empty.txt', 'f-unrecognised.txt', 'g-huge.ndjson', 'h-long.ndjson', 'i-broken.ndjson.gz', 'j-picture.txt', 'k-empty', 'missing.txt']);
  });

  test('ends with 3', () => {
    expect(report.code).toBe(3);
    expect(report.stderr).not.toMatch(/\n\s+at /);
  });

  test.each([
    ['NDJSON that is cut off', /^rejected: b-lines\.ndjson:2: line is not valid JSON/m],
    ['a line that is no JSON', /^rejected: b-lines\.ndjson:3: line is not valid JSON/m],
    ['a line that is no article', /^rejected: b-lines\.ndjson:4: expected an object/m],
    ['a title that is no text', /^rejected: c-types\.ndjson:1: c1: title: expected text, got a list/m],
    ['a day that does not exist', /^rejected: c-types\.ndjson:2: c2: date: expected a date such as 2025-03-01.*got "2025-13-01"/m],
    ['tags that are no list', /^rejected: c-types\.ndjson:3: c3: tags: expected/m],
    ['an id that is none', /^rejected: c-types\.ndjson:4: id: expected text or a number, got an object/m],
    ['neither title nor body', /^rejected: c-types\.ndjson:5: c5: neither title nor body/m],
    ['a blank title alone', /^rejected: c-types\.ndjson:6: c6: neither title nor body/m],
    ['an id given twice', /^rejected: d-twice\.ndjson:3: d: id "d" was already given on line 1/m],
    ['an empty page', /^rejected: e-empty\.txt: empty page/m],
    ['a page without an article', /^warning: f-unrecognised\.txt: no article recognised/m],
    ['a line of 50 MB', /^rejected: g-huge\.ndjson:2: line is longer than 32 MiB/m],
    ['gzip that breaks off', /^rejected: i-broken\.ndjson\.gz(:\d+)?: /m],
    ['no text at all', /^rejected: j-picture\.txt: /m],
    ['a folder without pages', /^rejected: k-empty: folder without files to read/m],
    ['a missing file', /^rejected: missing\.txt: no such file or folder/m],
  ])('says file and line of %s', (_what, line) => {
    expect(report.stderr).toMatch(line);
  });

  test('writes all the rest', async () => {
    const stored = await here.stored();
    for (const id of ['good', 'b1', 'b5', 'd', 'e', 'g1', 'g3', 'h']) expect(stored.has(id)).toBe(true);
    for (const id of ['b2', 'c1', 'c2', 'c3', 'c5', 'c6', 'g2']) expect(stored.has(id)).toBe(false);
    expect(stored.get('d')).toMatchObject({ title: '第一次' });
    expect(stored.get('h')?.['body']).toBe(long);
    expect([...stored.values()].filter(article => article['body'] === '＊ ＊ ＊')).toHaveLength(1);
  });

  test.each(['文末仅此一处暗号词', '"处暗号词"', '"第一九八七六个地方" 暗号词'.replace('第一九八七六', '第〇〇〇〇1')])('an article of 200,000 characters is found by %s', async q => {
    const { stdout } = await here.run(['search', q, '--json']);
    expect((JSON.parse(stdout) as { hits: { id: string }[] }).hits.map(hit => hit.id)).toEqual(['h']);
  });
});

test('nothing but bad input leaves the live index as it was', async () => {
  const before = await here.stored(), build = (await here.open().status()).live?.name;
  here.file('bad.ndjson', 'not JSON\n');
  const { code, stdout } = await here.run(['reindex', 'bad.ndjson', 'missing.txt', 'k-empty']);
  expect(code).toBe(3);
  expect(stdout).toContain('nothing to index: the live index is as it was');
  expect(await here.stored()).toEqual(before);
  expect(await here.open().status()).toMatchObject({ live: { name: build }, previous: null, building: null });
});

test('--json tells every rejected record, however many', async () => {
  here.ndjson('many.ndjson', [good, ...Array.from({ length: 120 }, (_, i) => ({ id: `x${i}` }))]);
  const [plain, json] = await Promise.all([here.run(['reindex', 'many.ndjson', '--dry-run']), here.run(['reindex', 'many.ndjson', '--dry-run', '--json'])]);
  expect(plain.stderr).toContain('… and 70 more (--json lists all)');
  const { rejected } = JSON.parse(json.stdout) as { rejected: unknown[] };
  expect(rejected).toHaveLength(120);
  expect(rejected[119]).toEqual({ file: 'many.ndjson', line: 121, id: 'x119', reason: expect.stringMatching(/neither title nor body/) });
});
