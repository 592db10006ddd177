import type { Filter } from '../../query/filter.js';
import { misfitError, type AnalyzedArticle, type Misfit, type VocabularyEntry, type WriteCounts } from '../engine.js';
import { Changes } from './changes.js';
import { documentId, exactValue, originalValue } from './comparable.js';
import type { Connection } from './connection.js';
import { isAlive, type Control, type State } from './control.js';
import { documentOf } from './documents.js';
import { filterOf } from './filters.js';
import { attribute, firstVersions, versions, type Layout } from './layout.js';
import type { Names } from './names.js';
import { indexGone } from './queries.js';
import type { Store } from './store.js';
import { countedAgain } from './vocabulary.js';

const writtenAtOnce = 1_000;

/** Writes to the live build, and tells a build under way what changed. */
export class LiveWriter {
  constructor(readonly connection: Connection, readonly store: Store, readonly control: Control, readonly names: Names, readonly layout: Layout) {}

  /** Whether a build is being made now, that has to hear of changes. */
  #isBuilding({ building }: State): boolean {
    return building !== null && isAlive(building);
  }

  async write(articles: readonly AnalyzedArticle[], newBuildName: () => string): Promise<WriteCounts> {
    if (!articles.length) return { written: 0, unchanged: 0 };
    let state = await this.control.read();
    if (!state.live) state = await this.#makeFirst(newBuildName());
    assertFits(state, this.layout);
    // Meilisearch would make the index anew, without its settings.
    if (await this.store.createdAt(this.names.live) === null) throw indexGone(this.names.live);
    let unchanged = 0;
    for (let from = 0; from < articles.length; from += writtenAtOnce) {
      const last = new Map(articles.slice(from, from + writtenAtOnce).map(analyzed => [documentId(analyzed.article.id), analyzed]));
      unchanged += await this.#writeSome(last, state);
    }
    return { written: articles.length - unchanged, unchanged };
  }

  /** Replaces articles that still stand as they were cut from. Between the look and the write somebody else may write: the server knows no conditions. */
  async recut(articles: readonly AnalyzedArticle[]): Promise<WriteCounts> {
    const state = await this.control.read();
    let written = 0;
    for (let from = 0; from < articles.length; from += writtenAtOnce) {
      const some = new Map(articles.slice(from, from + writtenAtOnce).map(analyzed => [documentId(analyzed.article.id), analyzed]));
      const known = await this.store.fetch<Record<string, string>>(this.names.live, [...some.keys()], ['id', attribute.hash, attribute.origin, attribute.place, attribute.article]);
      const changed = known.flatMap(before => {
        const analyzed = some.get(before['id'] as string);
        if (!analyzed || before[attribute.hash] === analyzed.hash || before[attribute.article] !== JSON.stringify(analyzed.article)) return [];
        return [{ ...analyzed, origin: originalValue(before[attribute.origin] as string), place: before[attribute.place] ?? null }];
      });
      await this.#enter(changed, state, false);
      written += changed.length;
    }
    return { written, unchanged: articles.length - written };
  }

  /** @returns how many stand there unchanged */
  async #writeSome(articles: ReadonlyMap<string, AnalyzedArticle>, state: State): Promise<number> {
    const { live } = this.names;
    const known = new Map((await this.store.fetch<Record<string, string>>(live, [...articles.keys()], ['id', attribute.hash, attribute.origin, attribute.place])).map(d => [d['id'], d]));
    const changed = [...articles].filter(([id, { hash, origin }]) => {
      const before = known.get(id);
      return before?.[attribute.hash] !== hash || before[attribute.origin] !== exactValue(origin);
    });
    const changedIds = new Set(changed.map(([id]) => id));
    await this.#moved([...articles].filter(([id, { place }]) => known.has(id) && !changedIds.has(id) && (known.get(id)?.[attribute.place] ?? null) !== (place ?? null)));
    if (!changed.length) return articles.size;
    await this.#enter(changed.map(([, analyzed]) => analyzed), state, true);
    return articles.size - changed.length;
  }

  async #enter(articles: readonly AnalyzedArticle[], state: State, countsWords: boolean): Promise<void> {
    if (!articles.length) return;
    const { live } = this.names;
    const documents = articles.map(analyzed => documentOf(this.layout, analyzed));
    const words = await this.#words(articles, countsWords);
    if (this.#isBuilding(state)) await this.store.enqueue(this.names.changes, Changes.documents(documents.map(document => document.id)));
    const tasks = [await this.store.enqueue(live, documents), ...words.length ? [await this.store.enqueue(this.names.vocabularyOf(live), words)] : []];
    for (const task of tasks) await this.connection.finished(task);
  }

  /** Unchanged articles that stand elsewhere in their source now. */
  async #moved(articles: readonly (readonly [string, AnalyzedArticle])[]): Promise<void> {
    if (!articles.length) return;
    const places = articles.map(([id, { place }]) => ({ id, [attribute.place]: place ?? null }));
    await this.connection.task(client => client.index(this.names.live).updateDocuments(places));
  }

  async #words(articles: readonly AnalyzedArticle[], countsWords: boolean) {
    const entries = new Map<string, { entry: VocabularyEntry; count: number }>();
    for (const { vocabulary } of articles) {
      for (const entry of vocabulary) entries.set(entry.word, { entry, count: (entries.get(entry.word)?.count ?? 0) + Number(countsWords) });
    }
    return await countedAgain(this.connection, this.names.vocabularyOf(this.names.live), entries) as unknown as (Record<string, unknown> & { id: string })[];
  }

  async #makeFirst(name: string): Promise<State> {
    await this.store.create(this.names.live, this.layout);
    const { live } = await this.control.read();
    if (!live) await this.control.put({ live: { name, schema: this.layout.schema, versions, builtAt: new Date().toISOString() } });
    return this.control.read();
  }

  async remove(what: { readonly ids: readonly string[] } | { readonly filter: Filter } | 'all'): Promise<number> {
    const state = await this.control.read();
    if (!state.live) return 0;
    const { live } = this.names, building = this.#isBuilding(state);
    if (typeof what === 'object' && 'filter' in what) assertFits(state, this.layout);
    const wanted = what === 'all' ? building ? await this.store.ids(live) : []
      : 'ids' in what ? [...new Set(what.ids.map(documentId))] : await this.store.ids(live, filterOf(this.layout, what.filter));
    const there = what === 'all' ? (await this.store.size(live)).articles : (await this.store.fetch<{ id: string }>(live, wanted, ['id'])).length;
    if (building && wanted.length) await this.store.enqueue(this.names.changes, Changes.documents(wanted));
    if (what === 'all') {
      const tasks = [await this.connection.manage(async client => client.index(live).deleteAllDocuments()), await this.connection.manage(async client => client.index(this.names.vocabularyOf(live)).deleteAllDocuments())];
      for (const task of tasks) await this.connection.finished(task);
    } else if (there) await this.connection.finished(await this.store.enqueueRemoval(live, wanted));
    return there;
  }
}

/** Why the live build cannot be searched: it was written for other fields or by another version. */
export function misfitOf({ live }: State, layout: Layout): Misfit | null {
  if (!live) return null;
  const made = live.versions ?? firstVersions;
  if (made.some((version, i) => version > (versions[i] ?? 0))) return { build: live.name, kind: 'newer' };
  return live.schema === layout.schema && made.every((version, i) => version === versions[i]) ? null : { build: live.name, kind: 'older' };
}

/** @throws {@link EngineUnavailable} when the live build was written for other fields or by another version */
export function assertFits(state: State, layout: Layout): void {
  const misfit = misfitOf(state, layout);
  if (misfit) throw misfitError(misfit, layout.fields.index);
}
