import { parseBylineLine } from '../clip/byline.js';
import { readHtml, type Block, type HtmlPage, type Zone } from './htmlBlocks.js';
import { wholeText } from './page.js';
import type { Input, RawArticle, Source, SourceItem, SourceOptions } from './record.js';

/** A body shorter than this, found without any mark, is taken for navigation. */
const minGuessedChars = 60;

/**
 * Saved web pages: articles of digital newspapers (`enpproperty` and `enpcontent` comments, `<founder-content>`), and any page with
 * one article in it. Nothing is fetched. A page that only lists articles is passed over with a warning.
 */
export const htmlSource: Source = {
  kind: 'html',

  recognise(input) {
    const text = input.headText.trimStart();
    if (/^<(!doctype html|html[\s>])/i.test(text.replace(/^(<\?xml[^>]*>|<!--.*?-->|\s)+/is, ''))) return 1;
    if (/<!--\s*enp(property|content)|<founder-content/.test(text)) return 0.95;
    const named = ['html', 'htm', 'xhtml', 'shtml'].includes(input.extension);
    return /^<[a-z!]/i.test(text) && /<(head|body|div|p|br|table|meta)[\s/>]/i.test(text) ? (named ? 0.9 : 0.6) : named ? 0.5 : 0;
  },

  async *read(input: Input, options: SourceOptions): AsyncGenerator<SourceItem> {
    const text = await wholeText(input, options);
    const origin = { file: input.name };
    if (text.trim() === '') {
      yield { rejected: 'empty page', origin };
      return;
    }
    if (input.badPlaces > 0) yield { warning: `${input.badPlaces} places are not ${input.encoding} and were replaced by �`, origin };
    const page = readHtml(text);
    const articles = articlesOf(page, input.name, options);
    if (articles.length === 0) yield { warning: `passed over: no article found (${page.links} links, an index page perhaps)`, origin };
    for (const { article, confidence } of articles) {
      yield { article, origin: { ...origin, ...(typeof article['page'] === 'string' && { page: article['page'] }) }, ...(confidence !== undefined && { confidence }) };
    }
  },
};

interface Found {
  readonly article: RawArticle;
  readonly confidence?: number;
}

function articlesOf(page: HtmlPage, name: string, options: SourceOptions): Found[] {
  const marked = page.zones.flatMap((zone, index) => {
    const body = page.blocks.filter(block => block.zone === index);
    return zone.marked && body.length > 0 ? [{ zone, body }] : [];
  });
  if (marked.length > 0) return marked.map(({ zone, body }) => ({ article: articleOf(page, zone, body, name, options) }));
  const body = densest(page.blocks);
  const chars = body.reduce((sum, { text }) => sum + text.length, 0);
  if (chars < minGuessedChars) return [];
  return [{ article: articleOf(page, page.zones[0], body, name, options), confidence: 0.6 }];
}

function articleOf(page: HtmlPage, zone: Zone | undefined, zoneBlocks: readonly Block[], name: string, options: SourceOptions): RawArticle {
  const { meta } = page;
  const property = (key: string): string | undefined => zone?.properties.get(key);
  const outside = page.blocks.filter(({ zone: z }) => z < 0);
  const heading = [...outside, ...zoneBlocks].find(({ tag }) => tag === 'h1' || tag === 'founder-title')?.text;
  const title = property('title') ?? meta.get('og:title') ?? heading ?? siteless(page.title);
  const subtitle = property('subtitle') ?? outside.find(({ tag }) => tag === 'founder-subtitle')?.text;
  const kicker = property('introtitle') ?? outside.find(({ tag }) => tag === 'founder-introtitle')?.text;
  // E-papers repeat the headlines at the beginning of what they mark as content.
  const heads = new Set([title, subtitle, kicker]);
  const body = zoneBlocks.filter(({ text }, i) => !(i < 4 && heads.has(text)));
  const place = placeOf([property('nodename') ?? '', ...outside.map(({ text }) => text)]);
  const author = property('author') ?? meta.get('author');
  return present({
    title, kicker, subtitle,
    ...bylineOf(author),
    body: body.map(({ text }) => text).join('\n'),
    publication: options.publication ?? meta.get('og:site_name'),
    date: property('date') ?? meta.get('article:published_time') ?? meta.get('publishdate') ?? meta.get('pubdate') ?? dateInPath(name),
    page: place?.page,
    section: place?.section ?? (place === undefined ? property('nodename') : undefined),
    tags: property('keyword'),
    url: page.canonical || meta.get('og:url'),
    articleid: property('articleid'),
  });
}

/** A byline as printed and the names in it; what is no byline is one name or several. */
export function bylineOf(author: string | undefined): RawArticle {
  if (author === undefined || author === '') return {};
  const parsed = parseBylineLine(author);
  if (!parsed) return { authors: author };
  return { ...(parsed.strength > 1 && { byline: author }), ...(parsed.authors.length > 0 && { authors: parsed.authors }) };
}

/** Only fields with a value. */
export function present(fields: RawArticle): RawArticle {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}

/** A page's title without the site's name behind it. */
const siteless = (title: string): string => title.replace(/\s*[-_|–—]+\s*[^-_|–—]{2,20}$/, '') || title;

/** `第03版：要闻` where it stands alone. */
function placeOf(texts: readonly string[]): { page: string; section?: string } | undefined {
  for (const text of texts) {
    const [, page, section] = /^第?\s*([A-Za-z]?\d{1,3})\s*版\s*[：:\s]?\s*(\S{0,12})$/.exec(text) ?? [];
    if (page !== undefined) return { page, ...(section && { section }) };
  }
  return undefined;
}

/** `html/2025-03/01/content_5.htm`, `nw.D110_20250301_2-01.htm`. */
function dateInPath(name: string): string | undefined {
  const [, year, month, day] = /(?<!\d)((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?!\d)/.exec(name) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}

/** The blocks of the element that holds most running text: paragraphs count, links count against it. */
function densest(blocks: readonly Block[]): Block[] {
  const scores = new Map<number, number>();
  for (const { text, tag, containers, linkUtf16 } of blocks) {
    if (/^h\d$/.test(tag)) continue;
    const worth = (text.length - 2 * linkUtf16) * (/[。！？!?…”」.]$/.test(text) ? 1 : 0.3);
    const [holder, above] = [containers.at(-1), containers.at(-2)];
    if (holder !== undefined) scores.set(holder, (scores.get(holder) ?? 0) + worth);
    if (above !== undefined) scores.set(above, (scores.get(above) ?? 0) + worth * 0.6);
  }
  let best: number | undefined;
  for (const [container, score] of scores) if (score > (best === undefined ? 0 : (scores.get(best) ?? 0))) best = container;
  const chosen = best;
  if (chosen === undefined) return blocks.filter(({ tag, linkUtf16, text }) => tag === '' && linkUtf16 * 2 < text.length);
  return blocks.filter(({ containers, linkUtf16, text, tag }) => containers.includes(chosen) && linkUtf16 * 2 < text.length && tag !== 'h1');
}
