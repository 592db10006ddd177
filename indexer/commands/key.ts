import { randomBytes } from 'node:crypto';
import { defaultIndexes } from '../../config/fields.js';
import { readSettings } from '../../config/settings.js';
import { readFilter } from '../../src/http/meilisearch/attributes.js';
import { signToken, type SearchRules } from '../../src/http/search-token.js';
import { FilterError } from '../../src/query/filter.js';
import { UsageError } from '../usage.js';
import { printJson } from './with-index.js';

const keyBytes = 32;
/** Whoever has a token can try keys on it at leisure. */
const shortestKey = 16;
const secondsOf: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };

interface KeyOptions {
  readonly search?: string;
  readonly filter?: string;
  readonly index?: readonly string[];
  readonly expires?: string;
  readonly json?: boolean;
}

/** Prints a new random key; or, with what confines it, a token signed with a search key. Nothing is kept. */
export async function keyCommand({ search, filter, index = [], expires, json }: KeyOptions): Promise<void> {
  const isToken = search !== undefined || filter !== undefined || index.length > 0 || expires !== undefined;
  const key = isToken ? await tokenFor(search ?? readSettings().SEARCH_KEYS[0], filter, index, expires) : randomBytes(keyBytes).toString('base64url');
  if (json) printJson({ key });
  else process.stdout.write(`${key}\n`);
}

async function tokenFor(key: string | undefined, filter: string | undefined, index: readonly string[], expires: string | undefined): Promise<string> {
  if (key === undefined) throw new UsageError('a token is signed with a search key: set SEARCH_KEYS, or say --search KEY');
  if (key.length < shortestKey) throw new UsageError(`the search key is too short to sign with: at least ${shortestKey} characters; jianbao key makes one`);
  const rules = Object.fromEntries((index.length ? index : ['*']).map(name => [name, filter === undefined ? null : { filter: checkedFilter(filter, name) }])) satisfies SearchRules;
  return signToken(key, rules, expires === undefined ? null : Math.floor(Date.now() / 1000) + seconds(expires));
}

function checkedFilter(filter: string, name: string): string {
  const indexes = defaultIndexes.filter(one => name === '*' || one.index === name || one.views?.some(view => view.index === name));
  if (!indexes.length) throw new UsageError(`no index ${JSON.stringify(name)}; there is ${defaultIndexes.flatMap(one => [one.index, ...(one.views ?? []).map(view => view.index)]).join(', ')}`);
  try {
    if (indexes.some(one => !readFilter(filter, one))) throw new UsageError('the filter is empty: leave it out to open everything');
  } catch (error) {
    throw error instanceof FilterError ? new UsageError(error.message) : error;
  }
  return filter;
}

function seconds(expires: string): number {
  const [, number, unit = ''] = /^([1-9]\d{0,5})([mhdw])$/.exec(expires) ?? [];
  if (number === undefined) throw new UsageError(`--expires ${expires}: expected a number and m, h, d or w, such as 30d`);
  return Number(number) * (secondsOf[unit] as number);
}
