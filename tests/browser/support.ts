import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { testIf } from '../support/skipped.js';

jest.setTimeout(60_000);

const path = spawnSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).stdout.trim();

/** `test`, where there is a Chromium. */
export const browserTest: (name: string, run: () => Promise<void>) => void = testIf(path !== '', 'the search page in a browser: chromium is not in PATH');

const args = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
let browser: Browser | undefined;

/** One browser for all tests of a file. */
export function useBrowser(): void {
  beforeAll(async () => { if (path) browser = await chromium.launch({ executablePath: path, args }); });
  afterAll(async () => { await browser?.close(); });
}

/**
 * Opens a page, and fails when it logs an error, breaks its content policy, asks another host or gets an error of the server.
 * @param others addresses that it may ask as well
 */
export async function withPage(address: string, options: BrowserContextOptions, use: (page: Page) => Promise<void>, others: readonly string[] = []): Promise<void> {
  if (!browser) throw new Error('there is no browser');
  const context = await browser.newContext({ locale: 'zh-CN', ...options });
  const complaints: string[] = [];
  try {
    const page = await context.newPage();
    page.on('console', message => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
    page.on('pageerror', error => { complaints.push(String(error)); });
    page.on('request', request => { if (![address, ...others].some(known => request.url().startsWith(known))) complaints.push(`asked ${request.url()}`); });
    page.on('response', response => { if (response.status() >= 400) complaints.push(`${response.status()} for ${response.url()}`); });
    await page.goto(`${address}/`);
    await use(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

/** The texts that the page asks a path for (`q`), from now on. */
export function askedOf(page: Page, path: string): string[] {
  const texts: string[] = [];
  page.on('request', request => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname.endsWith(path)) texts.push(searchParams.get('q') ?? '');
  });
  return texts;
}
