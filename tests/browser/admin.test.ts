import { readFileSync } from 'node:fs';
import { beforeAll, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { articles } from '../http/articles.js';
import { adminKey, testService, type Client } from '../http/support.js';
import { expectAccessible } from './axe.js';
import { browserTest, useBrowser, withPage } from './support.js';

const running = testService({ STATS: 'on' });
useBrowser();
beforeAll(() => running.client.fill(articles));

async function enter(page: Page, path = '/admin?lang=en'): Promise<void> {
  await page.goto(running.client.address + path);
  await page.locator('#key').fill(adminKey);
  await page.locator('#entry button').click();
  await page.locator('#desk').waitFor();
}

browserTest('shows and asks nothing without the key, and keeps it in the tab only', () => withPage(running.client.address, {}, async page => {
  const asked: string[] = [];
  page.on('request', request => { if (request.url().includes('/api/')) asked.push(request.url()); });
  await page.goto(`${running.client.address}/admin`);
  await page.locator('#entry').waitFor();
  expect([asked, await page.locator('#desk').isVisible()]).toEqual([[], false]);
  await expectAccessible(page);
  await enter(page);
  await page.locator('#audit table').waitFor();
  expect(await page.evaluate('[localStorage.length, document.cookie, sessionStorage.length, location.href.includes("key"), document.querySelector("#key").value]')).toEqual([0, '', 1, false, '']);
  expect(asked.every(url => !url.includes(adminKey))).toBe(true);
  await page.locator('#leave').click();
  expect(await page.evaluate('sessionStorage.length')).toBe(0);
  expect(await page.locator('#status').textContent()).toBe('');
}));

browserTest('a wrong key is forgotten', async () => {
  let stored: unknown = null, shown: string | null = null;
  const visit = withPage(running.client.address, {}, async page => {
    await page.goto(`${running.client.address}/admin?lang=en`);
    await page.locator('#key').fill('wrong');
    await page.locator('#entry button').click();
    await page.getByText('This is not the key.').waitFor();
    [stored, shown] = [await page.evaluate('sessionStorage.length'), String(await page.locator('#desk').isVisible())];
  });
  // The browser complains of the refusal, and of nothing else.
  await expect(visit).rejects.toThrow('403 for');
  expect([stored, shown]).toEqual([0, 'false']);
});

browserTest('status, rebuilding with its job, rollback, each asked first; all of it in the audit table', () => withPage(running.client.address, { viewport: { width: 360, height: 740 } }, async page => {
  await enter(page);
  await page.locator('#status').getByText(`${articles.length} articles`).first().waitFor();
  let answer = false;
  page.on('dialog', dialog => { void (answer ? dialog.accept() : dialog.dismiss()); });
  await page.locator('#reindex').click();
  expect((await running.client.admin('GET', '/jobs')).body).toEqual({ jobs: [] });
  answer = true;
  await page.locator('#reindex').click();
  await page.locator('#jobs').getByText('Rebuild').first().waitFor();
  await page.locator('#jobs tbody').getByText('done', { exact: true }).waitFor({ timeout: 50_000 });
  await page.locator('#rollback:enabled').click();
  await page.locator('#message').getByText('Done.').waitFor();
  await page.locator('#audit').getByText('POST /api/admin/rollback').first().waitFor();
  await expectAccessible(page);
  // Nothing is wider than a telephone.
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
}));

browserTest('the dictionary and the synonyms: tried, refused with the reason, saved', () => withPage(running.client.address, {}, async page => {
  await enter(page);
  page.on('dialog', dialog => { void dialog.accept(); });
  const before = (await running.client.admin('GET', '/synonyms')).body, dictionary = page.locator('#dictionary'), synonyms = page.locator('#synonyms'), { client } = running;
  await dictionary.locator('textarea').fill('青溪大桥\n合龙 30000');
  await dictionary.getByRole('button', { name: 'Try' }).click();
  await dictionary.getByText(/Articles to cut anew: [1-9]/).waitFor();
  expect((await client.admin('GET', '/dictionary')).body).toEqual([]);
  await dictionary.getByRole('button', { name: 'Save' }).click();
  await dictionary.getByText('Done.').waitFor();
  expect((await client.admin('GET', '/dictionary')).body).toEqual([{ word: '青溪大桥' }, { word: '合龙', weight: 30_000 }]);
  await synonyms.locator('textarea').fill('{"桥": ');
  await synonyms.getByRole('button', { name: 'Save' }).click();
  await synonyms.getByText('This is not valid JSON.').waitFor();
  await synonyms.locator('textarea').fill('{"桥": ["渡口"]}');
  await synonyms.getByRole('button', { name: 'Try' }).click();
  await synonyms.getByText('not saved yet').waitFor();
  expect((await client.admin('GET', '/synonyms')).body).toEqual(before);
  await synonyms.getByRole('button', { name: 'Save' }).click();
  await synonyms.getByText('Done.').waitFor();
  expect((await client.admin('GET', '/synonyms')).body).toEqual({ 桥: ['渡口'] });
  await expectAccessible(page);
}));

browserTest('statistics as text, never as HTML, and as CSV', () => withPage(running.client.address, {}, async page => {
  const bad = '<img src=x>';
  for (const q of ['大桥', '大桥', bad, bad, bad]) await running.client.search(q);
  await enter(page, '/admin');
  await page.locator('#stats').getByText(bad).waitFor();
  expect(await page.locator('#stats tbody tr').allTextContents()).toEqual([expect.stringContaining(`${bad}3`), expect.stringContaining('大桥2')]);
  await page.locator('#kind').selectOption('empty');
  await page.locator('#stats').getByText('大桥').waitFor({ state: 'detached' });
  await page.locator('#kind').selectOption('top');
  await page.locator('#stats').getByText('大桥').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#csv').click()]);
  expect(readFileSync(await download.path(), 'utf8')).toContain('大桥,,2');
  await expectAccessible(page);
}));

browserTest('where there is no ADMIN_KEY it says so', () => running.withSettings({ ADMIN_KEY: '' }, async (client: Client) => {
  expect((await client.ask('/admin')).text).toContain('服务未设置 ADMIN_KEY');
  expect((await client.ask('/admin?lang=en')).text).not.toContain('id="key"');
}));
