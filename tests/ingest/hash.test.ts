import { afterAll, expect, test } from '@jest/globals';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { analyzerFor, hasherFor } from '../../src/ingest/analyze.js';
import { loadSegmenter } from '../../src/text/segmenter.js';
import { compileUserWords, noUserWords } from '../../src/text/user-words.js';

const [fields] = defaultIndexes as readonly [IndexFields];
const article = { id: 'a', title: '毛芹菜丰收', body: '农户忙着采收。', section: '农业' };
const hashWith = (words: readonly string[], of: IndexFields = fields, changed: object = {}) => {
  const segmenter = loadSegmenter(compileUserWords(words.map(word => ({ word }))));
  const hash = analyzerFor(of, segmenter)({ ...article, ...changed }, 'put').hash;
  expect(hasherFor(of, segmenter)({ ...article, ...changed })).toBe(hash);
  return hash;
};
afterAll(() => { loadSegmenter(noUserWords); });

// The same hash is never written again: it has to differ wherever what is written would.
test('is the same for the same article, wherever it came from', () => {
  expect(hashWith([])).toBe(hashWith([]));
  expect(analyzerFor(fields, loadSegmenter(noUserWords))(article, 'a source').hash).toBe(hashWith([]));
});

test.each<[string, object]>([
  ['its text', { body: '农户忙着采收！' }],
  ['a field that is only filtered by', { section: '要闻' }],
  ['a field that nobody knows', { note: 1 }],
])('changes with %s', (_what, changed) => {
  expect(hashWith([], fields, changed)).not.toBe(hashWith([]));
});

test('changes with a word of the user’s that stands in the article, in whatever form, and with no other', () => {
  expect(hashWith(['毛芹菜'])).not.toBe(hashWith([]));
  expect(hashWith(['桥东头'])).toBe(hashWith([]));
  expect(hashWith(['毛芹菜', '桥东头'])).toBe(hashWith(['毛芹菜']));
});

test('changes with the fields of the index, but not with its views', () => {
  const others = fields.fields.map(f => f.name === 'title' ? { ...f, weight: (f.weight ?? 0) + 1 } : f);
  expect(hashWith([], { ...fields, fields: others })).not.toBe(hashWith([]));
  expect(hashWith([], { ...fields, views: [] })).toBe(hashWith([]));
});
