import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { assets } from '../../src/web/assets.js';

const mostBytes = 150_000;

test('all that the search page loads is small when compressed, and brings no other address along', () => {
  const loaded = (['/assets/page.css', '/assets/search.js', '/assets/icon.svg'] as const).map(path => gzipSync(assets[path].body).length);
  expect(loaded.every(bytes => bytes > 100)).toBe(true);
  expect(loaded.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(mostBytes);
  expect(String(assets['/assets/page.css'].body)).not.toMatch(/url\(|@import/);
});
