import { beforeAll, describe, expect } from '@jest/globals';
import type { BrowserContextOptions, Page, Route } from 'playwright-core';
import { articles, hostile, market } from '../http/articles.js';
import { testService } from '../http/support.js';
import { askedOf, browserTest, useBrowser, withPage } from './support.js';

const running = testService();
useBrowser();

const spaced = { id: 'qx-9', title: '长廊开放 -3℃也有人来', body: '湖边长廊昨日开放。', authors: ['欧阳 晴'], section: '副刊' };
beforeAll(() => running.client.fill([...articles, spaced]));

const open = (use: (page: Page) => Promise<void>, options: BrowserContextOptions = {}) => withPage(running.client.address, options, use);
const box = (page: Page) => page.getByRole('combobox', { name: /检索报纸文章|Search newspaper articles/ });
const options = (page: Page) => page.locator('#suggestions').getByRole('option');
const active = (page: Page) => page.locator('[role="option"][aria-selected="true"]');

/** Types into the box and waits for the list of all that stands in it then. */
async function type(page: Page, text: string, whole = text): Promise<void> {
  // Slow typing may bring another one on the way.
  const answered = page.waitForResponse(response => new URL(response.url()).searchParams.get('q') === whole && response.url().includes('/api/suggest'));
  await box(page).pressSequentially(text);
  await answered;
  await options(page).first().waitFor();
}

/** The address says this, and its hits are there. */
async function expectQuery(page: Page, q: string): Promise<void> {
  await page.waitForURL(url => url.searchParams.get('q') === q);
  await page.locator('[data-hit]').first().waitFor();
}

async function expectClosed(page: Page): Promise<void> {
  expect(await page.locator('[role="listbox"]').isVisible()).toBe(false);
  expect(await box(page).getAttribute('aria-expanded')).toBe('false');
  expect(await box(page).getAttribute('aria-activedescendant')).toBeNull();
}

/** Answers for the service, with whatever `answerFor` says. */
const answering = (page: Page, answerFor: (q: string, route: Route) => Promise<object>) => page.route('**/api/suggest?*', async route => {
  const answer = await answerFor(new URL(route.request().url()).searchParams.get('q') ?? '', route);
  // What the page no longer waits for cannot be answered.
  await route.fulfill({ json: answer }).catch(() => undefined);
});

const word = (text: string, marked = text) => ({ suggestions: [{ text, marked, kind: 'word', count: 1 }] });

browserTest('offers Han words for pinyin, as a combobox with its list', () => open(async page => {
  await expectClosed(page);
  await type(page, 'daqiao');
  const first = options(page).first();
  expect(await first.locator('.suggestion-kind').textContent()).toBe('词');
  expect(await first.locator('mark').textContent()).toBe('大桥');
  expect(await page.getByRole('option', { name: /^大桥 词语 \d+ 篇$/ }).count()).toBe(1);
  expect(await box(page).getAttribute('aria-expanded')).toBe('true');
  expect(await box(page).getAttribute('aria-controls')).toBe(await page.getByRole('listbox', { name: '检索建议' }).getAttribute('id'));
  expect(await active(page).count()).toBe(0);
}));

browserTest('arrows go round through the list and the box, Enter takes what is chosen', () => open(async page => {
  await type(page, 'daqiao');
  const count = await options(page).count();
  await page.keyboard.press('ArrowUp');
  expect(await active(page).getAttribute('id')).toBe(await options(page).nth(count - 1).getAttribute('id'));
  await page.keyboard.press('ArrowDown');
  expect(await active(page).count()).toBe(0);
  await page.keyboard.press('ArrowDown');
  expect(await box(page).getAttribute('aria-activedescendant')).toBe(await active(page).getAttribute('id'));
  expect(await page.evaluate('document.activeElement.id')).toBe('q');
  expect(await box(page).inputValue()).toBe('daqiao');
  await page.keyboard.press('Enter');
  await expectQuery(page, '大桥');
  await expectClosed(page);
}));

browserTest('Enter without a choice searches what was typed', () => open(async page => {
  await type(page, 'daqiao');
  await page.keyboard.press('Enter');
  await expectQuery(page, 'daqiao');
}));

browserTest('Escape closes the list first, and empties the box next', () => open(async page => {
  await type(page, '大桥');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  await expectClosed(page);
  expect(await box(page).inputValue()).toBe('大桥');
  await page.keyboard.press('Escape');
  expect(await box(page).inputValue()).toBe('');
}));

