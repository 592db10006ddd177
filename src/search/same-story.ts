import { foldText } from '../text/fold.js';
import { comparedText } from '../text/sketch.js';

/** What of an article says whether it is another one's copy. */
export interface StoryTexts {
  readonly title: string;
  readonly body: string;
  /** ISO, or ''. */
  readonly date: string;
}

/** An article made ready for {@link isSameStory}. */
export interface Story {
  /** Folded, without punctuation. */
  readonly title: string;
  readonly body: string;
  readonly numbers: Numbers;
  readonly titleNumbers: Numbers;
  /** NaN where there is none. */
  readonly day: number;
}

/** Each number, and how often it stands there. */
type Numbers = ReadonlyMap<string, number>;

/** Of the longer body, this much must stand in the other one too; what both have and the other has not is at most so much. */
const leastShared = 0.75, mostAsideShare = 0.1;
/** What is exchanged costs the square of its length: a word of two characters four, a name of three nine. So much for each character of the body, within bounds. */
const exchangeShare = 0.03, leastExchange = 8, mostExchange = 32;
/** What comes again after a longer time is said anew, unless no character differs. */
const mostDaysApart = 31;
/** So many characters alike end a stretch in which two texts differ. */
const anchorUtf16 = 4;
/** Two changes close together are one difference; in longer ones nothing is looked for that is shared. */
const longestCompared = 16;
const dayMs = 86_400_000, mostBodyUtf16 = 20_000;

export function storyOf({ title, body, date }: StoryTexts): Story {
  const foldedTitle = foldText(title), foldedBody = foldText(body.slice(0, mostBodyUtf16));
  return {
    title: comparedText(foldedTitle), body: comparedText(foldedBody), numbers: numbersIn(foldedBody), titleNumbers: numbersIn(foldedTitle),
    day: Date.parse(date.slice(0, 10)) / dayMs,
  };
}

/**
 * Whether two articles are the same story set twice: one may have a dateline, a sentence or a paragraph more, other punctuation, a few characters exchanged.
 * Forms filled in twice are not: a number, or a name that stands in several places or in the title, is another one there.
 * Articles that a reader would call the same may be taken for different ones, rather than the other way round.
 */
export function isSameStory(a: Story, b: Story): boolean {
  if (haveOtherNumbers(a.titleNumbers, b.titleNumbers) && masked(a.title) === masked(b.title)) return false;
  if (haveOtherNumbers(a.numbers, b.numbers)) return false;
  if (a.body === b.body) return true;
  if (Math.abs(a.day - b.day) > mostDaysApart) return false;
  const longer = Math.max(a.body.length, b.body.length);
  if (Math.min(a.body.length, b.body.length) < longer * leastShared) return false;
  let costLeft = Math.min(mostExchange, Math.max(leastExchange, longer * exchangeShare)), onlyA = 0, onlyB = 0;
  const exchanged = new Set<string>();
  return eachDifference(a.body, b.body, (inA, inB) => {
    onlyA += inA.length;
    onlyB += inB.length;
    const shared = sharedUtf16(inA, inB);
    if (shared < Math.min(inA.length, inB.length)) {
      const exchange = `${inA} ${inB}`;
      if (exchanged.has(exchange) || tells(inA, a.title, b.title) && tells(inB, b.title, a.title)) return false;
      exchanged.add(exchange);
      costLeft -= (Math.max(inA.length, inB.length) - shared) ** 2;
    }
    return costLeft >= 0 && Math.max(onlyA, onlyB) <= longer * (1 - leastShared) && Math.min(onlyA, onlyB) <= longer * mostAsideShare;
  });
}

/** How many characters two short stretches have in common, in order. */
function sharedUtf16(a: string, b: string): number {
  if (!a || !b || a.length > longestCompared || b.length > longestCompared) return 0;
  let before = new Uint8Array(b.length + 1);
  for (const character of a) {
    const row = new Uint8Array(b.length + 1);
    for (let j = 1; j <= b.length; j++) row[j] = character === b[j - 1] ? (before[j - 1] as number) + 1 : Math.max(before[j] as number, row[j - 1] as number);
    before = row;
  }
  return before[b.length] as number;
}

/** Whether a text stands in one title and not in the other. */
const tells = (text: string, title: string, other: string): boolean => title.includes(text) && !other.includes(text);

const number = /[0-9]+(?:[.,][0-9]+)*|[〇零一二三四五六七八九十百千万亿]+/g;

function numbersIn(folded: string): Numbers {
  const numbers = new Map<string, number>();
  for (const [text] of folded.matchAll(number)) {
    const plain = text.replaceAll(',', '');
    numbers.set(plain, (numbers.get(plain) ?? 0) + 1);
  }
  return numbers;
}

const masked = (title: string): string => title.replace(number, '0');

/** Whether each has a number that the other has not: what is only longer has more numbers, but none in place of another. */
const haveOtherNumbers = (a: Numbers, b: Numbers): boolean => hasMore(a, b) && hasMore(b, a);

function hasMore(a: Numbers, b: Numbers): boolean {
  for (const [text, times] of a) if (times > (b.get(text) ?? 0)) return true;
  return false;
}

/**
 * Goes through two texts from the beginning, from each difference to the nearest place where they are alike again.
 * @param see is told what stands only in the one and only in the other; false ends it
 * @returns whether `see` always said true
 */
function eachDifference(a: string, b: string, see: (inA: string, inB: string) => boolean): boolean {
  let endA = a.length, endB = b.length;
  while (endA > 0 && endB > 0 && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  for (let i = 0, j = 0; ;) {
    while (i < endA && j < endB && a[i] === b[j]) [i, j] = [i + 1, j + 1];
    if (i === endA && j === endB) return true;
    let [toA, toB] = [endA, endB];
    for (let at = i; at + anchorUtf16 <= endA && at - i < toA - i + toB - j; at++) {
      const found = b.indexOf(a.slice(at, at + anchorUtf16), j);
      if (found >= 0 && found + anchorUtf16 <= endB && at + found < toA + toB) [toA, toB] = [at, found];
    }
    if (!see(a.slice(i, toA), b.slice(j, toB))) return false;
    [i, j] = [toA, toB];
  }
}
