import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

const filter = z.union([z.string(), z.array(z.union([z.string(), z.array(z.string())]))]);
/** Strict: a misspelt `filter` must not open everything. */
const rule = z.strictObject({ filter: filter.nullish() }).nullable();
const claims = z.looseObject({ searchRules: z.union([z.array(z.string()), z.record(z.string(), rule)]), exp: z.number().optional() });

/** Which indexes (names, or beginnings with `*`) a token opens, and the filter that every article there must meet: the claim `searchRules` of Meilisearch's tenant tokens. */
export type SearchRules = z.infer<typeof claims>['searchRules'];

export interface SearchToken {
  readonly rules: SearchRules;
  /** Seconds since 1970. */
  readonly expiresAt: number | null;
}

const algorithm = 'HS256';
const bytes = (key: string): Uint8Array => new TextEncoder().encode(key);

/**
 * Signs a token: a JWT (RFC 7519), HS256 with a search key, as Meilisearch's clients and any JWT library make it.
 * @param expiresAt seconds since 1970; null: only with its key
 */
export function signToken(key: string, rules: SearchRules, expiresAt: number | null): Promise<string> {
  const token = new SignJWT({ searchRules: rules }).setProtectedHeader({ alg: algorithm, typ: 'JWT' });
  return (expiresAt === null ? token : token.setExpirationTime(expiresAt)).sign(bytes(key));
}

/** Whether a key has the form of a token. */
export const looksLikeToken = (key: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(key);

/** What a token allows; null for one that none of these keys signed, that has ended or not begun, or whose rules cannot be read. */
export async function readToken(keys: readonly string[], token: string): Promise<SearchToken | null> {
  // Every key is tried, so that the time says nothing of which one signed it.
  const [payload] = (await Promise.all(keys.map(key => payloadOf(key, token)))).filter(one => one !== null);
  const read = claims.safeParse(payload);
  return read.success ? { rules: read.data.searchRules, expiresAt: read.data.exp ?? null } : null;
}

async function payloadOf(key: string, token: string): Promise<unknown> {
  try {
    return (await jwtVerify(token, bytes(key), { algorithms: [algorithm] })).payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

/** The rule for an index: the one with its very name, else the longest beginning; undefined where none opens it. */
export function ruleOf(rules: SearchRules, index: string): z.infer<typeof rule> | undefined {
  const patterns = (Array.isArray(rules) ? rules : Object.keys(rules)).filter(pattern => pattern === index || (pattern.endsWith('*') && index.startsWith(pattern.slice(0, -1))));
  const best = patterns.sort((a, b) => Number(b === index) - Number(a === index) || b.length - a.length)[0];
  return best === undefined ? undefined : Array.isArray(rules) ? null : rules[best];
}