browserTest('a click elsewhere, leaving the box and emptying it close the list', () => open(async page => {
  await type(page, '大桥');
  await page.locator('.foot').click();
  await expectClosed(page);
  await box(page).fill('大');
  await options(page).first().waitFor();
  await page.keyboard.press('Tab');
  await expectClosed(page);
  await box(page).fill('大桥');
  await options(page).first().waitFor();
  await box(page).fill('');
  await expectClosed(page);
}));

browserTest('the arrow goes on to the hits while no list is open', () => open(async page => {
  await page.goto(`${running.client.address}/?q=${encodeURIComponent('大桥')}`);
  await box(page).focus();
  await page.keyboard.press('ArrowDown');
  expect(await page.evaluate("document.activeElement.matches('[data-hit] h2 a')")).toBe(true);
  await page.keyboard.press('/');
  await type(page, '渡');
  await page.keyboard.press('ArrowDown');
  expect(await page.evaluate('document.activeElement.id')).toBe('q');
  expect(await active(page).count()).toBe(1);
}));

describe('a click searches', () => {
  browserTest('an author and a section in their fields', () => open(async page => {
    for (const [typed, label, query] of [['何', '何雨 作者 2 篇', '作者：何雨'], ['欧阳', '欧阳 晴 作者 1 篇', '作者：“欧阳 晴”'], ['民', '民生 栏目 1 篇', '栏目：民生']] as const) {
      await page.goto(`${running.client.address}/`);
      await type(page, typed);
      await page.getByRole('option', { name: label, exact: true }).click();
      await expectQuery(page, query);
    }
  }));

  browserTest('a title, and finds it even where a part of it looks like an operator', () => open(async page => {
    for (const [typed, { title }] of [['早晨', market], ['长廊', spaced]] as const) {
      await page.goto(`${running.client.address}/`);
      await type(page, typed);
      await page.getByRole('option', { name: `${title} 标题`, exact: true }).click();
      expect(await page.locator('[data-hit] h2').first().textContent()).toBe(title);
    }
  }));

  browserTest('by touch, on a telephone of 360 pixels in the dark, with order and language kept', () => open(async page => {
    await page.goto(`${running.client.address}/?q=${encodeURIComponent('大桥')}&sort=date:desc&lang=en`);
    await box(page).fill('何');
    const option = page.getByRole('option', { name: '何雨 author 2 articles', exact: true });
    await option.waitFor();
    expect(await page.evaluate('({ page: document.documentElement.scrollWidth, window: innerWidth })')).toEqual({ page: 360, window: 360 });
    await option.tap();
    await page.waitForURL(url => url.searchParams.get('q') === 'author:何雨');
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ q: 'author:何雨', sort: 'date:desc', lang: 'en' });
  }, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme: 'dark' }));
});

describe('while an input method composes', () => {
  browserTest('nothing is asked and no list is open; what it has written is asked', () => open(async page => {
    await page.clock.install();
    await page.goto(`${running.client.address}/`);
    const texts = askedOf(page, '/api/suggest');
    const keys = await page.context().newCDPSession(page);
    for (const text of ['d', 'da', 'da q', 'da qiao']) {
      await keys.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      await page.clock.runFor(1000);
      await expectClosed(page);
    }
    expect(await box(page).inputValue()).toBe('da qiao');
    expect(texts).toEqual([]);
    await keys.send('Input.insertText', { text: '大桥' });
    await page.clock.runFor(1000);
    await options(page).first().waitFor();
    expect(texts).toEqual(['大桥']);
    // It begins again: the list gives way.
    await keys.send('Input.imeSetComposition', { text: 'h', selectionStart: 1, selectionEnd: 1 });
    await expectClosed(page);
    await page.clock.runFor(1000);
    expect(texts).toEqual(['大桥']);
  }));

  browserTest('its keys choose characters, not suggestions', () => open(async page => {
    await type(page, '大桥');
    await page.evaluate(`for (const init of [{ isComposing: true }, { keyCode: 229 }]) for (const key of ['ArrowDown', 'Enter', 'Escape'])
      document.querySelector('#q').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }))`);
    expect(await active(page).count()).toBe(0);
    expect(await options(page).count()).toBeGreaterThan(0);
    await expectQuery(page, '大桥');
    expect(await box(page).inputValue()).toBe('大桥');
  }));
});

