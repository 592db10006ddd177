import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Settings } from '../../config/settings.js';
import { isPageToken } from './page-token.js';
import { Problem } from './problems.js';

const digest = (key: string) => createHash('sha256').update(key).digest();

/** Compared in constant time, whatever the lengths. */
const sameKey = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

function bearer(request: Request): string {
  const key = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (key === undefined) throw new Problem(401, 'missing_key', 'a key is needed: Authorization: Bearer …');
  return key;
}

const isAdmin = (settings: Settings, key: string): boolean => settings.ADMIN_KEY !== undefined && sameKey(key, settings.ADMIN_KEY);

/** Lets through who has the admin key. */
export function requireAdmin(settings: Settings): RequestHandler {
  return (request, _response, next) => {
    if (settings.ADMIN_KEY === undefined) throw new Problem(403, 'admin_disabled', 'administration over HTTP is off: ADMIN_KEY is not set');
    if (!isAdmin(settings, bearer(request))) throw new Problem(403, 'invalid_key', 'this key may not do that');
    next();
  };
}

/** Whether a key is one for searching, a page's token, or the admin key. */
export function maySearch(settings: Settings, key: string): boolean {
  // Every key is compared, so that the time says nothing of which one came near.
  return settings.SEARCH_KEYS.map(other => sameKey(key, other)).includes(true) || isPageToken(settings, key) || isAdmin(settings, key);
}

/** Lets through who may read: everybody, unless `SEARCH_KEYS` is set. */
export function requireSearch(settings: Settings): RequestHandler {
  return (request, _response, next) => {
    if (settings.SEARCH_KEYS.length && !maySearch(settings, bearer(request))) throw new Problem(403, 'invalid_key', 'this key may not search');
    next();
  };
}
