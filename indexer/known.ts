import type { AnalyzedArticle, Engine } from '../src/engines/engine.js';
import { putOrigin } from '../src/ingest/run.js';

/** What a source would change, in articles. */
export interface Changes {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** What the source has no more. */
  readonly gone: number;
}

interface Stored { readonly hash: string; readonly origin: string }

/** Hash and origin of everything that the live build holds (some 150 bytes an article). */
export async function storedHashes(engine: Engine): Promise<Map<string, Stored>> {
  const stored = new Map<string, Stored>();
  // One text for each origin, however many articles have it.
  const origins = new Map<string, string>();
  for await (const { article, hash, origin } of engine.stored()) {
    if (!origins.has(origin)) origins.set(origin, origin);
    stored.set(article.id, { hash, origin: origins.get(origin) ?? origin });
  }
  return stored;
}

/** Compares what a source gives with what is stored. */
export class Known {
  readonly #counts = { added: 0, changed: 0, unchanged: 0 };

  constructor(readonly stored: ReadonlyMap<string, Stored>) {}

  /** Whether an article with this id came one by one: no source replaces it. */
  isPut({ article, origin }: AnalyzedArticle): boolean {
    return origin !== putOrigin && this.stored.get(article.id)?.origin === putOrigin;
  }

  /** @param seen ids that were counted already */
  compare(articles: readonly AnalyzedArticle[], seen: ReadonlySet<string>): { written: number; unchanged: number } {
    let unchanged = 0;
    for (const analyzed of articles) {
      const before = this.stored.get(analyzed.article.id);
      const state = !before ? 'added' : before.hash === analyzed.hash || this.isPut(analyzed) ? 'unchanged' : 'changed';
      if (state === 'unchanged') unchanged++;
      if (!seen.has(analyzed.article.id)) this.#counts[state]++;
    }
    return { written: articles.length - unchanged, unchanged };
  }

  /** @param there ids that the source still has */
  changes(origins: ReadonlySet<string>, there: ReadonlySet<string>): Changes {
    let gone = 0;
    for (const [id, { origin }] of this.stored) if (origins.has(origin) && !there.has(id)) gone++;
    return { ...this.#counts, gone };
  }
}
