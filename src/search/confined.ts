import { nearThrough, type Engine, type VocabularyWord } from '../engines/engine.js';
import type { Condition } from '../query/condition.js';
import type { Filter } from '../query/filter.js';

/** Words of one lookup whose articles are counted; further ones, which stand in fewer, are taken as not there. */
const mostWords = 200;

const everything: Condition = { kind: 'everything' };

/**
 * An engine as if its index held nothing but the articles that meet a filter: nothing else is found, counted, suggested or named, words that stand
 * only elsewhere among it. Whatever does not read articles, or has no bounded form here, is refused.
 */
export function confinedTo(engine: Engine, scope: Filter): Engine {
  const also = (filter: Filter | null): Filter => filter ? { op: 'and', of: [scope, filter] } : scope;
  const seen = async (id: string) => (await engine.search({ tiers: [{ tier: 'words', condition: { kind: 'id', id } }], filter: scope, sort: null, offset: 0, limit: 1, facets: [] })).candidates[0]?.article ?? null;

  const confined: Partial<Engine> = {
    name: engine.name, fields: engine.fields, isRemote: engine.isRemote, seesAllWrites: engine.seesAllWrites,
    ...nearThrough(engine, { only: scope }),
    version: () => engine.version(),
    ready: () => engine.ready(),
    search: ask => engine.search({ ...ask, filter: also(ask.filter) }),
    count: (condition, filter, atMost) => engine.count(condition, also(filter), atMost),
    get: seen,
    wordCounts: words => engine.wordCounts(words, scope),
    vocabulary: async (lookup, mostOfKey) => {
      const words = await engine.vocabulary(lookup, Math.max(mostOfKey, Math.ceil(mostWords / Math.max(1, lookup.keys.length))));
      const frequent = [...new Set([...words].sort((a, b) => b.count - a.count).map(({ word }) => word))].slice(0, mostWords);
      const counted = await engine.wordCounts(frequent, scope);
      return words.flatMap((word): VocabularyWord[] => counted.get(word.word) ? [{ ...word, count: counted.get(word.word) as number }] : []);
    },
    values: (field, beginning, filter, most) => engine.values(field, beginning, also(filter), most),
    size: () => engine.count(everything, scope, Number.MAX_SAFE_INTEGER),
    // Where an article came from is a path of the machine.
    originOf: async () => null,
    synonyms: () => engine.synonyms(),
    status: async () => {
      const { live, ...status } = await engine.status();
      return { ...status, building: null, previous: null, live: live && { ...live, articles: await engine.count(everything, scope, Number.MAX_SAFE_INTEGER), sizeBytes: 0 } };
    },
  };
  return new Proxy(engine, {
    get: (_target, name) => {
      // What awaits a value asks whether it can be awaited.
      if (name === 'then' || name === 'near') return confined[name as 'near'];
      if (!Object.hasOwn(confined, name)) throw new Error(`${String(name)} is not for those who see a part of an index`);
      return confined[name as keyof Engine];
    },
  });
}
