import type { IndexFields } from '../../config/fields.js';
import { characterTokens } from '../text/analyze.js';
import { fold, foldText } from '../text/fold.js';
import { markHtml, originalSpans } from '../text/marks.js';
import { exactSpans } from '../text/substring.js';
import { isText } from './answer.js';
import { mayBePinyin, textsOfPinyin } from './pinyin-terms.js';
import type { Searcher } from './searcher.js';

export interface Suggestion {
  readonly text: string;
  /** HTML in which the only tag is `<mark>`. */
  readonly marked: string;
  readonly kind: 'title' | 'word' | 'author' | 'section';
  /** In how many articles. */
  readonly count: number;
}

/** Typed texts longer than this are no beginnings of anything. */
const mostCharacters = 40;
const readingsTried = 4, titlesOfText = 4, titlesLookedAt = 20;
/** Titles are looked for by what was typed and by its likeliest reading. */
const titlesOfReadings = 2;

/**
 * What someone who has typed this far may mean: words, titles, authors and sections that begin with it (titles that contain it); pinyin and
 * initials are read as words that occur. Closest first, then most frequent.
 */
export async function suggest(searcher: Searcher, q: string, limit: number): Promise<Suggestion[]> {
  const { engine, fields } = searcher;
  const typed = q.replace(/\s+/g, ' ').trim();
  const folded = foldText(typed);
  if (!folded || folded.length > mostCharacters || !characterTokens(folded).length) return [];
  const texts = [{ text: typed, far: 0 }];
  if (mayBePinyin(folded.replace(/ /g, ''))) (await textsOfPinyin(typed, engine)).slice(0, readingsTried).forEach((text, i) => texts.push({ text, far: i + 1 }));
  const found: (Suggestion & { readonly far: number })[] = [];
  for (const { text, far } of texts) {
    const key = foldText(text);
    const words = await engine.vocabulary({ by: 'word', keys: [key], beginning: true }, limit * 2);
    for (const { word, printed, count } of words) {
      if ([...word].length < 2) continue;
      found.push({ text: printed, marked: marked(printed, key), kind: 'word', count, far: far + (word === key ? 0 : printed.startsWith(text) ? 0.3 : 0.5) });
    }
    for (const [kind, field] of facetFields(fields))
      for (const { value, count } of await engine.values(field, text, null, limit)) found.push({ text: value, marked: marked(value, key), kind, count, far: far + 0.1 });
    if (far < titlesOfReadings) for (const title of await titles(searcher, key)) found.push({ text: title, marked: marked(title, key), kind: 'title', count: 1, far: far + (foldText(title).startsWith(key) ? 0.4 : 0.6) });
  }
  const seen = new Set<string>();
  return found.sort((a, b) => a.far - b.far || b.count - a.count)
    .filter(({ text, kind }) => !seen.has(`${kind} ${foldText(text)}`) && seen.add(`${kind} ${foldText(text)}`))
    .slice(0, limit).map(({ text, marked: html, kind, count }) => ({ text, marked: html, kind, count }));
}

/** Lists of names are authors, single text facets are sections. */
const facetFields = ({ fields }: IndexFields): ['author' | 'section', string][] =>
  fields.filter(f => f.facet && isText(f)).map(f => [f.kind === 'texts' ? 'author' : 'section', f.name]);

async function titles({ engine, fields }: Searcher, key: string): Promise<string[]> {
  const tokens = characterTokens(key).map(token => token.text);
  const { candidates } = await engine.search({
    tiers: [{ tier: 'substring', condition: { kind: 'characters', tokens, prefix: true, fields: [fields.titleField] } }],
    filter: null, sort: null, offset: 0, limit: titlesLookedAt, facets: [], anyWillDo: true,
  });
  const begins = (title: string) => Number(foldText(title).startsWith(key));
  return candidates.map(({ article }) => article[fields.titleField]).filter(title => typeof title === 'string')
    .sort((a, b) => begins(b) - begins(a) || a.length - b.length).slice(0, titlesOfText);
}

function marked(text: string, key: string): string {
  const folded = fold(text);
  return markHtml(text, originalSpans(folded, exactSpans(folded.text, characterTokens(key).map(token => token.text), true)));
}
