import { foldText } from '../text/fold.js';

/** What the second look knows of a query. */
export interface LookQuery {
  /** The wanted words in order, folded, each with the share of the query's weight that it carries (together 1). */
  readonly words: readonly LookWord[];
  /** The wanted terms as typed, folded, without spaces. */
  readonly whole: string;
}

export interface LookWord { readonly text: string; readonly weight: number }

/** The texts of a candidate. */
export interface LookTexts {
  readonly title: string;
  readonly subtitle: string;
  readonly body: string;
}

/** What is seen of a candidate, each between 0 and 1: described at the weights. */
export interface LookFeatures {
  readonly words: number;
  readonly pairs: number;
  readonly met: number;
  readonly bm25: number;
  readonly sentence: number;
  readonly window: number;
  readonly titleOrder: number;
  readonly titleAll: number;
  readonly titleShare: number;
  readonly titleNeighbours: number;
  readonly bodyNeighbours: number;
  readonly titleWhole: number;
  readonly bodyWhole: number;
  readonly titleExact: number;
}

const mostBodyUtf16 = 20_000, mostCounted = 50, mostSentences = 400;
const k1 = 1.2, b = 0.75, averageBodyUtf16 = 500, titleFactor = 8;
/** A word that far into the body is met half as well as one in the title. */
const halfMetUtf16 = 100;

/**
 * Makes what sees one query's features in articles.
 * @returns a pure function of an article's texts; the same for all engines
 */
export function lookFor(query: LookQuery): (texts: LookTexts) => LookFeatures {
  const pairs = characterPairs(query);
  return texts => featuresOf(query, pairs, texts);
}

/** Two neighbouring characters of the query; the word or words that they stand in, by number; and their share of the weight. */
interface CharacterPair { readonly text: string; readonly first: number; readonly last: number; readonly weight: number }

/** Every word's weight is spread over its pairs; a pair across two words weighs half of what one inside of them does. */
function characterPairs({ words, whole }: LookQuery): CharacterPair[] {
  const pairs = new Map<string, CharacterPair>();
  const add = (text: string, first: number, last: number, weight: number) => {
    if ((pairs.get(text)?.weight ?? 0) < weight) pairs.set(text, { text, first, last, weight });
  };
  const each = words.map(({ text, weight }) => weight / Math.max(1, text.length - 1));
  words.forEach(({ text }, i) => {
    for (let at = 0; at + 1 < text.length; at++) add(text.slice(at, at + 2), i, i, each[i] as number);
    const next = words[i + 1];
    const across = next ? `${text.at(-1)}${next.text[0]}` : '';
    if (across && whole.includes(across)) add(across, i, i + 1, ((each[i] as number) + (each[i + 1] as number)) / 4);
  });
  const sum = [...pairs.values()].reduce((before, { weight }) => before + weight, 0) || 1;
  return [...pairs.values()].map(pair => ({ ...pair, weight: pair.weight / sum }));
}

/** Where a word of the query stands. */
interface Places { readonly titles: number; readonly bodies: readonly number[] }

function featuresOf(query: LookQuery, pairs: readonly CharacterPair[], texts: LookTexts): LookFeatures {
  const title = foldText(texts.title), headline = texts.subtitle ? `${title}\n${foldText(texts.subtitle)}` : title, body = foldText(texts.body.slice(0, mostBodyUtf16));
  const { words, whole } = query;
  const found = new Map<string, Places>();
  const places = words.map(({ text }) => {
    let at = found.get(text);
    if (!at) found.set(text, at = { titles: placesOf(headline, text).length, bodies: placesOf(body, text) });
    return at;
  });
  const norm = k1 * (1 - b + b * body.length / averageBodyUtf16);
  let stands = 0, met = 0, bm25 = 0, inOrder = 0, inTitle = 0, titleUtf16 = 0, behind = 0;
  places.forEach(({ titles, bodies }, i) => {
    const { text, weight } = words[i] as LookWord;
    const [first] = bodies;
    if (titles || first !== undefined) stands += weight;
    if (titles) {
      inTitle += weight;
      titleUtf16 += text.length;
      const next = headline.indexOf(text, behind);
      if (next >= 0) {
        inOrder += weight;
        behind = next + text.length;
      }
      met += weight;
    } else if (first !== undefined) met += weight / (1 + first / halfMetUtf16);
    const frequency = titleFactor * titles + bodies.length;
    bm25 += weight * frequency / (frequency + norm);
  });
  const neighbours = neighboursIn(query, places, headline, body);
  let paired = 0;
  // Inside of a word that stands there, its pairs do too.
  for (const { text, first, last, weight } of pairs)
    if ((first === last && stand(places[first])) || headline.includes(text) || body.includes(text)) paired += weight;
  return {
    words: stands, pairs: pairs.length ? paired : stands, met, bm25,
    sentence: bestSentence(words, places, body), window: smallestWindow(query, places),
    titleOrder: inOrder, titleAll: words.length > 0 && places.every(({ titles }) => titles > 0) ? 1 : 0, titleShare: title.length ? Math.min(1, titleUtf16 / title.length) : 0,
    titleNeighbours: neighbours ? neighbours.title : inTitle, bodyNeighbours: neighbours ? neighbours.body : sum(words.filter((_, i) => places[i]?.bodies.length)),
    titleWhole: headline.includes(whole) ? 1 : 0, bodyWhole: body.includes(whole) ? 1 : 0, titleExact: title === whole ? 1 : 0,
  };
}

