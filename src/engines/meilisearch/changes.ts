import type { EngineDocument } from './documents.js';
import type { Store } from './store.js';

let numbered = 0;

/** Ids of documents that were written or removed while somebody builds: an index of its own, read by the build. */
export class Changes {
  readonly #seen = new Set<string>();

  constructor(readonly store: Store, readonly uid: string) {}

  /** Documents that say which ids change; to be enqueued before the change itself. */
  static documents(ids: readonly string[]): EngineDocument[] {
    return ids.map(id => ({ id: `c${Date.now().toString(36)}-${process.pid.toString(36)}-${(numbered++).toString(36)}`, of: id }));
  }

  /** Ids that changed since this was last asked. */
  async next(): Promise<string[]> {
    const fresh = (await this.store.ids(this.uid)).filter(id => !this.#seen.has(id));
    const changes = await this.store.fetch<{ id: string; of: string }>(this.uid, fresh, ['id', 'of']);
    for (const { id } of changes) this.#seen.add(id);
    return [...new Set(changes.map(change => change.of))];
  }
}
