import { ConverterFactory } from 'opencc-js/core';
import CJKCompatibility from 'opencc-js/dict/CJK_Compatibility_Ideographs';
import HKVariants from 'opencc-js/dict/HKVariants';
import HKVariantsPhrases from 'opencc-js/dict/HKVariantsPhrases';
import STCharacters from 'opencc-js/dict/STCharacters';
import STPhrases from 'opencc-js/dict/STPhrases';
import TSCharacters from 'opencc-js/dict/TSCharacters';
import TSPhrases from 'opencc-js/dict/TSPhrases';
import TWVariants from 'opencc-js/dict/TWVariants';

type Pair = readonly [from: string, to: string];

const pairsOf = (dict: string): Pair[] =>
  dict.split('|').map(line => line.split(' ')).filter((pair): pair is [string, string] => pair.length === 2);

/** Characters that Unicode itself calls the same (U+F900 ff.). */
export const CJK_COMPATIBILITY: readonly Pair[] = pairsOf(CJKCompatibility);

/** OpenCC's tables of single characters; `simplifies` where the second of a pair is the simplified form. */
export function characterTables(): { pairs: Pair[]; simplifies: boolean }[] {
  return [
    { pairs: pairsOf(TSCharacters), simplifies: true },
    { pairs: pairsOf(STCharacters), simplifies: false },
    { pairs: pairsOf(TWVariants), simplifies: false },
    { pairs: pairsOf(HKVariants), simplifies: false },
    { pairs: [STPhrases, TSPhrases, HKVariantsPhrases].flatMap(exchangedCharacters), simplifies: false },
  ];
}

/**
 * The characters that a phrase table exchanges (一目了然 for 一目瞭然 gives 了 瞭): opencc-js keeps only the first form of each character,
 * the others stand in the phrases alone. Each pair once.
 */
function exchangedCharacters(dict: string): Pair[] {
  const exchanged = new Map<string, Set<string>>();
  for (const line of dict.split('|')) {
    const space = line.indexOf(' '), after = line.slice(space + 1);
    // By index: splitting fifty thousand phrases into characters would take a tenth of a second of every start. Few go beyond the BMP.
    if (space < 0 || after.length !== space || /[\ud800-\udfff]/.test(line)) {
      const [from = [], to = []] = line.split(' ').map(phrase => [...phrase]);
      if (from.length === to.length) from.forEach((character, i) => { note(character, to[i] ?? character); });
    } else for (let i = 0; i < space; i++) if (line.charCodeAt(i) !== after.charCodeAt(i)) note(line[i] as string, after[i] as string);
  }
  function note(from: string, to: string): void {
    if (from === to) return;
    const known = exchanged.get(from);
    if (known) known.add(to);
    else exchanged.set(from, new Set([to]));
  }
  return [...exchanged].flatMap(([from, all]) => [...all].map((to): Pair => [from, to]));
}

/** OpenCC's conversion from traditional to simplified with its phrases, and a flag for each UTF-16 unit that it may change. */
export function phraseTables(): { convert: (text: string) => string; traditional: Uint8Array } {
  const variants = [TWVariants, HKVariants].map(dict => pairsOf(dict).map(([from, to]): Pair => [to, from]));
  const traditional = new Uint8Array(65536);
  for (const [from] of [...pairsOf(TSCharacters), ...variants.flat()]) traditional[from.charCodeAt(0)] = 1;
  return { convert: ConverterFactory([[TSPhrases, TSCharacters]]), traditional };
}
