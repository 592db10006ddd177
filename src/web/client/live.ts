import { instantMeiliSearch } from '@meilisearch/instant-meilisearch';
import { Idiomorph } from 'idiomorph';
import instantsearch from 'instantsearch.js/es';
import { connectConfigure, connectHits, connectPagination, connectRefinementList, connectSearchBox, connectSortBy } from 'instantsearch.js/es/connectors';
import { history as historyRouter } from 'instantsearch.js/es/lib/routers';
import type { Widget } from 'instantsearch.js';
import type { SafeHtml } from '../html.js';
import { rangeFilter } from '../page-filter.js';
import { changed, hitsPerPage, isStartPage, pageHref, readPageParams, readRange } from '../params.js';
import { problemContent } from '../problem.js';
import { searchContent, searchTitle } from '../results.js';
import { strings } from '../strings.js';
import { facetFields, pageSorts, type ErrorView, type PageParams, type ScriptContext } from '../view.js';
import { paramsOf, resultOf, uiStateOf, type FixedParams, type PageUiState, type SearchResults } from './adapt.js';
import { brushing } from './brush.js';
import { box, form, main } from './page-parts.js';
import { fetchWithToken } from './token.js';

/** How long nothing must be typed before it is searched. */
const pauseMs = 50;
const slowMs = 300;

/** What the service answered in place of hits; status 0: nothing. */
class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, readonly retryAfterSeconds?: number) { super(code); }
}

/**
 * Takes over the search page: searches while one types, and draws what is found by the very functions that the server draws with.
 * Until something is typed or chosen, nothing is asked: the server's hits stand there already.
 */
