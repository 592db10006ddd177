import type { Article } from '../article.js';

/** The part of an origin that an id is remembered by. */
interface Place {
  readonly file: string;
  readonly line?: number;
}

/**
 * Sees to it that every article of one run has its own id.
 *
 * Made ids that collide get `-2`, `-3` in the order of reading. An id that a file gives twice is refused the second time;
 * in another file of the run it replaces, as a later write does. Keep one for a run; it remembers made ids for as long,
 * given ones until the next file.
 */
export class RunIds {
  private readonly made = new Map<string, number>();
  private readonly given = new Map<string, number | undefined>();
  private file: string | undefined;

  /** @returns the article, with another id where its made id was taken, or why it is refused */
  claim(article: Article, idMade: boolean, place: Place): { article: Article } | { error: string } {
    if (place.file !== this.file) {
      this.given.clear();
      this.file = place.file;
    }
    const { id } = article;
    if (!idMade) {
      if (this.given.has(id)) {
        const line = this.given.get(id);
        return { error: `id ${JSON.stringify(id)} was already given${line === undefined ? '' : ` on line ${line}`}` };
      }
      this.given.set(id, place.line);
      return { article };
    }
    const times = (this.made.get(id) ?? 0) + 1;
    this.made.set(id, times);
    return { article: times === 1 ? article : { ...article, id: `${id}-${times}` } };
  }
}
