import type { Engine } from '../engines/engine.js';

/** What {@link inTime} gives when the time is over. */
export const timedOut = Symbol('timed out');

class TimeIsOver extends Error {
  override readonly name = 'TimeIsOver';
}

/**
 * Does something with an engine, for so long: then the engine answers no further question, and what was asked last is not waited for.
 * @param limitMs milliseconds from now
 */
export async function inTime<T>(limitMs: number, engine: Engine, use: (engine: Engine) => Promise<T>): Promise<T | typeof timedOut> {
  const endsMs = performance.now() + limitMs;
  let timer: NodeJS.Timeout | undefined, isOver = false;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isOver = true;
      reject(new TimeIsOver());
    }, limitMs);
  });
  // Nobody may be waiting when it comes.
  over.catch(() => undefined);
  // The clock too: an engine that answers in this thread lets no timer ring. And a timer may ring a little before its time.
  const limited = new Proxy(engine, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (isOver || performance.now() >= endsMs) return Promise.reject(new TimeIsOver());
        const answer: unknown = Reflect.apply(value as (...args: unknown[]) => unknown, target, given);
        return answer instanceof Promise ? Promise.race([answer, over]) : answer;
      };
    },
  });
  try {
    return await Promise.race([use(limited), over]);
  } catch (error) {
    if (error instanceof TimeIsOver) return timedOut;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
