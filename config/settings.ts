import { config as loadDotenv } from 'dotenv';
import { resolve } from 'node:path';
import { z } from 'zod';

const onOff = (fallback: 'on' | 'off') => z.enum(['on', 'off']).default(fallback).transform(value => value === 'on');
const list = z.string().default('').transform(value => value.split(',').map(part => part.trim()).filter(Boolean));
const optional = z.string().optional().transform(value => value === '' ? undefined : value);
const url = optional.pipe(z.url({ protocol: /^https?$/, error: 'expected an http(s) address' }).optional());
const port = z.coerce.number({ error: 'expected a number from 0 to 65535' }).int().min(0).max(65_535);
const milliseconds = z.coerce.number({ error: 'expected milliseconds' }).int().min(1);

const schema = z.object({
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  /** Absolute. */
  DATA_DIR: z.string().default('./data').transform(value => resolve(value)),
  ENGINE: z.enum(['sqlite', 'meilisearch'], { error: 'expected sqlite or meilisearch' }).optional(),
  MEILI_URL: url,
  MEILI_KEY: optional,
  MEILI_SEARCH_KEY: optional,
  MEILI_WRITE_KEY: optional,
  ADMIN_KEY: optional.pipe(z.string().min(8, { error: 'expected at least 8 characters' }).optional()),
  SEARCH_KEYS: list,
  CORS_ORIGINS: z.string().default('*').transform(value => value.split(',').map(part => part.trim()).filter(Boolean)),
  TRUST_PROXY: z.string().default('').transform(value => /^\d+$/.test(value) ? Number(value) : value === 'true' ? true : value === '' || value === 'false' ? false : value),
  BASE_PATH: z.string().default('').transform(value => value.replace(/^\/+|\/+$/g, '')).transform(value => value ? `/${value}` : ''),
  TIMEZONE: z.string().default('Asia/Shanghai').refine(isTimeZone, { error: 'expected a time zone such as Asia/Shanghai' }),
  RATE_LIMIT_PER_MINUTE: z.coerce.number({ error: 'expected a number, 0 for none' }).int().min(0).default(0),
  SEARCH_TIMEOUT_MS: milliseconds.default(1000),
  SOURCE: list,
  SAMPLE: onOff('on'),
  STATS: onOff('off'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { error: 'expected fatal, error, warn, info, debug, trace or silent' }).default('info'),
});

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
  const settings = read.data;
  const engine = settings.ENGINE ?? (settings.MEILI_URL ? 'meilisearch' : 'sqlite');
  if (engine === 'meilisearch' && !settings.MEILI_URL) throw new BadSettings('MEILI_URL is missing: ENGINE=meilisearch needs the address of the server');
  return { ...settings, ENGINE: engine };
}

function withDotenv(): Record<string, string | undefined> {
  loadDotenv({ quiet: true });
  return process.env;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
