import { createHash } from 'node:crypto';
import type { Meilisearch } from 'meilisearch';
import { Connection, isApiError } from './connection.js';
import { defaultIndexPrefix } from './names.js';

const searchActions = ['search', 'documents.get'];
const writeActions = ['search', 'documents.*', 'indexes.*', 'settings.*', 'tasks.*', 'stats.get'];

export interface ServiceKeys {
  /** MEILI_SEARCH_KEY: may search these indexes and read them, nothing else. */
  readonly searchKey: string;
  /** MEILI_WRITE_KEY: may do everything with these indexes, and nothing with others. */
  readonly writeKey: string;
}

/**
 * Makes the two keys of the service, or finds them when they were made before. The master key is needed here and nowhere else.
 * @throws EngineUnavailable when the server is away or refuses the master key
 */
export async function setupKeys(url: string, masterKey: string, indexPrefix: string = defaultIndexPrefix): Promise<ServiceKeys> {
  const connection = new Connection({ url, searchKey: masterKey, writeKey: masterKey });
  const make = (purpose: 'search' | 'write', actions: string[]) => connection.manage(client => keyOf(client, indexPrefix, purpose, actions));
  return { searchKey: await make('search', searchActions), writeKey: await make('write', writeActions) };
}

async function keyOf(client: Meilisearch, prefix: string, purpose: string, actions: string[]): Promise<string> {
  const uid = uuidOf(`jianbao ${prefix} ${purpose} ${actions.join(' ')}`);
  try {
    return (await client.getKey(uid)).key;
  } catch (error) {
    if (!isApiError(error, 'api_key_not_found')) throw error;
  }
  const created = await client.createKey({ uid, name: `jianbao ${purpose} ${prefix}`, description: `jianbao: ${purpose} ${prefix}*`, actions: actions, indexes: [`${prefix}*`], expiresAt: null });
  return created.key;
}

/** The same name gives the same key again. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
