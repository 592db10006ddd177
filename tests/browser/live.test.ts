import { beforeAll, describe, expect } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { hostile } from '../http/articles.js';
import { testService } from '../http/support.js';
import { expectAccessible } from './axe.js';
import { pageMates, reports } from './news.js';
import { browserTest, useBrowser, withPage } from './support.js';

const running = testService();
useBrowser();
beforeAll(() => running.client.fill([...reports, ...pageMates, hostile]));

const open = (use: (page: Page) => Promise<void>, options: BrowserContextOptions = {}) => withPage(running.client.address, options, use);
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const box = (page: Page) => page.locator('#q');
const hits = (page: Page) => page.locator('[data-hit]');
const titles = (page: Page) => page.locator('[data-hit] h2').allTextContents();
const query = (page: Page) => Object.fromEntries([...new URL(page.url()).searchParams]);
const total = async (page: Page) => /[\d,]+/.exec(await page.locator('.total').textContent() ?? '')?.[0];
const go = (page: Page, path: string) => page.goto(running.client.address + path);
const asks = (page: Page) => {
  const queries: string[] = [];
  page.on('request', request => {
    if (request.url().endsWith('/multi-search')) queries.push(...(request.postDataJSON() as { queries: { q?: string }[] }).queries.map(one => one.q ?? ''));
  });
  return queries;
};

/** Waits until so many articles are said to be found. */
async function expectTotal(page: Page, count: number): Promise<void> {
  await page.locator('.total', { hasText: new RegExp(`^共 ${count} `) }).waitFor();
  expect(await total(page)).toBe(String(count));
}

async function type(page: Page, text: string): Promise<void> {
  await box(page).pressSequentially(text);
  await hits(page).first().waitFor();
}

describe('while one types', () => {
  browserTest('Han are found, marked, and in the address', () => open(async page => {
    await type(page, '灯塔');
    await expectTotal(page, 2);
    expect(query(page)).toEqual({ q: '灯塔' });
    expect(new Set(await page.locator('main mark').allTextContents())).toEqual(new Set(['灯塔']));
    expect(await page.title()).toBe('灯塔 · 剪报');
    expect(await page.evaluate('document.activeElement.id')).toBe('q');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('.welcome').waitFor();
    expect(query(page)).toEqual({});
  }));

  browserTest('pinyin is understood, and the page says as what', () => open(async page => {
    await type(page, 'dengta');
    // On the way, deng may have been answered too.
    await page.locator('.corrected', { hasText: '灯塔' }).waitFor();
    expect(await page.locator('.corrected').textContent()).toMatch(/您是不是要找 灯塔/);
    await page.locator('.foot').click();
    await page.locator('.corrected a').click();
    await page.waitForURL(url => url.searchParams.get('q') === '灯塔');
    expect(await box(page).inputValue()).toBe('灯塔');
    await page.locator('.corrected').waitFor({ state: 'detached' });
  }));

  browserTest('nothing is searched while an input method composes', () => open(async page => {
    const queries = asks(page);
    const keys = await page.context().newCDPSession(page);
    for (const text of ['d', 'deng', 'deng ta']) await keys.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await page.waitForTimeout(300);
    expect(await hits(page).count()).toBe(0);
    expect(queries.filter(q => q !== '')).toEqual([]);
    await keys.send('Input.insertText', { text: '灯塔' });
    await hits(page).first().waitFor();
    expect(queries.filter(q => q !== '')).toEqual(['灯塔']);
  }));

  browserTest('fast typing is one search, and one step back leads to before it', () => open(async page => {
    await go(page, `/?q=${encodeURIComponent('鱼市')}`);
    await box(page).fill('');
    await type(page, '渡口');
    await expectTotal(page, 36);
    await box(page).pressSequentially('大桥');
    await page.waitForURL(url => url.searchParams.get('q') === '渡口大桥');
    await page.goBack();
    await expectTotal(page, 1);
    expect([query(page), await box(page).inputValue(), await titles(page)]).toEqual([{ q: '鱼市' }, '鱼市', ['鱼市开到深夜']]);
  }));

  browserTest('what was searched is told where it is not what was typed', () => open(async page => {
    await running.client.admin('PUT', '/synonyms', { 航标: ['灯塔'] });
    try {
      await type(page, '航标');
      expect(await page.locator('.why').textContent()).toMatch(/同义.*航标 → 灯塔/);
    } finally {
      await running.client.admin('PUT', '/synonyms', {});
    }
  }));

  browserTest('markup in an article stays text', () => open(async page => {
    await type(page, '引号');
    expect(await titles(page)).toEqual([hostile.title]);
    await box(page).fill(hostile.title);
    await page.waitForURL(url => url.searchParams.get('q') === hostile.title);
    expect(await page.locator('main').textContent()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('img').count()).toBe(0);
  }));
});

