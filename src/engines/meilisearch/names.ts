/** What the indexes of one index of ours are called in Meilisearch. */
export interface Names {
  /** What is live. */
  readonly live: string;
  readonly control: string;
  /** There while somebody builds. */
  readonly turn: string;
  /** Ids written or removed while somebody builds. */
  readonly changes: string;
  /** The vocabulary beside an index of articles. */
  readonly vocabularyOf: (uid: string) => string;
  /** The index of a build that is not live. */
  readonly build: (name: string) => string;
  /** The build's name in such an index's; null for any other index. */
  readonly buildIn: (uid: string) => string | null;
}

export const defaultIndexPrefix = 'jianbao-';
const vocabularyEnding = '__vocabulary';

export function namesOf(index: string, prefix: string): Names {
  const live = prefix + index.replace(/[^a-zA-Z0-9-]/gu, c => `_${(c.codePointAt(0) ?? 0).toString(36)}_`).replace(/__/g, '_-_');
  return {
    live, control: `${live}__control`, turn: `${live}__building`, changes: `${live}__changes`,
    vocabularyOf: uid => uid + vocabularyEnding,
    build: name => `${live}__${name}`,
    buildIn: uid => {
      const name = uid.startsWith(`${live}__build-`) ? uid.slice(live.length + 2) : null;
      return name === null ? null : name.endsWith(vocabularyEnding) ? name.slice(0, -vocabularyEnding.length) : name;
    },
  };
}
