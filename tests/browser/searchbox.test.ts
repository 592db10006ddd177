import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { articles, bridge, hostile, market } from '../http/articles.js';
import { expectProblem, testService } from '../http/support.js';
import { useSite } from './site.js';
import { askedOf, browserTest, useBrowser, withPage } from './support.js';

/** The box of one line, on somebody's page of another origin. */
const running = testService();
const site = useSite();
useBrowser();

const trap = { id: 'trap', title: '陷阱标题', body: '链接不是网页。', url: 'javascript:document.title="ran"' };
beforeAll(() => running.client.fill([...articles, trap]));

const line = (attributes = 'data-index="articles"', address = running.client.address) => `<script src="${address}/searchbox.js" ${attributes}></script>`;
const visit = (body: string, use: (page: Page) => Promise<void>, options: Parameters<typeof site.visit>[3] = {}) => site.visit(body, [running.client.address], use, options);

// Playwright's locators look through open shadow roots, as a user does.
const box = (page: Page) => page.getByRole('combobox');
const options = (page: Page) => page.getByRole('option');
const active = (page: Page) => page.locator('[role="option"][aria-selected="true"]');

/** Whether the box has the focus, seen from inside of its shadow root. */
const hasFocus = (page: Page): Promise<boolean> => box(page).evaluate(input => (input as unknown as { matches(selector: string): boolean }).matches(':focus'));

const styleOf = (page: Page, selector: string, name: string): Promise<string> =>
  page.locator(selector).first().evaluate((element, of) => (globalThis as unknown as { getComputedStyle(element: unknown): Record<string, string> }).getComputedStyle(element)[of] ?? '', name);

async function type(page: Page, text: string): Promise<void> {
  await box(page).pressSequentially(text);
  await options(page).first().waitFor();
}

async function expectClosed(page: Page): Promise<void> {
  await page.locator('[role="listbox"]').waitFor({ state: 'hidden' });
  expect(await box(page).getAttribute('aria-expanded')).toBe('false');
  expect(await box(page).getAttribute('aria-activedescendant')).toBeNull();
}

/** The page that is gone to. */
async function arrived(page: Page): Promise<URL> {
  await page.waitForURL(url => !url.href.startsWith(site.address));
  return new URL(page.url());
}

describe('finds while it is typed', () => {
  browserTest('Han: suggestions and hits with their marks', () => visit(line(), async page => {
    await expectClosed(page);
    await type(page, '大桥');
    expect(await options(page).locator('.title').first().textContent()).toBe(bridge.title);
    expect(await options(page).locator('.title mark').first().textContent()).toBe('大桥');
    expect(await options(page).locator('.snippet mark').allTextContents()).toContain('大桥');
    expect(await options(page).locator('.about').first().textContent()).toBe('青溪日报 · 2025-03-01');
    expect(await box(page).getAttribute('aria-expanded')).toBe('true');
    expect(await box(page).getAttribute('aria-controls')).toBe(await page.getByRole('listbox').getAttribute('id'));
  }));

  browserTest('pinyin', () => visit(line(), async page => {
    await type(page, 'daqiao');
    expect(await options(page).first().textContent()).toMatch(/^大桥/);
    expect(await options(page).locator('.title').first().textContent()).toBe(bridge.title);
  }));

  browserTest('by an input method, only what it has written', () => visit(line(), async page => {
    await page.clock.install();
    await page.goto(`${site.address}/page`);
    const texts = askedOf(page, '/api/search');
    await box(page).focus();
    const keys = await page.context().newCDPSession(page);
    for (const text of ['d', 'da', 'da q', 'da qiao']) {
      await keys.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      await page.clock.runFor(1000);
      await expectClosed(page);
    }
    expect(texts).toEqual([]);
    await keys.send('Input.insertText', { text: '大桥' });
    await page.clock.runFor(1000);
    await options(page).first().waitFor();
    expect(texts).toEqual(['大桥']);
  }));

  browserTest('fast typing asks once', () => visit(line(), async page => {
    await page.clock.install();
    await page.goto(`${site.address}/page`);
    const texts = askedOf(page, '/api/search');
    await box(page).pressSequentially('青溪大桥');
    await page.clock.runFor(1000);
    await options(page).first().waitFor();
    expect(texts).toEqual(['青溪大桥']);
  }));

  browserTest('nothing, and says so', () => visit(line(), async page => {
    await box(page).fill('龘靐齉');
    await page.locator('.said').waitFor();
    expect(await page.locator('.said').textContent()).toBe('没有找到相关文章');
    expect(await page.locator('[role="status"]').textContent()).toBe('没有找到相关文章');
    await page.keyboard.press('Escape');
    await expectClosed(page);
  }));
});