describe('choosing', () => {
  browserTest('facets narrow, keep the other values to choose, and stand as chips that can be taken away', () => open(async page => {
    await type(page, '大桥');
    await page.locator('.foot').click();
    await expectTotal(page, 36);
    await page.locator('#facet-section a', { hasText: '民生' }).click();
    await expectTotal(page, 12);
    expect(await page.locator('#facet-section .value').allTextContents()).toEqual(['副刊', '民生', '要闻']);
    await page.locator('#facet-section a', { hasText: '要闻' }).click();
    await expectTotal(page, 24);
    await page.locator('#facet-author a', { hasText: '陆青' }).click();
    await expectTotal(page, 12);
    await page.locator('#facet-publication a', { hasText: '青溪晚报' }).click();
    await expectTotal(page, 6);
    expect(await page.locator('.chips .chip').count()).toBe(4);
    expect(new URL(page.url()).search).toBe(`?${new URLSearchParams([['q', '大桥'], ['publication', '青溪晚报'], ['section', '民生'], ['section', '要闻'], ['author', '陆青']]).toString()}`);
    // Whoever is sent this address sees the same, drawn by the server.
    const drawn = async () => (await page.locator('main').innerText()).replace(/用时.*?秒/g, '');
    const before = await drawn();
    await page.reload();
    expect(await drawn()).toBe(before);
    await page.getByRole('link', { name: '去掉条件：作者 陆青' }).click();
    await expectTotal(page, 12);
    await page.goBack();
    await expectTotal(page, 6);
    await page.getByRole('link', { name: '全部去掉' }).click();
    await expectTotal(page, 36);
  }));

  browserTest('a brush over the histogram keeps to a stretch of time', () => open(async page => {
    await type(page, '大桥');
    await page.locator('.foot').click();
    await page.locator('.histogram').scrollIntoViewIfNeeded();
    const bars = await page.locator('.histogram').boundingBox();
    if (!bars) throw new Error('there is no histogram');
    expect(await page.locator('.histogram g').count()).toBe(6);
    const at = (bar: number) => [bars.x + bars.width * (bar + 0.5) / 6, bars.y + bars.height / 2] as const;
    await page.mouse.move(...at(3));
    await page.mouse.down();
    await page.mouse.move(...at(1), { steps: 3 });
    await page.mouse.up();
    await expectTotal(page, 18);
    expect(query(page)).toEqual({ q: '大桥', from: '2020', to: '2022' });
    expect(await page.locator('.chip').innerText()).toMatch(/2020年至2022年/);
    expect(await page.locator('.histogram g').count()).toBeLessThanOrEqual(36);
    await page.getByLabel('从').selectOption('2021-06');
    await page.getByRole('button', { name: '确定' }).click();
    await page.waitForURL(url => url.searchParams.get('from') === '2021-06');
    await page.goBack();
    await expectTotal(page, 18);
  }));

  browserTest('order, pages, and the way back', () => open(async page => {
    await type(page, '大桥');
    await page.locator('.foot').click();
    await page.getByRole('link', { name: '最早' }).click();
    await page.locator('li[data-hit]:first-child time', { hasText: '2019年' }).waitFor();
    const first = await titles(page);
    await page.locator('a[rel="next"]').click();
    await page.waitForURL(url => url.searchParams.get('page') === '2');
    await page.locator('a[rel="prev"]').waitFor();
    expect(await page.evaluate('[document.activeElement.tagName, scrollY]')).toEqual(['MAIN', 0]);
    const second = await titles(page);
    expect(second.filter(title => first.includes(title))).toEqual([]);
    await hits(page).first().locator('h2 a').click();
    await page.locator('[data-article]').waitFor();
    await page.goBack();
    await hits(page).first().waitFor();
    expect(await titles(page)).toEqual(second);
    await page.goBack();
    await page.locator('a[rel="prev"]').waitFor({ state: 'detached' });
    expect(await titles(page)).toEqual(first);
  }));
});