browserTest('fast typing asks once, and an answer that comes too late is dropped', () => open(async page => {
  await page.clock.install();
  await page.goto(`${running.client.address}/`);
  const texts = askedOf(page, '/api/suggest');
  const late: (() => void)[] = [];
  await answering(page, async q => {
    if (q === '青') await new Promise<void>(resolve => { late.push(resolve); });
    return word(`${q}的建议`);
  });
  await box(page).pressSequentially('青');
  const first = page.waitForRequest('**/api/suggest?*');
  await page.clock.runFor(1000);
  await first;
  await box(page).pressSequentially('溪大桥');
  await page.clock.runFor(1000);
  await options(page).first().waitFor();
  late.forEach(answer => { answer(); });
  await page.unrouteAll({ behavior: 'wait' });
  expect(await options(page).locator('.suggestion-text').allTextContents()).toEqual(['青溪大桥的建议']);
  expect(texts).toEqual(['青', '青溪大桥']);
}));

browserTest('a choice made before is forgotten when typing goes on', () => open(async page => {
  await type(page, '大');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.type('桥');
  expect(await active(page).count()).toBe(0);
  await page.keyboard.press('Enter');
  await expectQuery(page, '大桥');
}));

describe('never takes text for markup', () => {
  browserTest('in a title', () => open(async page => {
    await type(page, '引号');
    const title = options(page).filter({ has: page.locator('.suggestion-kind', { hasText: '题' }) }).first();
    expect(await title.locator('.suggestion-text').textContent()).toBe(hostile.title);
    expect(await title.locator('mark').textContent()).toBe('引号');
    expect(await page.locator('#suggestions img').count()).toBe(0);
  }));

  browserTest('in an answer that is not as it should be', () => open(async page => {
    await answering(page, async () => word('x', '<img src=x onerror=alert(1)>&amp;lt;<mark onclick=x>a<mark>b<i></mark></mark>'));
    await type(page, '大');
    expect(await options(page).locator('.suggestion-text').textContent()).toBe('<img src=x onerror=alert(1)>&lt;<mark onclick=x>ab<i></mark>');
    expect(await page.locator('#suggestions :is(img, i, [onclick])').count()).toBe(0);
  }));
});

describe('stays silent', () => {
  browserTest('where it asks too often, and does not ask again', async () => {
    const once = open(async page => {
      await page.clock.install();
      await page.goto(`${running.client.address}/`);
      const texts = askedOf(page, '/api/suggest');
      await page.route('**/api/suggest?*', route => route.fulfill({ status: 429, json: {} }));
      const refusal = page.waitForResponse('**/api/suggest?*');
      await box(page).pressSequentially('大');
      await page.clock.runFor(1000);
      await (await refusal).finished();
      await box(page).pressSequentially('桥');
      await page.clock.runFor(1000);
      await page.keyboard.press('Enter');
      await page.waitForURL(url => url.searchParams.get('q') === '大桥');
      expect(texts).toEqual(['大']);
      expect(await options(page).count()).toBe(0);
    });
    // The browser itself tells its console of the refusal.
    await expect(once).rejects.toThrow(/429 for/);
  });

  browserTest('when the answer cannot be read, and asks again for what is typed next', () => open(async page => {
    await page.route('**/api/suggest?*', route => route.fulfill({ body: 'busy' }), { times: 1 });
    const answer = page.waitForResponse('**/api/suggest?*');
    await box(page).pressSequentially('大');
    await answer;
    await expectClosed(page);
    await type(page, '桥', '大桥');
    expect(await options(page).count()).toBeGreaterThan(0);
  }));

  browserTest('for texts that are too long to be the beginning of anything', () => open(async page => {
    await page.clock.install();
    await page.goto(`${running.client.address}/`);
    const texts = askedOf(page, '/api/suggest');
    await box(page).fill('大桥'.repeat(40));
    await page.clock.runFor(1000);
    await expectClosed(page);
    expect(texts).toEqual([]);
  }));
});

browserTest('asks below the base path', () => running.withSettings({ BASE_PATH: '/clippings' }, client => withPage(client.address, {}, async page => {
  await type(page, '大桥');
  await options(page).first().click();
  await page.locator('[data-hit]').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/clippings/');
})));
