import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from '@jest/globals';
import type { Page } from 'playwright-core';
import { withPage } from './support.js';

type File = readonly [type: string, body: string | Buffer];

/** Somebody's own web site, from another origin than the service. */
export class Site {
  readonly #files = new Map<string, File>();
  #server: Server | undefined;

  get address(): string { return `http://127.0.0.1:${(this.#server?.address() as AddressInfo).port}`; }

  async open(): Promise<void> {
    this.#server = createServer((request, response) => {
      const file = this.#files.get((request.url ?? '').split('?')[0] ?? '') ?? (request.url === '/' ? ['text/html', '<!doctype html><link rel="icon" href="data:,"><title>.</title>'] as const : null);
      response.writeHead(file ? 200 : 404, file ? { 'content-type': `${file[0]}; charset=utf-8` } : {}).end(file?.[1]);
    });
    await new Promise<void>(resolve => { this.#server?.listen(0, '127.0.0.1', resolve); });
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise(resolve => { this.#server?.close(resolve); });
  }

  put(path: string, type: string, body: string | Buffer): void { this.#files.set(path, [type, body]); }

  /**
   * Opens a page with this body, which may ask the site and the other addresses.
   * @param prepare what comes before the page is opened
   */
  visit(body: string, others: readonly string[], use: (page: Page) => Promise<void>, options: Parameters<typeof withPage>[1] = {}, prepare?: (page: Page) => Promise<unknown>): Promise<void> {
    this.put('/page', 'text/html', `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><title>某网站</title></head><body>${body}</body></html>`);
    return withPage(this.address, options, async page => {
      await prepare?.(page);
      await page.goto(`${this.address}/page`);
      await use(page);
    }, others);
  }
}

/** docs-searchbar.js shows a logo of a far host. */
export const logos = 'https://res.cloudinary.com/';
export const withoutLogos = (page: Page): Promise<unknown> => page.route(`${logos}**`, route => route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }));

/** A site for all tests of a file. */
export function useSite(): Site {
  const site = new Site();
  beforeAll(() => site.open());
  afterAll(() => site.close());
  return site;
}
