import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Article } from '../../article.js';
import { BuildRefused, type AnalyzedArticle, type BuildInfo, type BuildWriter } from '../engine.js';
import { Samples } from '../samples.js';
import type { BuildFile } from './build-file.js';
import type { Control } from './control.js';
import { onDisk, toldOfDisk } from './disk.js';
import { countBuild } from './search.js';

/** What a build needs of the engine that it is made for. */
export interface BuildHost {
  readonly control: Control;
  /** Makes the build the live one, in the transaction that looked for the last changes. */
  switchTo(name: string): void;
  live(): BuildFile | null;
  isLive(build: BuildFile): boolean;
  published(): void;
  info(build: BuildFile, name: string): BuildInfo;
  removeFiles(): void;
}

/** As much of an AbortSignal as is asked here: none can go into another thread. */
export type Stoppable = Pick<AbortSignal, 'throwIfAborted'>;

const transactionArticles = 5_000;
const heartbeatMs = 10_000;
/** Carried over while the live build is locked, at most: the rest before. */
const lastRoundArticles = 20;

/** A build of the SQLite engine: a file of its own, switched in by one transaction of the control database. */
export class SqliteBuild implements BuildWriter {
  readonly #file: BuildFile;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #samples: Samples;
  #inTransaction = 0;
  #open = true;

  constructor(readonly name: string, file: BuildFile, readonly host: BuildHost) {
    this.#file = file;
    this.#samples = new Samples(file.layout.fields);
    this.#heartbeat = setInterval(() => { host.control.heartbeat(name); }, heartbeatMs);
    this.#heartbeat.unref();
  }

  async write(articles: readonly AnalyzedArticle[]): Promise<void> {
    onDisk(this.#folder, () => {
      if (!this.#inTransaction) this.#file.db.exec('BEGIN');
      this.#file.write(articles, false);
    });
    for (const article of articles) this.#samples.add(article);
    this.#inTransaction += articles.length;
    if (this.#inTransaction >= transactionArticles) onDisk(this.#folder, () => { this.#commit(); });
  }

  get #folder(): string { return dirname(this.#file.path); }

  #commit(): void {
    if (this.#inTransaction) this.#file.db.exec('COMMIT');
    this.#inTransaction = 0;
  }

  async publish(analyze: (article: Article, origin: string) => Promise<AnalyzedArticle>, signal?: Stoppable): Promise<BuildInfo> {
    try {
      return await this.#publish(analyze, signal);
    } catch (error) {
      throw toldOfDisk(error, this.#folder);
    }
  }

  async #publish(analyze: (article: Article, origin: string) => Promise<AnalyzedArticle>, signal?: Stoppable): Promise<BuildInfo> {
    this.#commit();
    this.#file.finish();
    await this.#verify();
    // A signal that came meanwhile is heard of in the next turn.
    await nextTurn();
    signal?.throwIfAborted();
    for (;;) {
      const live = this.host.live();
      if (!live) {
        this.host.switchTo(this.name);
        break;
      }
      // Analyzed before the lock is taken: nobody waits for words to be cut.
      const changes = changesOf(live);
      this.#apply(await this.#analyzed(live, changes.ids, analyze));
      if (changes.ids.length > lastRoundArticles) {
        live.db.prepare('DELETE FROM changes WHERE seq <= ?').run(changes.lastSeq);
        continue;
      }
      const switched = live.db.transaction(() => {
        if (!this.host.isLive(live) || changesOf(live).lastSeq !== changes.lastSeq) return false;
        this.host.switchTo(this.name);
        return true;
      }).immediate();
      if (switched) break;
    }
    const info = this.host.info(this.#file, this.name);
    this.#close();
    this.host.published();
    return info;
  }

  /** Before the switch: the file is sound, the streams hold as many articles as there are, and some of them are found. */
  async #verify(): Promise<void> {
    const { db } = this.#file;
    const articles = this.#file.size();
    for (const table of ['words', 'characters']) {
      const { count } = db.prepare(`SELECT count(*) AS count FROM ${table}`).get() as { count: number };
      if (count !== articles) throw new BuildRefused(`the new build has ${articles} articles, but its ${table} have ${count}: it was not switched in, the live one is as it was`);
    }
    await this.#samples.check(condition => countBuild(this.#file, condition, null, 2));
  }

  async #analyzed(live: BuildFile, ids: readonly string[], analyze: (article: Article, origin: string) => Promise<AnalyzedArticle>) {
    const present: AnalyzedArticle[] = [], gone: string[] = [];
    for (const id of ids) {
      const article = live.get(id), from = live.origin(id);
      if (article && from) present.push({ ...await analyze(article, from.origin), place: from.place });
      else gone.push(id);
    }
    return { present, gone };
  }

  #apply({ present, gone }: { readonly present: readonly AnalyzedArticle[]; readonly gone: readonly string[] }): void {
    this.#file.db.transaction(() => {
      this.#file.write(present, false);
      this.#file.remove(gone, false);
    })();
  }

  async abandon(): Promise<void> {
    if (!this.#open) return;
    this.#close();
    this.host.removeFiles();
    this.host.control.end(this.name);
  }

  #close(): void {
    this.#open = false;
    clearInterval(this.#heartbeat);
    this.#file.close();
  }
}

function changesOf(live: BuildFile): { ids: string[]; lastSeq: number } {
  const rows = live.db.prepare<[], { seq: number; id: string }>('SELECT seq, id FROM changes ORDER BY seq').all();
  return { ids: [...new Set(rows.map(row => row.id))], lastSeq: rows.at(-1)?.seq ?? 0 };
}

/** What a build says of itself; its name has the time in it. */
export function infoOf(build: BuildFile, name: string): BuildInfo {
  const stamp = /^build-(\d+)-/.exec(name)?.[1];
  return { name, articles: build.size(), sizeBytes: build.sizeBytes(), builtAt: new Date(Number(stamp ?? 0)).toISOString() };
}
