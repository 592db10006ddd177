import nodejieba from 'nodejieba';
import { simplifier } from './variants.js';

/** Cuts Han text into words: nodejieba behind the two things that it cannot do, traditional phrases and offsets. */
export interface Segmenter {
  /** @returns for each of `runs` (Han only) its words, simplified, each as long as what it stands for */
  cut(runs: readonly string[]): string[][];
  /** Whether a simplified word stands in the dictionary; otherwise it was guessed, as names are. */
  knows(word: string): boolean;
  /** @returns the words inside of a word of three or more characters, as `[offset, length]` in UTF-16 units, itself left out */
  subwords(word: string): readonly (readonly [offset: number, length: number])[];
}

// The hidden Markov model finds names that no dictionary has, but not the same ones in every sentence (端到｜端 beside 端｜到｜端).
const withHiddenMarkovModel = true;
const cachedSubwords = 200_000;
const runSeparator = '\n';

let loaded: Segmenter | undefined;

/**
 * The segmenter of this thread; the first call loads the dictionary (about a second, 270 MB).
 * @param userDictionaryPath a file of `word [weight [tag]]` lines, in addition to the dictionary that comes with nodejieba
 */
export function loadSegmenter(userDictionaryPath?: string): Segmenter {
  if (loaded) return loaded;
  nodejieba.load(userDictionaryPath === undefined ? {} : { userDict: userDictionaryPath });
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
      if (part === simplified) continue;
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
  const knows = (word: string) => nodejieba.cut(word, false).length === 1;
  return loaded = { cut, subwords, knows };
}
