/**
 * What the fields of an index are. Nothing else in the code knows a field's name but the clipper and the search page.
 *
 * - `text` is cut into words and searched;
 * - `keyword` is one value compared as a whole (folded), `keywords` a list of such;
 * - `number` and `date` compare by size; a date is stored as ISO text (`2025-03-01`).
 */
export type FieldKind = 'text' | 'texts' | 'keyword' | 'keywords' | 'number' | 'date';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** How much a hit in this field counts beside the others; 0 or absent: not searched by a plain query. */
  readonly weight?: number;
  readonly filter?: boolean;
  readonly sort?: boolean;
  readonly facet?: boolean;
  /** Names that a reader may type before a colon to look in this field. */
  readonly aliases?: readonly string[];
}

export interface IndexFields {
  /** The index's name in `?index=` and in `/indexes/NAME`. */
  readonly index: string;
  readonly fields: readonly Field[];
  /** Field shown as a hit's headline, field snippets are taken from, field that says how new an article is. */
  readonly titleField: string;
  readonly bodyField: string;
  readonly dateField?: string;
  /** The same articles under further names, with other attributes: only for Meilisearch's API. */
  readonly views?: readonly View[];
}

/** An index as some client expects it. */
export interface View {
  /** Its name in `/indexes/NAME`. */
  readonly index: string;
  /** Each attribute shown (beside `id`), and the fields it is taken from: the first one that has a value; none: always null. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** What everything written depends on: views may change at any time. */
export const withoutViews = ({ views: _, ...fields }: IndexFields): IndexFields => fields;

export const articleFields: readonly Field[] = [
  { name: 'title', kind: 'text', weight: 8, sort: true, aliases: ['标题', '题目'] },
  { name: 'subtitle', kind: 'text', weight: 4, aliases: ['副题'] },
  { name: 'kicker', kind: 'text', weight: 3 },
  { name: 'body', kind: 'text', weight: 1, aliases: ['正文'] },
  { name: 'byline', kind: 'text', weight: 2 },
  { name: 'authors', kind: 'texts', weight: 2, filter: true, facet: true, aliases: ['author', '作者', '记者'] },
  { name: 'dateline', kind: 'text', weight: 0.5 },
  { name: 'section', kind: 'text', weight: 1, filter: true, facet: true, aliases: ['栏目', '版名'] },
  { name: 'publication', kind: 'keyword', filter: true, facet: true, aliases: ['报纸', '报名'] },
  { name: 'date', kind: 'date', filter: true, sort: true, facet: true, aliases: ['日期'] },
  { name: 'page', kind: 'keyword', filter: true, facet: true, aliases: ['版', '版面'] },
  { name: 'pageNumber', kind: 'number', filter: true, sort: true },
  { name: 'tags', kind: 'keywords', filter: true, facet: true },
  { name: 'url', kind: 'keyword' },
];

/** Articles as boxes made for documentation want them (docs-searchbar.js, meilisearch-docsearch): pages of nested headings. */
export const documentationAttributes: View['attributes'] = {
  hierarchy_lvl0: ['section', 'publication', 'title'], hierarchy_lvl1: ['title'], hierarchy_lvl2: ['subtitle'],
  hierarchy_lvl3: [], hierarchy_lvl4: [], hierarchy_lvl5: [], hierarchy_lvl6: [], content: ['body'], url: ['url'], anchor: [],
};

/** The indexes that a service holds; the first is the default. */
export const defaultIndexes: readonly IndexFields[] = [
  {
    index: 'articles', fields: articleFields, titleField: 'title', bodyField: 'body', dateField: 'date',
    views: [{ index: 'articles-docs', attributes: documentationAttributes }],
  },
];
