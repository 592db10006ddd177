import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { readSources, sizeOf } from '../../indexer/sources/index.js';
import { docxOf, zipOf } from './archives.js';
import { articlesIn, inFolder, itemsOf, rejectionsIn, simplified, warningsIn } from './samples.js';

const line = (title: string): string => `${JSON.stringify({ title, body: simplified })}\n`;

test('a .zip gives what its members give, by name, named with the archive', async () => {
  const zip = zipOf([
    { name: '第2版.ndjson', content: line('乙') }, { name: 'sub/c.json.gz', content: gzipSync(`[${line('丙')}]`) }, { name: 'a.csv', content: 'title,body\n甲,正文\n' },
    { name: '__MACOSX/._a.csv', content: 'x' }, { name: '.hidden', content: 'x' }, { name: 'photo.png', content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]) },
  ]);
  const items = await itemsOf({ 'pages.zip': zip });
  expect(items.map(item => [item.origin.file, 'article' in item ? item.article['title'] : ''])).toEqual([
    ['pages.zip/a.csv', '甲'], ['pages.zip/photo.png', ''], ['pages.zip/sub/c.json.gz', '丙'], ['pages.zip/第2版.ndjson', '乙'],
  ]);
});

test('names in GBK, as Chinese archivers write them without saying so', async () => {
  const items = await itemsOf({ 'pages.zip': zipOf([{ name: iconv.encode('青溪日报第三版.ndjson', 'gb18030'), content: line('甲') }]) });
  expect(items.map(({ origin }) => origin.file)).toEqual(['pages.zip/青溪日报第三版.ndjson']);
});

test('a .zip is told by its bytes, from a stream and within gzip and another .zip too', async () => {
  const zip = zipOf([{ name: 'a.ndjson', content: line('甲') }]);
  const items = await itemsOf({ 'a.dat': zip, 'b.zip.gz': gzipSync(zip), 'c.zip': zipOf([{ name: 'inner.zip', content: zip }]) });
  expect(items.map(({ origin }) => origin.file)).toEqual(['a.dat/a.ndjson', 'b.zip.gz/a.ndjson', 'c.zip/inner.zip/a.ndjson']);
  let nested = zip;
  for (let i = 0; i < 5; i++) nested = zipOf([{ name: 'n.zip', content: nested }]);
  expect(rejectionsIn(await itemsOf({ 'deep.zip': nested }))).toEqual(['deep.zip/n.zip/n.zip/n.zip archive within 3 archives is not read']);
});

