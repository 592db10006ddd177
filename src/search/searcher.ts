import type { IndexFields } from '../../config/fields.js';
import type { Article, FieldValue } from '../article.js';
import { nothingFound, type Ask, type Candidate, type Engine, type Found, type TierAsk } from '../engines/engine.js';
import { any, tiers, type Condition, type Tier } from '../query/condition.js';
import type { Filter } from '../query/filter.js';
import { parseQuery } from '../query/parse.js';
import { isRanking, planQuery, type Plan } from '../query/plan.js';
import { Synonyms, type SynonymTable } from '../query/synonyms.js';
import { foldText } from '../text/fold.js';
import { markHtml } from '../text/marks.js';
import type { Segmenter } from '../text/segmenter.js';
import { snippetsOf } from '../text/snippets.js';
import { isText, scored, shownArticle, type Finding, type FindRequest, type Hit, type Ranked, type SearchAnswer, type SearchRequest } from './answer.js';
import { foldedPage, foldedRead } from './folding.js';
import { literalReader, synonymCost } from './literal.js';
import type { LookQuery } from './look-features.js';
import { lookCandidatesOf, lookQueryOf } from './look-query.js';
import { findOccurrences } from './occurrences.js';
import { restrictedTo } from './restricted.js';
import { secondLook } from './second-look.js';
import { SharedRuns } from './shared-runs.js';
import { someWords } from './some-words.js';
import { soundTier } from './sound.js';
import { inTime, timedOut } from './time-limit.js';
import { unfinishedTerm } from './unfinished.js';

/** Candidates that are looked at again; pages inside of them are cut from one and the same order. */
export const lookedAt = 60;
/** With fewer articles than this, the next tier opens. */
export const few = 10;
const mostSnippets = 3;
/** A last look for anything, when the time is over: this part of it more. */
const grace = 0.2;

/** The tiers that a query opens, and the query as it is searched then. */
export interface Opened {
  readonly tiers: readonly TierAsk[];
  readonly plan: Plan;
  readonly corrected: SearchAnswer['corrected'];
  /** Whether a tier was not looked into for want of time. */
  readonly timedOut: boolean;
}

/** What searchers of one index have in common, whatever part of it they look at. */
interface Shared {
  unsettled: ((foldedText: string) => boolean) | null;
  readonly dates: Intl.DateTimeFormat;
  synonyms: { readonly table: SynonymTable | null; readonly ready: Synonyms } | null;
}

/** Answers searches over one index: parses, plans, asks the engine, looks again, marks. */
export class Searcher {
  readonly #shared: Shared;
  readonly #runs = new SharedRuns<Finding>();
  #onFound: ((finding: Finding, durationMs: number) => void) | null = null;

  /**
   * @param fileSynonyms the table that acts until one is put
   * @param timeZone where 日期：今天 is today
   * @param timeoutMs what was found by then is the answer
   */
  constructor(readonly engine: Engine, readonly segmenter: Segmenter, readonly fileSynonyms: SynonymTable, readonly timeZone = 'Asia/Shanghai', readonly timeoutMs = 10_000, shared?: Shared) {
    // Swedish dates are ISO dates; making a formatter takes longer than planning a query.
    this.#shared = shared ?? { unsettled: null, dates: new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }), synonyms: null };
  }

  get fields(): IndexFields { return this.engine.fields; }

