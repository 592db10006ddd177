import type { IndexFields } from '../../config/fields.js';
import type { Article } from '../article.js';
import type { Condition, Tier } from '../query/condition.js';
import type { Filter } from '../query/filter.js';
import type { SynonymTable } from '../query/synonyms.js';

/** A field's text as the streams that are searched: tokens joined by spaces. */
export interface FieldStreams {
  /** Words in order, a GAP where single characters do not touch. */
  readonly words: string;
  readonly subwords: string;
  /** Characters in order, a GAP for everything that is not indexed. */
  readonly characters: string;
}

/** A word as the vocabulary gets to know it. */
export interface VocabularyEntry {
  /** Folded, as it stands in the streams. */
  readonly word: string;
  /** As a dictionary prints it (干隆 is printed 乾隆). */
  readonly printed: string;
  /** Pinyin without tones, syllables set apart by spaces; none for words that are not Han. */
  readonly readings: readonly string[];
}

/** A word of the vocabulary in one of its readings. */
export interface VocabularyWord {
  readonly word: string;
  readonly printed: string;
  readonly reading: string;
  /** In about how many articles it stands. */
  readonly count: number;
}

/**
 * What to look up: whole readings (`bei jing`), initials (`bj`), readings {@link weakened}, or the words themselves;
 * `beginning`: what begins with the keys.
 */
export interface VocabularyLookup {
  readonly by: 'reading' | 'initials' | 'weak' | 'word';
  readonly keys: readonly string[];
  readonly beginning?: boolean;
}

/** An article ready to be written: see `src/ingest`. */
export interface AnalyzedArticle {
  readonly article: Article;
  /** Where it came from: the source that a reindex replaces, or `put`. */
  readonly origin: string;
  /** Where in that source it stands, as a person finds it again: `pages/A01.txt:12`. */
  readonly place?: string | null;
  /** Of the article and of everything that its analysis depends on: the same hash need not be written again. */
  readonly hash: string;
  readonly streams: Readonly<Record<string, FieldStreams>>;
  /** Its words; a bulk load may leave out those that came with an article before it. */
  readonly vocabulary: readonly VocabularyEntry[];
  /** Of its body: see `sketchOf`. Kept with the article and given back with each candidate. */
  readonly sketch: string;
  /** For each sortable field; byte order is the sort order. Absent: sorts last. */
  readonly sortKeys: Readonly<Record<string, string | number>>;
}

/** One tier of a search, and what it asks. */
export interface TierAsk {
  readonly tier: Tier;
  readonly condition: Condition;
}

export interface Sort {
  readonly field: string;
  readonly descending: boolean;
}

/** A search: the union of its tiers, strictest first; an article counts in the strictest one only. */
export interface Ask {
  readonly tiers: readonly TierAsk[];
  readonly filter: Filter | null;
  /** null: by tier, then relevance. A sort orders all tiers together, but for `some`, which stays behind. */
  readonly sort: Sort | null;
  /** What orders articles that `sort` leaves level, most important first. */
  readonly thenBy?: readonly Sort[];
  readonly offset: number;
  readonly limit: number;
  /** The caller orders the candidates itself: where all of them fit into the limit, the engine need not score them. */
  readonly callerRanks?: boolean;
  /** Any articles that are found will do: with one tier and no sort the engine need neither score nor count them; `total` says only how many came. */
  readonly anyWillDo?: boolean;
  /** Names of fields, and `year`, `month` of the date field. */
  readonly facets: readonly string[];
}

export interface Candidate {
  readonly article: Article;
  readonly tier: Tier;
  /** Of the article's body; '' where it is too short to be compared. */
  readonly sketch: string;
  /** The engine's own score, comparable inside of one tier of one answer only; higher is better. */
  readonly score: number;
}

export interface Found {
  readonly candidates: readonly Candidate[];
  readonly total: number;
  readonly totalIsExact: boolean;
  readonly facets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Least and greatest value of each facet asked for whose field is a number, where some article found has one. */
  readonly stats: Readonly<Record<string, NumberStats>>;
}

export interface NumberStats { readonly min: number; readonly max: number }

