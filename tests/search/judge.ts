import { defaultIndexes, type IndexFields } from '../../config/fields.js';
import type { Engine } from '../../src/engines/engine.js';
import { analyzerFor } from '../../src/ingest/analyze.js';
import { normalizeArticle } from '../../src/ingest/article.js';
import { parseFilter } from '../../src/query/filter.js';
import type { Hit, SearchAnswer } from '../../src/search/answer.js';
import { Searcher } from '../../src/search/searcher.js';
import { loadSegmenter } from '../../src/text/segmenter.js';

/** A few articles, a query, and what its answer must be. */
export interface SearchCase {
  readonly id: string;
  readonly category: string;
  readonly documents: readonly ({ readonly id: string; readonly title?: string; readonly body?: string } & Readonly<Record<string, unknown>>)[];
  readonly query: string;
  readonly synonyms?: Readonly<Record<string, readonly string[]>>;
  readonly sort?: string;
  readonly filter?: string;
  readonly expect: {
    readonly must?: readonly string[];
    readonly must_not?: readonly string[];
    readonly top?: string;
    readonly order?: readonly string[];
    /** For each article everything that is marked in its title, subtitle and body. */
    readonly highlight?: Readonly<Record<string, readonly string[]>>;
    readonly snippet?: Readonly<Record<string, { readonly contains?: string; readonly max_chars?: number }>>;
  };
}

export const articles = defaultIndexes[0] as IndexFields;

/** Empties the index, loads the case's articles and asks its query, as the HTTP API does. */
export async function answerCase(engine: Engine, testCase: SearchCase): Promise<SearchAnswer> {
  await engine.remove('all');
  await engine.putSynonyms(testCase.synonyms ?? {});
  const analyze = analyzerFor(articles, loadSegmenter());
  await engine.write(testCase.documents.map(document => {
    const checked = normalizeArticle(document, articles);
    if ('error' in checked) throw new Error(checked.error);
    return analyze(checked.article, 'put');
  }));
  const [field = '', direction] = testCase.sort?.split(':') ?? [];
  const snippetChars = Object.values(testCase.expect.snippet ?? {})[0]?.max_chars ?? 120;
  return new Searcher(engine, loadSegmenter(), {}).search({
    q: testCase.query, page: 1, perPage: 20, facets: [], highlight: 'full', snippetChars,
    filter: testCase.filter === undefined ? null : parseFilter(testCase.filter, articles.fields.filter(f => f.filter).map(f => f.name)),
    sort: field ? { field, descending: direction === 'desc' } : null,
  });
}

const unescapeHtml = (html: string): string =>
  html.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');

/** The text behind HTML with marks. */
export const withoutMarks = (html: string): string => unescapeHtml(html.replace(/<\/?mark>/g, ''));

const htmlOf = (hit: Hit, name: string): string => {
  const html = hit.marked[name];
  return typeof html === 'string' ? html : '';
};

/** What is marked in a hit's title, subtitle and body, each once, in order of code units. */
export function markedTexts(hit: Hit): string[] {
  const found = new Set<string>();
  for (const name of ['title', 'subtitle', 'body'])
    for (const [, text = ''] of htmlOf(hit, name).matchAll(/<mark>(.*?)<\/mark>/gs)) found.add(unescapeHtml(text));
  return [...found].sort();
}

/** In what an answer falls short of its case; empty when it is whole. */
export function shortcomings({ documents, expect }: SearchCase, hits: readonly Hit[]): string[] {
  const { must = [], must_not: mustNot = [], top, order, highlight = {}, snippet = {} } = expect;
  const ids = hits.map(hit => hit.id), why: string[] = [];
  for (const id of must) if (!ids.includes(id)) why.push(`does not find ${id}`);
  for (const id of mustNot) if (ids.includes(id)) why.push(`finds ${id}`);
  if (top !== undefined && ids[0] !== top) why.push(`first hit ${ids[0] ?? 'none'}, not ${top}`);
  if (order && ids.filter(id => order.includes(id)).join() !== order.join()) why.push(`order ${ids.join()}, not ${order.join()}`);
  for (const hit of hits) {
    const wanted = highlight[hit.id];
    if (!wanted) continue;
    const marked = markedTexts(hit);
    if (marked.join('|') !== [...wanted].sort().join('|')) why.push(`marks ${marked.join('|') || 'nothing'} in ${hit.id}, not ${wanted.join('|')}`);
    const document = documents.find(d => d.id === hit.id);
    for (const name of ['title', 'body'] as const)
      if (document?.[name] && withoutMarks(htmlOf(hit, name)) !== document[name]) why.push(`${name} of ${hit.id} is not the text as given`);
  }
  for (const [id, { contains, max_chars: longest }] of Object.entries(snippet)) {
    const texts = (hits.find(hit => hit.id === id)?.snippets ?? []).map(withoutMarks);
    if (contains !== undefined && !texts.some(text => text.includes(contains))) why.push(`no snippet of ${id} has ${contains}`);
    if (longest !== undefined && texts.some(text => [...text].length > longest + 2)) why.push(`a snippet of ${id} is longer than ${longest}`);
  }
  return why;
}
