import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Settings } from '../../config/settings.js';
import { isPageToken } from './page-token.js';
import { Problem } from './problems.js';
import { looksLikeToken, readToken } from './search-token.js';
import { confinedSight, giveSight, type Sight } from './sight.js';

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

/** What a key lets see: one for searching, a page's token and the admin key everything, a token what it says; null for any other. */
export async function sightByKey(settings: Settings, whole: Sight, key: string): Promise<Sight | null> {
  // Every key is compared, so that the time says nothing of which one came near.
  if (settings.SEARCH_KEYS.map(other => sameKey(key, other)).includes(true) || isPageToken(settings, key) || isAdmin(settings, key)) return whole;
  const token = looksLikeToken(key) ? await readToken(settings.SEARCH_KEYS, key) : null;
  return token && confinedSight(whole, token);
}

async function givenSight(settings: Settings, whole: Sight, request: Request): Promise<Sight> {
  const sight = await sightByKey(settings, whole, bearer(request));
  if (!sight) throw new Problem(403, 'invalid_key', 'this key may not search');
  return sight;
}

/** Lets through who may read, and settles what they see: everybody everything, unless `SEARCH_KEYS` is set. */
export function requireSearch(settings: Settings, whole: Sight): RequestHandler {
  return async (request, response, next) => {
    giveSight(response, settings.SEARCH_KEYS.length ? await givenSight(settings, whole, request) : whole);
    next();
  };
}

/** The same for pages, which bring a token of their own: without a key they are open, unless `OPEN_PAGES` is off. */
export function requirePage(settings: Settings, whole: Sight): RequestHandler {
  return async (request, response, next) => {
    const isOpen = !settings.SEARCH_KEYS.length || (settings.OPEN_PAGES && !/^Bearer /i.test(request.get('authorization') ?? ''));
    giveSight(response, isOpen ? whole : await givenSight(settings, whole, request));
    next();
  };
}
