import { config as loadDotenv, parse as parseDotenv } from 'dotenv';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';

const split = (value: string): string[] => value.split(',').map(part => part.trim()).filter(Boolean);
const list = z.string().default('').transform(split);
const optional = z.string().optional();
const url = optional.pipe(z.url({ protocol: /^https?$/, error: 'expected an http(s) address' }).optional());

function oneOf<const T extends readonly [string, string, ...string[]]>(...values: T) {
  return z.enum(values, { error: `expected ${values.slice(0, -1).join(', ')} or ${values.at(-1)}` });
}

const onOff = (fallback: 'on' | 'off') => oneOf('on', 'off').default(fallback).transform(value => value === 'on');

function wholeNumber(least: number, most: number, unit = '') {
  const error = `expected a whole number${unit} from ${least} to ${most}`;
  return z.union([z.int(), z.string().regex(/^\d{1,15}$/).transform(Number)], { error }).pipe(z.number().min(least, { error }).max(most, { error }));
}

/** What a header can carry as it is. */
const isKey = (value: string): boolean => /^[\x21-\x7e]+$/.test(value);
const keyExpected = { error: 'expected a key of visible ASCII characters, without spaces' };

const withoutSlash = (value: string): string => value.replace(/\/$/, '');
const isOrigin = (value: string): boolean => value === '*' || (URL.canParse(value) && new URL(value).origin === value);

const proxyNames = ['loopback', 'linklocal', 'uniquelocal'];
const isProxy = (value: string): boolean => {
  const [address = '', bits, ...more] = value.split('/');
  return proxyNames.includes(value) || (isIP(address) > 0 && more.length === 0 && (bits === undefined || /^\d{1,3}$/.test(bits)));
};

const schema = z.object({
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  /** Absolute. */
  DATA_DIR: z.string().default('./data').transform(value => resolve(value)),
  ENGINE: oneOf('sqlite', 'meilisearch').optional(),
  MEILI_URL: url,
  MEILI_KEY: optional,
  MEILI_SEARCH_KEY: optional,
  MEILI_WRITE_KEY: optional,
  /** A file of `MEILI_SEARCH_KEY=…` and `MEILI_WRITE_KEY=…` lines, as `jianbao setup-keys --out` writes it. */
  MEILI_KEYS_FILE: optional,
  /** Begins the names of all indexes there, so that two services can share a server. */
  MEILI_INDEX_PREFIX: z.string().regex(/^[A-Za-z0-9-]{0,100}$/, { error: 'expected Latin letters, digits and hyphens' }).default('jianbao-'),
  ADMIN_KEY: optional.refine(value => value === undefined || isKey(value), keyExpected),
  SEARCH_KEYS: list.refine(keys => keys.every(isKey), keyExpected),
  /** Whether the search page shows everything to whoever opens it, also where `SEARCH_KEYS` is set. */
  OPEN_PAGES: onOff('on'),
  CORS_ORIGINS: z.string().default('*').transform(value => split(value).map(withoutSlash)).refine(origins => origins.every(isOrigin), { error: 'expected * or origins such as https://news.example, comma-separated' }),
  /** As Express takes it: how many proxies, their addresses, or whether there are any. */
  TRUST_PROXY: z.string().default('').transform(readTrustProxy),
  BASE_PATH: z.string().default('').transform(value => value.replace(/^\/+|\/+$/g, '')).refine(value => /^([\w.~-]+(\/[\w.~-]+)*)?$/.test(value), { error: 'expected a path such as /search' }).transform(value => value ? `/${value}` : ''),
  TIMEZONE: z.string().default('Asia/Shanghai').refine(isTimeZone, { error: 'expected a time zone such as Asia/Shanghai' }),
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 1_000_000).default(0),
  /** Of one process; further ones wait, and what is more than may wait is refused. */
  MAX_CONCURRENT_SEARCHES: wholeNumber(1, 10_000).default(Math.max(8, 4 * availableParallelism())),
  MAX_WAITING_SEARCHES: wholeNumber(0, 100_000).default(100),
  SEARCH_TIMEOUT_MS: wholeNumber(1, 600_000, ' of milliseconds').default(1000),
  /** Threads that the embedded engine searches in; 0: in the one that answers requests. */
  SEARCH_THREADS: wholeNumber(0, 64).default(Math.min(8, availableParallelism())),
  SOURCE: list,
  SAMPLE: onOff('on'),
  STATS: onOff('off'),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
});

/** Names of all settings. */
export const settingNames: readonly string[] = Object.keys(schema.shape);

/** Everything that can be set from outside, read once at start. */
export type Settings = Omit<z.infer<typeof schema>, 'ENGINE'> & { readonly ENGINE: 'sqlite' | 'meilisearch' };

/** A setting has a value that it cannot have: the message names each with what was expected. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings';
}

const secret = /KEY/;

/**
 * Reads the settings from the environment and from `.env` (the environment wins). An empty value is no value.
 * @throws {@link BadSettings}
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>> = withDotenv()): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([name, value]) => name in schema.shape && value !== undefined && value !== ''));
  const read = schema.safeParse(given);
  if (!read.success) {
    throw new BadSettings(read.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name}=${secret.test(name) ? '…' : JSON.stringify(given[name])}: ${message}`;
    }).join('\n'));
  }
  const settings = withKeysFile(read.data);
  const engine = settings.ENGINE ?? (settings.MEILI_URL ? 'meilisearch' : 'sqlite');
  if (engine === 'meilisearch' && !settings.MEILI_URL) throw new BadSettings('MEILI_URL is missing: ENGINE=meilisearch needs the address of the server');
  return { ...settings, ENGINE: engine };
}

/** The environment with what `.env` adds to it. */
export function withDotenv(): Readonly<Record<string, string | undefined>> {
  loadDotenv({ quiet: true });
  return process.env;
}

function readTrustProxy(value: string, context: z.RefinementCtx): boolean | number | string {
  if (/^\d{1,3}$/.test(value)) return Number(value);
  if (value === '' || value === 'true' || value === 'false') return value === 'true';
  if (value.split(',').every(part => isProxy(part.trim()))) return value;
  context.addIssue({ code: 'custom', message: `expected a number of proxies, true, false, or addresses, networks and ${proxyNames.join(', ')}, comma-separated` });
  return z.NEVER;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The keys that `jianbao setup-keys --out` wrote, where none are set otherwise. */
function withKeysFile<T extends { MEILI_KEYS_FILE?: string | undefined; MEILI_SEARCH_KEY?: string | undefined; MEILI_WRITE_KEY?: string | undefined }>(settings: T): T {
  if (settings.MEILI_KEYS_FILE === undefined) return settings;
  let text: string;
  try {
    text = readFileSync(settings.MEILI_KEYS_FILE, 'utf8');
  } catch (error) {
    throw new BadSettings(`MEILI_KEYS_FILE=${settings.MEILI_KEYS_FILE}: cannot be read; jianbao setup-keys --out writes it`, { cause: error });
  }
  const keys = parseDotenv(text);
  return { ...settings, MEILI_SEARCH_KEY: settings.MEILI_SEARCH_KEY ?? keys['MEILI_SEARCH_KEY'], MEILI_WRITE_KEY: settings.MEILI_WRITE_KEY ?? keys['MEILI_WRITE_KEY'] };
}
