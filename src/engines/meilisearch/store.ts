import type { EnqueuedTask } from 'meilisearch';
import { isApiError, TaskFailed, type Connection } from './connection.js';
import { EngineUnavailable } from '../engine.js';
import type { EngineDocument } from './documents.js';
import { settingsOf, type Layout } from './layout.js';
import type { Names } from './names.js';
import { vocabularySettings } from './vocabulary.js';

/** Of all that the server's databases take: with less of it unused, compaction gains little. */
const unusedShare = 0.2;
const fetchedAtOnce = 500, idsAtOnce = 20_000;

/** The documents of the server's indexes, read and written in batches. */
export class Store {
  constructor(readonly connection: Connection, readonly names: Names) {}

  /** Makes an index of articles and its vocabulary, empty, where they are not there; brings their settings up to date. */
  async create(uid: string, layout: Layout): Promise<void> {
    const vocabulary = this.names.vocabularyOf(uid);
    await Promise.all([uid, vocabulary].map(name => this.createOne(name)));
    await Promise.all([
      this.connection.task(client => client.index(uid).updateSettings(structuredClone(settingsOf(layout)) as never)),
      this.connection.task(client => client.index(vocabulary).updateSettings(structuredClone(vocabularySettings) as never)),
    ]);
  }

  async createOne(uid: string): Promise<void> {
    await ignoring('index_already_exists', this.connection.task(client => client.createIndex(uid, { primaryKey: 'id' })));
  }

  /** Removes an index of articles and its vocabulary. */
  async drop(uid: string): Promise<void> {
    await Promise.all([uid, this.names.vocabularyOf(uid)].map(name => this.dropOne(name)));
  }

  async dropOne(uid: string): Promise<void> {
    await ignoring('index_not_found', this.connection.task(client => client.deleteIndex(uid)));
  }

  /** Documents by id, some of their attributes; those that are not there are left out. */
  async fetch<T>(uid: string, ids: readonly string[], fields: readonly string[]): Promise<T[]> {
    const found: T[] = [];
    for (let from = 0; from < ids.length; from += fetchedAtOnce) {
      const some = ids.slice(from, from + fetchedAtOnce);
      found.push(...(await this.#post<T>(uid, { ids: some, fields, limit: some.length }))?.results ?? []);
    }
    return found;
  }

  /** Ids of all documents, or of those that a filter lets through. */
  async ids(uid: string, filter?: string): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const page = await this.#post<{ id: string }>(uid, { fields: ['id'], limit: idsAtOnce, offset: ids.length, ...(filter === undefined ? {} : { filter }) });
      ids.push(...page?.results.map(document => document.id) ?? []);
      if (!page?.results.length || ids.length >= page.total) return ids;
    }
  }

