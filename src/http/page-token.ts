import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Settings } from '../../config/settings.js';
import { signToken } from './search-token.js';
import type { Sight } from './sight.js';

const lifetimeMs = 3_600_000;

/** Anyone with a search key could make tokens, and may search anyway; new keys make the old tokens worthless, and every process of a service takes them. */
const signature = ({ SEARCH_KEYS }: Settings, expiry: string): Buffer => createHmac('sha256', SEARCH_KEYS.join(',')).update(`page token ${expiry}`).digest();

/**
 * A key for the script of a page that is being sent: it opens what a search key opens, for an hour. It stands in the page, which any reader may have,
 * but no script of another origin can read.
 * @returns undefined where no key is needed
 */
export function pageToken(settings: Settings, nowMs = Date.now()): string | undefined {
  if (settings.SEARCH_KEYS.length === 0) return undefined;
  const expiry = String(nowMs + lifetimeMs);
  return `page.${expiry}.${signature(settings, expiry).toString('base64url')}`;
}

/** Whether a key is a page's token that is still good. */
export function isPageToken(settings: Settings, key: string, nowMs = Date.now()): boolean {
  const [, expiry, signed] = /^page\.(\d{1,15})\.([\w-]{43})$/.exec(key) ?? [];
  if (settings.SEARCH_KEYS.length === 0 || expiry === undefined || signed === undefined) return false;
  return timingSafeEqual(signature(settings, expiry), Buffer.from(signed, 'base64url')) && Number(expiry) > nowMs;
}

/** The token of a page as its reader sees it: what confines the reader confines the page's script, no longer than the reader. */
export async function tokenOfPage(settings: Settings, { token }: Sight, nowMs = Date.now()): Promise<string | undefined> {
  const [key] = settings.SEARCH_KEYS;
  if (!token || key === undefined) return pageToken(settings, nowMs);
  return signToken(key, token.rules, Math.min(token.expiresAt ?? Infinity, Math.floor((nowMs + lifetimeMs) / 1000)));
}
