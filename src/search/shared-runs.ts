const mostKept = 100;

/** Runs what is asked several times at once only once, and keeps the last answers until something changes. */
export class SharedRuns<T> {
  readonly #runs = new Map<string, Promise<T>>();
  #version = '';

  /**
   * @param version what answers depend on: with another one all that are kept are forgotten
   * @param keeps whether an answer stays when nobody waits for it any more
   */
  async get(version: string, key: string, keeps: (answer: T) => boolean, run: () => Promise<T>): Promise<T> {
    if (version !== this.#version) this.#runs.clear();
    this.#version = version;
    const known = this.#runs.get(key);
    this.#runs.delete(key);
    const running = known ?? run();
    // The last asked for stands last.
    this.#runs.set(key, running);
    const [oldest] = this.#runs.keys();
    if (oldest !== undefined && this.#runs.size > mostKept) this.#runs.delete(oldest);
    let isKept = false;
    try {
      const answer = await running;
      isKept = keeps(answer);
      return answer;
    } finally {
      if (!isKept && this.#runs.get(key) === running) this.#runs.delete(key);
    }
  }
}
