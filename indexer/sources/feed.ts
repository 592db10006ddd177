import { bylineOf, present } from './html.js';
import { htmlToText } from './htmlBlocks.js';
import { maxRecordBytes, type Input, type RawArticle, type Source, type SourceItem, type SourceOptions } from './record.js';
import { XmlItems, type XmlChild, type XmlItem } from './xml.js';

const isWxr = (text: string): boolean => /xmlns:wp\s*=\s*["']http:\/\/wordpress\.org\/export\//.test(text);

/** RSS 0.9–2.0 and Atom: every item an article, its text reduced from HTML, its id the feed's own. */
export const feedSource: Source = {
  kind: 'feed',

  recognise: input => (/<(rss|rdf:RDF|feed)[\s>]/.test(withoutProlog(input.headText)) ? (isWxr(input.headText) ? 0.8 : 1) : 0),

  async *read(input: Input, options: SourceOptions): AsyncGenerator<SourceItem> {
    const items = new XmlItems(['item', 'entry'], maxRecordBytes(options));
    for await (const item of itemsOf(items, input)) {
      if ('rejected' in item || 'warning' in item) yield item;
      else yield { article: articleOf(item, options.publication ?? items.channelTitle.trim()), origin: { file: input.name, line: item.line } };
    }
  },
};

/** WordPress's own export (WXR): published posts and pages. Drafts, attachments and menus are passed over, and counted in a warning. */
export const wxrSource: Source = {
  kind: 'wxr',

  recognise: input => (/<rss[\s>]/.test(withoutProlog(input.headText)) && isWxr(input.headText) ? 1 : 0),

  async *read(input: Input, options: SourceOptions): AsyncGenerator<SourceItem> {
    const items = new XmlItems(['item'], maxRecordBytes(options));
    const passedOver = new Map<string, number>();
    for await (const item of itemsOf(items, input)) {
      if ('rejected' in item || 'warning' in item) {
        yield item;
        continue;
      }
      const type = first(item, 'wp:post_type')?.text ?? 'post';
      const status = first(item, 'wp:status')?.text ?? 'publish';
      if ((type !== 'post' && type !== 'page') || status !== 'publish' || first(item, 'wp:post_password')?.text) {
        const what = type === 'post' || type === 'page' ? `${type} (${status === 'publish' ? 'with password' : status})` : type;
        passedOver.set(what, (passedOver.get(what) ?? 0) + 1);
        continue;
      }
      yield { article: postOf(item, options.publication ?? items.channelTitle.trim()), origin: { file: input.name, line: item.line } };
    }
    if (passedOver.size > 0) {
      const counts = [...passedOver].map(([what, count]) => `${count} ${what}`).join(', ');
      yield { warning: `passed over, not published text: ${counts}`, origin: { file: input.name } };
    }
  },
};

async function* itemsOf(items: XmlItems, input: Input): AsyncGenerator<XmlItem | Exclude<SourceItem, { article: unknown }>> {
  let badPlaces = 0;
  for await (const { item, fault } of items.read(input.text())) {
    if (fault) yield { warning: `not well-formed XML (${fault.message}); read on as far as it goes`, origin: { file: input.name, line: fault.line } };
    if (!item) continue;
    const damaged = input.badPlaces > badPlaces && [...item.children.values()].flat().some(({ text }) => text.includes('\ufffd'));
    if (damaged) {
      badPlaces = input.badPlaces;
      yield { rejected: `item holds bytes that are not ${input.encoding}`, origin: { file: input.name, line: item.line } };
    } else yield item;
  }
}

function articleOf(item: XmlItem, publication: string): RawArticle {
  const text = (...names: string[]): string | undefined => names.map(name => first(item, name)?.text.trim()).find(value => value !== undefined && value !== '');
  const bodies = ['content:encoded', 'content', 'description', 'summary'].map(name => first(item, name)).filter(child => child !== undefined);
  const body = bodies.map(bodyText).find(value => value !== '');
  const title = first(item, 'title');
  const names = (item.children.get('author') ?? []).map(({ text: author, markup }) => (markup ? (/<name>(.*?)<\/name>/s.exec(author)?.[1] ?? '') : author.replace(/^\S+@\S+\s*\((.*)\)$/, '$1')));
  return present({
    id: text('guid', 'id'),
    title: title && bodyText(title).replaceAll('\n', ' '),
    body,
    ...bylineOf(text('dc:creator') ?? names.map(name => name.trim()).filter(name => name !== '').join('、')),
    date: text('pubDate', 'dc:date', 'published', 'updated', 'date'),
    url: linkOf(item),
    tags: categoriesOf(item, () => true),
    publication,
  });
}

function postOf(item: XmlItem, publication: string): RawArticle {
  const content = (first(item, 'content:encoded')?.text ?? '')
    .replace(/\[(caption|gallery|audio|video|playlist|embed)\b[^\][]{0,2000}\](?:[\s\S]{0,5000}?\[\/\1\])?/g, '')
    .replace(/\[\/?[a-z][a-z0-9_-]*(?:\s+[a-z_-]+=(?:"[^"]*"|'[^']*'|[^\]\s]+))*\s*\/?\]/g, '');
  const date = first(item, 'wp:post_date')?.text.trim();
  return present({
    ...articleOf(item, publication),
    body: htmlToText(content, { lineEnds: true }),
    // A draft that was never dated has zeros here; published posts have the site's own day, which pubDate may not be.
    ...(date !== undefined && !date.startsWith('0000') && { date }),
    section: categoriesOf(item, ({ domain }) => domain === 'category')?.[0],
    tags: categoriesOf(item, ({ domain }) => domain === 'post_tag'),
  });
}

const first = (item: XmlItem, name: string): XmlChild | undefined => item.children.get(name)?.[0];

/** HTML by its nature or by the feed's word; Atom's plain text is kept as it stands. */
function bodyText({ text, attributes, markup }: XmlChild): string {
  if (attributes['type'] === 'text' && !markup) return text.trim();
  // Plain text has line ends where HTML would have elements.
  return htmlToText(text, { lineEnds: !/<(p|br|div|table|li)[\s/>]/i.test(text) });
}

function linkOf(item: XmlItem): string | undefined {
  const links = item.children.get('link') ?? [];
  const atom = links.find(({ attributes }) => attributes['href'] !== undefined && (attributes['rel'] ?? 'alternate') === 'alternate');
  return atom?.attributes['href'] ?? (links[0]?.text.trim() || undefined);
}

function categoriesOf(item: XmlItem, wanted: (attributes: Readonly<Record<string, string>>) => boolean): string[] | undefined {
  const names = [...(item.children.get('category') ?? []), ...(item.children.get('dc:subject') ?? [])].filter(({ attributes }) => wanted(attributes))
    .map(({ text, attributes }) => text.trim() || (attributes['label'] ?? attributes['term'] ?? '')).filter(name => name !== '');
  return names.length > 0 ? [...new Set(names)] : undefined;
}

const withoutProlog = (text: string): string => text.trimStart().replace(/^(<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>[]*(\[[^\]]*\])?>|\s)+/gis, '').slice(0, 2000);
