import type { Condition } from '../../query/condition.js';
import { GAP } from '../../text/analyze.js';
import { areNeighbours, codeBeginning, codeCharacter, codeNeighbours, codePair, codeWord, isHan, longestBeginning, mayBeCut } from './code.js';
import { documentId } from './comparable.js';
import { always, filterOf, idsIn, joined, never } from './filters.js';
import { setAttribute, wordsAttribute, type Layout } from './layout.js';

/** One query of Meilisearch: all of `must`, none of `not`, and the filters. */
export interface Branch {
  readonly must: readonly string[];
  readonly not: readonly string[];
  readonly filters: readonly string[];
  /** Attributes to look in; null: all of them. */
  readonly attributes: readonly string[] | null;
}

/** A condition as the union of some queries. */
export interface Compiled {
  /** Together they find everything that meets the condition; empty: nothing does. */
  readonly branches: readonly Branch[];
  /** What must still be looked at in each article found; null: what they find meets the condition. */
  readonly residual: Condition | null;
}

/** Meilisearch heeds ten terms of a query. */
const mostTerms = 10;
/** Exclusions stand first, where more of them are heeded. */
const mostExclusions = 20;
/** Queries that one condition may become by multiplying its alternatives. */
const mostProducts = 12;
/** With so many branches there may have been more. */
export const mostAlternatives = 150;

const everything: Branch = { must: [], not: [], filters: [], attributes: null };
/** The documents with these ids. */
export const named = (ids: readonly string[]): Branch => ({ ...everything, filters: [idsIn(ids)] });
const exact = (...branches: readonly Branch[]): Compiled => ({ branches, residual: null });

export function compile(layout: Layout, condition: Condition): Compiled {
  switch (condition.kind) {
    case 'everything': return exact(everything);
    case 'filter': return exact({ ...everything, filters: [filterOf(layout, condition.filter)] });
    case 'id': return exact(named([documentId(condition.id)]));
    case 'words': return compileWords(layout, condition);
    case 'characters': return compileCharacters(layout, condition);
    case 'any': return compileAny(layout, condition);
    case 'all': return compileAll(layout, condition.of);
    case 'not': return compileNot(layout, condition);
  }
}

type Leaf<K extends Condition['kind']> = Extract<Condition, { readonly kind: K }>;
type Any = Extract<Condition, { readonly of: readonly Condition[] }>;

/** Words are looked for where only words stand: a pair of characters that is no word is written like one. */
function attributesOf(layout: Layout, { kind, fields }: Leaf<'words' | 'characters'>): string[] | null {
  if (kind === 'characters' && !fields) return null;
  return layout.searched.flatMap((f, i) => fields && !fields.includes(f.name) ? [] : kind === 'words' ? [wordsAttribute(i)] : [wordsAttribute(i), setAttribute(i)]);
}

function leaf(layout: Layout, condition: Leaf<'words' | 'characters'>, tokens: readonly string[], isExact: boolean): Compiled {
  const attributes = attributesOf(layout, condition);
  if (!tokens.length || attributes?.length === 0) return exact();
  return limited({ ...everything, must: [...new Set(tokens)], attributes }, isExact ? null : condition);
}

/** Keeps the terms that Meilisearch heeds: the longest, which are likely the rarest. */
function limited(branch: Branch, residual: Condition | null): Compiled {
  if (branch.must.length <= mostTerms) return { branches: [branch], residual };
  return { branches: [{ ...branch, must: [...branch.must].sort((a, b) => b.length - a.length).slice(0, mostTerms) }], residual };
}

function compileWords(layout: Layout, condition: Leaf<'words'>): Compiled {
  const { words } = condition;
  if (words.length === 1) return leaf(layout, condition, words.map(codeWord), !words.some(mayBeCut));
  const tokens: string[] = [], covered = new Set<number>();
  for (let i = 1; i < words.length; i++) {
    const before = words[i - 1] as string, word = words[i] as string;
    if (!areNeighbours(before, word)) continue;
    tokens.push(codeNeighbours(before, word));
    covered.add(i - 1).add(i);
  }
  words.forEach((word, i) => { if (!covered.has(i)) tokens.push(codeWord(word)); });
  return leaf(layout, condition, tokens, words.length === 2 && tokens.length === 1 && !words.some(mayBeCut));
}

function compileCharacters(layout: Layout, condition: Leaf<'characters'>): Compiled {
  const { tokens, prefix } = condition;
  const last = tokens.length - 1, whole = prefix ? tokens.slice(0, last) : tokens;
  const pairs: string[] = [], covered = new Set<number>();
  for (let i = 1; i < whole.length; i++) {
    const before = whole[i - 1] as string, token = whole[i] as string;
    if (before === GAP || token === GAP) continue;
    pairs.push(codePair(before, token));
    covered.add(i - 1).add(i);
  }
  const singles = whole.flatMap((token, i) => token === GAP || covered.has(i) ? [] : [codeCharacter(token)]);
  const beginning = prefix ? [codeBeginning([...tokens[last] as string].slice(0, longestBeginning).join(''))] : [];
  const asked = [...beginning, ...singles, ...new Set(pairs)];
  if (asked.length <= mostTerms) return leaf(layout, condition, asked, tokens.length <= (prefix ? 1 : 2) && !tokens.includes(GAP) && !tokens.some(mayBeCut));
  // Too many pairs: the first ones in an even spread over the substring.
  const room = mostTerms - beginning.length, rest = asked.slice(beginning.length);
  const spread = Array.from({ length: room }, (_, i) => rest[Math.floor(i * (rest.length - 1) / (room - 1))] as string);
  return leaf(layout, condition, [...beginning, ...spread], false);
}

