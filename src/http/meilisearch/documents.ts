import type { Article } from '../../article.js';
import type { Engine } from '../../engines/engine.js';
import { foldText } from '../../text/fold.js';
import { documentOf, readFacetName, readFilter, readSort, type ShownIndex } from './attributes.js';
import { MeilisearchError } from './errors.js';
import { select } from './format.js';
import { notEnabled, searchShape, type DocumentsParameters, type facetSearchFromBody, type SearchParameters } from './parameters.js';
import { gather, mostHits } from './search.js';

type Json = Record<string, unknown>;

const isoDefault = new Date(0).toISOString();

const shown = (index: ShownIndex, article: Article, fields: readonly string[] | null, retrieveVectors: boolean): Json =>
  ({ ...select(documentOf(index, article), fields), ...(retrieveVectors ? { _vectors: {} } : {}) });

/** Documents page by page, newest first unless sorted; of those that an engine can turn to. */
export async function listDocuments(index: ShownIndex, { offset, limit, fields, ids, filter, sort, retrieveVectors, useNetwork }: DocumentsParameters): Promise<Json> {
  if (useNetwork !== null) throw notEnabled('passing `useNetwork` in a documents query', 'network');
  const { engine } = index;
  const wanted = readFilter(filter, index.fields), [by = null, ...thenBy] = readSort(sort, index.fields, 'invalid_document_sort');
  const answer = (articles: readonly Article[], total: number) => ({ results: articles.map(article => shown(index, article, fields, retrieveVectors)), offset, limit, total });
  if (ids && !wanted && !by) {
    const found = (await Promise.all([...new Set(ids.map(String))].map(id => engine.get(id)))).filter(article => article !== null);
    return answer(found.slice(offset, offset + limit), found.length);
  }
  const only = ids && { kind: 'any', of: ids.map(id => ({ kind: 'id', id: String(id) } as const)) } as const;
  const room = Math.max(0, Math.min(limit, mostHits - offset));
  const { candidates, total } = await engine.search({ tiers: [{ tier: 'words', condition: only ?? { kind: 'everything' } }], filter: wanted, sort: by, thenBy, offset, limit: room, facets: [] });
  return answer(room ? candidates.map(candidate => candidate.article) : [], total);
}

/** @throws MeilisearchError `document_not_found` */
export async function oneDocument(index: ShownIndex, id: string, fields: readonly string[] | null, retrieveVectors: boolean): Promise<Json> {
  const article = await index.engine.get(id);
  if (!article) throw new MeilisearchError('document_not_found', `Document \`${id}\` not found.`, 404);
  return shown(index, article, fields, retrieveVectors);
}

const facetValuesLooked = 100;

/** Values of a facet that begin with a text (compared folded), counted under the query and the filter; most frequent first. */
export async function searchFacet(index: ShownIndex, { facetName, facetQuery, ...given }: ReturnType<typeof facetSearchFromBody>): Promise<Json> {
  const since = performance.now();
  const field = readFacetName(facetName, index.fields);
  const parameters: SearchParameters = { ...(Object.fromEntries(Object.entries(searchShape).map(([name, { without }]) => [name, without])) as SearchParameters), ...given };
  const beginning = foldText(facetQuery ?? '').trim();
  const counts = new Map<string, number>();
  // Numbers are not looked for by their first digits.
  if (field?.kind !== 'number') {
    const begins = (value: string) => foldText(value).trim().startsWith(beginning);
    // Of all values first those that fit: the most frequent ones of the search itself need not be among them.
    const fitting = field && beginning !== '' ? (await index.engine.values(field.name, beginning, null, facetValuesLooked)).map(one => one.value) : null;
    const only = fitting && field ? { op: 'in', field: field.name, values: fitting } as const : null;
    const { finding: { asked, found } } = await gather(index, { ...parameters, distinct: null }, 0, 0, [facetName]);
    const again = only && found.total ? (await index.engine.search({ tiers: asked, filter: withFilter(readFilter(given.filter, index.fields), only), sort: null, offset: 0, limit: 0, facets: [facetName] })).facets : found.facets;
    for (const [value, count] of Object.entries(again[facetName] ?? {})) if (begins(value)) counts.set(value, count);
  }
  const facetHits = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, facetValuesLooked).map(([value, count]) => ({ value, count }));
  return { facetHits, facetQuery, processingTimeMs: Math.round(performance.now() - since) };
}

const withFilter = <T>(own: T | null, also: T) => own ? { op: 'and', of: [own, also] } as const : also;

/** An index as `GET /indexes` tells of it. */
export async function indexAnswer({ uid, engine }: ShownIndex): Promise<Json> {
  const { live } = await engine.status();
  const at = live?.builtAt ?? isoDefault;
  return { uid, createdAt: at, updatedAt: at, primaryKey: 'id' };
}

/** Sizes, and how many documents have each filterable field: others would have to be read one by one. */
export async function statsAnswer({ engine, fields }: ShownIndex): Promise<Json> {
  const { live, building } = await engine.status();
  const documents = await engine.size(), bytes = live?.sizeBytes ?? 0;
  const counted = await Promise.all(fields.fields.filter(field => field.filter).map(async ({ name }) => [name, await countOf(engine, name)] as const));
  return {
    numberOfDocuments: documents, rawDocumentDbSize: bytes, avgDocumentSize: documents ? Math.floor(bytes / documents) : 0, isIndexing: building !== null,
    numberOfEmbeddings: 0, numberOfEmbeddedDocuments: 0, fieldDistribution: Object.fromEntries([...counted, ['id', documents] as const].filter(([, count]) => count > 0).sort(([a], [b]) => a < b ? -1 : 1)),
  };
}

const countOf = (engine: Engine, field: string): Promise<number> => engine.count({ kind: 'filter', filter: { op: 'exists', field } }, null, Number.MAX_SAFE_INTEGER);
