const freshMs = 5_000, mostRemembered = 50_000;

/** What was asked a moment ago: others may write too, so it is soon asked again. */
export class Remembered<T> {
  readonly #known = new Map<string, T>();
  #sinceMs = -Infinity;

  /** How often everything was forgotten. */
  forgotten = 0;

  forget(): void {
    this.forgotten++;
    this.#known.clear();
  }

  /** For each key its answer; only what is not known is asked, each key once, and answered in that order. */
  async of(keys: readonly string[], ask: (unknown: readonly string[]) => Promise<readonly T[]>): Promise<Map<string, T>> {
    if (performance.now() - this.#sinceMs > freshMs || this.#known.size > mostRemembered) {
      this.#known.clear();
      this.#sinceMs = performance.now();
    }
    const answers = new Map<string, T>(), unknown: string[] = [];
    for (const key of new Set(keys)) {
      const known = this.#known.get(key);
      if (known === undefined) unknown.push(key);
      else answers.set(key, known);
    }
    if (!unknown.length) return answers;
    // What was asked before somebody wrote is not remembered.
    const before = this.forgotten;
    (await ask(unknown)).forEach((answer, i) => {
      const key = unknown[i] as string;
      answers.set(key, answer);
      if (this.forgotten === before) this.#known.set(key, answer);
    });
    return answers;
  }
}
