import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import nodejieba from 'nodejieba';
import { foldText } from './fold.js';
import { noUserWords, WordMatcher, type UserDictionary } from './user-words.js';
import { simplifier } from './variants.js';

/** Cuts Han text into words: nodejieba behind the two things that it cannot do, traditional phrases and offsets. */
export interface Segmenter {
  /** @returns for each of `runs` (Han only) its words, simplified, each as long as what it stands for */
  cut(runs: readonly string[]): string[][];
  /** Whether a simplified word stands in the dictionary; otherwise it was guessed, as names are. */
  knows(word: string): boolean;
  /** @returns the words inside of a word of three or more characters, as `[offset, length]` in UTF-16 units, itself left out */
  subwords(word: string): readonly (readonly [offset: number, length: number])[];
  /** The user's words that it cuts with. */
  readonly dictionary: UserDictionary;
  /** Cuts with other words of the user's from now on; loads the dictionary again when they differ (one to two seconds in which the thread does nothing else). */
  use(dictionary: UserDictionary): void;
  /** Those of the user's words that stand in a folded text, each with its weight: what its cut depends on. In a fixed order. */
  userWordsIn(folded: string): string[];
}

/** What cutting a query needs. */
export type Cutter = Pick<Segmenter, 'cut' | 'subwords'>;

// The hidden Markov model finds names that no dictionary has, but not the same ones in every sentence (端到｜端 beside 端｜到｜端).
const withHiddenMarkovModel = true;
const cachedSubwords = 200_000;
const runSeparator = '\n';

let loaded: Segmenter | undefined;

/**
 * The segmenter of this thread; the first call loads the dictionary (about a second, 270 MB).
 * @param dictionary the user's words; left out: those in use stay
 */
export function loadSegmenter(dictionary?: UserDictionary): Segmenter {
  if (loaded) {
    if (dictionary) loaded.use(dictionary);
    return loaded;
  }
  let inUse = dictionary ?? noUserWords;
  load(inUse);
  let users = usersOf(inUse);
  const { mayChange, simplify } = simplifier();
  let cache = new Map<string, readonly (readonly [number, number])[]>();

  const cut = (runs: readonly string[]): string[][] => {
    const joined = runs.join(runSeparator);
    const words = nodejieba.cut(mayChange(joined) ? simplify(joined) : joined, withHiddenMarkovModel);
    const cuts: string[][] = [];
    let current: string[] = [];
    for (const word of words) {
      if (word === runSeparator) {
        cuts.push(current);
        current = [];
      } else current.push(word);
    }
    cuts.push(current);
    return cuts;
  };

  const subwords = (word: string) => {
    let found = cache.get(word);
    if (found) return found;
    const simplified = mayChange(word) ? simplify(word) : word;
    const list: [number, number][] = [];
    let from = 0;
    for (const part of nodejieba.cutForSearch(simplified, withHiddenMarkovModel)) {
      // A character by itself is no word inside of one.
      if (part === simplified || part.length === 1) continue;
      // Shorter ones come first, by place; what is not found behind the last one begins again from the left.
      let at = simplified.indexOf(part, from);
      if (at < 0) at = simplified.indexOf(part);
      if (at < 0) continue;
      from = at;
      list.push([at, part.length]);
    }
    if (cache.size >= cachedSubwords) cache = new Map();
    found = list;
    cache.set(word, found);
    return found;
  };
  // A word of the user's is likely a name: nobody has told how it is read.
  const knows = (word: string) => !users.weights.has(foldText(word)) && nodejieba.cut(word, false).length === 1;
  const use = (other: UserDictionary) => {
    if (other.version === inUse.version) return;
    load(other);
    inUse = other;
    users = usersOf(other);
    cache = new Map();
  };
  const userWordsIn = (folded: string) => inUse.entries.length ? users.matcher.in(folded).map(word => `${word} ${users.weights.get(word)}`).sort() : [];
  return loaded = { cut, knows, subwords, use, userWordsIn, get dictionary() { return inUse; } };
}

const usersOf = ({ entries }: UserDictionary) =>
  ({ weights: new Map(entries.map(([word, weight]) => [foldText(word), weight])), matcher: new WordMatcher(entries.map(([word]) => word)) });

// Its own table of 260,000 rarities serves only to find keywords: a file of one line is read a fifth of a second sooner, and is 20 MB less.
const idfDict = fileURLToPath(new URL('../../../config/nodejieba-idf.txt', import.meta.url));

/** nodejieba takes weights from files only, and a file of ours takes the place of its own few words. */
function load({ entries }: UserDictionary): void {
  if (!entries.length) {
    nodejieba.load({ idfDict });
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'jianbao-words-'));
  try {
    const path = join(folder, 'words.txt');
    // Only a line of three columns has its weight read. A word that stands there twice has the last one.
    writeFileSync(path, `${readFileSync(nodejieba.DEFAULT_USER_DICT, 'utf8').trimEnd()}\n${entries.map(([word, weight]) => `${word} ${weight} x\n`).join('')}`);
    // It ends the whole process over a path that it cannot open, and takes these for separators.
    if (/[|;]/.test(path)) throw new Error(`the folder for temporary files, ${tmpdir()}, must not have | or ; in its name`);
    nodejieba.load({ userDict: path, idfDict });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