describe('by keys', () => {
  browserTest('arrows go round, Enter goes to the article chosen', () => visit(line(), async page => {
    await type(page, '渡船');
    const count = await options(page).count();
    for (let i = 0; i <= count; i++) await page.keyboard.press('ArrowDown');
    expect(await active(page).count()).toBe(0);
    await page.keyboard.press('ArrowUp');
    expect(await active(page).getAttribute('id')).toBe(await options(page).nth(count - 1).getAttribute('id'));
    expect(await box(page).getAttribute('aria-activedescendant')).toBe(await active(page).getAttribute('id'));
    expect(await hasFocus(page)).toBe(true);
    expect(await page.locator('a.option').first().getAttribute('href')).toBe(bridge.url);
  }));

  browserTest('Enter on an article without an address of its own shows it here', () => visit(line(), async page => {
    await type(page, '早晨');
    while (!(await active(page).locator('.title').count())) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const { pathname, searchParams } = await arrived(page);
    expect([pathname, searchParams.get('q')]).toEqual([`/articles/${market.id}`, '早晨']);
  }));

  browserTest('Enter without a choice shows all results', () => visit(line(), async page => {
    await type(page, '大桥');
    await page.keyboard.press('Enter');
    expect((await arrived(page)).searchParams.get('q')).toBe('大桥');
  }));

  browserTest('Escape closes the list first, and empties the box next', () => visit(line(), async page => {
    await type(page, '大桥');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await expectClosed(page);
    expect(await box(page).inputValue()).toBe('大桥');
    await page.keyboard.press('Escape');
    expect(await box(page).inputValue()).toBe('');
  }));

  browserTest('Tab leaves and closes it', () => visit(`${line()}<a id="next" href="#">下一个</a>`, async page => {
    await type(page, '大桥');
    await page.keyboard.press('Tab');
    await expectClosed(page);
    expect(await page.evaluate('document.activeElement.id')).toBe('next');
  }));

  browserTest('those of an input method and shortcuts of the page are left alone', () => visit(`${line()}<script>document.addEventListener('keydown', event => { document.title += event.key; })</script>`, async page => {
    await type(page, '大桥');
    for (const init of [{ isComposing: true }, { keyCode: 229 }])
      for (const key of ['ArrowDown', 'Enter', 'Escape']) await box(page).dispatchEvent('keydown', { key, ...init });
    expect(await active(page).count()).toBe(0);
    expect(await options(page).count()).toBeGreaterThan(0);
    await page.keyboard.press('j');
    expect(await page.title()).toBe('某网站');
  }));
});

