import { Parser } from 'htmlparser2';
import { SourceError } from './record.js';

/** A stretch of text between two block borders (a paragraph, a heading, a line before `<br>`). */
export interface Block {
  readonly text: string;
  /** The element that holds it, e.g. `p`, `h1`, `div`. */
  readonly tag: string;
  /** The elements around it, outermost first, each a number of its own; without paragraphs and headings themselves. */
  readonly containers: readonly number[];
  /** UTF-16 units of the text that stand in links. */
  readonly linkUtf16: number;
  /** Which content zone it stands in (see `HtmlPage`), from 0; -1 for none. */
  readonly zone: number;
}

/** What an HTML text says, in its order; scripts, navigation and forms left out, entities decoded. */
export interface HtmlPage {
  readonly blocks: readonly Block[];
  /** `<meta>` by name or property in lower case; the first of a name wins. */
  readonly meta: ReadonlyMap<string, string>;
  readonly title: string;
  readonly canonical: string;
  readonly links: number;
  /** Articles as e-paper software marks them: between `enpcontent` comments, in `<founder-content>` or `itemprop="articleBody"`. */
  readonly zones: readonly Zone[];
}

export interface Zone {
  /** The fields of the `enpproperty` comment before it, by their names. */
  readonly properties: ReadonlyMap<string, string>;
  /** Whether it was marked, and not merely announced by its properties. */
  readonly marked: boolean;
}

/** Deeper than any page that a person made; a parser's work grows with it. */
const maxDepth = 1000;

const skippedTags = new Set(['script', 'style', 'noscript', 'template', 'svg', 'math', 'iframe', 'object', 'nav', 'aside', 'footer', 'form', 'select', 'button', 'textarea', 'audio', 'video', 'canvas', 'dialog']);
const blockTags = new Set(['address', 'article', 'blockquote', 'body', 'center', 'dd', 'details', 'div', 'dl', 'dt', 'fieldset', 'figcaption', 'figure', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6',
  'header', 'hr', 'html', 'li', 'main', 'ol', 'p', 'pre', 'section', 'summary', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul', 'founder-content', 'founder-title', 'founder-subtitle', 'founder-introtitle']);
const leafTags = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'hr']);
const neverSkipped = new Set(['html', 'body', 'main', 'article']);
const aside = /(^|[-_\s])(nav|navbar|menu|breadcrumbs?|footer|copyright|share|sharing|comments?|related|sidebar|toolbar|pagination|pager|advert|ads?)([-_\s]|$)/i;

export interface HtmlOptions {
  /** Line ends in the text mean line ends, an empty line a paragraph, as WordPress writes it. */
  readonly lineEnds?: boolean;
}

const isContainer = (tag: string): boolean => blockTags.has(tag) && !leafTags.has(tag);

interface OpenTag {
  readonly tag: string;
  readonly id: number;
  readonly skips: boolean;
  readonly zone: boolean;
}

/**
 * Reads an HTML text, or a piece of one, into its blocks.
 * @throws SourceError when it is nested deeper than 1,000 elements
 */
