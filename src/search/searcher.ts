import type { IndexFields } from '../../config/fields.js';
import type { Article, FieldValue } from '../article.js';
import type { Candidate, Engine } from '../engines/engine.js';
import type { Condition, Tier } from '../query/condition.js';
import { parseQuery } from '../query/parse.js';
import { planQuery, type Plan } from '../query/plan.js';
import { Synonyms, type SynonymTable } from '../query/synonyms.js';
import { foldText } from '../text/fold.js';
import { markHtml } from '../text/marks.js';
import type { Segmenter } from '../text/segmenter.js';
import { snippetsOf, windowsOf } from '../text/snippets.js';
import { isText, shownArticle, type Finding, type FindRequest, type Hit, type Ranked, type SearchAnswer, type SearchRequest } from './answer.js';
import { findFar } from './errands.js';
import { findAny, findBest, nowMs, type FindWork } from './find.js';
import { findOccurrences, LikelyOccurrences } from './occurrences.js';
import { restrictedTo } from './restricted.js';
import { SharedRuns } from './shared-runs.js';
import { openTiers, type Opened } from './tiers.js';
import { inTime, timedOut } from './time-limit.js';
import { unfinishedTerm } from './unfinished.js';

const mostSnippets = 3;
/** Snippets are chosen anew so often before all words of a text are made sure of. */
const mostRounds = 6;

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

  async #find(request: FindRequest): Promise<Finding> {
    const endsMs = nowMs() + this.timeoutMs, plan = await this.plan(request.q), work: FindWork = { request, plan, endsMs, isUnsettled: this.#isUnsettled(plan) };
    const { near } = this.engine;
    const found = await (near ? inTime(endsMs - nowMs(), this.engine, () => findFar(work, near)) : findBest(work, this.engine, this.segmenter));
    return found === null || found === timedOut ? findAny(plan, request, this.engine, this.timeoutMs) : found;
  }

  #isUnsettled(plan: Plan): boolean { return this.unsettled?.(foldText(plan.query.text)) ?? false; }

  async search(request: SearchRequest): Promise<SearchAnswer> {
    const startedMs = performance.now();
    const finding = await this.find({ ...request, offset: (request.page - 1) * request.perPage, limit: request.perPage });
    const { plan, found } = finding;
    const hits = finding.ranked.map(ranked => this.#hit(ranked, plan, request));
    const { match, corrected, terms } = this.reading(finding);
    return {
      query: request.q, total: found.total, totalIsExact: found.totalIsExact, page: request.page, perPage: request.perPage,
      tookMs: Math.round((performance.now() - startedMs) * 10) / 10, timedOut: finding.timedOut,
      match, corrected, terms, ...(finding.folded ? { folded: finding.folded } : {}), hits,
      ...(request.facets.length ? { facets: found.facets } : {}),
    };
  }

  /** How a query was understood, and how strictly it matched. */
  reading({ asked, plan, corrected, match, ranked }: Finding): Pick<SearchAnswer, 'match' | 'corrected' | 'terms'> {
    const unfinished = match === 'substring' ? unfinishedTerm(plan, ranked.map(({ candidate }) => this.#texts(candidate.article)), this.segmenter) : null;
    const terms = plan.terms.map(t => t === unfinished?.term ? { text: t.term.text, kind: 'prefix', found: [...unfinished.words] } : { text: t.term.text, kind: t.kind, found: foundAs(t, asked[0]?.tier) });
    return { match, corrected, terms };
  }

  /** Which tiers a plan opens. */
  async openTiers(plan: Plan): Promise<Opened> {
    return openTiers(plan, { engine: this.engine, segmenter: this.segmenter, limitMs: this.timeoutMs, isUnsettled: this.#isUnsettled(plan), strictly: false });
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
    const likely = new LikelyOccurrences(body, bodyField, plan.terms, tier, this.segmenter);
    for (let round = 0; ; round++) {
      const { spans, termOf } = likely.occurrences(), options = { snippetChars, most: mostSnippets, termOf }, windows = windowsOf(body, spans, options);
      // What is best when everything is a word stays best when all of it is one, whatever stands elsewhere.
      if (likely.makeSure(round < mostRounds ? windows : [[0, body.length]])) return snippetsOf(body, spans, options, windows);
    }
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

const asText = (value: FieldValue | undefined): string => typeof value === 'string' ? value : '';

function foundAs({ term, kind, variants }: Plan['terms'][number], tier: Tier | undefined): string[] {
  if (kind === 'excluded') return [];
  if (kind === 'phrase' || kind === 'field' || kind === 'date') return [term.text];
  const byWords = tier !== 'substring';
  return variants.flatMap((v, i) => i > 0 ? [v.text] : byWords && v.words.length ? [...v.words] : [v.text]);
}