describe('by mouse and by touch', () => {
  browserTest('a click on a suggestion searches it, on a hit goes there', () => visit(line('data-article="/articles/{id}?from=box&q={q}"'), async page => {
    await type(page, 'daqiao');
    await options(page).first().click();
    expect(await box(page).inputValue()).toBe('大桥');
    await options(page).locator('.title').first().waitFor();
    await page.route('**/articles/**', route => route.fulfill({ body: 'here', contentType: 'text/plain' }));
    await options(page).locator('.title', { hasText: bridge.title }).click();
    await page.waitForURL('**/articles/**');
    expect(page.url()).toBe(`${site.address}/articles/${bridge.id}?from=box&q=${encodeURIComponent('大桥')}`);
  }));

  browserTest('a click outside closes it, one inside does not take the focus away', () => visit(`${line()}<p id="outside" style="margin-top: 40em">外面</p>`, async page => {
    await type(page, '大桥');
    await page.locator('.label').first().click();
    expect(await options(page).count()).toBeGreaterThan(0);
    expect(await hasFocus(page)).toBe(true);
    await page.locator('#outside').click();
    await expectClosed(page);
    await box(page).click();
    await options(page).first().waitFor();
  }));

  browserTest('touch, on a telephone of 360 pixels in the dark', () => visit(`<style>:root { color-scheme: light dark }</style>${line('data-index="articles" data-lang="en"')}<p id="outside" style="margin-top: 40em">外面</p>`, async page => {
    await box(page).tap();
    await type(page, '大桥');
    expect(await page.evaluate('({ page: document.documentElement.scrollWidth, window: innerWidth })')).toEqual({ page: 360, window: 360 });
    const [red = 255] = (await styleOf(page, '.panel', 'backgroundColor')).match(/\d+/g)?.map(Number) ?? [];
    expect(red).toBeLessThan(80);
    await page.locator('#outside').tap();
    await expectClosed(page);
    await box(page).fill('早晨');
    await options(page).locator('.title', { hasText: market.title }).tap();
    expect((await arrived(page)).pathname).toBe(`/articles/${market.id}`);
  }, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme: 'dark' }));
});

describe('on a page that is not ours', () => {
  browserTest('takes no text for markup, and follows no address that is none', () => visit(line(), async page => {
    await type(page, '撇号');
    expect(await options(page).locator('.title').first().textContent()).toBe(hostile.title);
    expect(await page.locator('jianbao-search :is(img, script, b)').count()).toBe(0);
    await box(page).fill('陷阱标题');
    const link = page.locator('a.option', { hasText: '陷阱' });
    await link.waitFor();
    expect(await link.getAttribute('href')).toMatch(new RegExp(`^${running.client.address}/articles/trap\\?`));
  }));

  browserTest('keeps its own style, and takes what variables say', () => visit(`<style>* { color: rgb(255, 0, 0) !important; font-size: 40px; letter-spacing: 1em } div, a, input { display: none !important } jianbao-search { --jianbao-accent: rgb(1, 2, 3); --jianbao-radius: 7px; --jianbao-font: 20px monospace }</style>${line()}`, async page => {
    await type(page, '大桥');
    expect(await Promise.all([['.title', 'color'], ['.title', 'letterSpacing'], ['.panel', 'display'], ['.panel', 'borderRadius'], ['.title', 'fontSize']].map(([selector = '', name = '']) => styleOf(page, selector, name)))).toEqual(['rgb(0, 0, 0)', 'normal', 'block', '7px', '20px']);
    await page.keyboard.press('ArrowDown');
    expect(await styleOf(page, '[aria-selected="true"]', 'boxShadow')).toContain('rgb(1, 2, 3)');
  }));

  browserTest('stands where it is told to, in the language and with the words that it is told', () => visit(`<head>${line('data-container="#place" data-lang="en" data-placeholder="Find news" data-results="/find?text={q}"')}</head><div id="place"></div>`, async page => {
    expect(await page.locator('#place jianbao-search').count()).toBe(1);
    expect(await box(page).getAttribute('placeholder')).toBe('Find news');
    await type(page, '大桥');
    expect(await page.locator('.label').last().textContent()).toBe('Articles');
    await page.route('**/find?*', route => route.fulfill({ body: 'here', contentType: 'text/plain' }));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/find?*');
    expect(page.url()).toBe(`${site.address}/find?text=${encodeURIComponent('大桥')}`);
  }));

  browserTest('two boxes on one page do not disturb each other', () => visit(`${line()}${line()}`, async page => {
    await box(page).nth(1).pressSequentially('大桥');
    await options(page).first().waitFor();
    expect(await page.getByRole('listbox').count()).toBe(1);
    expect(await box(page).nth(0).getAttribute('aria-expanded')).toBe('false');
  }));
});

