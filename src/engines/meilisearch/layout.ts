import { createHash } from 'node:crypto';
import { withoutViews, type Field, type IndexFields } from '../../../config/fields.js';
import { textVersion } from '../../text/version.js';
import { codeVersion } from './code.js';

/** Raised when documents or settings change: what an older version wrote has to be built anew. */
const documentVersion = 4;

/** What documents, settings and queries need to know of the fields. Attributes are numbered: a field's name never becomes part of a query. */
export interface Layout {
  readonly fields: IndexFields;
  readonly searched: readonly Field[];
  readonly sortable: readonly Field[];
  /** Filterable or facet. */
  readonly facts: readonly Field[];
  readonly facets: readonly Field[];
  /** Changes with everything that what is written depends on, but for the text layer's version. */
  readonly schema: string;
}

/** Versions of what is written, each raised by itself: of documents, of codes, of the text layer. */
export type Versions = readonly [documents: number, codes: number, text: number];
export const versions: Versions = [documentVersion, codeVersion, textVersion];
/** Those of a build from before they were written down, as far as it says by its schema. */
export const firstVersions: Versions = [3, 2, 2];

export function layoutOf(fields: IndexFields): Layout {
  return {
    fields,
    searched: fields.fields.filter(f => (f.kind === 'text' || f.kind === 'texts') && (f.weight ?? 0) > 0),
    sortable: fields.fields.filter(f => f.sort),
    facts: fields.fields.filter(f => f.filter || f.facet),
    // Dates are shown as they are compared.
    facets: fields.fields.filter(f => f.facet && f.kind !== 'date'),
    schema: createHash('sha1').update(JSON.stringify([documentVersion, codeVersion, withoutViews(fields)])).digest('hex').slice(0, 16),
  };
}

const numbered = (letter: string, i: number): string => `${letter}${String(i).padStart(2, '0')}`;

/** Words of a searched field in order, then the set of words inside of these. Text, or an object of texts when it is long. */
export const wordsAttribute = (i: number): string => numbered('t', i);
/** Everything else that a searched field is found by: characters, pairs of them, beginnings; what is a word already is left out. */
export const setAttribute = (i: number): string => numbered('u', i);
/** A filterable field's values as they are compared. */
export const factAttribute = (i: number): string => numbered('f', i);
/** A facet's values as they are shown. */
export const facetAttribute = (i: number): string => numbered('g', i);
/** A sortable field's key. */
export const sortAttribute = (i: number): string => numbered('s', i);

/** Attributes that every document has. */
export const attribute = { id: 'id', article: 'a', origin: 'o', place: 'p', hash: 'h', month: 'm', sketch: 'k' } as const;

/** Facet values that are counted: of months, all are wanted. */
const mostFacetValues = 2_500;
/** What `page × perPage` may reach. */
export const mostHits = 10_000;

/** The settings of an index of articles. */
export function settingsOf(layout: Layout) {
  const weighted = layout.searched.map((field, i) => ({ names: [wordsAttribute(i), setAttribute(i)], weight: field.weight ?? 0 })).sort((a, b) => b.weight - a.weight);
  const isValue = { features: { facetSearch: false, filter: { equality: true, comparison: true } } };
  return {
    displayedAttributes: ['*'],
    searchableAttributes: weighted.flatMap(w => w.names),
    filterableAttributes: [
      { attributePatterns: [attribute.id], features: { facetSearch: false, filter: { equality: true, comparison: false } } },
      { attributePatterns: [...layout.facts.map((_, i) => factAttribute(i)), ...layout.facets.map((_, i) => facetAttribute(i)), attribute.month, attribute.origin], ...isValue },
    ],
    sortableAttributes: layout.sortable.map((_, i) => sortAttribute(i)),
    rankingRules: ['sort', 'words', 'proximity', 'attributeRank', 'wordPosition', 'exactness'],
    stopWords: [], nonSeparatorTokens: [], separatorTokens: [], dictionary: [], synonyms: {},
    distinctAttribute: null,
    proximityPrecision: 'byAttribute',
    typoTolerance: { enabled: false },
    faceting: { maxValuesPerFacet: mostFacetValues, sortFacetValuesBy: { '*': 'count' } },
    pagination: { maxTotalHits: mostHits },
    facetSearch: false,
    prefixSearch: 'disabled',
  } as const;
}
