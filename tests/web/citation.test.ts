import { expect, test } from '@jest/globals';
import { citation } from '../../src/web/citation.js';

const article = { id: '1', title: '大桥合龙', publication: '江城晚报', date: '2025-03-01', page: '3' };

test.each([
  [{ ...article, authors: ['林小溪'] }, '林小溪. 大桥合龙[N]. 江城晚报, 2025-03-01(3).'],
  [{ ...article, authors: ['林小溪', '周远'], subtitle: '年底通车' }, '林小溪, 周远. 大桥合龙: 年底通车[N]. 江城晚报, 2025-03-01(3).'],
  [{ ...article, authors: ['甲', '乙', '丙', '丁'] }, '甲, 乙, 丙, 等. 大桥合龙[N]. 江城晚报, 2025-03-01(3).'],
  [{ ...article, authors: [], page: 'A03' }, '大桥合龙[N]. 江城晚报, 2025-03-01(A03).'],
  [{ ...article, page: null, authors: null }, '大桥合龙[N]. 江城晚报, 2025-03-01.'],
  [{ ...article, publication: null, date: null }, '大桥合龙[N]. (3).'],
  [{ id: '1', title: '大桥\n合龙' }, '大桥 合龙[N].'],
  [{ id: '1' }, ''],
])('cites by GB/T 7714 what an article has: %j', (of, expected) => {
  expect(citation(of)).toBe(expected);
});
