import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { putDictionaryPath, readDictionary } from '../config/dictionary.js';
import { cutTextsWith } from '../indexer/cutting.js';
import { textOf, type Article } from './article.js';
import { EngineUnavailable } from './engines/engine.js';
import { Superseded, type Job, type Jobs } from './jobs.js';
import { articlesWith, recutIndex } from './recut.js';
import type { OpenIndex } from './service.js';
import { characterTokens, cutWords } from './text/analyze.js';
import { formatDictionary, parseDictionary } from './text/dictionary-file.js';
import { fold, foldText, originalEnd, originalStart } from './text/fold.js';
import type { Segmenter } from './text/segmenter.js';
import { exactSpans } from './text/substring.js';
import { changedWords, compileUserWords, noUserWords, WordMatcher, type UserDictionary, type UserWord } from './text/user-words.js';

/** A stretch of an article as it is cut now, and as it would be. */
export interface RecutExample {
  readonly index: string;
  readonly id: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What another dictionary would change. */
export interface DictionaryChange {
  readonly words: number;
  readonly articlesToRecut: number;
  readonly examples: readonly RecutExample[];
}

const checkedEveryMs = 5_000, triedAgainMs = 60_000;
const mostExamples = 5, exampleContextUtf16 = 12, mostRecounted = 1_000, mostVersions = 5;
/** Stands for the dictionary of a build while its articles are cut anew: stopped halfway, each has to be compared. */
const halfway = 'being cut';

/**
 * The user's dictionary of a running service, for all of its indexes: keeps the one in force, lets all threads' cuts follow, and cuts anew what
 * was cut with another one: after a change, after a start, after a switch to a build that another dictionary was in force for.
 */
export class Dictionary {
  #words: readonly UserWord[] = [];
  #fileSeen = '';
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #putting: Promise<unknown> = Promise.resolve();
  #puts = 0;
  /** When which build was last cut anew for which dictionary. */
  readonly #tried = new Map<string, number>();
  /** Words to count again behind a change: how they were cut before is known only then. */
  #recount = new Set<string>();

  /** The segmenter has to have the dictionary in force already. */
  constructor(readonly dataDir: string, readonly segmenter: Segmenter, readonly indexes: ReadonlyMap<string, OpenIndex>, readonly jobs: Jobs, readonly log: Logger | null = null) {
    this.#read();
    this.#remember(segmenter.dictionary);
  }

