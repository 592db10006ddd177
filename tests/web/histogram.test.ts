import { expect, test } from '@jest/globals';
import { barsOf, renderHistogram, timeText } from '../../src/web/histogram.js';
import { params } from './sample.js';

test('months up to three years, years beyond; empty ones in between are drawn too', () => {
  expect(barsOf({ '2023-11': 2, '2024-02': 1 })).toEqual([{ time: '2023-11', count: 2 }, { time: '2023-12', count: 0 }, { time: '2024-01', count: 0 }, { time: '2024-02', count: 1 }]);
  expect(barsOf({ '2019-12': 2, '2019-01': 3, '2022-01': 1 })).toEqual([{ time: '2019', count: 5 }, { time: '2020', count: 0 }, { time: '2021', count: 0 }, { time: '2022', count: 1 }]);
  expect(barsOf({ '2019-01': 1, '2021-12': 1 })).toHaveLength(36);
  expect([barsOf({}), barsOf({ unknown: 3 })]).toEqual([[], []]);
});

test('without a stretch of time to choose from there is no histogram, but a chosen one can be changed', () => {
  expect(renderHistogram({ '2024-01': 3 }, { basePath: '', params })).toBeNull();
  const chosen = String(renderHistogram({}, { basePath: '/press', params: { ...params, from: '2021', to: '2022-03', page: 4 } }));
  expect(chosen).toMatch(/<option value="2021" selected>2021年<\/option>.*<option value="2022-03" selected>2022年3月<\/option>/s);
  expect(chosen).toContain('<form class="range" action="/press/" method="get">');
  expect(chosen).toContain(`<input type="hidden" name="q" value="${params.q}">`);
  expect(chosen).not.toContain('name="page"');
});

test('the tallest bar has the most articles', () => {
  const drawn = String(renderHistogram({ '2024-01': 3, '2024-02': 6 }, { basePath: '', params: { ...params, lang: 'en' } }));
  expect([...drawn.matchAll(/class="bar"[^>]* height="(\d+)"/g)].map(([, height]) => Number(height))).toEqual([24, 48]);
  expect(drawn).toContain('<title>February 2024 6 articles</title>');
  expect(timeText('', 'zh')).toBe('');
});