describe('keys', () => {
  browserTest('are shown where they are needed', () => running.withSettings({ SEARCH_KEYS: 'a-search-key-for-tests' }, client => site.visit(line('data-key="a-search-key-for-tests"', client.address), [client.address], async page => {
    await type(page, '大桥');
    expect(await options(page).locator('.title').first().textContent()).toBe(bridge.title);
  })));

  browserTest('that are wrong are said to be', () => running.withSettings({ SEARCH_KEYS: 'a-search-key-for-tests' }, async client => {
    const once = site.visit(line('data-key="another-key"', client.address), [client.address], async page => {
      await box(page).fill('大桥');
      await page.locator('.said').waitFor();
      expect(await page.locator('.said').textContent()).toBe('检索密钥无效');
    });
    // The browser itself tells its console of the refusal.
    await expect(once).rejects.toThrow(/403/);
  }));
});

browserTest('an engine that is down is told of, and asked again', () => visit(line(), async page => {
  await page.route('**/api/search?*', route => route.fulfill({ status: 200, contentType: 'text/plain', body: 'busy', headers: { 'access-control-allow-origin': '*' } }), { times: 1 });
  await box(page).fill('大');
  await page.locator('.said').waitFor();
  expect(await page.locator('.said').textContent()).toBe('检索暂时不可用，请稍后再试');
  await box(page).fill('大桥');
  await options(page).locator('.title').first().waitFor();
  expect(await page.locator('.said').count()).toBe(0);
}));

describe('/demo', () => {
  const demo = (address: string, use: (page: Page) => Promise<void>) => withPage(address, {}, async page => {
    await page.goto(`${address}/demo`);
    await use(page);
  });

  browserTest('shows the box under the strict content policy, and the line to copy', () => demo(running.client.address, async page => {
    await type(page, 'daqiao');
    await page.keyboard.press('Escape');
    expect(await page.locator('pre code').first().textContent()).toBe(`<script src="${running.client.address}/searchbox.js" data-index="articles"></script>`);
  }));

  browserTest('works below the base path', () => running.withSettings({ BASE_PATH: '/clippings' }, ({ address }) => demo(address, async page => {
    await type(page, '早晨');
    await options(page).locator('.title').first().click();
    await page.waitForURL('**/articles/**');
    expect(new URL(page.url()).pathname).toBe(`/clippings/articles/${market.id}`);
  })));

  browserTest('finds where a key is needed, by a token of the page', () => running.withSettings({ SEARCH_KEYS: 'a-search-key-for-tests' }, ({ address }) => demo(address, async page => {
    await type(page, '早晨');
    await options(page).locator('.title').first().waitFor();
  })));

  test('asks for a key where one is needed, and shows none', () => running.withSettings({ SEARCH_KEYS: 'a-search-key-for-tests' }, async client => {
    const { status, text } = await client.ask('/demo?lang=en');
    expect(status).toBe(200);
    expect(text).toContain('data-key=&quot;SEARCH-KEY&quot;');
    expect(text).not.toContain('a-search-key-for-tests');
  }));
});

test('the script is small, may be loaded by any site, and is kept for a while', async () => {
  const { status, headers, text } = await running.client.ask('/searchbox.js');
  expect({ status, type: headers.get('content-type'), policy: headers.get('cross-origin-resource-policy'), origin: headers.get('access-control-allow-origin') }).toEqual({ status: 200, type: 'text/javascript; charset=utf-8', policy: 'cross-origin', origin: '*' });
  expect(gzipSync(text).length).toBeLessThan(60_000);
  expect(headers.get('cache-control')).toMatch(/max-age=\d+/);
  expect(headers.get('etag')).toBeTruthy();
  expectProblem(await running.client.ask('/searchbox.js', { method: 'POST' }), 405, 'method_not_allowed');
});