function compileAny(layout: Layout, condition: Any): Compiled {
  const parts = condition.of.map(part => compile(layout, part));
  const branches = parts.flatMap(part => part.branches);
  return { branches: branches.slice(0, mostAlternatives), residual: parts.some(part => part.residual) ? condition : null };
}

function compileAll(layout: Layout, of: readonly Condition[]): Compiled {
  const parts = of.map(condition => ({ condition, ...compile(layout, condition) }));
  if (parts.some(part => !part.branches.length)) return exact();
  let branches: readonly Branch[] = [everything];
  /** Conditions that the queries do not say whole. */
  const unsaid = new Set<Condition>();
  let isLoose = false;
  // What narrows most is joined first: what has no room any more is looked at in the articles found.
  for (const part of parts.sort((a, b) => rank(a) - rank(b))) {
    const product = branches.length * part.branches.length <= mostProducts ? branches.flatMap(a => part.branches.map(b => join(a, b))) : [null];
    if (product.every(branch => branch !== null)) branches = product;
    else {
      // What has room at all is taken along: a query that asks for more terms finds fewer articles to look at.
      const [only] = part.branches;
      const isOne = part.branches.length === 1 && only !== undefined;
      const isWhole = isOne && branches.every(branch => hasRoom(branch, only));
      if (!isWhole) unsaid.add(part.condition);
      if (!isOne) continue;
      isLoose ||= branches.some(branch => !sameAttributes(branch, only));
      branches = branches.map(branch => joinLoosely(branch, only));
    }
  }
  const residuals = parts.flatMap(({ condition, residual }) => {
    // In more attributes than it was to be looked for, what is found may not meet it.
    if (unsaid.has(condition) || (isLoose && !isSureAnywhere(condition))) return condition;
    return residual ?? [];
  });
  return { branches, residual: residuals.length ? residuals.length === 1 ? residuals[0] as Condition : { kind: 'all', of: residuals } : null };
}

const rank = ({ branches }: Compiled): number => {
  const [first] = branches;
  if (!first || branches.length > 1) return 2_000 + branches.length;
  return first.not.length || !first.must.length ? 0 : 1_000 - Math.max(...first.must.map(token => token.length));
};

const hasText = (branch: Branch): boolean => branch.must.length + branch.not.length > 0;
const sameAttributes = (a: Branch, b: Branch): boolean => JSON.stringify(a.attributes) === JSON.stringify(b.attributes);

const hasRoom = (a: Branch, b: Branch): boolean => new Set([...a.must, ...b.must]).size <= mostTerms && new Set([...a.not, ...b.not]).size <= mostExclusions;

/** Both at once, as one query; null where that cannot be said. */
function join(a: Branch, b: Branch): Branch | null {
  if ((hasText(a) && hasText(b) && !sameAttributes(a, b)) || !hasRoom(a, b)) return null;
  return { must: [...new Set([...a.must, ...b.must])], not: [...new Set([...a.not, ...b.not])], filters: [...a.filters, ...b.filters], attributes: hasText(a) ? a.attributes : b.attributes };
}

/** As much of both as one query can say: it finds no less than both together would. */
function joinLoosely(a: Branch, b: Branch): Branch {
  const same = sameAttributes(a, b);
  // An exclusion looked for in more attributes would exclude too much.
  const not = [a, b].flatMap(branch => same || !branch.attributes ? branch.not : []);
  return {
    must: [...new Set([...a.must, ...b.must])].slice(0, mostTerms),
    not: [...new Set(not)].slice(0, mostExclusions),
    filters: [...a.filters, ...b.filters],
    attributes: same ? a.attributes : null,
  };
}

/** Whether what is found in any attribute meets a condition as well as what is found where it was to be looked for. */
function isSureAnywhere(condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
    case 'any': return condition.of.every(isSureAnywhere);
    case 'not': return isSureAnywhere(condition.of);
    case 'words': return !condition.fields && !condition.words.some(word => [...word].length <= 2 && isHan(word));
    case 'characters': return !condition.fields;
    default: return true;
  }
}

function compileNot(layout: Layout, condition: Leaf<'not'>): Compiled {
  const { branches, residual } = compile(layout, condition.of);
  // What is found may not meet the condition: leaving it out could leave out too much.
  if (residual) return { branches: [everything], residual: condition };
  if (!branches.length) return exact(everything);
  const plain = branches.every(branch => branch.must.length === 1 && !branch.not.length && !branch.filters.length);
  const [first] = branches;
  if (plain && first && branches.every(b => JSON.stringify(b.attributes) === JSON.stringify(first.attributes)))
    return exact({ must: [], not: branches.flatMap(b => b.must), filters: [], attributes: first.attributes });
  if (branches.every(branch => !branch.must.length && !branch.not.length)) {
    const filter = joined(branches.map(branch => joined(branch.filters, 'AND')), 'OR');
    return filter === always ? exact() : filter === never ? exact(everything) : exact({ ...everything, filters: [`NOT (${filter})`] });
  }
  return { branches: [everything], residual: condition };
}
