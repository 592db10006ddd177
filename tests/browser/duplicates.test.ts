import { beforeAll, expect } from '@jest/globals';
import { testService } from '../http/support.js';
import { flood, reprints } from '../support/stories.js';
import { pageMates } from './news.js';
import { browserTest, useBrowser, withPage } from './support.js';

const running = testService();
useBrowser();
beforeAll(() => running.client.fill([flood, ...reprints, ...pageMates]));

browserTest('a story set several times is folded while one types, unfolded by a link and folded again', () => withPage(running.client.address, {}, async page => {
  const hits = page.locator('[data-hit]'), copies = page.locator('.copies');
  const shown = () => new URL(page.url()).searchParams.get('duplicates');
  await page.goto(running.client.address);
  await page.locator('#q').pressSequentially('白沙 居民');
  await page.locator('.copies', { hasText: '另有 3 篇内容相近' }).waitFor();
  expect([await hits.count(), await page.locator('.total').textContent()]).toEqual([1, expect.stringMatching(/^共 4 /)]);
  await copies.click();
  await hits.nth(3).waitFor();
  expect([await hits.count(), shown(), await copies.textContent()]).toEqual([4, 'show', '合并显示']);
  // What is typed now is searched by the script again.
  await page.locator('#q').press('End');
  await page.locator('#q').pressSequentially(' 暴雨');
  await page.waitForURL(url => url.searchParams.get('q') === '白沙 居民 暴雨');
  await page.locator('mark', { hasText: '暴雨' }).first().waitFor();
  expect([await hits.count(), shown()]).toEqual([4, 'show']);
  await copies.click();
  await page.locator('.copies', { hasText: '另有 3 篇内容相近' }).waitFor();
  expect([await hits.count(), shown()]).toEqual([1, null]);
}));
