import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { packageDir } from '../../config/paths.js';
import { testService } from '../http/support.js';
import { logos, useSite, withoutLogos } from './site.js';
import { browserTest, useBrowser } from './support.js';

/** What the README says to copy into a page, copied into a page. */
const running = testService();
const site = useSite();
useBrowser();

const library = { id: 'x', title: '图书馆 <img src=x onerror=alert(1)>', body: '市图书馆从今天起延长开放两小时。', section: '要闻', publication: '青溪日报', url: 'https://news.example/x', date: '2025-03-01' };
const bridge = { id: 'y', title: '大桥通车', body: '大桥昨日通车。', publication: '北岸晚报', url: 'https://news.example/y' };
beforeAll(async () => {
  for (const name of ['docs-searchbar.min.js', 'docs-searchbar.min.css']) site.put(`/${name}`, name.endsWith('js') ? 'text/javascript' : 'text/css', readFileSync(join(packageDir, 'node_modules/docs-searchbar.js/dist/cdn', name)));
  await running.client.fill([library, bridge]);
});

const blocks = (language: string, file = 'README.md'): string[] => [...readFileSync(join(packageDir, file), 'utf8').matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, block = '']) => block);
const blockWith = (text: string): string => blocks('js').find(block => block.includes(text)) ?? '';
const here = (block: string): string => block.replaceAll('http://127.0.0.1:3000', running.client.address);

/** As a bundler of today puts it together; the plug-ins with the client that they are published for. */
function bundled(block: string): string {
  const alias = block.includes('@meilisearch/') ? ['--alias:meilisearch=meilisearch-057'] : [];
  const { status, stdout, stderr } = spawnSync(join(packageDir, 'node_modules/.bin/esbuild'), ['--bundle', '--format=esm', '--define:process.env.NODE_ENV="production"', '--log-level=error', ...alias], { cwd: packageDir, input: here(block), encoding: 'utf8', maxBuffer: 64 << 20 });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

const visit = (body: string, block: string, use: (page: Page) => Promise<void>): Promise<void> => {
  site.put('/script.js', 'text/javascript', bundled(block));
  return site.visit(`${body}<script type="module" src="/script.js"></script>`, [running.client.address], use);
};

test('there is one example for each client', () => {
  expect(['instantsearch', 'autocomplete-js', 'await fetch'].map(name => blockWith(name).length > 0)).toEqual([true, true, true]);
  expect(blocks('html').map(block => /searchbox|docs-searchbar/.exec(block)?.[0])).toEqual(['searchbox', 'docs-searchbar']);
});

browserTest('InstantSearch', () => visit('<div id="searchbox"></div><div id="publications"></div><div id="hits"></div>', blockWith('instantsearch'), async page => {
  await page.locator('.ais-Hits-item').nth(1).waitFor();
  await page.locator('#searchbox input').pressSequentially('图书馆');
  await page.locator('.ais-Hits-item mark', { hasText: '图书馆' }).waitFor();
  expect(await page.locator('.ais-Hits-item').allTextContents()).toEqual([library.title]);
  expect(await page.locator('#hits img').count()).toBe(0);
  await page.locator('#searchbox input').fill('');
  await page.locator('.ais-RefinementList-checkbox[value="北岸晚报"]').check();
  await page.locator('.ais-Hits-item', { hasText: bridge.title }).waitFor();
  await page.locator('.ais-Hits-item', { hasText: '图书馆' }).waitFor({ state: 'detached' });
}));

browserTest('Autocomplete', () => visit('<div id="autocomplete"></div>', blockWith('autocomplete-js'), async page => {
  await page.locator('#autocomplete input').pressSequentially('tushuguan');
  await page.locator('.aa-Item mark', { hasText: '图书馆' }).waitFor();
  expect(await page.locator('.aa-Item').allTextContents()).toEqual([library.title]);
  expect(await page.locator('.aa-Item img').count()).toBe(0);
}));

browserTest('docs-searchbar.js', () => site.visit(here(blocks('html')[1] ?? ''), [running.client.address, logos], async page => {
  await page.locator('#search-bar').pressSequentially('大桥');
  await page.locator('.docs-searchbar-suggestion', { hasText: bridge.title }).first().waitFor();
  expect(await page.locator('.docs-searchbar-suggestion--highlight').allTextContents()).toContain('大桥');
}, {}, withoutLogos));

test('plain fetch', async () => {
  const script = here(blockWith('await fetch')).replace('console.log(', 'console.log(JSON.stringify([').replace(/\);\s*$/, ']));');
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  expect(JSON.parse(stdout)).toEqual([1, ['<em>图书馆</em> <img src=x onerror=alert(1)>']]);
});

browserTest('the one line, in both languages’ README', async () => {
  for (const file of ['README.md', 'README.zh-CN.md']) {
    const [line = ''] = blocks('html', file);
    expect(line).toContain('searchbox.js');
    await site.visit(here(line), [running.client.address], async page => {
      await page.getByRole('combobox').pressSequentially('图书馆');
      await page.getByRole('option').filter({ has: page.locator('.title') }).first().waitFor();
      expect(await page.locator('.title').first().textContent()).toBe(library.title);
    });
  }
});
