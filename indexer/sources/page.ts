import { clipPage } from '../clip/index.js';
import { maxRecordBytes, sizeText, SourceError, type Input, type RawArticle, type Source, type SourceItem, type SourceOptions } from './record.js';

/**
 * The raw text of newspaper pages, cut into articles by the clipper. A form feed separates pages.
 * Any text that is nothing else is taken for a page.
 */
export const pageSource: Source = {
  kind: 'page',

  recognise(input) {
    if (/^\s*<(\?xml|!doctype|[a-z][\w:.-]*[\s>/])/i.test(input.headText)) return 0;
    return ['', 'txt', 'text'].includes(input.extension) ? 0.3 : 0.1;
  },

  async *read(input: Input, options: SourceOptions): AsyncGenerator<SourceItem> {
    const text = await wholeText(input, options);
    if (text.trim() === '') {
      yield { rejected: 'empty page', origin: { file: input.name } };
      return;
    }
    if (input.badPlaces > 0) {
      yield { warning: `${input.badPlaces} places are not ${input.encoding} and were replaced by �`, origin: { file: input.name } };
    }
    let line = 0;
    for (const page of text.split('\f')) {
      if (page.trim() !== '') yield* articlesOf(page, line, input, options);
      line += page.split('\n').length - 1;
    }
  },
};

/** @throws SourceError when it is longer than a record may be */
export async function wholeText(input: Input, options: SourceOptions): Promise<string> {
  const limit = maxRecordBytes(options);
  const parts: string[] = [];
  let bytes = 0;
  for await (const part of input.text()) {
    bytes += Buffer.byteLength(part);
    if (bytes > limit) throw new SourceError(`file is longer than ${sizeText(limit)}, too long for one page`);
    parts.push(part);
  }
  return parts.join('').replace(/\r\n?/g, '\n');
}

function* articlesOf(text: string, linesBefore: number, input: Input, options: SourceOptions): Generator<SourceItem> {
  const { publication, date, page } = options;
  const clipped = clipPage(text, {
    fileName: input.name,
    ...(publication !== undefined && { publication }),
    ...(date !== undefined && { date }),
    ...(page !== undefined && { page }),
  });
  const at = (line?: number): SourceItem['origin'] => ({
    file: input.name,
    ...(line !== undefined && { line: line + linesBefore }),
    ...(clipped.page !== undefined && { page: clipped.page }),
  });
  for (const warning of clipped.warnings) yield { warning, origin: at() };
  const issue = { publication: clipped.publication, date: clipped.date, page: clipped.page };
  if (clipped.articles.length === 0) {
    // Never silence: what no article was found in is kept whole, so that it can be found.
    yield { warning: 'no article recognised; the whole page is kept as one article', origin: at() };
    yield { article: withValues({ ...issue, section: clipped.section, body: text.trim() }), origin: at(1), confidence: 0 };
    return;
  }
  for (const { confidence, firstLine, lastLine: _, ...article } of clipped.articles) {
    yield { article: withValues({ ...issue, ...article, section: article.section ?? clipped.section }), origin: at(firstLine), confidence };
  }
}

/** Only what has a value: absent fields are for others to add. */
function withValues(fields: RawArticle): RawArticle {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) =>
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)));
}
