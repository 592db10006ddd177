import { beforeAll, expect } from '@jest/globals';
import { articles } from '../http/articles.js';
import { testService } from '../http/support.js';
import { expectAccessible } from './axe.js';
import { browserTest, useBrowser, withPage } from './support.js';

const running = testService();
useBrowser();
beforeAll(() => running.client.fill(articles));

browserTest('the page of the API sends what its forms say and shows what comes back', () => withPage(running.client.address, {}, async page => {
  await page.goto(`${running.client.address}/docs`);
  await expectAccessible(page);
  const form = page.locator('#get-api-search');
  await form.locator('summary').first().click();
  await form.locator('[name=q]').fill('大桥');
  await form.locator('[name=perPage]').fill('1');
  await form.getByRole('button', { name: 'Send' }).click();
  const answer = form.locator('.answer');
  await answer.getByText('"total"').waitFor();
  expect(await answer.textContent()).toMatch(/^200 .*"perPage": 1,[^]*&?<mark>大桥<\/mark>/s);
  const article = page.locator('#get-api-articles-id-');
  await article.locator('summary').first().click();
  await article.locator('[name=id]').fill('qx-1');
  await article.getByRole('button', { name: 'Send' }).click();
  await article.locator('.answer').getByText('青溪大桥').waitFor();
  await expectAccessible(page);
}));