  /** @returns null where the index is not there */
  async #post<T>(uid: string, body: Record<string, unknown>): Promise<{ results: T[]; total: number } | null> {
    try {
      return await this.connection.ask(client => client.httpRequest.post<{ results: T[]; total: number }>({ path: `indexes/${uid}/documents/fetch`, body }));
    } catch (error) {
      if (isApiError(error, 'index_not_found')) return null;
      throw error;
    }
  }

  /** Enqueues documents; awaiting the task is the caller's. */
  async enqueue(uid: string, documents: readonly EngineDocument[]): Promise<EnqueuedTask> {
    const text = documents.map(document => JSON.stringify(document)).join('\n');
    return this.connection.manage(async client => client.index(uid).addDocumentsFromString(text, 'application/x-ndjson', { primaryKey: 'id' }));
  }

  /** Enqueues removals; awaiting the task is the caller's. */
  async enqueueRemoval(uid: string, ids: readonly string[]): Promise<EnqueuedTask> {
    return this.connection.manage(async client => client.index(uid).deleteDocuments([...ids]));
  }

  /** Exchanges the live articles and vocabulary with those of another index, in one task. @throws when that failed; then nothing was exchanged */
  async swap(uid: string): Promise<void> {
    const { live, vocabularyOf, control } = this.names;
    const contentAt = await this.createdAt(uid);
    const swapped = await this.connection.manage(async client => client.swapIndexes([[live, uid], [vocabularyOf(live), vocabularyOf(uid)]].map(pair => ({ indexes: pair as [string, string], rename: false }))));
    try {
      await this.connection.finished(swapped);
    } catch (error) {
      if (!isApiError(error, 'task_not_found')) throw error;
      // A key for some indexes may not see a task of several: one behind it in the line is waited for, and the content tells.
      await this.connection.task(client => client.index(control).updateDocuments([{ id: 'swapped', value: JSON.stringify(contentAt) }], { primaryKey: 'id' }));
      if (await this.createdAt(live) !== contentAt) throw new EngineUnavailable(`the switch to ${uid} failed or was canceled by somebody: the live index is as it was, start again`, { cause: error });
    }
  }

  /** Gives back the space that an index does not use, where the server has much of it. A server that cannot (its disk is nearly full) leaves the index as it is. */
  async compact(uid: string): Promise<void> {
    const { databaseSize, usedDatabaseSize } = await this.connection.manage(client => client.httpRequest.get<{ databaseSize: number; usedDatabaseSize: number }>({ path: 'stats' }));
    if (databaseSize - usedDatabaseSize < databaseSize * unusedShare) return;
    try {
      await this.compactNow(uid);
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error;
    }
  }

  /** @throws TaskFailed */
  async compactNow(uid: string): Promise<void> {
    await this.connection.task(client => client.httpRequest.post<EnqueuedTask>({ path: `indexes/${uid}/compact` }));
  }

  /** Bytes that all the server's databases take on its disk. */
  async databaseSize(): Promise<number> {
    return (await this.connection.manage(client => client.httpRequest.get<{ databaseSize: number }>({ path: 'stats' }))).databaseSize;
  }

  /** When the index's content was made: it moves along in a swap. @returns null where the index is not there */
  async createdAt(uid: string): Promise<string | null> {
    try {
      return (await this.connection.manage(client => client.getRawIndex(uid))).createdAt;
    } catch (error) {
      if (isApiError(error, 'index_not_found')) return null;
      throw error;
    }
  }

  /** Number of documents and bytes used, the vocabulary's among them. */
  async size(uid: string): Promise<{ articles: number; sizeBytes: number }> {
    const stats = async (name: string) => {
      try {
        return await this.connection.manage(client => client.httpRequest.get<{ numberOfDocuments: number; internalDatabaseSizes?: Record<string, number>; rawDocumentDbSize: number }>(
          { path: `indexes/${name}/stats`, params: { showInternalDatabaseSizes: true } }));
      } catch (error) {
        if (isApiError(error, 'index_not_found')) return { numberOfDocuments: 0, rawDocumentDbSize: 0, internalDatabaseSizes: {} };
        throw error;
      }
    };
    const [own, vocabulary] = await Promise.all([stats(uid), stats(this.names.vocabularyOf(uid))]);
    const bytes = [own, vocabulary].map(({ internalDatabaseSizes: sizes, rawDocumentDbSize }) => sizes ? Object.values(sizes).reduce((a, b) => a + b, 0) : rawDocumentDbSize);
    return { articles: own.numberOfDocuments, sizeBytes: bytes.reduce((a, b) => a + b, 0) };
  }

  /** Names of all indexes that the key may see. */
  async list(): Promise<string[]> {
    const names: string[] = [];
    for (;;) {
      const { results, total } = await this.connection.manage(client => client.getRawIndexes({ limit: 500, offset: names.length }));
      names.push(...results.map(index => index.uid));
      if (!results.length || names.length >= total) return names;
    }
  }
}

async function ignoring(code: string, task: Promise<unknown>): Promise<void> {
  try {
    await task;
  } catch (error) {
    if (!(error instanceof TaskFailed && error.code === code)) throw error;
  }
}
