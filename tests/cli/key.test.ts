import { describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { readToken } from '../../src/http/search-token.js';
import { place } from './support.js';

const here = place();
const searchKey = 'a-search-key-of-some-length';
const run = (args: readonly string[], env: Record<string, string> = { SEARCH_KEYS: `${searchKey},another-search-key` }) => here.run(['key', ...args], { env });

test('a key is 256 random bits that may stand in a header and in a setting', async () => {
  const keys = (await Promise.all([run([]), run(['--json'])])).map(({ stdout, stderr, code }) => ({ stdout, stderr, code }));
  expect(keys).toEqual([{ stdout: expect.stringMatching(/^[\w-]{43}\n$/), stderr: '', code: 0 }, { stdout: expect.stringMatching(/"key": ?"[\w-]{43}"/), stderr: '', code: 0 }]);
  expect(keys[1]?.stdout).not.toContain(keys[0]?.stdout.trim());
});

test('a token says what it opens and when it ends, and is signed with the first search key', async () => {
  const before = Math.floor(Date.now() / 1000), token = (await run(['--filter', 'publication = 1', '--index', 'articles', '--index', 'articles-docs', '--expires', '30d'])).stdout.trim();
  const rule = { filter: 'publication = 1' };
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' });
  expect(await readToken([searchKey], token)).toEqual({ rules: { 'articles': rule, 'articles-docs': rule }, expiresAt: expect.any(Number) });
  const lifetimeS = (decodeJwt(token).exp ?? 0) - before;
  expect(lifetimeS).toBeGreaterThanOrEqual(30 * 86_400);
  expect(lifetimeS).toBeLessThan(30 * 86_400 + 600);
  expect(await readToken(['another-search-key'], token)).toBeNull();
});

test('without an end it is good as long as its key, which may be given', async () => {
  const token = (await run(['--search', 'yet-another-search-key', '--filter', 'publication = 1'])).stdout.trim();
  expect(await readToken(['yet-another-search-key'], token)).toEqual({ rules: { '*': { filter: 'publication = 1' } }, expiresAt: null });
});

describe('is refused with what is wrong', () => {
  test.each([
    [['--filter', 'publication = 1'], {}, /set SEARCH_KEYS/],
    [['--filter', 'publication = 1', '--search', 'short'], {}, /too short/],
    [['--filter', 'colour = red'], undefined, /colour/],
    [['--filter', 'publication ='], undefined, /expected/],
    [['--filter', ' '], undefined, /empty/],
    [['--filter', 'publication = 1', '--index', 'nowhere'], undefined, /no index "nowhere"/],
    [['--expires', 'tomorrow'], undefined, /such as 30d/],
    [['--expires', '0d'], undefined, /such as 30d/],
  ] as const)('%j', async (args, env, says) => {
    const { code, stdout, stderr } = await run(args, env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(says);
  });
});
