import { createRequire } from 'node:module';

/** What we use of InstantSearch; its own types are for bundlers. */
interface InstantSearch {
  readonly status: string;
  readonly mainHelper: { hasPendingRequests(): boolean } | null;
  addWidgets(widgets: readonly object[]): void;
  on(event: string, heard: (problem: unknown) => void): void;
  start(): void;
  dispose(): void;
}
type Start = (options: object) => InstantSearch;
type Connector = (draw: (options: Drawn) => void) => (parameters: object) => object;

const require = createRequire(import.meta.url);
const loaded = require('instantsearch.js') as Start & { readonly default?: Start };
const start = loaded.default ?? loaded;
const connectors = require('instantsearch.js/cjs/connectors') as Readonly<Record<string, Connector>>;

/** What a widget was last given to draw. */
export type Drawn = Record<string, unknown> & { readonly items?: readonly Record<string, unknown>[] };

/** A page of InstantSearch without a page: every widget says what it would draw. */
export class InstantPage {
  readonly #drawn = new Map<string, Drawn>();
  readonly #search: InstantSearch;
  readonly #complaints: unknown[] = [];

  /** @param widgets name → connector and its parameters */
  constructor(searchClient: unknown, indexName: string, widgets: Readonly<Record<string, readonly [connector: string, parameters: object]>>) {
    this.#search = start({ indexName, searchClient, future: { preserveSharedStateOnUnmount: true } });
    this.#search.addWidgets(Object.entries(widgets).map(([name, [connector, parameters]]) =>
      (connectors[connector] as Connector)(options => { this.#drawn.set(name, options); })(parameters)));
    this.#search.on('error', (problem: unknown) => { this.#complaints.push(problem); });
    this.#search.start();
  }

  /** What a widget draws once everything asked for is there. @throws what a search failed with */
  async drawn(name: string): Promise<Drawn> {
    for (let quiet = 0; quiet < 3;) {
      await new Promise(resolve => { setTimeout(resolve, 15); });
      quiet = this.#search.status === 'idle' && !this.#search.mainHelper?.hasPendingRequests() ? quiet + 1 : 0;
      if (this.#complaints.length) throw this.#complaints[0] as Error;
    }
    return this.#drawn.get(name) ?? {};
  }

  /** Calls one of the functions that a widget offers its page. */
  act(name: string, action: string, ...given: unknown[]): void {
    (this.#drawn.get(name)?.[action] as (...given: unknown[]) => void)(...given);
  }

  /** Stops. */
  close(): void {
    this.#search.dispose();
  }
}
