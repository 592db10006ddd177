import { fold, originalEnd, originalStart, type Folded } from './fold.js';
import { piecesOf, runsOf, type Run } from './runs.js';
import { characterLengthUtf16, Digit, Han, Letter, Pictograph, scriptAt, scriptOfUnit } from './scripts.js';
import type { Cutter } from './segmenter.js';

/** Stands in a stream where something that is not indexed lies between two words: no phrase matches across it unless it has one there too. */
export const GAP = '\ue001';

/** A text cut into words: `words[i]` stands at the folded units `starts[i]` to `ends[i]`. */
export interface Words {
  readonly folded: Folded;
  readonly words: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Han words as a dictionary prints them (simplified, phrases heeded: 乾隆, not 干隆), for their pinyin; '' for other words. */
  readonly printed: readonly string[];
  /** The words inside of words of three and more characters, in no order that matters. */
  readonly subwords: readonly string[];
  readonly printedSubwords: readonly string[];
}

const kanaAndHangul = new Intl.Segmenter('ja', { granularity: 'word' });

/** Folds a text and cuts it into words and sub-words. Runs of Han go to the segmenter, letters and digits side by side are one word. */
export function cutWords(original: string, segmenter: Cutter, withSubwords = true): Words {
  return cutFolded(fold(original), runsOf, segmenter, withSubwords);
}

/** Cuts some runs of a folded text: see {@link cutWords}. */
export function cutFolded(folded: Folded, runsIn: (text: string) => Run[], segmenter: Cutter, withSubwords: boolean): Words {
  const { text } = folded;
  const runs = runsIn(text);
  const words: string[] = [], starts: number[] = [], ends: number[] = [], subwords: string[] = [], printed: string[] = [], printedSubwords: string[] = [];
  const han = runs.filter(run => run.script === Han);
  const cuts = han.length ? segmenter.cut(han.map(run => cuttable(folded, run))) : [];
  let next = 0;
  for (const run of runs) {
    if (run.script === Han) {
      let start = run.start;
      for (const simplified of cuts[next] ?? []) {
        const { length } = simplified;
        const end = start + length, word = text.slice(start, end);
        words.push(word);
        printed.push(simplified);
        starts.push(start);
        ends.push(end);
        if (withSubwords && length >= 3) {
          for (const [at, pieceLength] of segmenter.subwords(simplified)) {
            subwords.push(word.slice(at, at + pieceLength));
            printedSubwords.push(simplified.slice(at, at + pieceLength));
          }
        }
        start = end;
      }
      next++;
    } else if (run.script === Letter) {
      words.push(text.slice(run.start, run.end));
      printed.push('');
      starts.push(run.start);
      ends.push(run.end);
    } else {
      for (const { segment, index } of kanaAndHangul.segment(text.slice(run.start, run.end))) {
        words.push(segment);
        printed.push('');
        starts.push(run.start + index);
        ends.push(run.start + index + segment.length);
      }
    }
  }
  return { folded, words, printed, starts, ends, subwords, printedSubwords };
}

/** A cutter that has cut these texts' runs already, all at once: where the segmenter is another thread's, each time of asking is a wait. */
export function cutAhead(texts: readonly string[], segmenter: Cutter): Cutter {
  const runs = [...new Set(texts.flatMap(text => {
    const folded = fold(text);
    return runsOf(folded.text).filter(run => run.script === Han).map(run => cuttable(folded, run));
  }))];
  const cuts = runs.length ? segmenter.cut(runs) : [], known = new Map(runs.map((run, i) => [run, cuts[i] ?? []]));
  return { ...segmenter, cut: given => given.every(run => known.has(run)) ? given.map(run => known.get(run) ?? []) : segmenter.cut(given) };
}

/** The run as printed where it is as long as its folded form (so that traditional phrases can be seen), else folded. */
export function cuttable(folded: Folded, run: Run): string {
  const printed = folded.original.slice(originalStart(folded, run.start), originalEnd(folded, run.end));
  return printed.length === run.end - run.start ? printed : folded.text.slice(run.start, run.end);
}

/**
 * The words in order, with a {@link GAP} beside single characters that do not touch their neighbour: only these count side by side.
 */
export function wordStream({ words, starts, ends }: Words): string[] {
  const stream: string[] = [];
  let afterSingle = false, end = -1;
  words.forEach((word, i) => {
    const isSingle = word.length === 1;
    if (i > 0 && starts[i] !== end && (isSingle || afterSingle)) stream.push(GAP);
    stream.push(word);
    afterSingle = isSingle;
    end = ends[i] as number;
  });
  return stream;
}

/** A token of the character stream: a Han, kana or Hangul character, letters or digits side by side, a pictograph, or a {@link GAP}. */
export interface CharacterToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The character stream of a folded text; gaps only between tokens. */
export function characterTokens(text: string): CharacterToken[] {
  const tokens: CharacterToken[] = [];
  const push = (start: number, end: number) => tokens.push({ text: text.slice(start, end), start, end });
  let end = 0;
  const gapBefore = (start: number) => {
    if (tokens.length && start > end) tokens.push({ text: GAP, start: end, end: start });
    for (let i = end; i < start; i += characterLengthUtf16(text, i))
      if (scriptAt(text, i) === Pictograph) push(i, i + characterLengthUtf16(text, i));
  };
  for (const run of runsOf(text)) {
    gapBefore(run.start);
    if (run.script === Letter) for (const [from, to] of piecesOf(text, run)) push(from, to);
    else for (let i = run.start; i < run.end; i += characterLengthUtf16(text, i)) push(i, i + characterLengthUtf16(text, i));
    end = run.end;
  }
  gapBefore(text.length);
  while (tokens.at(-1)?.text === GAP) tokens.pop();
  return tokens;
}

/** The character stream as one text, tokens set apart by spaces: what {@link characterTokens} gives, made for speed. */
export function characterStream(text: string): string {
  if (needsTokens.test(text)) return characterTokens(text).map(token => token.text).join(' ');
  const out = new Uint16Array(text.length * 2 + 2);
  let length = 0, before = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i), script = scriptOfUnit[unit] as number;
    if (script === 0) {
      before = -1;
      continue;
    }
    if (length > 0 && before === -1) {
      out[length++] = space;
      out[length++] = gapUnit;
    }
    // Letters and digits side by side are one token each; every other character is one by itself.
    if (length > 0 && !(before === script && (script === Letter || script === Digit))) out[length++] = space;
    out[length++] = unit;
    before = script;
  }
  return Buffer.from(out.buffer, 0, length * 2).toString('utf16le');
}

const space = 0x20, gapUnit = GAP.charCodeAt(0);
/** What is rare and wants care: characters beyond the BMP, and pictographs. */
const needsTokens = /[\u{10000}-\u{10ffff}\ud800-\udfff]|\p{Extended_Pictographic}/u;