const stand = (places: Places | undefined): boolean => places !== undefined && (places.titles > 0 || places.bodies.length > 0);

const sum = (words: readonly LookWord[]): number => words.reduce((before, { weight }) => before + weight, 0);

function placesOf(text: string, word: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(word); at >= 0 && places.length < mostCounted; at = text.indexOf(word, at + word.length)) places.push(at);
  return places;
}

/** Which share of the query's neighbouring words stand side by side, in order; null for a single word. */
function neighboursIn({ words }: LookQuery, places: readonly Places[], headline: string, body: string): { title: number; body: number } | null {
  let title = 0, inBody = 0, all = 0;
  for (let i = 1; i < words.length; i++) {
    const before = words[i - 1] as LookWord, word = words[i] as LookWord, text = before.text + word.text, weight = before.weight + word.weight;
    all += weight;
    if (places[i]?.titles && headline.includes(text)) title += weight;
    if (places[i]?.bodies.length && body.includes(text)) inBody += weight;
  }
  return all ? { title: title / all, body: inBody / all } : null;
}

const sentenceEnd = /[。!?\n]/g;

/** Of the sentence that says the most: the square of the query's share that stands there, times how much of the sentence this is. */
function bestSentence(words: readonly LookWord[], places: readonly Places[], body: string): number {
  const ends: number[] = [];
  for (const { index } of body.matchAll(sentenceEnd)) {
    ends.push(index);
    if (ends.length >= mostSentences) break;
  }
  ends.push(body.length);
  const weights = new Float64Array(ends.length), lengths = new Float64Array(ends.length);
  places.forEach(({ bodies }, i) => {
    const { text, weight } = words[i] as LookWord;
    let sentence = 0, last = -1;
    for (const at of bodies) {
      while ((ends[sentence] as number) < at) sentence++;
      if (sentence === last) continue;
      weights[sentence] = (weights[sentence] as number) + weight;
      lengths[sentence] = (lengths[sentence] as number) + text.length;
      last = sentence;
    }
  });
  let best = 0;
  ends.forEach((end, i) => {
    const weight = weights[i] as number, length = end - (i ? (ends[i - 1] as number) + 1 : 0);
    if (weight) best = Math.max(best, weight * weight * Math.min(1, (lengths[i] as number) / length));
  });
  return Math.min(1, best);
}

/** The share of the query in the body, times how much of the smallest stretch with all of it the query would fill. */
function smallestWindow({ words, whole }: LookQuery, places: readonly Places[]): number {
  const standing = words.flatMap((word, i) => places[i]?.bodies.length ? [{ word, bodies: (places[i]).bodies }] : []);
  const share = sum(standing.map(({ word }) => word));
  if (standing.length < 2) return share / 2;
  const occurrences = standing.flatMap(({ bodies }, i) => bodies.map(at => ({ at, i }))).sort((x, y) => x.at - y.at);
  const counts = new Uint16Array(standing.length);
  let have = 0, left = 0, smallest = Infinity;
  for (const { at, i } of occurrences) {
    if (counts[i] === 0) have++;
    counts[i] = (counts[i] as number) + 1;
    const end = at + (standing[i]?.word.text.length ?? 0);
    while (have === standing.length) {
      const first = occurrences[left++] as { at: number; i: number };
      smallest = Math.min(smallest, end - first.at);
      counts[first.i] = (counts[first.i] as number) - 1;
      if (counts[first.i] === 0) have--;
    }
  }
  return share * Math.min(1, whole.length / smallest);
}
