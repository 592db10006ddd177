import { readdirSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import { sampleDir } from '../../config/paths.js';
import { reindex, sampleOrigin } from '../../indexer/reindex.js';
import { examples } from '../../src/examples.js';
import { hostile } from '../http/articles.js';
import { testService } from '../http/support.js';
import { browserTest, useBrowser, withPage } from './support.js';

const running = testService();
const [fields] = defaultIndexes as readonly [IndexFields];
useBrowser();

/** The bundled sample, and one article that tries what it can. */
beforeAll(async () => {
  const engine = running.service.indexes.get(fields.index)?.engine;
  if (!engine) throw new Error('there is no index');
  await reindex({ engine, fields, paths: [sampleDir], source: {}, timeZone: 'Asia/Shanghai', by: 'a test', origin: sampleOrigin });
  await running.client.admin('PUT', '/articles', [{ ...hostile, id: 'hostile', body: `${hostile.body}晨江`, section: hostile.title }]);
}, 60_000);

const open = (use: (page: Page) => Promise<void>, options = {}) => withPage(running.client.address, options, use);
const marksOf = (page: Page) => page.locator('main mark').allTextContents();
const hits = (page: Page) => page.locator('[data-hit]');
const addressOf = (page: Page) => new URL(page.url());

test('the sample has enough to show', async () => {
  expect(readdirSync(sampleDir).length).toBeGreaterThanOrEqual(4);
  expect((await running.client.search('')).total).toBeGreaterThan(30);
  for (const q of examples) expect((await running.client.search(q)).total).toBeGreaterThan(0);
});

browserTest('typing and Enter find articles, marked; the query stays in the box', () => open(async page => {
  await page.locator('#q').fill('图书馆');
  await page.keyboard.press('Enter');
  await hits(page).first().waitFor();
  expect(addressOf(page).searchParams.get('q')).toBe('图书馆');
  expect(await page.locator('#q').inputValue()).toBe('图书馆');
  const marks = await marksOf(page);
  expect(marks.length).toBeGreaterThan(0);
  expect(new Set(marks)).toEqual(new Set(['图书馆']));
  expect(await page.title()).toContain('图书馆');
}));

browserTest('both examples of the start page lead to hits', () => open(async page => {
  for (const q of examples) {
    await page.goto(running.client.address);
    await page.getByRole('link', { name: q, exact: true }).click();
    await page.waitForURL(url => url.searchParams.get('q') === q);
    await hits(page).first().waitFor();
    expect(await hits(page).count()).toBeGreaterThan(0);
  }
}));

browserTest('a click opens the article with its marks; the way back leads to the same hits', () => open(async page => {
  await page.goto(`${running.client.address}/?q=${encodeURIComponent('晨江')}&page=2`);
  const list = page.url(), title = await page.locator('[data-hit] h2 a').first().textContent();
  await page.locator('[data-hit] h2 a').first().click();
  expect(await page.locator('article h1').textContent()).toBe(title);
  expect(await marksOf(page)).toContain('晨江');
  expect((await page.locator('.body').textContent())?.length).toBeGreaterThan(30);
  await page.getByRole('button', { name: '下一处' }).click();
  expect(await page.locator('mark.is-current').count()).toBeGreaterThan(0);
  await page.getByRole('link', { name: '返回检索结果' }).click();
  expect(page.url()).toBe(list);
}));

browserTest('paging shows other hits, and all of them', () => open(async page => {
  await page.goto(`${running.client.address}/?q=${encodeURIComponent('晨江')}`);
  const { total } = await running.client.search('晨江');
  const seen: string[] = [];
  for (let number = 1; ; number++) {
    await page.locator('.paging [aria-current="page"]', { hasText: new RegExp(`^${number}$`) }).waitFor();
    seen.push(...await page.evaluate<string[]>("[...document.querySelectorAll('[data-hit] h2 a')].map(link => link.pathname)"));
    const next = page.locator('a[rel="next"]');
    if (await next.count() === 0) break;
    await next.click();
  }
  expect(seen).toHaveLength(total);
  expect(new Set(seen).size).toBe(total);
}));

browserTest('works without a mouse: from the box to a hit, its article, its marks and back', () => open(async page => {
  expect(await page.evaluate('document.activeElement.id')).toBe('q');
  await page.keyboard.type('晨江');
  await page.keyboard.press('Enter');
  await hits(page).first().waitFor();
  await page.locator('#q').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  const title = await page.locator('[data-hit] h2 a').nth(1).textContent();
  expect(await page.evaluate('document.activeElement.textContent')).toBe(title);
  await page.keyboard.press('Enter');
  await page.locator('[data-article]').waitFor();
  expect(await page.locator('article h1').textContent()).toBe(title);
  // The keys are the script's, which comes behind the text.
  await page.waitForLoadState('load');
  await page.keyboard.press('n');
  expect(await page.locator('mark.is-current').count()).toBeGreaterThan(0);
  await page.keyboard.press('/');
  expect(await page.evaluate('document.activeElement.id')).toBe('q');
}));

browserTest('the Tab key reaches the box, its button and the hits, and what has the focus can be seen', () => open(async page => {
  await page.goto(`${running.client.address}/?q=${encodeURIComponent('图书馆')}`);
  const reached: string[] = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate<{ what: string; seen: boolean }>(`(() => {
      const e = document.activeElement, outlined = one => one !== null && getComputedStyle(one).outlineStyle !== 'none';
      return { what: e.matches('[data-hit] h2 a') ? 'hit' : e.id || e.tagName, seen: outlined(e) || outlined(e.closest('form')) };
    })()`);
    if (focus.what === 'BODY') break;
    expect(focus).toEqual({ what: focus.what, seen: true });
    reached.push(focus.what);
  }
  expect(reached).toEqual(expect.arrayContaining(['q', 'BUTTON', 'hit']));
}));

browserTest('fits a telephone of 360 pixels without scrolling sideways', () => open(async page => {
  const link = (await running.client.search('晨江')).hits[0]?.id ?? '';
  for (const path of ['/', `/?q=${encodeURIComponent('晨江')}`, `/?q=${encodeURIComponent('图书馆 '.repeat(60))}`, `/articles/${link}?q=${encodeURIComponent('晨江')}`, '/articles/hostile']) {
    await page.goto(running.client.address + path);
    const widths = await page.evaluate('({ page: document.documentElement.scrollWidth, window: innerWidth })');
    expect({ path, widths }).toEqual({ path, widths: { page: 360, window: 360 } });
  }
}, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }));

browserTest('works with JavaScript off: search, article, paging', () => open(async page => {
  await page.locator('#q').fill('晨江');
  await page.locator('form button').click();
  expect(await hits(page).count()).toBe(10);
  await page.locator('a[rel="next"]').click();
  expect(addressOf(page).searchParams.get('page')).toBe('2');
  await page.locator('[data-hit] h2 a').first().click();
  expect(await marksOf(page)).toContain('晨江');
  expect(await page.locator('[data-needs-script]:visible').count()).toBe(0);
}, { javaScriptEnabled: false }));

browserTest('markup in an article is shown as text and runs nothing', () => open(async page => {
  const dialogs: string[] = [];
  page.on('dialog', dialog => { dialogs.push(dialog.message()); void dialog.dismiss(); });
  for (const path of [`/?q=${encodeURIComponent('引号')}`, '/articles/hostile?q=晨江', `/?q=${encodeURIComponent(hostile.title)}`]) {
    await page.goto(running.client.address + path);
    expect(await page.locator('main').textContent()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('img').count()).toBe(0);
  }
  expect(dialogs).toEqual([]);
}));
