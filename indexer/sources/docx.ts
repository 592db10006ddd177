import { SaxesParser } from 'saxes';
import { parseBylineLine } from '../clip/byline.js';
import { isZip, openArchive, type Archive } from './archive.js';
import { StreamDecoder } from './decode.js';
import { present } from './html.js';
import { maxRecordBytes, sizeText, SourceError, type Input, type RawArticle, type Source, type SourceItem, type SourceOptions } from './record.js';

export const docxMember = 'word/document.xml';
const maxDepth = 1000;

/** A paragraph of a document, with the name of its style in lower case (`title`, `heading 1`, `normal`…). */
interface Paragraph {
  readonly text: string;
  readonly style: string;
}

/**
 * Word documents (.docx): one article, or one for each paragraph in the style Title or Heading 1 where there are several.
 * Deleted text, field codes and doubled drawings are left out. Without such styles a short first paragraph is the title.
 */
export const docxSource: Source = {
  kind: 'docx',
  text: false,

  recognise(input) {
    if (!isZip(input.head)) return 0;
    return input.extension === 'docx' || (input.head.includes('word/') && input.head.includes('[Content_Types].xml')) ? 1 : 0;
  },

  async *read(input: Input, options: SourceOptions): AsyncGenerator<SourceItem> {
    if (!isZip(input.head)) throw new SourceError('not a Word document (.docx)');
    const archive = await openArchive(input);
    try {
      if (!archive.members.some(({ name }) => name === docxMember)) throw new SourceError('not a Word document (.docx)');
      const styles = await stylesOf(archive, options);
      const paragraphs = await paragraphsOf(archive, styles, options);
      const origin = { file: input.name };
      if (paragraphs.length === 0) {
        yield { rejected: 'empty document', origin };
        return;
      }
      for (const article of articlesOf(paragraphs)) yield { article, origin };
    } finally {
      archive.close();
    }
  },
};

/** What a walk over an XML member tells; names keep their prefixes, which Word never changes. */
interface Walker {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text?(text: string): void;
}

/** @throws SourceError when the member is no XML, too long or too deep */
async function walk(archive: Archive, name: string, options: SourceOptions, walker: Walker): Promise<void> {
  const member = archive.members.find(m => m.name === name);
  if (!member) return;
  if (member.problem !== undefined) throw new SourceError(`${name} ${member.problem}`);
  // Markup is many times as long as the text in it.
  const limit = 4 * maxRecordBytes(options);
  const parser = new SaxesParser();
  let depth = 0;
  let bytes = 0;
  let fault: SourceError | undefined;
  parser.on('opentag', tag => {
    if (++depth > maxDepth) fault ??= new SourceError(`${name} is nested deeper than ${maxDepth} elements`);
    walker.open(tag.name, tag.attributes);
  });
  parser.on('closetag', tag => {
    depth--;
    walker.close(tag.name);
  });
  parser.on('text', text => walker.text?.(text));
  parser.on('cdata', text => walker.text?.(text));
  parser.on('error', error => (fault ??= new SourceError(`${name} is not valid XML (${error.message.trim()})`, undefined, { cause: error })));
  for await (const text of new StreamDecoder('utf-8').decode(archive.bytesOf(member))) {
    bytes += Buffer.byteLength(text);
    if (bytes > limit) throw new SourceError(`${name} is longer than ${sizeText(limit)}`);
    parser.write(text);
    if (fault) throw fault;
  }
  parser.close();
  if (fault) throw fault;
}

/** Style ids → names: the ids are translated by Word, the names are not. */
async function stylesOf(archive: Archive, options: SourceOptions): Promise<ReadonlyMap<string, string>> {
  const styles = new Map<string, string>();
  let id = '';
  await walk(archive, 'word/styles.xml', options, {
    open(name, attributes) {
      if (name === 'w:style') id = attributes['w:styleId'] ?? '';
      else if (name === 'w:name' && id !== '') styles.set(id, (attributes['w:val'] ?? '').toLowerCase());
    },
    close(name) {
      if (name === 'w:style') id = '';
    },
  });
  return styles;
}

