import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { indexMini } from '../../bench/mini.js';
import { indexTrigram, trigramSearch } from '../../bench/trigram.js';
import { temporaryFolder } from '../support/folder.js';

const { folder, remove } = temporaryFolder();
const articles = [
  { id: 'a', title: '图书馆延长开放', body: '市图书馆从今天起延长开放两小时。' },
  { id: 'b', title: '雨季将至', body: '防汛演练在南岸举行，图书馆也派人参加。' },
  { id: 'c', title: '春季招聘会', body: '三百家企业到场。' },
];
let search: (query: string) => { id: string }[];
beforeAll(() => {
  indexTrigram(articles, join(folder, 'trigram.db'));
  search = trigramSearch(join(folder, 'trigram.db')) as typeof search;
});
afterAll(remove);

test.each([['图书馆', ['a', 'b']], ['图书馆 防汛演练', ['b']], ['"防汛演练', ['b']], ['防汛演练成功', ['b']], ['企业', []], ['', []], ['"', []]])('the trigram index finds for %p', (query, ids) => {
  expect(search(query).map(({ id }) => id)).toEqual(ids);
});

test('MiniSearch finds words that the segmenter cuts, titles first', () => {
  expect(indexMini(articles).search('图书馆').map(({ id }) => id as string)).toEqual(['a', 'b']);
  expect(indexMini(articles).search('企业').map(({ id }) => id as string)).toEqual(['c']);
});
