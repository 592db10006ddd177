import { articleFields, type IndexFields } from '../../../config/fields.js';
import type { Article, FieldValue } from '../../../src/article.js';

/** An article in neutral words: each set of fields has its own names for them. */
export interface Item {
  readonly id: string;
  readonly title?: string;
  readonly body?: string;
  /** A keyword. */
  readonly label?: FieldValue;
  /** A list of keywords. */
  readonly labels?: FieldValue;
  /** Several short texts. */
  readonly people?: FieldValue;
  /** A searched text that can be filtered by. */
  readonly section?: FieldValue;
  readonly number?: FieldValue;
  readonly date?: FieldValue;
  /** Fields that the index does not know. */
  readonly unknown?: Readonly<Record<string, FieldValue>>;
}

type Kind = Exclude<keyof Item, 'id' | 'unknown'>;

/** Fields of an index, and what they are called there. */
export interface FieldSet {
  readonly what: string;
  readonly fields: IndexFields;
  readonly names: Readonly<Record<Kind, string>>;
  /** A typed name of the title's field. */
  readonly titleAlias: string;
  readonly article: (item: Item) => Article;
}

function fieldSet(what: string, fields: IndexFields, titleAlias: string, names: Readonly<Record<Kind, string>>): FieldSet {
  return {
    what, fields, names, titleAlias,
    article: ({ id, unknown, ...rest }) => {
      const article: Record<string, FieldValue> = {};
      for (const [kind, value] of Object.entries(rest)) article[names[kind as Kind]] = value;
      return { id, ...article, ...unknown };
    },
  };
}

export const newspaper = fieldSet('articles', { index: 'articles', fields: articleFields, titleField: 'title', bodyField: 'body', dateField: 'date' }, '标题', {
  title: 'title', body: 'body', label: 'publication', labels: 'tags', people: 'authors', section: 'section', number: 'pageNumber', date: 'date',
});

export const recipes = fieldSet('recipes', {
  index: 'recipes', titleField: 'name', bodyField: 'method', dateField: 'cooked on',
  fields: [
    { name: 'name', kind: 'text', weight: 6, sort: true, aliases: ['菜名'] },
    { name: 'method', kind: 'text', weight: 1, aliases: ['做法'] },
    { name: 'cooks', kind: 'texts', weight: 2, filter: true, facet: true },
    { name: '菜系', kind: 'text', weight: 1, filter: true, facet: true },
    { name: 'course', kind: 'keyword', filter: true, facet: true },
    { name: 'ingredients', kind: 'keywords', filter: true, facet: true },
    { name: 'minutes', kind: 'number', filter: true, sort: true },
    { name: 'cooked on', kind: 'date', filter: true, sort: true, facet: true, aliases: ['日期'] },
  ],
}, '菜名', {
  title: 'name', body: 'method', label: 'course', labels: 'ingredients', people: 'cooks', section: '菜系', number: 'minutes', date: 'cooked on',
});

export const fieldSets: readonly FieldSet[] = [newspaper, recipes];
