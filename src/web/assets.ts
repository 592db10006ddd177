import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDir } from '../../config/paths.js';

/** A file that the pages need, read once. */
export interface Asset {
  /** Its `Content-Type`. */
  readonly type: string;
  readonly body: Buffer;
  /** Changes when the file does: stands in the pages' links, so that a browser may keep the file for good. */
  readonly version: string;
}

/** What is served as it is written, and the scripts that `npm run build` bundles from `src/web/client`. */
const files = join(packageDir, 'src/web/assets'), bundles = join(packageDir, 'dist/web');

function read(path: string, type: string): Asset {
  const body = readFileSync(path);
  return { type, body, version: createHash('sha256').update(body).digest('hex').slice(0, 12) };
}

/** The pages' files by path (without the base path). */
export const assets: Readonly<Record<'/assets/page.css' | '/assets/page.js' | '/assets/search.js' | '/assets/docs.js' | '/assets/admin.js' | '/assets/icon.svg', Asset>> = {
  '/assets/page.css': read(join(files, 'page.css'), 'text/css; charset=utf-8'),
  '/assets/page.js': read(join(bundles, 'page.js'), 'text/javascript; charset=utf-8'),
  '/assets/search.js': read(join(bundles, 'search.js'), 'text/javascript; charset=utf-8'),
  '/assets/docs.js': read(join(bundles, 'docs.js'), 'text/javascript; charset=utf-8'),
  '/assets/admin.js': read(join(bundles, 'admin.js'), 'text/javascript; charset=utf-8'),
  '/assets/icon.svg': read(join(files, 'icon.svg'), 'image/svg+xml'),
};

/** @returns the address of a file, with its version */
export function assetHref(path: keyof typeof assets, basePath: string): string {
  return `${basePath}${path}?v=${assets[path].version}`;
}
