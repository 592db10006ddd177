import { marked } from 'marked';
import { parse as parseYaml } from 'yaml';
import { fieldByName } from '../../src/fields.js';
import { htmlToText, readHtml } from './htmlBlocks.js';
import { wholeText } from './page.js';
import { indexFields, SourceError, type Input, type RawArticle, type Source, type SourceItem, type SourceOptions } from './record.js';

const frontMatter = /^---[ \t]*\n([\s\S]*?)\n?^(?:---|\.\.\.)[ \t]*(?:\n|$)/m;

/**
 * Markdown, with or without YAML front matter between `---`: one article a file. The front matter's keys are fields
 * (a field's alias will do), the first heading is the title where the front matter has none. A `draft: true` is passed over.
 */
export const markdownSource: Source = {
  kind: 'markdown',

  recognise(input) {
    const named = ['md', 'markdown', 'mdown'].includes(input.extension);
    if (/^---[ \t]*\r?\n[\p{L}_][\p{L}\p{N}_ -]*:/u.test(input.headText)) return named ? 1 : 0.9;
    return named ? 0.8 : 0;
  },

  async *read(input: Input, options: SourceOptions): AsyncGenerator<SourceItem> {
    const text = await wholeText(input, options);
    const origin = { file: input.name, line: 1 };
    if (text.trim() === '') {
      yield { rejected: 'empty page', origin: { file: input.name } };
      return;
    }
    if (input.badPlaces > 0) yield { warning: `${input.badPlaces} places are not ${input.encoding} and were replaced by �`, origin };
    const found = text.startsWith('---') ? frontMatter.exec(text) : null;
    const matter = found?.index === 0 ? fieldsIn(found[1] ?? '', options) : {};
    const markdown = found?.index === 0 ? text.slice(found[0].length) : text;
    if (matter['draft'] === true || matter['published'] === false) {
      yield { warning: 'passed over: a draft', origin };
      return;
    }
    const { titleField, bodyField } = indexFields(options);
    const { title, body } = textOf(markdown, matter[titleField] === undefined);
    yield { article: { ...(title !== undefined && { [titleField]: title }), ...matter, [bodyField]: body }, origin };
  },
};

/** @throws SourceError when the front matter is no YAML or no list of keys */
function fieldsIn(yaml: string, options: SourceOptions): RawArticle {
  let value: unknown;
  try {
    // The core schema leaves dates as text; aliases are limited by the parser, so that no document can blow itself up.
    value = parseYaml(yaml, { schema: 'core', prettyErrors: false, logLevel: 'error' });
  } catch (error) {
    throw new SourceError(`front matter is not valid YAML (${(error as Error).message})`, 1, { cause: error });
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new SourceError('front matter is no list of keys and values', 1);
  const { fields } = indexFields(options);
  return Object.fromEntries(Object.entries(value).map(([key, field]: [string, unknown]) =>
    [options.map?.[key] === undefined ? (fieldByName(fields, key)?.name ?? key) : key, field]));
}

/** The text of Markdown, and its first heading when that is wanted as the title; it is then no part of the body. */
function textOf(markdown: string, titleWanted: boolean): { title?: string; body: string } {
  let html: string;
  try {
    html = marked.parse(markdown, { async: false, gfm: true });
  } catch (error) {
    throw new SourceError('Markdown cannot be read: it is nested too deeply', undefined, { cause: error });
  }
  if (!titleWanted) return { body: htmlToText(html) };
  const blocks = readHtml(html).blocks;
  const at = blocks.findIndex(({ tag }) => tag === 'h1');
  const heading = at >= 0 && at < 5 ? blocks[at] : undefined;
  const body = blocks.filter(block => block !== heading).map(({ text }) => text).join('\n');
  return heading ? { title: heading.text, body } : { body };
}
