import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseDictionary, type BadLine } from '../src/text/dictionary-file.js';
import { compileUserWords, type UserDictionary, type UserWord } from '../src/text/user-words.js';
import { configDir } from './paths.js';
import { BadSettings } from './settings.js';

const mostBytes = 32 << 20;

/** The user's dictionary in force, with the file that it stands in. */
export interface DictionaryInForce {
  readonly path: string;
  readonly words: readonly UserWord[];
  readonly bad: readonly BadLine[];
}

/** Where a dictionary that is put over HTTP is kept. */
export const putDictionaryPath = (dataDir: string): string => join(dataDir, 'dictionary.txt');

/**
 * Reads `dictionary.txt` of the data folder, or, where nobody has put one there, that of `config/`. Bad lines are left out.
 * @throws {@link BadSettings} for one that is too large
 */
export function readDictionary(dataDir: string, usual = join(configDir, 'dictionary.txt')): DictionaryInForce {
  const put = putDictionaryPath(dataDir), path = existsSync(put) ? put : usual;
  if (!existsSync(path)) return { path, words: [], bad: [] };
  if (statSync(path).size > mostBytes) throw new BadSettings(`${path}: a dictionary has ${mostBytes >> 20} MB at most`);
  try {
    return { path, ...parseDictionary(readFileSync(path, 'utf8')) };
  } catch (error) {
    if (error instanceof RangeError) throw new BadSettings(`${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** The dictionary in force as the segmenter takes it. `warn` is told of each bad line. */
export function dictionaryInForce(dataDir: string, warn: (warning: string) => void = () => undefined): UserDictionary {
  const { path, words, bad } = readDictionary(dataDir);
  for (const { line, reason } of bad) warn(`${path}:${line}: ${reason}`);
  return compileUserWords(words);
}