/** What a search finds where nothing is. */
export const nothingFound = (facets: readonly string[]): Found =>
  ({ candidates: [], total: 0, totalIsExact: true, facets: Object.fromEntries(facets.map(name => [name, {}])), stats: {} });

export interface WriteCounts { readonly written: number; readonly unchanged: number }

/** What a build says of itself. */
export interface BuildInfo {
  readonly name: string;
  readonly articles: number;
  readonly sizeBytes: number;
  /** ISO time. */
  readonly builtAt: string;
}

/** Why the live build cannot be searched. `older`: made by an older version or for other fields, its articles can be read and built anew. */
export interface Misfit {
  readonly build: string;
  readonly kind: 'older' | 'newer' | 'damaged';
}

export interface EngineStatus {
  readonly engine: string;
  readonly version: string;
  readonly index: string;
  readonly live: BuildInfo | null;
  readonly previous: BuildInfo | null;
  readonly building: { readonly name: string; readonly startedAt: string; readonly by: string } | null;
}

/** A build beside the live one; nobody sees it before `publish`. */
export interface BuildWriter {
  readonly name: string;
  /** Adds articles; one whose id was written before replaces it. */
  write(articles: readonly AnalyzedArticle[]): Promise<void>;
  /**
   * Carries over what was written to the live build meanwhile and switches to this build at once; the live build becomes the one before.
   * @param analyze makes the articles of the live build writable again
   * @param signal stops it up to the switch; the build is then still to be abandoned
   * @throws {@link BuildRefused} when some of its articles are missing, or are not found by their titles; the live build is as it was then
   */
  publish(analyze: (article: Article, origin: string) => Promise<AnalyzedArticle>, signal?: AbortSignal): Promise<BuildInfo>;
  /** Removes the build. */
  abandon(): Promise<void>;
}

/** A part of an index, or of its fields, that an asker looks at. */
export type View = { readonly only: Filter } | { readonly fields: readonly string[] };

/** Much asking, done at one go where the index is. */
export interface Errand {
  /** What it is done through, the last nearest to the index. */
  readonly views: readonly View[];
  /** Plain data; who does errands knows what it means. */
  readonly work: unknown;
}

/**
 * A search engine holding one index. Every engine gives the same answers: `tests/engines/contract.ts` says which.
 * Methods throw {@link EngineUnavailable} when the engine cannot be reached.
 */