  /** Whether articles with words of a folded text may still be cut otherwise than queries are; null when none are. */
  get unsettled(): Shared['unsettled'] { return this.#shared.unsettled; }
  set unsettled(unsettled: Shared['unsettled']) { this.#shared.unsettled = unsettled; }

  /**
   * The same searcher, asking another view of its engine. Answers that are kept are each searcher's own.
   * @param onFound told of every search for hits
   */
  over(engine: Engine, onFound = this.#onFound): Searcher {
    const other = new Searcher(engine, this.segmenter, this.fileSynonyms, this.timeZone, this.timeoutMs, this.#shared);
    other.#onFound = onFound;
    return other;
  }

  /** The same searcher, looking for words only in some fields. */
  within(fields: readonly string[]): Searcher {
    return this.over(restrictedTo(this.engine, fields));
  }

  async plan(q: string): Promise<Plan> {
    const table = await this.engine.synonyms();
    let { synonyms } = this.#shared;
    if (!synonyms || (synonyms.table !== table && JSON.stringify(synonyms.table) !== JSON.stringify(table)))
      this.#shared.synonyms = synonyms = { table, ready: new Synonyms(table ?? this.fileSynonyms) };
    return planQuery(parseQuery(q, this.fields.fields, this.#shared.dates.format(new Date())), this.segmenter, synonyms.ready);
  }

  /** Finds and orders; what of it is shown how is the caller's. The same asked again is answered from memory while nothing was written. */
  async find(request: FindRequest): Promise<Finding> {
    const { engine, segmenter } = this, since = performance.now();
    const version = [engine.version(), segmenter.dictionary.version, this.unsettled === null, this.#shared.dates.format(new Date())].join(' ');
    const finding = await this.#runs.get(version, JSON.stringify(request), ({ timedOut: isPart }) => engine.seesAllWrites && !isPart, () => this.#find(request));
    if (request.limit > 0) this.#onFound?.(finding, performance.now() - since);
    return finding;
  }

  async #find({ q, offset, limit, filter: wanted, scope, facets, sort, thenBy = [], strict = false, fold = false }: FindRequest): Promise<Finding> {
    const endsMs = performance.now() + this.timeoutMs, leftMs = () => Math.max(0, endsMs - performance.now());
    const unopened = await this.plan(q);
    const opened = await inTime(leftMs(), this.engine, engine => this.openTiers(unopened, scope, strict, engine));
    const { tiers: asked, plan, corrected } = opened === timedOut ? onlyWords(unopened) : opened;
    const end = offset + limit, folds = fold && limit > 0 && !plan.query.terms.some(term => term.quoted && !term.excluded);
    const lookAgain = !sort && limit > 0 && (folds || offset < lookedAt) && plan.terms.some(isRanking);
    const ask: Ask = {
      tiers: asked, filter: bothFilters(scope, wanted), sort, thenBy, facets,
      callerRanks: lookAgain, ...(lookAgain ? { offset: 0, limit: lookedAt } : folds ? foldedRead(end, lookedAt) : { offset, limit }),
    };
    const answered = await inTime(leftMs(), this.engine, async engine => {
      const [query, found] = await Promise.all([lookAgain ? lookQueryOf(plan, engine) : null, engine.search(ask)]);
      const ranked = query ? this.#lookedAt(query, plan, found.candidates) : scored(found.candidates);
      if (folds) return foldedPage(engine, this.fields, ask, { found, ranked }, offset, end);
      // What lies behind is asked for by itself: every page must see the same first candidates, whatever its size.
      const behind = lookAgain && end > lookedAt && found.total > lookedAt
        ? (await engine.search({ ...ask, facets: [], callerRanks: false, offset: lookedAt, limit: end - lookedAt })).candidates : [];
      return { found, ranked: query ? [...ranked, ...scored(behind)].slice(offset, end) : ranked, folded: 0 };
    });
    if (answered !== timedOut) return { asked, plan, corrected, ...answered, timedOut: opened === timedOut || opened.timedOut };
    const found = await this.#anyOf({ ...ask, tiers: asked.slice(0, 1), offset, limit });
    return { asked, plan, corrected, found, ranked: scored(found.candidates), folded: 0, timedOut: true };
  }

  /** Whatever comes first, where there is no time for the best. */
  async #anyOf(ask: Ask): Promise<Found> {
    const found = await inTime(this.timeoutMs * grace, this.engine, engine => engine.search({ ...ask, sort: null, thenBy: [], facets: [], anyWillDo: true }));
    return found === timedOut ? { ...nothingFound(ask.facets), totalIsExact: false } : { ...found, facets: nothingFound(ask.facets).facets, totalIsExact: false };
  }

  async search(request: SearchRequest): Promise<SearchAnswer> {
    const startedMs = performance.now();
    const finding = await this.find({ ...request, offset: (request.page - 1) * request.perPage, limit: request.perPage });
    const { plan, found } = finding;
    const hits = finding.ranked.map(ranked => this.#hit(ranked, plan, request));
    const { match, corrected, terms } = await this.reading(finding, bothFilters(request.scope, request.filter));
    return {
      query: request.q, total: found.total, totalIsExact: found.totalIsExact, page: request.page, perPage: request.perPage,
      tookMs: Math.round((performance.now() - startedMs) * 10) / 10, timedOut: finding.timedOut,
      match, corrected, terms, ...(finding.folded ? { folded: finding.folded } : {}), hits,
      ...(request.facets.length ? { facets: found.facets } : {}),
    };
  }

  /** How a query was understood, and how strictly it matched. */
  async reading({ asked, plan, corrected, found, ranked }: Finding, filter: Filter | null): Promise<Pick<SearchAnswer, 'match' | 'corrected' | 'terms'>> {
    const match = found.total ? await this.#strictest(asked, filter, found.candidates) : null;
    const unfinished = match === 'substring' ? unfinishedTerm(plan, ranked.map(({ candidate }) => this.#texts(candidate.article)), this.segmenter) : null;
    const terms = plan.terms.map(t => t === unfinished?.term ? { text: t.term.text, kind: 'prefix', found: [...unfinished.words] } : { text: t.term.text, kind: t.kind, found: foundAs(t, asked[0]?.tier) });
    return { match, corrected, terms };
  }

  /** The strictest tier with a hit, whether or not it is among these candidates. */
  async #strictest(asked: readonly TierAsk[], filter: Filter | null, candidates: readonly Candidate[]): Promise<Tier | null> {
    for (const { tier, condition } of asked)
      if (candidates.some(c => c.tier === tier) || await this.engine.count(condition, filter, 1) > 0) return tier;
    return null;
  }

  /**
   * Which tiers a plan opens: judged without the user's own filter, so that choosing a facet opens no new tier.
   * @param strictly only `words` and `substring`
   * @param engine what is asked
   */
  async openTiers(plan: Plan, scope: Filter | null, strictly = false, engine: Engine = this.engine): Promise<Opened> {
    const { words, substring, apart } = plan.tiers;
    let late = false;
    const count = (condition: Condition) => engine.count(condition, scope, few);
    const open = (...opened: TierAsk[]): Opened => ({ tiers: opened, plan, corrected: null, timedOut: late });
    if (!words) return open();
    const strict: TierAsk = { tier: 'words', condition: words };
    if (!substring) return open(strict);
    // With more than five words all of this is likely needed: where each is a way there and back, it is asked for at once.
    const isAhead = engine.isRemote && plan.wordCount > 5 && !strictly;
    const looser = isAhead ? count(any([words, substring])) : null, ahead = isAhead && plan.some.length ? someWords(plan, engine) : null;
    looser?.catch(() => undefined);
    ahead?.catch(() => undefined);
    let found = await count(words);
    // While articles are cut anew, those that have the words only as the old cut saw them follow behind, however many have them as words.
    if (found >= few && !this.unsettled?.(foldText(plan.query.text))) return open(strict);
    const both = [strict, { tier: 'substring', condition: substring }] as const;
    if (strictly) return open(...both);
    if (looser) found = await looser;
    else if (found === 0) found = await count(substring);
    else if (plan.wordCount > 5) found = await count(any([words, substring]));
    if (found === 0) {
      if (apart && await mayMeet(apart, scope, engine) && await count(apart) > 0) return open({ tier: 'apart', condition: apart });
      // Half of the time at most: the other half finds some of the words.
      const sounded = await inTime(this.timeoutMs / 2, engine, limited => soundTier(plan, limited, this.segmenter, scope));
      if (sounded === timedOut) late = true;
      else if (sounded) return { tiers: [sounded.tier], plan: { ...plan, terms: sounded.terms }, corrected: sounded.corrected, timedOut: false };
    }
    if (!plan.some.length || (found > 0 && (plan.wordCount <= 5 || found >= few))) return open(...both);
    const part = (await (ahead ?? someWords(plan, engine))).map((condition): TierAsk => ({ tier: 'some', condition }));
    return found === 0 ? open(...part) : open(...both, ...part);
  }

  #lookedAt(query: LookQuery, plan: Plan, found: readonly Candidate[]): Ranked[] {
    const { candidates, looks: texts } = lookCandidatesOf(found, this.fields);
    const literally = literalReader(plan.terms);
    if (!literally) return secondLook(query, texts).map(({ index, score }) => ({ candidate: candidates[index] as Candidate, score }));
    const read = texts.map(text => ({ ...text, title: literally.read(text.title), subtitle: literally.read(text.subtitle), body: literally.read(text.body) }));
    return secondLook(query, read).map(({ index, score }) => {
      const { tier, title, subtitle, body } = texts[index] as (typeof texts)[number];
      return { candidate: candidates[index] as Candidate, tier, score: literally.lacksLiteral([title, subtitle, body]) ? Math.round(10_000 * Math.max(0, score - synonymCost)) / 10_000 : score };
    }).sort((a, b) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier) || b.score - a.score);
  }

  #hit({ candidate, score, alsoIn = 0 }: Ranked, plan: Plan, request: SearchRequest): Hit {
    const { article, tier } = candidate;
    const marked = this.marked(article, plan, tier, request.highlight === 'full' ? null : [this.fields.bodyField]);
    return { id: article.id, score, tier, alsoIn, article: shownArticle(article, this.fields, false), marked, snippets: this.snippets(candidate, plan, request.snippetChars) };
  }

  /** The best pieces of a hit's body, with marks, as HTML. */
  snippets({ article, tier }: Candidate, plan: Plan, snippetChars: number): string[] {
    const { bodyField } = this.fields;
    const body = asText(article[bodyField]);
    const { spans, termOf } = findOccurrences(body, bodyField, plan.terms, tier, this.segmenter);
    return snippetsOf(body, spans, { snippetChars, most: mostSnippets, termOf });
  }

  #texts(article: Article): string[] {
    return this.fields.fields.filter(isText).flatMap(({ name }) => asText(article[name]) || []);
  }

  /** One article with the marks of a query, as strictly as the article meets it. */
  async markedArticle(article: Article, q: string): Promise<Record<string, string | null | string[]>> {
    const plan = await this.plan(q);
    for (const tier of ['words', 'substring', 'apart'] as const) {
      const condition = plan.tiers[tier];
      if (condition && plan.terms.length && await this.meets(condition, article.id)) return this.marked(article, plan, tier, null);
    }
    return this.marked(article, plan, 'some', null);
  }

  /** Whether one article meets a condition. */
  async meets(condition: Condition, id: string): Promise<boolean> {
    return await this.engine.count({ kind: 'all', of: [condition, { kind: 'id', id }] }, null, 1) > 0;
  }

  /** Every text field with its marks, as HTML; `without`: fields left out. */
  marked(article: Article, plan: Plan, tier: Tier, without: readonly string[] | null): Record<string, string | null | string[]> {
    const html = (text: string, name: string) => markHtml(text, findOccurrences(text, name, plan.terms, tier, this.segmenter).spans);
    const marked: Record<string, string | null | string[]> = {};
    for (const field of this.fields.fields) {
      if (!isText(field) || without?.includes(field.name)) continue;
      const value = article[field.name];
      if (field.kind === 'texts') marked[field.name] = Array.isArray(value) ? value.filter(v => typeof v === 'string').map(v => html(v, field.name)) : [];
      else marked[field.name] = typeof value === 'string' ? html(value, field.name) : null;
    }
    return marked;
  }
}


/** Whether some article has the two rarest pieces: where it has not, all pieces need not be looked for, common ones among them. */
async function mayMeet(apart: Condition, scope: Filter | null, engine: Engine): Promise<boolean> {
  const pieces = (apart.kind === 'all' ? apart.of.flatMap(part => part.kind === 'all' ? part.of : [part]) : []).filter(part => part.kind === 'characters');
  if (pieces.length < 4) return true;
  const counts = await engine.wordCounts(pieces.map(piece => piece.tokens.join('')));
  const countOf = (piece: { readonly tokens: readonly string[] }) => piece.tokens.length === 1 ? Infinity : counts.get(piece.tokens.join('')) ?? 0;
  const rarest = pieces.sort((a, b) => countOf(a) - countOf(b)).slice(0, 2);
  return await engine.count({ kind: 'all', of: rarest }, scope, 1) > 0;
}

const onlyWords = (plan: Plan): Opened => ({ tiers: plan.tiers.words ? [{ tier: 'words', condition: plan.tiers.words }] : [], plan, corrected: null, timedOut: true });

const asText = (value: FieldValue | undefined): string => typeof value === 'string' ? value : '';

function bothFilters(a: Filter | null, b: Filter | null): Filter | null {
  return a && b ? { op: 'and', of: [a, b] } : a ?? b;
}

function foundAs({ term, kind, variants }: Plan['terms'][number], tier: Tier | undefined): string[] {
  if (kind === 'excluded') return [];
  if (kind === 'phrase' || kind === 'field' || kind === 'date') return [term.text];
  const byWords = tier !== 'substring';
  return variants.flatMap((v, i) => i > 0 ? [v.text] : byWords && v.words.length ? [...v.words] : [v.text]);
}
