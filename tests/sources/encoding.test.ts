import { expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { StreamDecoder } from '../../indexer/sources/decode.js';
import { findEncoding } from '../../indexer/sources/encoding.js';
import { articlesIn, itemsOf, rejectionsIn, simplified, traditional } from './samples.js';

const shortTexts = ['联通', '头版', '新闻', '本报讯', '市长讲话', '青溪县大桥通车', '王芳', '标题\n正文', '第3版 要闻', '“两会”专题', '江南水乡', '春耕备耕忙', '3月1日，晴'];
const shortTraditional = ['本報訊', '頭版新聞', '市長談話', '青溪縣大橋通車', '臺北市政府', '第3版 要聞', '「兩岸」專題', '氣象預報：明日有雨', '圖書館今天開放'];

test.each([...shortTexts, simplified, simplified.slice(0, 60)])('recognises simplified text: %j', text => {
  for (const encoding of ['utf-8', 'gb18030']) {
    expect(findEncoding(iconv.encode(text, encoding), true)).toEqual({ encoding, bomBytes: 0 });
  }
});

test.each([...shortTraditional, traditional, traditional.slice(0, 60)])('recognises traditional text: %j', text => {
  for (const encoding of ['utf-8', 'gb18030', 'big5']) {
    expect(findEncoding(iconv.encode(text, encoding), true)).toEqual({ encoding, bomBytes: 0 });
  }
});

test.each(['utf-16le', 'utf-16be'])('recognises %s with and without its mark', encoding => {
  for (const text of [simplified, traditional, '本报讯', `{"title":"大桥通车","body":"正文"}`, 'plain ASCII, too']) {
    expect(findEncoding(iconv.encode(text, encoding), true)).toEqual({ encoding, bomBytes: 0 });
    expect(findEncoding(iconv.encode(text, encoding, { addBOM: true }), true)).toEqual({ encoding, bomBytes: 2 });
  }
});

test.each(['Café Zürich', 'Москва', 'Ωμέγα', 'naïve é', 'plain', '😀', '中文 mit Ümläuten'])('keeps UTF-8 that is not Chinese: %s', text => {
  expect(findEncoding(Buffer.from(text), true).encoding).toBe('utf-8');
});

test('a sample cut off within a character is no fault', () => {
  for (const encoding of ['utf-8', 'gb18030', 'big5']) {
    const bytes = iconv.encode(traditional, encoding);
    for (let length = 100; length < 110; length++) expect(findEncoding(bytes.subarray(0, length), false).encoding).toBe(encoding);
  }
});

test('every piece of a longer text is recognised, wherever it is cut', () => {
  const wrong: string[] = [];
  for (const [text, encodings] of [[simplified, ['gb18030']], [traditional, ['gb18030', 'big5']]] as const) {
    const chars = [...text.replaceAll('\n', '')];
    for (const encoding of encodings) {
      for (let start = 0; start + 8 <= chars.length; start++) {
        const piece = chars.slice(start, start + 8).join('');
        if (findEncoding(iconv.encode(piece, encoding), true).encoding !== encoding) wrong.push(`${encoding} ${piece}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('bytes of no text are refused', () => {
  expect(() => findEncoding(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 2, 3]), true)).toThrow('not a text file');
  expect(() => findEncoding(Buffer.from(Array.from({ length: 400 }, (_, i) => 0x80 + ((i * 37) % 128))), true)).toThrow('encoding not recognised');
});

async function* inPieces(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function decoded(bytes: Buffer, pieceBytes: number, encoding?: string): Promise<{ text: string; decoder: StreamDecoder }> {
  const decoder = new StreamDecoder(encoding);
  let text = '';
  for await (const piece of decoder.decode(inPieces(bytes, pieceBytes))) text += piece;
  return { text, decoder };
}

test.each(['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5'])('decodes %s in pieces of any length', async encoding => {
  const text = `${traditional}\n`.repeat(3);
  for (const pieceBytes of [1, 2, 3, 5, 64, 100_000]) {
    const { text: got, decoder } = await decoded(iconv.encode(text, encoding), pieceBytes);
    expect(got).toBe(text);
    expect([decoder.encoding, decoder.badPlaces]).toEqual([encoding, 0]);
  }
});

test('characters beyond the BMP survive pieces of one byte', async () => {
  const text = '𠮷野家与𨭎元素😀，都在一行里。本报讯';
  for (const encoding of ['utf-8', 'utf-16le', 'gb18030']) expect((await decoded(iconv.encode(text, encoding), 1)).text).toBe(text);
});

test('long ASCII before the first Chinese character decides nothing', async () => {
  const ascii = `${'x'.repeat(79)}\n`.repeat(5000);
  const { text, decoder } = await decoded(Buffer.concat([Buffer.from(ascii), iconv.encode(simplified, 'gb18030')]), 64 * 1024);
  expect(decoder.encoding).toBe('gb18030');
  expect(text).toBe(ascii + simplified);
});

test('counts what cannot be decoded, and not what says U+FFFD itself', async () => {
  const good = Buffer.from(`${simplified}\ufffd`.repeat(3));
  expect((await decoded(good, 7)).decoder.badPlaces).toBe(0);
  const broken = Buffer.concat([Buffer.from(simplified), Buffer.from([0xff]), Buffer.from(simplified)]);
  const { text, decoder } = await decoded(broken, 50);
  expect([decoder.encoding, decoder.badPlaces]).toEqual(['utf-8', 1]);
  expect(text).toBe(`${simplified}\ufffd${simplified}`);
});

test('the encoding that is given decides', async () => {
  const bytes = iconv.encode('頭版', 'big5');
  expect((await decoded(bytes, 10, 'big5')).text).toBe('頭版');
  expect((await decoded(bytes, 10, 'gb18030')).text).not.toBe('頭版');
  expect((await decoded(Buffer.from('\ufeff头版'), 1, 'UTF-8')).text).toBe('头版');
  expect(() => new StreamDecoder('no-such')).toThrow('unknown encoding "no-such"');
});

test('a file in every encoding gives the same article; an unreadable one is named', async () => {
  const record = JSON.stringify({ title: '大橋通車', body: traditional });
  const files = Object.fromEntries(['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5'].flatMap(encoding => [
    [`${encoding}.ndjson`, iconv.encode(`${record}\n`, encoding)],
    [`${encoding}-bom.ndjson`, iconv.encode(`${record}\n`, encoding, { addBOM: encoding.startsWith('utf') })],
  ]));
  const items = await itemsOf(files);
  expect(articlesIn(items)).toEqual(Object.keys(files).map(() => JSON.parse(record) as unknown));
  const bad = await itemsOf({ 'noise.txt': Buffer.from(Array.from({ length: 300 }, (_, i) => 0x80 + ((i * 53) % 128))) });
  expect(rejectionsIn(bad)).toEqual(['noise.txt encoding not recognised: not UTF-8, UTF-16, GB18030 or Big5; give the encoding']);
});
