import { Presets, SingleBar } from 'cli-progress';

/** How far a reindex is, on standard error: a bar on a terminal, nothing elsewhere. */
export class Progress {
  readonly #bar: SingleBar | null;
  readonly #started = performance.now();
  #total = 0;

  constructor(enabled: boolean) {
    this.#bar = enabled && process.stderr.isTTY
      ? new SingleBar({ format: '{bar} {percentage}% · {articles} articles · {rate}/s · {eta_formatted} left', stream: process.stderr, hideCursor: true, etaBuffer: 200 }, Presets.shades_classic)
      : null;
  }

  update({ bytes, totalBytes, articles }: { readonly bytes: number; readonly totalBytes: number; readonly articles: number }): void {
    if (!this.#bar) return;
    const rate = Math.round(articles / ((performance.now() - this.#started) / 1000));
    const total = Math.max(totalBytes, bytes, 1);
    if (!this.#total) this.#bar.start(total, bytes, { articles, rate });
    else if (total !== this.#total) this.#bar.setTotal(total);
    this.#total = total;
    this.#bar.update(bytes, { articles, rate });
  }

  stop(): void {
    if (this.#total) this.#bar?.stop();
  }
}