const unread = new Set(['w:del', 'w:moveFrom', 'mc:Fallback', 'w:instrText', 'w:delText']);

async function paragraphsOf(archive: Archive, styles: ReadonlyMap<string, string>, options: SourceOptions): Promise<Paragraph[]> {
  const paragraphs: Paragraph[] = [];
  // A text box is a paragraph within a paragraph.
  const open: { text: string; style: string }[] = [];
  let unreadDepth = 0;
  let inText = false;
  const finish = (): void => {
    const paragraph = open.pop();
    for (const line of (paragraph?.text ?? '').split('\n')) {
      const text = line.replace(/^[\s\u3000]+|[\s\u3000]+$/g, '');
      if (text !== '') paragraphs.push({ text, style: paragraph?.style ?? '' });
    }
  };
  await walk(archive, docxMember, options, {
    open(name, attributes) {
      if (unread.has(name)) unreadDepth++;
      const paragraph = open.at(-1);
      if (name === 'w:p') open.push({ text: '', style: '' });
      else if (name === 'w:t') inText = true;
      else if (paragraph && name === 'w:pStyle') paragraph.style = styles.get(attributes['w:val'] ?? '') ?? (attributes['w:val'] ?? '').toLowerCase();
      else if (paragraph && unreadDepth === 0 && name === 'w:tab') paragraph.text += '\t';
      else if (paragraph && unreadDepth === 0 && (name === 'w:br' || name === 'w:cr')) paragraph.text += '\n';
    },
    close(name) {
      if (unread.has(name)) unreadDepth--;
      if (name === 'w:t') inText = false;
      else if (name === 'w:p') finish();
    },
    text(text) {
      const paragraph = open.at(-1);
      if (paragraph && inText && unreadDepth === 0) paragraph.text += text;
    },
  });
  return paragraphs;
}

const isTitle = ({ style }: Paragraph): boolean => style === 'title' || style === 'heading 1';

function articlesOf(paragraphs: readonly Paragraph[]): RawArticle[] {
  const titles = paragraphs.filter(isTitle);
  if (titles.length === 0) {
    const [first, ...rest] = paragraphs;
    const titled = first !== undefined && rest.length > 0 && first.text.length <= 60 && !/[。！？!?；;：:]$/.test(first.text);
    return [articleOf(titled ? first.text : undefined, titled ? rest : paragraphs)];
  }
  // One Title above several Heading 1 names the document; its headings are subheads.
  const splitsAt = titles.some(({ style }) => style === 'title') ? 'title' : 'heading 1';
  const groups: Paragraph[][] = [];
  for (const paragraph of paragraphs) {
    if (paragraph.style === splitsAt || groups.length === 0) groups.push([]);
    groups.at(-1)?.push(paragraph);
  }
  // What stands above the first title belongs to it: a kicker, as a rule.
  const [before, next] = groups;
  if (before && next && !before.some(({ style }) => style === splitsAt) && before.length <= 2) {
    groups.shift();
    return groups.map((group, i) => ({ ...(i === 0 && { kicker: before.map(({ text }) => text).join(' ') }), ...articleOf(group[0]?.text, group.slice(1)) }));
  }
  return groups.map(group => (group[0]?.style === splitsAt ? articleOf(group[0].text, group.slice(1)) : articleOf(undefined, group)));
}

/** Title, then perhaps a subtitle (by its style or its dash), then perhaps a byline in a line of its own, then the body. */
function articleOf(title: string | undefined, paragraphs: readonly Paragraph[]): RawArticle {
  const body = [...paragraphs];
  const second = body[0];
  const subtitle = second && (second.style === 'subtitle' || /^(——|--|—)/.test(second.text)) ? body.shift()?.text : undefined;
  const byline = body.length > 1 ? parseBylineLine(body[0]?.text ?? '') : undefined;
  const credited = byline !== undefined && byline.strength > 1 && byline.photo !== true;
  if (credited) body.shift();
  return present({
    title, subtitle,
    ...(credited && { byline: byline.byline, ...(byline.authors.length > 0 && { authors: byline.authors }) }),
    body: body.map(({ text }) => text).join('\n'),
  });
}
