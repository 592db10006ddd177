import type { Request, RequestHandler, Response } from 'express';
import { Problem } from './problems.js';

/** Lets so much work run at once, lets so much wait for it in order, and refuses what is more. */
export class Slots {
  #running = 0;
  #refused = 0;
  readonly #waiting = new Set<() => void>();

  constructor(readonly mostRunning: number, readonly mostWaiting: number) {}

  get running(): number { return this.#running; }
  get waiting(): number { return this.#waiting.size; }
  get refused(): number { return this.#refused; }

  /**
   * @param left aborted when nobody waits for the result any more: what has not begun never does
   * @throws Problem 503 `overloaded`
   */
  async run<T>(work: () => Promise<T>, left?: AbortSignal): Promise<T> {
    if (this.#running < this.mostRunning) this.#running++;
    else await this.#turn(left);
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next) next();
      else this.#running--;
    }
  }

  /** Whoever is done hands its slot to the first who waits. */
  async #turn(left?: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.mostWaiting) {
      this.#refused++;
      throw new Problem(503, 'overloaded', 'too many searches at once; try again in a moment');
    }
    await new Promise<void>((resolve, reject) => {
      const begin = () => { this.#waiting.delete(begin); left?.removeEventListener('abort', leave); resolve(); };
      const leave = () => { this.#waiting.delete(begin); reject(new Problem(499, 'client_left', 'the client left before its turn')); };
      this.#waiting.add(begin);
      left?.addEventListener('abort', leave, { once: true });
    });
  }
}

export type Answering = <P>(work: (request: Request<P>, response: Response) => unknown) => RequestHandler<P>;

/** Makes handlers that compute in a slot and answer with JSON. The slot is free when the answer is known, however slowly it is read. */
export const answeringIn = (slots: Slots): Answering => work => async (request, response) => {
  response.json(await inSlot(slots, response, async () => work(request, response)));
};

/** Computes something for a response in a slot. */
export async function inSlot<T>(slots: Slots, response: Response, work: () => Promise<T>): Promise<T> {
  const left = new AbortController(), leave = () => { left.abort(); };
  response.once('close', leave);
  try {
    return await slots.run(work, left.signal);
  } finally {
    response.off('close', leave);
  }
}
