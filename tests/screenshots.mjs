// What `npm run screenshots` calls: draws the pictures of docs/screenshots anew, of the bundled sample in Debian's Chromium.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { chromium } from 'playwright-core';
import { readSettings } from '../dist/config/settings.js';
import { serve } from '../dist/src/serve.js';

const folder = join(import.meta.dirname, '../docs/screenshots');
const executablePath = spawnSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).stdout.trim();
if (!executablePath) throw new Error('chromium is not in PATH');
mkdirSync(folder, { recursive: true });

const data = mkdtempSync(join(tmpdir(), 'jianbao-screenshots-'));
const { address, stop } = await serve(readSettings({ DATA_DIR: data, PORT: '0', LOG_LEVEL: 'silent' }), pino({ level: 'silent' }));
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });

async function picture(name, path, options, act = async () => undefined) {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1000, height: 700 }, ...options });
  const page = await context.newPage();
  await page.goto(address + path);
  await act(page);
  // How long a search took is different every time.
  await page.evaluate("document.querySelector('.took')?.remove()");
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
  await context.close();
}

try {
  const typed = async page => {
    await page.locator('#q').pressSequentially('chenjiang');
    await page.locator('#suggestions [role="option"]').first().waitFor();
    await page.locator('[data-hit]').first().waitFor();
  };
  const q = encodeURIComponent('晨江');
  await picture('search', `/?q=${q}`, {});
  await picture('typing', '/', {}, typed);
  await picture('article', `/?q=${q}`, {}, async page => {
    await page.locator('[data-hit] h2 a').first().click();
    await page.locator('[data-article]').waitFor();
    await page.keyboard.press('n');
  });
  await picture('telephone', `/?q=${q}&lang=en`, { viewport: { width: 360, height: 700 }, isMobile: true, hasTouch: true, colorScheme: 'dark' });
} finally {
  await browser.close();
  await stop();
  rmSync(data, { recursive: true, force: true });
}