export interface Engine {
  readonly name: string;
  readonly fields: IndexFields;
  /** Whether asking is a way over the network, so that what may be needed is better asked for at once. */
  readonly isRemote: boolean;
  /** Changes with everything that searches find by, as far as this process wrote it, and where `seesAllWrites` whoever wrote it. */
  version(): string;
  readonly seesAllWrites: boolean;
  /** Whether a build is live; without one every search finds nothing. */
  ready(): Promise<boolean>;
  search(ask: Ask): Promise<Found>;
  /** Does an errand in the thread that has the index; left out where asking question by question costs no more. */
  readonly near?: ((errand: Errand) => Promise<unknown>) | undefined;
  /** How many articles meet a condition, counted no further than `atMost`. */
  count(condition: Condition, filter: Filter | null, atMost: number): Promise<number>;
  get(id: string): Promise<Article | null>;
  /** In how many articles (of those that meet the filter) each word stands, as a whole word. */
  wordCounts(words: readonly string[], filter?: Filter | null): Promise<ReadonlyMap<string, number>>;
  /** Words of the vocabulary, for each key the most frequent first, at most `mostOfKey`. */
  vocabulary(lookup: VocabularyLookup, mostOfKey: number): Promise<VocabularyWord[]>;
  /** Values of a facet field that begin with a text (compared folded), most frequent first, with their number of articles. */
  values(field: string, beginning: string, filter: Filter | null, most: number): Promise<{ readonly value: string; readonly count: number }[]>;
  /** Why there is a live build that cannot be searched; null where it can, or where there is none. */
  misfit(): Promise<Misfit | null>;
  /** Number of articles. */
  size(): Promise<number>;
  /** Adds or replaces articles in the live build (made when there is none); when it resolves they can be found. */
  write(articles: readonly AnalyzedArticle[]): Promise<WriteCounts>;
  /** @returns how many were removed; when it resolves they are gone */
  remove(what: { readonly ids: readonly string[] } | { readonly filter: Filter } | 'all'): Promise<number>;
  /** All articles with their origins, in no particular order. */
  stored(): AsyncIterable<{ readonly article: Article; readonly origin: string; readonly place?: string | null; readonly hash: string }>;
  /** Where an article came from; null when there is none with this id. */
  originOf(id: string): Promise<{ readonly origin: string; readonly place: string | null } | null>;
  /**
   * Takes the place of articles with the same ones cut anew. Those that were replaced or removed meanwhile, and those that come out the same,
   * are left alone; origin and place stay; their words are not counted again, see {@link recount}.
   */
  recut(articles: readonly AnalyzedArticle[]): Promise<WriteCounts>;
  /** Sets the vocabulary's counts of some words to the number of articles in which they stand now; words that stand in none leave it. */
  recount(words: readonly string[]): Promise<void>;
  /** The live build and the version of the user's dictionary that all of its articles were cut with ('': none); null before the first build. */
  cutWith(): Promise<{ readonly build: string; readonly dictionary: string } | null>;
  /** Says what {@link cutWith} tells of the live build, if it is still this one. */
  putCutWith(build: string, dictionary: string): Promise<void>;
  /**
   * @param dictionary the version of the user's dictionary that the build's articles are cut with
   * @throws {@link ReindexRunning} while another build is under way, {@link MadeByNewerVersion} rather than take the place of what cannot be read
   */
  startBuild(by: string, dictionary?: string): Promise<BuildWriter>;
  /** Puts the build before back. @throws {@link NoPreviousBuild} */
  rollback(): Promise<{ readonly live: BuildInfo; readonly hiddenWrites: number }>;
  /** The synonyms kept with the index; null while nobody has put any. */
  synonyms(): Promise<SynonymTable | null>;
  /** null: as if nobody had put any. */
  putSynonyms(table: SynonymTable | null): Promise<void>;
  status(): Promise<EngineStatus>;
  close(): Promise<void>;
}

/** How a view of an engine has errands done. */
export const nearThrough = ({ near }: Engine, view: View): Pick<Engine, 'near'> =>
  ({ near: near && (errand => near({ ...errand, views: [...errand.views, view] })) });

/** The engine cannot be reached or does not answer; trying again later may help. */
export class EngineUnavailable extends Error {
  override readonly name: string = 'EngineUnavailable';
}

/** The disk of an index is full, or may not be written to. */
export class StorageFailed extends EngineUnavailable {
  override readonly name = 'StorageFailed';
}

/** The live build was written by a newer version of this program: nothing of it is touched. */
export class MadeByNewerVersion extends EngineUnavailable {
  constructor(build: string, index: string) {
    super(`the build ${build} of the index ${index} was written by a newer version of jianbao than this one: start that version`);
  }
}

/** What is to be said of a build that cannot be searched. */
export function misfitError({ build, kind }: Misfit, index: string): EngineUnavailable {
  if (kind === 'newer') return new MadeByNewerVersion(build, index);
  return new EngineUnavailable(kind === 'older'
    ? `the build ${build} of the index ${index} was made for other fields or by an older version: the service rebuilds it when it starts, or run a reindex`
    : `the file of the build ${build} of the index ${index} is missing or damaged: restore a backup, put the build before back by rollback, or run a reindex`);
}

/** Another rebuild of the same index is under way. */
export class ReindexRunning extends Error {
  override readonly name = 'ReindexRunning';
  constructor(readonly by: string, readonly startedAt: string) {
    super(`a reindex is already running: ${by}, since ${startedAt}`);
  }
}

/** A build did not stand its check: it was not switched in. */
export class BuildRefused extends Error {
  override readonly name: string = 'BuildRefused';
}

/** There is no earlier build to go back to. */
export class NoPreviousBuild extends Error {
  override readonly name = 'NoPreviousBuild';
}
