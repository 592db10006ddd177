import { csvSource } from './csv.js';
import { jsonSource } from './json.js';
import { ndjsonSource } from './ndjson.js';
import { pageSource } from './page.js';
import { SourceError, SourceOptionError, type Input, type Source, type SourceOptions } from './record.js';

const sources: readonly Source[] = [ndjsonSource, jsonSource, csvSource, pageSource];

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
  if (options.kind !== undefined) return namedSource(options.kind);
  let best: Source | undefined;
  let bestScore = 0;
  for (const source of sources) {
    const score = source.recognise(input, options);
    if (score > bestScore) [best, bestScore] = [source, score];
  }
  if (!best) throw new SourceError(`looks like none of ${sourceKinds.join(', ')}; give the kind`);
  return best;
}
