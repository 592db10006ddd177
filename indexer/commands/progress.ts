import { Presets, SingleBar } from 'cli-progress';
import { tell } from './events.js';

/** How far a command is, as the interface tells it: `done` of `total` in some unit, and what else is said. */
type Told = Readonly<Record<string, string | number>>;

/** In a log, a line no more often than this. */
const lineEveryMs = 5_000;
/** To a program, an event no more often than this. */
const eventEveryMs = 1_000;

/** On standard error: a bar on a terminal, elsewhere a plain line every few seconds; a quick command says nothing. */
class Display {
  readonly #bar: SingleBar | null;
  #total = 0;
  #saidAtMs = performance.now();

  constructor(readonly enabled: boolean, barFormat: string, readonly line: (told: Told, share: number) => string) {
    this.#bar = enabled && process.stderr.isTTY ? new SingleBar({ format: barFormat, stream: process.stderr, hideCursor: true, etaBuffer: 200 }, Presets.shades_classic) : null;
  }

  update(done: number, total: number, told: Told): void {
    if (!this.enabled) return;
    if (this.#bar) {
      if (!this.#total) this.#bar.start(total, done, told);
      else if (total !== this.#total) this.#bar.setTotal(total);
      this.#total = total;
      this.#bar.update(done, told);
    } else if (performance.now() - this.#saidAtMs >= lineEveryMs) {
      this.#saidAtMs = performance.now();
      process.stderr.write(`${this.line(told, done / total)}\n`);
    }
  }

  stop(): void {
    if (this.#total) this.#bar?.stop();
  }
}

const percent = (share: number) => `${Math.floor(share * 100)}%`;

/** How far a reindex is; for a program, as events. */
export class Progress {
  readonly #display: Display;
  readonly #startedMs = performance.now();
  #toldAtMs = -Infinity;

  constructor(readonly asEvents: boolean) {
    this.#display = new Display(!asEvents, '{bar} {percentage}% · {articles} articles · {rate}/s · {eta_formatted} left', ({ articles, rate }, share) => `reindex: ${percent(share)}, ${articles} articles, ${rate}/s`);
  }

  update({ bytes, totalBytes, articles }: { readonly bytes: number; readonly totalBytes: number; readonly articles: number }): void {
    const nowMs = performance.now(), seconds = Math.max((nowMs - this.#startedMs) / 1000, 0.001), rate = Math.round(articles / seconds);
    if (this.asEvents && nowMs - this.#toldAtMs >= eventEveryMs) {
      this.#toldAtMs = nowMs;
      tell({ event: 'progress', bytes, totalBytes, articles, articlesPerSecond: rate, secondsLeft: bytes && totalBytes >= bytes ? Math.round(seconds * (totalBytes / bytes - 1)) : null });
    }
    this.#display.update(bytes, Math.max(totalBytes, bytes, 1), { articles, rate });
  }

  stop(): void { this.#display.stop(); }
}

/** How many of a known number are done. */
export class Counter {
  readonly #display: Display;

  constructor(enabled: boolean, what: string) {
    this.#display = new Display(enabled, `{bar} {percentage}% · {value} of {total} ${what} · {eta_formatted} left`, ({ done, total }, share) => `${percent(share)}, ${done} of ${total} ${what}`);
  }

  update(done: number, total: number): void { this.#display.update(done, Math.max(total, done, 1), { done, total }); }

  stop(): void { this.#display.stop(); }
}