export function readHtml(html: string, options: HtmlOptions = {}): HtmlPage {
  const blocks: Block[] = [];
  const meta = new Map<string, string>();
  const zones: Zone[] = [];
  const open: OpenTag[] = [];
  let ids = 0;
  let skipping = 0;
  let linkDepth = 0;
  let links = 0;
  let zone = -1;
  let title = '';
  let canonical = '';
  let text = '';
  let linkUtf16 = 0;
  let announced: Map<string, string> | undefined;
  // The same list for all blocks of an element.
  let containers: readonly number[] = [];

  const flush = (): void => {
    for (const line of options.lineEnds === true ? text.split('\n') : [text]) {
      const plain = spaced(line);
      if (plain === '') continue;
      const holder = open.findLast(({ tag }) => blockTags.has(tag));
      blocks.push({ text: plain, tag: holder?.tag ?? '', containers, linkUtf16: Math.min(linkUtf16, plain.length), zone });
    }
    text = '';
    linkUtf16 = 0;
  };
  const openZone = (): void => {
    flush();
    if (zone >= 0) return;
    zones.push({ properties: announced ?? new Map(), marked: true });
    announced = undefined;
    zone = zones.length - 1;
  };
  const closeZone = (): void => {
    flush();
    zone = -1;
  };

  const parser = new Parser({
    onopentag(tag, attributes) {
      if (open.length >= maxDepth) throw new SourceError(`HTML is nested deeper than ${maxDepth} elements`);
      if (blockTags.has(tag)) flush();
      const isZone = zone < 0 && skipping === 0 && (tag === 'founder-content' || attributes['itemprop'] === 'articleBody');
      if (isZone) openZone();
      const skips = skippedTags.has(tag) || isHidden(attributes) || (zone < 0 && !neverSkipped.has(tag) && isAside(attributes));
      const id = ids++;
      open.push({ tag, id, skips, zone: isZone });
      if (isContainer(tag)) containers = [...containers, id];
      if (skips) skipping++;
      if (tag === 'br') {
        if (options.lineEnds === true) text += '\n';
        else flush();
      } else if (tag === 'a') {
        links++;
        linkDepth++;
      } else if (tag === 'area') links++;
      else if (tag === 'meta') {
        const name = (attributes['name'] ?? attributes['property'] ?? '').toLowerCase();
        const content = spaced(attributes['content'] ?? '');
        if (name !== '' && content !== '' && !meta.has(name)) meta.set(name, content);
      } else if (tag === 'link' && attributes['rel'] === 'canonical') canonical = attributes['href'] ?? '';
    },
    onclosetag(tag) {
      if (blockTags.has(tag)) flush();
      const closed = open.pop();
      if (isContainer(tag)) containers = containers.slice(0, -1);
      if (closed?.skips === true) skipping--;
      if (closed?.zone === true) closeZone();
      if (tag === 'a') linkDepth--;
    },
    ontext(data) {
      if (skipping > 0) return;
      if (open.at(-1)?.tag === 'title') {
        title += data;
        return;
      }
      text += collapsed(data);
      if (linkDepth > 0) linkUtf16 += data.trim().length;
    },
    oncomment(data) {
      const comment = data.trim();
      if (/^enpproperty\b/.test(comment)) {
        closeZone();
        if (announced) zones.push({ properties: announced, marked: false });
        announced = propertiesOf(comment);
      } else if (comment === 'enpcontent') openZone();
      else if (comment === '/enpcontent') closeZone();
    },
  });
  // In pieces, so that a page that is refused for its depth is not read to its end.
  for (let at = 0; at < html.length; at += 65_536) parser.write(html.slice(at, at + 65_536));
  parser.end();
  flush();
  if (announced) zones.push({ properties: announced, marked: false });
  return { blocks, meta, title: spaced(title), canonical, links, zones };
}

/** HTML, or a piece of it, as text: a line for each paragraph, nothing of scripts and navigation. */
export function htmlToText(html: string, options: HtmlOptions = {}): string {
  return readHtml(html, options).blocks.map(({ text }) => text).join('\n');
}

/** Runs of white space as one character, a line end where there was one. For the parser's pieces: a run of millions overflows a pattern. */
const collapsed = (piece: string): string => piece.replace(/[ \t\r\n\f\u00a0\u200b\ufeff]+/g, run => (/[\r\n]/.test(run) ? '\n' : ' '));

const fullWidth = String.raw`[\p{Script=Han}\u3001-\u303f\uff01-\uff60]`;
const wrapBetweenHan = new RegExp(`(?<=${fullWidth}) ?\n[ \n]{0,100}(?=${fullWidth})`, 'gu');

/** White space as a reader sees it: none at the ends (the indent of a paragraph), none for a line end between Han, else one space. */
function spaced(text: string): string {
  return collapsed(text.trim()).replace(wrapBetweenHan, '').replaceAll('\n', ' ').trim();
}

function isHidden(attributes: Readonly<Record<string, string>>): boolean {
  return 'hidden' in attributes || /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attributes['style'] ?? '') || attributes['role'] === 'navigation';
}

const isAside = (attributes: Readonly<Record<string, string>>): boolean => aside.test(attributes['class'] ?? '') || aside.test(attributes['id'] ?? '');

/** Properties are some lines; more is a comment that was never closed. */
const maxPropertiesUtf16 = 65_536;

/** `<title>…</title><subtitle><p>…</p></subtitle>…` of an `enpproperty` comment. */
function propertiesOf(comment: string): Map<string, string> {
  const properties = new Map<string, string>();
  const head = comment.slice(0, maxPropertiesUtf16);
  const opening = /<([a-z]+)>/g;
  const unclosed = new Set<string>();
  for (let found = opening.exec(head); found; found = opening.exec(head)) {
    const name = found[1] ?? '';
    const end = unclosed.has(name) ? -1 : head.indexOf(`</${name}>`, opening.lastIndex);
    if (end < 0) {
      unclosed.add(name);
      continue;
    }
    const text = htmlToText(head.slice(opening.lastIndex, end)).replaceAll('\n', ' ');
    if (text !== '') properties.set(name, text);
    opening.lastIndex = end;
  }
  return properties;
}