  /** The words in force. */
  get words(): readonly UserWord[] { return this.#words; }

  /** What these words in place of those in force would change. Nothing is changed. */
  async preview(words: readonly UserWord[]): Promise<DictionaryChange> {
    const compiled = compileUserWords(words), changed = changedWords(this.segmenter.dictionary, compiled);
    const matcher = new WordMatcher(changed);
    const stretches: { readonly index: string; readonly id: string; readonly text: string }[] = [];
    let articlesToRecut = 0;
    for (const [name, index] of changed.length ? this.indexes : []) {
      for await (const article of articlesWith(index, changed)) {
        articlesToRecut++;
        if (stretches.length < mostExamples) stretches.push({ index: name, id: article.id, text: stretchOf(index, article, matcher) });
      }
    }
    const texts = stretches.map(({ text }) => text);
    const after = await cutTextsWith(compiled, texts);
    const examples = stretches.map(({ index, id, text }, i) => ({ index, id, before: this.#cut(text), after: after[i] ?? [] }));
    return { words: words.length, articlesToRecut, examples };
  }

  #cut(text: string): string[] {
    const { folded, starts, ends } = cutWords(text, this.segmenter, false);
    return starts.map((start, i) => text.slice(originalStart(folded, start), originalEnd(folded, ends[i] as number)));
  }

  /** Puts these words in force, and begins to cut the articles anew that have a changed word. `job`: null where there is nothing to cut. */
  async put(words: readonly UserWord[]): Promise<Omit<DictionaryChange, 'examples'> & { readonly job: string | null }> {
    const before = this.#putting;
    const put = (async () => {
      await before;
      return this.#put(words);
    })();
    // One behind the other, and no look meanwhile: each is told what itself changes.
    this.#putting = put.then(() => undefined, () => undefined);
    this.#puts++;
    try {
      return await put;
    } finally {
      this.#puts--;
    }
  }

  async #put(words: readonly UserWord[]): Promise<Omit<DictionaryChange, 'examples'> & { readonly job: string | null }> {
    const compiled = compileUserWords(words), changed = changedWords(this.segmenter.dictionary, compiled);
    let articlesToRecut = 0;
    for (const index of changed.length ? this.indexes.values() : [])
      for await (const article of articlesWith(index, changed)) if (article) articlesToRecut++;
    mkdirSync(this.dataDir, { recursive: true });
    const path = putDictionaryPath(this.dataDir);
    writeFileSync(`${path}.new`, formatDictionary(words), { flush: true });
    renameSync(`${path}.new`, path);
    this.#words = words;
    this.#fileSeen = this.#fileNow();
    this.#use(compiled);
    return { words: words.length, articlesToRecut, job: changed.length ? (await this.#settle(articlesToRecut))?.id ?? null : null };
  }

  /** From now on cuts anew whatever was cut with another dictionary, and follows a dictionary that another process puts. */
  watch(): void {
    const check = () => { void this.check().catch((error: unknown) => { if (!(error instanceof EngineUnavailable)) this.log?.error({ err: error }, 'the dictionary was not checked'); }); };
    this.#timer = setInterval(check, checkedEveryMs);
    this.#timer.unref();
    check();
  }

  /** Looks once; @returns the job that cuts anew, if there is anything to cut */
  async check(): Promise<Job | null> {
    if (this.#puts) return null;
    if (this.#fileNow() !== this.#fileSeen) {
      this.#read();
      this.#use(compileUserWords(this.#words));
    }
    return this.#settle(null);
  }

  /** Waits for what is being cut. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#last;
  }

  #fileNow(): string {
    const stat = statSync(putDictionaryPath(this.dataDir), { throwIfNoEntry: false });
    return stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : '';
  }

  #read(): void {
    this.#fileSeen = this.#fileNow();
    const { path, words, bad } = readDictionary(this.dataDir);
    this.#words = words;
    for (const { line, reason } of bad) this.log?.warn({ path, line }, `a line of the dictionary was left out: ${reason}`);
  }

  #use(compiled: UserDictionary): void {
    if (compiled.version === this.segmenter.dictionary.version) return;
    const changed = changedWords(this.segmenter.dictionary, compiled), some = changed.slice(0, mostRecounted);
    const counted = () => { for (const word of some) for (const piece of [foldText(word), ...this.#cut(word).map(foldText)]) this.#recount.add(piece); };
    counted();
    this.segmenter.use(compiled);
    this.#tried.clear();
    counted();
    this.#remember(compiled);
    const matcher = new WordMatcher(changed);
    for (const { searcher } of this.indexes.values()) searcher.unsettled = searcher.unsettled ? () => true : folded => matcher.in(folded).length > 0;
  }

  /** Starts a job for the indexes that were cut with another dictionary, unless it was tried already. */
  async #settle(total: number | null): Promise<Job | null> {
    const { version } = this.segmenter.dictionary;
    const unsettled: { readonly index: OpenIndex; readonly build: string; readonly words: string[] | null; readonly key: string }[] = [];
    for (const [name, index] of this.indexes) {
      const state = await index.engine.cutWith();
      if (!state || state.dictionary === version) {
        if (this.segmenter.dictionary.version === version) index.searcher.unsettled = null;
        continue;
      }
      const key = JSON.stringify([name, state.build, version]);
      if (this.#tried.has(key) && Date.now() - (this.#tried.get(key) as number) < triedAgainMs) continue;
      this.#tried.set(key, Infinity);
      const cutWith = this.#recall(state.dictionary);
      unsettled.push({ index, build: state.build, key, words: cutWith && changedWords(cutWith, this.segmenter.dictionary) });
    }
    if (!unsettled.length) return null;
    return this.jobs.start({ kind: 'dictionary', index: null }, async ({ update, signal }) => {
      const progress = (done: number, total: number) => { update({ done, total }); };
      let done = 0;
      const before = this.#last;
      const turn = (async () => {
        await before;
        for (const { index, build, words } of unsettled) {
          const expected = total ?? (words ? 0 : await index.engine.size());
          const { engine, searcher } = index;
          searcher.unsettled ??= () => true;
          const stillMeant = () => { if (this.segmenter.dictionary.version !== version) throw new Superseded('another dictionary was put meanwhile'); };
          stillMeant();
          await engine.putCutWith(build, halfway);
          progress(done, Math.max(done, expected));
          await recutIndex(index, words, articles => { stillMeant(); done += articles; progress(done, Math.max(done, expected)); }, signal);
          await engine.recount([...new Set([...this.#recount, ...(words ?? []).slice(0, mostRecounted).map(foldText)])]);
          stillMeant();
          await engine.putCutWith(build, version);
          searcher.unsettled = null;
          progress(done, done);
        }
        this.#recount = new Set();
      })();
      this.#last = turn.catch((error: unknown) => {
        if (signal.aborted || error instanceof Superseded) return;
        this.log?.error({ err: error }, 'articles were not cut anew');
        for (const { key } of unsettled) this.#tried.set(key, Date.now());
      });
      await turn;
    }, error => error instanceof EngineUnavailable ? 'the search engine does not answer; it will be tried again' : 'something went wrong here; it has been logged');
  }

  /** Keeps the words of a version, so that what changed since can be told. */
  #remember({ version, entries }: UserDictionary): void {
    if (!version) return;
    const folder = join(this.dataDir, 'dictionaries');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${version}.txt`);
    writeFileSync(`${path}.${process.pid}`, formatDictionary(entries.map(([word, weight]) => ({ word, weight }))));
    renameSync(`${path}.${process.pid}`, path);
    const old = readdirSync(folder).map(name => ({ name, at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 })).sort((a, b) => b.at - a.at).slice(mostVersions);
    for (const { name } of old) rmSync(join(folder, name), { force: true });
  }

  /** The words of a version; null where they were not kept. */
  #recall(version: string): UserDictionary | null {
    if (!version) return noUserWords;
    if (!/^[0-9a-f]+$/.test(version)) return null;
    try {
      return { version, entries: parseDictionary(readFileSync(join(this.dataDir, 'dictionaries', `${version}.txt`), 'utf8')).words.map(({ word, weight }) => [word, weight ?? 0] as const) };
    } catch {
      return null;
    }
  }
}

/** The surroundings of the first of the words that stands in an article. */
function stretchOf({ fields }: OpenIndex, article: Article, matcher: WordMatcher): string {
  for (const { name } of fields.fields) {
    const text = textOf(article[name]), folded = fold(text);
    for (const word of matcher.in(folded.text)) {
      const [span] = exactSpans(folded.text, characterTokens(word).map(token => token.text), false);
      if (!span) continue;
      const from = originalStart(folded, Math.max(0, span[0] - exampleContextUtf16)), to = originalEnd(folded, Math.min(folded.text.length, span[1] + exampleContextUtf16));
      return text.slice(from, to);
    }
  }
  return '';
}
