import type { IndexFields } from '../../../config/fields.js';
import type { BuildInfo } from '../engine.js';
import { EngineUnavailable } from '../engine.js';
import { MaintenanceError, type BackupInfo, type BackupState, type CompactInfo, type Maintenance } from '../maintenance.js';
import { Connection } from './connection.js';
import type { MeilisearchOptions } from './meilisearch-engine.js';
import { defaultIndexPrefix, namesOf, type Names } from './names.js';
import { Store } from './store.js';

const restoring = 'a dump is restored by Meilisearch itself: stop it, start it with --import-dump DUMP on an empty database folder (--db-path), then start the service again; jianbao verify says whether all of it is there';

/** Of the server engine: dumps of the whole server, made by it and kept where it keeps them. */
export class MeilisearchMaintenance implements Maintenance {
  readonly keepsFiles = false;
  readonly #names: Names;
  readonly #store: Store;

  /** @param dumpKey a key that may make dumps (`dumps.create`), and see all tasks */
  constructor(readonly fields: IndexFields, readonly options: MeilisearchOptions, readonly dumpKey: string) {
    this.#names = namesOf(fields.index, options.indexPrefix ?? defaultIndexPrefix);
    this.#store = new Store(new Connection(options), this.#names);
  }

  async backup(): Promise<BackupInfo> {
    const connection = new Connection({ url: this.options.url, searchKey: this.dumpKey, writeKey: this.dumpKey });
    try {
      const { details } = await connection.task(client => client.createDump());
      const { articles } = await new Store(connection, this.#names).size(this.#names.live);
      return { index: this.fields.index, backup: `${details?.dumpUid ?? ''}.dump`, articles, sizeBytes: null };
    } catch (error) {
      if (!(error instanceof EngineUnavailable) || !/refuses the key/.test(error.message)) throw error;
      throw new MaintenanceError(`Meilisearch at ${this.options.url} lets this key make no dump: set MEILI_MASTER_KEY for this command (or MEILI_KEY to a key that may do dumps.create and tasks.get on all indexes)`, { cause: error });
    }
  }

  inspect(): Promise<BackupState & { readonly fits: boolean }> { return Promise.reject(new MaintenanceError(restoring)); }

  async *stored(): AsyncGenerator<never> { throw new MaintenanceError(restoring); }

  restore(): Promise<BuildInfo> { return Promise.reject(new MaintenanceError(restoring)); }

  /** The sizes are those of all the server's databases: it tells no index's alone. */
  async compact(): Promise<CompactInfo> {
    const { live, vocabularyOf } = this.#names;
    if (await this.#store.createdAt(live) === null) throw new MaintenanceError('there is no index yet');
    const before = await this.#store.databaseSize();
    for (const uid of [live, vocabularyOf(live)]) await this.#store.compactNow(uid);
    return { index: this.fields.index, before, after: await this.#store.databaseSize() };
  }
}