describe('an article', () => {
  const lamp = `/articles/lamp?q=${encodeURIComponent('灯塔')}`;

  browserTest('is shown whole, with its page and its likes', () => open(async page => {
    await go(page, lamp);
    const text = await page.locator('[data-article]').innerText();
    for (const part of ['云州日报', '2022年5月6日', 'B01版', '副刊', '海港旧事', '守塔人换上了新灯芯', '记者 沈秋', '渔船靠岸']) expect(text).toContain(part);
    expect(await page.locator('[aria-label="同版文章"] a').allTextContents()).toEqual(['鱼市开到深夜']);
    expect(await page.locator('[aria-label="相近文章"] a').allTextContents()).toEqual(['灯塔边的守塔人']);
    await page.keyboard.press('n');
    await page.keyboard.press('n');
    expect(await page.evaluate("document.querySelector('mark.is-current').id")).toBe('mark-2');
    await page.keyboard.press('p');
    expect(await page.locator('.mark-status').textContent()).toBe('1 / 4');
  }));

  browserTest('is cited and printed', () => open(async page => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await go(page, lamp);
    await page.getByRole('button', { name: '复制' }).click();
    await page.getByRole('button', { name: '已复制' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('沈秋. 灯塔重新点亮: 守塔人换上了新灯芯[N]. 云州日报, 2022-05-06(B01).');
    await page.evaluate('window.print = () => { document.title = "printed"; }');
    await page.getByRole('button', { name: '打印' }).click();
    expect(await page.title()).toBe('printed');
  }));
});

describe('when things go wrong', () => {
  browserTest('nothing found: says so and helps on', () => open(async page => {
    await box(page).pressSequentially('“没有这样的话”');
    await page.locator('.message').waitFor();
    expect(await page.locator('.message h1').textContent()).toContain('没有找到');
    expect(await page.locator('.message a').count()).toBeGreaterThan(1);
  }));

  browserTest('slow: shows that it is at work, and the hits when they come', () => open(async page => {
    let release = () => {};
    const held = new Promise<void>(resolve => { release = resolve; });
    await page.route('**/multi-search', async route => {
      await held;
      await route.continue();
    });
    await box(page).pressSequentially('灯塔');
    await page.locator('main[aria-busy="true"]').waitFor();
    release();
    await hits(page).first().waitFor();
    await page.locator('main[aria-busy="false"]').waitFor();
    expect(await titles(page)).toHaveLength(2);
  }));

  const refusing = async (page: Page, answer: 'abort' | { status: number; code: string }, title: string) => {
    await type(page, '灯塔');
    await page.route('**/multi-search', route => answer === 'abort' ? route.abort() : route.fulfill({ status: answer.status, headers: { 'retry-after': '7' }, json: { message: 'x', code: answer.code, type: 'internal', link: '' } }));
    await box(page).pressSequentially('守塔');
    await page.getByRole('alert').waitFor();
    expect(await page.locator('.message h1').textContent()).toBe(title);
    expect(await box(page).inputValue()).toBe('灯塔守塔');
    await page.locator('.foot').click();
    await expectAccessible(page);
    await page.unrouteAll({ behavior: 'wait' });
    await page.getByRole('link', { name: '再试一次' }).click();
    await hits(page).first().waitFor();
  };

  // The browser tells its console of every request that fails.
  browserTest('the engine is down: says so, keeps the query, and goes on when it is back', () => expect(open(page => refusing(page, { status: 503, code: 'internal' }, '检索服务暂时不可用'))).rejects.toThrow(/503 for/));
  browserTest('the network is down', () => expect(open(page => refusing(page, 'abort', '连不上检索服务'))).rejects.toThrow(/ERR_FAILED/));
});

describe('with search keys', () => {
  const withKeys = (use: (page: Page, address: string) => Promise<void>) => running.withSettings({ SEARCH_KEYS: 'a-search-key-for-tests' }, client => withPage(client.address, {}, page => use(page, client.address)));

  browserTest('the page finds and suggests by its token, and no key is in it', () => withKeys(async page => {
    await type(page, '灯塔');
    await page.locator('#suggestions').getByRole('option').first().waitFor();
    expect(await page.content()).not.toContain('a-search-key');
    await expectTotal(page, 2);
  }));

  browserTest('a token that is no longer good is renewed', () => withKeys(async (page, address) => {
    await page.route(`${address}/`, async route => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace(/data-token="page\.\d+/, 'data-token="page.1') });
    }, { times: 1 });
    await page.goto(`${address}/`);
    await type(page, '灯塔');
    await expectTotal(page, 2);
  }));
});

describe('everybody can use', () => {
  const searched = `/?q=${encodeURIComponent('大桥')}&section=${encodeURIComponent('要闻')}&from=2020`;
  const places: [string, string][] = [['the start page', '/'], ['hits', searched], ['hits in English', `${searched}&lang=en`], ['no hits', `/?q=${encodeURIComponent('“没有这样的话”')}`], ['an article', `/articles/lamp?q=${encodeURIComponent('灯塔')}`], ['an error', '/articles/nowhere']];

  for (const [how, options] of [['in the light', {}], ['in the dark', { colorScheme: 'dark' }], ['on a telephone', phone]] as const) browserTest(`every page, ${how}`, () => open(async page => {
    for (const [, path] of places.filter(([name]) => name !== 'an error')) {
      await go(page, path);
      await expectAccessible(page);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    await go(page, '/');
    await type(page, '大桥');
    await page.locator('#suggestions').getByRole('option').first().waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.locator('#facet-year a').first().click();
    await page.locator('.chip').waitFor();
    await expectAccessible(page);
  }, options));

  browserTest('a page of an error', () => expect(open(async page => {
    await go(page, '/articles/nowhere');
    await expectAccessible(page);
  })).rejects.toThrow(/404 for/));

  browserTest('facets, time and pages with JavaScript off', () => open(async page => {
    await go(page, `/?q=${encodeURIComponent('大桥')}`);
    await page.locator('#facet-section a', { hasText: '要闻' }).click();
    expect(await total(page)).toBe('12');
    await page.getByLabel('从').selectOption('2021');
    await page.getByRole('button', { name: '确定' }).click();
    expect(query(page)).toMatchObject({ q: '大桥', section: '要闻', from: '2021' });
    expect(Number(await total(page))).toBeLessThan(12);
  }, { javaScriptEnabled: false }));

  browserTest('nothing moves under the reader’s eyes', () => open(async page => {
    await page.addInitScript("window.shifts = []; new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts.push(location.pathname + ' ' + one.value + ' ' + one.sources.map(source => source.node?.outerHTML?.slice(0, 80)).join(' | ')); }).observe({ type: 'layout-shift', buffered: true })");
    for (const [, path] of places.slice(0, 2).concat(places.slice(4, 5))) {
      await go(page, path);
      await page.waitForLoadState('load');
      expect(await page.evaluate('window.shifts')).toEqual([]);
    }
    await go(page, '/');
    // Letters come with keys, as Han do from an input method; Han alone would be pasted.
    await type(page, 'daqiao');
    await expectTotal(page, 36);
    expect(await page.evaluate('window.shifts')).toEqual([]);
  }));
});
