import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { articles, bridge, hostile } from '../http/articles.js';
import { onEachEngine } from '../http/meilisearch/engines.js';
import { logos, useSite, withoutLogos } from './site.js';
import { browserTest, useBrowser } from './support.js';

/** Boxes made for documentation, as they are published, on a page of another origin. */
const require = createRequire(import.meta.url);
const site = useSite();
useBrowser();

/** A title that a box writes into its page as it came runs there: these clients say so themselves, so it stays out of theirs. */
const harmless = articles.filter(article => article !== hostile);

beforeAll(() => {
  site.put('/docs-searchbar.js', 'text/javascript', readFileSync(require.resolve('docs-searchbar.js/dist/cdn/docs-searchbar.min.js')));
  site.put('/docsearch.js', 'text/javascript', readFileSync(require.resolve('meilisearch-docsearch').replace(/[^/]*$/, 'index.global.js')));
});

const expectTitle = async (page: Page, title: string): Promise<void> => { expect(await page.waitForFunction(`document.title === ${JSON.stringify(title)}`).then(() => page.title())).toBe(title); };

onEachEngine(running => {
  beforeAll(() => running.client.fill(harmless));
  const visit = (body: string, use: (page: Page) => Promise<void>) => site.visit(body, [running.client.address, logos], use, {}, withoutLogos);

  browserTest('docs-searchbar.js shows articles with their section, title and marks, and leads to them', () => visit(`
    <input id="box" type="search" aria-label="检索"><script src="/docs-searchbar.js"></script>
    <script>docsSearchBar({ hostUrl: '${running.client.address}', apiKey: 'any-key', indexUid: 'articles-docs', inputSelector: '#box', handleSelected: (input, event, suggestion) => { document.title = suggestion.url; } })</script>`, async page => {
    await page.locator('#box').pressSequentially('渡船');
    const suggestion = page.locator('.docs-searchbar-suggestion').first();
    await suggestion.waitFor();
    expect(await suggestion.locator('.docs-searchbar-suggestion--category-header').textContent()).toContain(bridge.section);
    expect(await suggestion.textContent()).toContain(bridge.title);
    expect(await suggestion.locator('.docs-searchbar-suggestion--highlight').allTextContents()).toContain('渡船');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expectTitle(page, bridge.url);
  }));

  browserTest('meilisearch-docsearch shows articles in its window, by pinyin too', () => visit(`
    <div id="docsearch"></div><script src="/docsearch.js"></script>
    <script>__docsearch_meilisearch__.docsearch({ container: '#docsearch', host: '${running.client.address}', apiKey: 'any-key', indexUid: 'articles-docs' })</script>`, async page => {
    await page.locator('#docsearch button').click();
    await page.locator('.docsearch-modal input, dialog input, [role="dialog"] input, input[type="search"]').first().pressSequentially('duchuan');
    const hit = page.locator('a', { hasText: '合龙' }).first();
    await hit.waitFor();
    expect(await hit.getAttribute('href')).toBe(bridge.url);
    expect(await page.locator('mark, em, .docsearch-modal-search-hits-item--highlight').allTextContents()).toContain('渡船');
  }));
});
