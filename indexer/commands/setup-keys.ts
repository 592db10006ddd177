import { writeFileSync } from 'node:fs';
import { readSettings, withDotenv } from '../../config/settings.js';
import { setupKeys } from '../../src/engines/meilisearch/keys.js';
import { UsageError } from '../usage.js';
import { printJson } from './with-index.js';

/** Makes the key that may only search our indexes and the one that may write them; the master key goes no further than this command. */
export async function setupKeysCommand({ out, json }: { readonly out?: string; readonly json?: boolean }): Promise<void> {
  const { MEILI_MASTER_KEY: masterKey, ...environment } = withDotenv();
  const { MEILI_URL: url, MEILI_INDEX_PREFIX: indexPrefix } = readSettings({ MEILI_URL: environment['MEILI_URL'], MEILI_INDEX_PREFIX: environment['MEILI_INDEX_PREFIX'] });
  if (!url) throw new UsageError('MEILI_URL is missing: the address of the Meilisearch server');
  if (!masterKey) throw new UsageError('MEILI_MASTER_KEY is missing: it is needed once, to make the two keys');
  const { searchKey, writeKey } = await setupKeys(url, masterKey, indexPrefix);
  const lines = `MEILI_SEARCH_KEY=${searchKey}\nMEILI_WRITE_KEY=${writeKey}\n`;
  if (out !== undefined) {
    // For the service's own user and nobody else.
    writeFileSync(out, lines, { mode: 0o600 });
    process.stderr.write(`wrote ${out}\n`);
  } else if (json) printJson({ searchKey, writeKey });
  else process.stdout.write(lines);
}