test('paths out of the archive, links and encrypted members are not read; the others are', async () => {
  const zip = zipOf([
    { name: '../escape.ndjson', content: line('逃') }, { name: '/etc/absolute.ndjson', content: line('逃') }, { name: 'a\\..\\..\\b.ndjson', content: line('逃') },
    { name: 'C:/x.ndjson', content: line('逃') }, { name: 'link.txt', content: '/etc/passwd', mode: 0o120777 },
    { name: 'secret.ndjson', content: line('密'), encrypted: true }, { name: 'good.ndjson', content: line('甲') },
  ]);
  const items = await itemsOf({ 'a.zip': zip });
  expect(articlesIn(items).map(({ title }) => title)).toEqual(['甲']);
  expect(rejectionsIn(items).map(reason => reason.replace(/^a\.zip\//, ''))).toEqual([
    '../escape.ndjson path leads out of the archive', '/etc/absolute.ndjson path leads out of the archive', 'C:/x.ndjson path leads out of the archive',
    'a/../../b.ndjson path leads out of the archive', 'secret.ndjson is encrypted',
  ]);
});

test('a zip bomb is stopped, and the file after it is read', async () => {
  const bomb = zipOf([{ name: 'bomb.ndjson', content: Buffer.alloc(300 * 1024 * 1024, ' ') }]);
  const items = await itemsOf({ 'a.zip': bomb, 'b.ndjson': line('甲') }, { kind: 'ndjson' });
  expect(rejectionsIn(items)).toEqual([expect.stringMatching(/^a\.zip\/bomb\.ndjson archive expands more than 200 times: taken for a zip bomb/)]);
  expect(articlesIn(items)).toHaveLength(1);
});

test('damaged, empty and foreign archives are told', async () => {
  const good = zipOf([{ name: 'a.ndjson', content: line('甲') }]);
  const broken = Buffer.from(good);
  broken.fill(0x55, 45, 80);
  const items = await itemsOf({
    'cut.zip': good.subarray(0, good.length - 30), 'empty.zip': zipOf([]), 'sheet.xlsx': zipOf([{ name: '[Content_Types].xml', content: '<x/>' }, { name: 'xl/workbook.xml', content: '<x/>' }]),
    'broken.zip': broken,
  });
  expect(rejectionsIn(items)).toEqual([
    expect.stringMatching(/^broken\.zip\/a\.ndjson archive is damaged/),
    expect.stringMatching(/^cut\.zip archive is damaged/),
    'empty.zip archive without files to read',
    'sheet.xlsx an Office file, but no Word document; save it as CSV or text',
  ]);
});

test('the kind that is forced is that of the members', async () => {
  const items = await itemsOf({ 'a.zip': zipOf([{ name: 'a.txt', content: line('甲') }]) }, { kind: 'page' });
  expect(articlesIn(items)[0]?.['title']).not.toBe('甲');
});

test('onBytes adds up to sizeOf with archives and faults', async () => {
  const files = { 'a.zip': zipOf([{ name: 'a.ndjson', content: line('甲').repeat(5000) }]), 'b.json': `[${line('乙')}, oops ${'x'.repeat(600_000)}`, 'c.docx': docxOf(['甲', '乙']) };
  await inFolder(files, async folder => {
    let told = 0;
    for await (const _ of readSources([folder], { onBytes: n => (told += n) }));
    expect(told).toBe((await sizeOf([folder])).sizeBytes);
  });
});

test('a Word document: title by its style, subtitle, byline, paragraphs', async () => {
  const docx = docxOf(['a3|青溪大桥正式通车', 'a5|两岸居民不再绕行', '本报记者 王芳', '　　青溪县新建的跨河大桥昨天通车。', '2|惠民', 'A &amp; B&lt;C&gt;。']);
  const items = await itemsOf({ 'a.docx': docx, 'unnamed': docx });
  const article = { title: '青溪大桥正式通车', subtitle: '两岸居民不再绕行', byline: '本报记者 王芳', authors: ['王芳'], body: '青溪县新建的跨河大桥昨天通车。\n惠民\nA & B<C>。' };
  expect(articlesIn(items)).toEqual([article, article]);
});

test('a Word document of several articles, and one without styles', async () => {
  const items = await itemsOf({
    'several.docx': docxOf(['1|大桥通车', '正文一。', '1|秋粮入库', '正文二。']),
    'titled.docx': docxOf(['a3|总题', '引言。', '1|小标题', '正文。']),
    'plain.docx': docxOf(['大桥通车', '（记者 王芳）', '正文一。', '正文二。']),
    'untitled.docx': docxOf(['只有一段正文。']),
  });
  expect(articlesIn(items)).toEqual([
    { title: '大桥通车', byline: '（记者 王芳）', authors: ['王芳'], body: '正文一。\n正文二。' },
    { title: '大桥通车', body: '正文一。' }, { title: '秋粮入库', body: '正文二。' },
    { title: '总题', body: '引言。\n小标题\n正文。' },
    { body: '只有一段正文。' },
  ]);
});

test('deleted text, field codes and doubled boxes of a Word document stay out', async () => {
  const body = '<w:p><w:r><w:t>留下</w:t></w:r><w:del><w:r><w:delText>删除</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r>'
    + '<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>框里</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>框里</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>'
    + '<w:r><w:t>的</w:t><w:br/><w:t>第二行。</w:t></w:r></w:p>';
  expect(articlesIn(await itemsOf({ 'a.docx': docxOf([], body) }))).toEqual([{ title: '框里', body: '留下的\n第二行。' }]);
});

test('Word documents that cannot be read are told', async () => {
  const items = await itemsOf({
    'broken.docx': docxOf([], '<w:p><w:r>'), 'deep.docx': docxOf([], '<w:p>'.repeat(2000)), 'empty.docx': docxOf([' ']), 'text.docx': 'no document',
  }, {});
  expect(rejectionsIn(items)).toEqual([
    expect.stringMatching(/^broken\.docx word\/document\.xml is not valid XML/), 'deep.docx word/document.xml is nested deeper than 1000 elements', 'empty.docx empty document',
  ]);
  expect(rejectionsIn(await itemsOf({ 'text.docx': 'no document' }, { kind: 'docx' }))).toEqual(['text.docx not a Word document (.docx)']);
  expect(warningsIn(items).join()).not.toContain('passed over');
});
