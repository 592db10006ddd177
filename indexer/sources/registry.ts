import { csvSource } from './csv.js';
import { docxSource } from './docx.js';
import { feedSource, wxrSource } from './feed.js';
import { htmlSource } from './html.js';
import { jsonSource } from './json.js';
import { markdownSource } from './markdown.js';
import { ndjsonSource } from './ndjson.js';
import { pageSource } from './page.js';
import { SourceError, SourceOptionError, type Input, type Source, type SourceOptions } from './record.js';
import { zipSource } from './zip.js';

const sources: readonly Source[] = [docxSource, zipSource, ndjsonSource, jsonSource, csvSource, wxrSource, feedSource, htmlSource, markdownSource, pageSource];

/** The kinds that `SourceOptions.kind` takes. */
export const sourceKinds: readonly string[] = sources.map(({ kind }) => kind);

/**
 * The source for a kind that a user named.
 * @throws SourceOptionError for a kind that does not exist
 */
export function namedSource(kind: string): Source {
  const source = sources.find(s => s.kind === kind);
  if (!source) throw new SourceOptionError(`unknown kind ${JSON.stringify(kind)}; expected one of ${sourceKinds.join(', ')}`);
  return source;
}

/**
 * The source that an input looks most like, by its content first.
 * @throws SourceError when it looks like none
 */
export function recogniseSource(input: Input, options: SourceOptions): Source {
  // A forced kind is that of an archive's members, unless the kind is an archive itself.
  const forced = options.kind === undefined ? undefined : namedSource(options.kind);
  if (forced && (forced.text === false || zipSource.recognise(input, options) === 0)) return forced;
  if (forced) return zipSource;
  let best: Source | undefined;
  let bestScore = 0;
  for (const source of sources) {
    const score = source.recognise(input, options);
    if (score > bestScore) [best, bestScore] = [source, score];
  }
  if (!best) throw new SourceError(`looks like none of ${sourceKinds.join(', ')}; give the kind`);
  return best;
}