export function liveSearch(): void {
  const context = JSON.parse(main.dataset['search'] ?? '') as ScriptContext;
  const { basePath, index } = context;
  const paramsAt = ({ search }: Pick<Location, 'search'>): PageParams => {
    const query = new URLSearchParams(search);
    return readPageParams(Object.fromEntries([...query.keys()].map(name => [name, query.getAll(name)])));
  };
  let params = paramsAt(location);
  const { lang, duplicates } = params, fixed: FixedParams = { lang, ...(duplicates && { duplicates }) };
  let isTyped = false, wasTyped = false, drawn: SearchResults | null = null;

  function draw(content: SafeHtml): void {
    const hadFocus = main.contains(document.activeElement);
    document.body.classList.remove('start');
    // What the reader has opened stays open.
    void Idiomorph.morph(main, String(content), { morphStyle: 'innerHTML', callbacks: { beforeAttributeUpdated: (name: string) => name !== 'open' } });
    if (hadFocus && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
    document.title = [searchTitle(params), strings[lang].siteName].filter(Boolean).join(' · ');
    const other = document.querySelector<HTMLAnchorElement>('.language');
    if (other) other.href = pageHref({ ...params, lang: lang === 'zh' ? 'en' : 'zh' }, basePath);
  }

  const { searchClient } = instantMeiliSearch(location.origin + basePath, '', {
    finitePagination: true, primaryKey: 'id', requestInit: { headers: { 'Jianbao-Include': duplicates ? 'reading' : 'reading, folded' } },
    httpClient: async (input: RequestInfo | URL, init?: RequestInit) => {
      const response = await fetchWithToken(`${basePath}/`, input, init).catch(() => { throw new Refusal(0, 'offline'); });
      const answer = await response.json() as { readonly code?: string };
      if (!response.ok) throw new Refusal(response.status, answer.code ?? '', Number(response.headers.get('retry-after')) || undefined);
      return answer;
    },
  });
  const search = instantsearch<PageUiState, PageParams>({
    indexName: index, searchClient, stalledSearchDelay: slowMs, insights: false,
    routing: {
      router: historyRouter<PageParams>({
        writeDelay: 0,
        createURL: ({ routeState }) => location.origin + pageHref({ ...routeState, ...fixed }, basePath),
        parseURL: ({ location: at }) => paramsAt(at),
        // One step back leads to before the typing, not through its every pause.
        push: url => { history[isTyped && wasTyped ? 'replaceState' : 'pushState'](null, '', url); },
        cleanUrlOnDispose: false,
      }),
      stateMapping: { stateToRoute: state => paramsOf(state, index, fixed), routeToState: route => uiStateOf(route, index) },
    },
    searchFunction: helper => {
      params = paramsOf(search.getUiState(), index, fixed);
      if (!isStartPage(params)) {
        helper.search();
        return;
      }
      draw(searchContent({ ...context, params, result: null }));
    },
  });
  search.addWidgets([
    connectSearchBox(() => undefined)({}),
    ...Object.values(facetFields).map(attribute => connectRefinementList(() => undefined)({ attribute, limit: 100 })),
    connectSortBy(() => undefined)({ items: pageSorts.map(sort => ({ value: sort === 'relevance' ? index : `${index}:${sort}`, label: sort })) }),
    connectPagination(() => undefined)({}),
    connectConfigure(() => undefined)({ searchParameters: {
      hitsPerPage, facets: ['month'], attributesToHighlight: ['title', 'kicker', 'subtitle', 'byline', 'authors'],
      attributesToRetrieve: ['id', 'title', 'kicker', 'subtitle', 'byline', 'authors', 'section', 'publication', 'date', 'page'],
    } }),
    datesWidget(),
    connectHits(({ items, results }) => {
      if (!results || results === drawn || isStartPage(params)) return;
      drawn = results;
      draw(searchContent({ ...context, params, result: resultOf(results, items) }));
    })({}),
  ]);
  search.on('render', () => { main.setAttribute('aria-busy', String(search.status === 'stalled')); });
  search.on('error', ({ error }: { readonly error: unknown }) => {
    main.setAttribute('aria-busy', 'false');
    draw(problemContent({ basePath, params, examples: context.examples, ...problemOf(error) }));
  });

  // instant-meilisearch asks an index once for its facets without a query, before the first search: beforehand, and for none.
  const prepared = searchClient.search([{ indexName: index, params: { query: '', hitsPerPage: 0 } }] as never).catch(() => undefined);
  let state: 'waiting' | 'starting' | 'started' = 'waiting';

  function go(next: PageParams, typed = false): void {
    [wasTyped, isTyped] = [isTyped, typed];
    params = next;
    if (state === 'started') {
      search.setUiState(uiStateOf(next, index));
      return;
    }
    history[state === 'waiting' ? 'pushState' : 'replaceState'](null, '', pageHref(next, basePath));
    start();
  }

  /** From now on the search follows the address. */
  function start(): void {
    if (state !== 'waiting') return;
    state = 'starting';
    const slow = setTimeout(() => { main.setAttribute('aria-busy', 'true'); }, slowMs);
    void prepared.then(() => {
      clearTimeout(slow);
      state = 'started';
      search.start();
    });
  }

  let timer: number | undefined, isComposing = false;
  function searchTyped(): void {
    clearTimeout(timer);
    // At once: what moves long after a key was pressed moves under the reader's eyes.
    document.body.classList.remove('start');
    if (!isComposing && box.value.trim() !== params.q.trim()) timer = window.setTimeout(() => { go(changed(params, { q: box.value }), true); }, pauseMs);
  }
  box.addEventListener('input', searchTyped);
  box.addEventListener('compositionstart', () => {
    isComposing = true;
    clearTimeout(timer);
  });
  box.addEventListener('compositionend', () => {
    isComposing = false;
    searchTyped();
  });

  form.addEventListener('submit', event => {
    event.preventDefault();
    clearTimeout(timer);
    if (box.value.trim() !== params.q.trim()) go(changed(params, { q: box.value }));
  });
  main.addEventListener('submit', event => {
    event.preventDefault();
    const [from = '', to = ''] = [...(event.target as HTMLFormElement).querySelectorAll('select')].map(select => select.value);
    go(changed(params, readRange(from, to)));
  });
  brushing(main, (from, to) => { go(changed(params, readRange(from, to))); });
  window.addEventListener('popstate', () => {
    const next = paramsAt(location);
    box.value = next.q;
    // Back from an article, and back again: the browser takes this page for the one that was left, and loads nothing.
    if (state !== 'waiting' || pageHref(next) === pageHref(params)) return;
    params = next;
    start();
  });
  document.addEventListener('click', event => {
    const link = (event.target as Element).closest('a');
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.pathname !== `${basePath}/` || link.hash !== '') return;
    const next = paramsAt(link);
    if (next.lang !== lang || next.duplicates !== duplicates) return;
    event.preventDefault();
    box.value = next.q;
    const turnsPage = next.page !== params.page;
    go(next);
    if (turnsPage) {
      main.focus({ preventScroll: true });
      window.scrollTo({ top: 0 });
    }
  });
}

/** The stretch of time, which no widget of InstantSearch knows: a filter beside theirs. */
function datesWidget(): Widget {
  type State = PageUiState[string];
  let dates: State['dates'];
  return {
    $$type: 'jianbao.dates',
    init: () => undefined,
    render: () => undefined,
    dispose: () => undefined,
    getWidgetUiState: (state: State) => ({ ...state, dates }),
    getWidgetSearchParameters: (parameters: { setQueryParameter: (name: 'filters', value: string | undefined) => unknown }, { uiState }: { readonly uiState: State }) => {
      dates = uiState.dates;
      return parameters.setQueryParameter('filters', dates && (rangeFilter(dates) ?? undefined));
    },
  } as unknown as Widget;
}

function problemOf(error: unknown): Pick<ErrorView, 'status' | 'code' | 'retryAfterSeconds'> {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof Refusal) return { status: cause.status, code: cause.code, ...(cause.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: cause.retryAfterSeconds }) };
  return { status: 500, code: 'internal' };
}
