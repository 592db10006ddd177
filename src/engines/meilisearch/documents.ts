import type { Article, FieldValue } from '../../article.js';
import { GAP } from '../../text/analyze.js';
import type { AnalyzedArticle, FieldStreams } from '../engine.js';
import { areNeighbours, codeBeginning, codeCharacter, codeNeighbours, codePair, codeWord, hasBeginnings, longestBeginning } from './code.js';
import { comparable, documentId, exactValue } from './comparable.js';
import { attribute, factAttribute, facetAttribute, setAttribute, sortAttribute, wordsAttribute, type Layout } from './layout.js';

/** A document of Meilisearch. */
export type EngineDocument = Record<string, unknown> & { readonly id: string };

/** Positions that an attribute holds (65,536), less what a gap may take at its end. What lies beyond is dropped silently: it goes into a further part. */
const positionsOfPart = 65_000;
const gapPositions = 8;
/** Sort keys are kept twice, and long ones tell apart only titles with the same first 25 characters. */
const longestSortKey = 160;
/** Stands between the words in order and the words inside of them. */
export const setMark = '!';
/** Stands where the word stream has a gap. */
export const gapMark = ';';

/** Makes the document of an article. */
export function documentOf(layout: Layout, { article, origin, place, hash, streams, sketch, sortKeys }: AnalyzedArticle): EngineDocument {
  const document: Record<string, unknown> & { id: string } = {
    // As text: Meilisearch would make attributes of the fields inside, and refuses half surrogate pairs.
    id: documentId(article.id), [attribute.article]: JSON.stringify(article), [attribute.origin]: exactValue(origin), [attribute.hash]: hash, [attribute.sketch]: sketch,
    ...(place == null ? {} : { [attribute.place]: place }),
  };
  // An attribute that no document has may not be searched: each has all of them.
  layout.searched.forEach(({ name }, i) => { [document[wordsAttribute(i)], document[setAttribute(i)]] = tokensOf(streams[name]); });
  layout.facts.forEach((field, i) => {
    const value = article[field.name];
    if (value !== undefined) document[factAttribute(i)] = factOf(value, text => field.kind === 'number' ? Number(text) : exactValue(comparable(field, text)));
  });
  layout.facets.forEach((field, i) => {
    const value = article[field.name];
    if (value !== undefined && value !== null && value !== '') document[facetAttribute(i)] = factOf(value, exactValue);
  });
  layout.sortable.forEach((field, i) => {
    const key = sortKeys[field.name];
    if (key !== undefined) document[sortAttribute(i)] = typeof key === 'string' ? key.slice(0, longestSortKey) : key;
  });
  addDate(layout, document, article);
  return document;
}

function addDate({ fields }: Layout, document: Record<string, unknown>, article: Article): void {
  const field = fields.fields.find(f => f.name === fields.dateField), value = field && article[field.name];
  if (!field || typeof value !== 'string') return;
  const iso = comparable(field, value);
  if (/^\d{4}/.test(iso)) document[attribute.month] = iso.slice(0, 7);
}

/** Null, empty text and empty lists stay what they are: filters ask for them. */
function factOf(value: FieldValue, make: (text: string) => string | number): unknown {
  if (value === null || value === '') return value;
  if (!Array.isArray(value)) return typeof value === 'object' ? undefined : make(String(value));
  return [...new Set(value.flatMap(one => one === null || typeof one === 'object' ? [] : [make(String(one))]))];
}

type Parts = string | Record<string, string>;

/** The searchable tokens of one field: its words, and everything else. */
function tokensOf(field: FieldStreams | undefined): [words: Parts, others: Parts] {
  if (!field) return ['', ''];
  const words = field.words ? field.words.split(' ') : [];
  const inOrder = words.map(word => word === GAP ? gapMark : codeWord(word));
  const seen = new Set(inOrder);
  const unseen = (tokens: ReadonlySet<string>): string[] => [...tokens].filter(token => !seen.has(token)).sort();
  const inside = unseen(insideOf(field, words));
  for (const token of inside) seen.add(token);
  return [inParts([...inOrder, setMark, ...inside]), inParts(unseen(othersOf(field)))];
}

/** Sub-words, and neighbours of single characters. */
function insideOf(field: FieldStreams, words: readonly string[]): Set<string> {
  const set = new Set<string>();
  for (const word of field.subwords.split(' ')) if (word) set.add(codeWord(word));
  for (let i = 1; i < words.length; i++) {
    const before = words[i - 1] as string, word = words[i] as string;
    if (areNeighbours(before, word)) set.add(codeNeighbours(before, word));
  }
  return set;
}

/** Characters and pairs of them; beginnings. */
function othersOf(field: FieldStreams): Set<string> {
  const set = new Set<string>();
  let before = GAP;
  for (const token of field.characters.split(' ')) {
    if (token && token !== GAP) {
      set.add(codeCharacter(token));
      if (before !== GAP) set.add(codePair(before, token));
      if (hasBeginnings(token)) for (const beginning of beginningsOf(token)) set.add(codeBeginning(beginning));
    }
    before = token || GAP;
  }
  return set;
}

function beginningsOf(token: string): string[] {
  const characters = [...token].slice(0, longestBeginning);
  return characters.map((_, i) => characters.slice(0, i + 1).join(''));
}

/** One text, or, where it has more positions than an attribute holds, an object of texts. */
function inParts(tokens: readonly string[]): Parts {
  const parts: string[] = [];
  let from = 0, positions = 0;
  tokens.forEach((token, i) => {
    positions += token === gapMark || token === setMark ? gapPositions : 1;
    if (positions < positionsOfPart) return;
    parts.push(tokens.slice(from, i + 1).join(' '));
    from = i + 1;
    positions = 0;
  });
  if (!parts.length) return tokens.join(' ');
  parts.push(tokens.slice(from).join(' '));
  return Object.fromEntries(parts.map((part, i) => [`p${i}`, part]));
}
