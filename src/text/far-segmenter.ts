import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { loadSegmenter, type Cutter } from './segmenter.js';

/** Cutting takes microseconds; the thread that does it may be busy, or gone. */
const mostWaitMs = 10_000;

interface Question { readonly number: number; readonly method: keyof Cutter; readonly given: string | readonly string[] }
interface Answer { readonly number: number; readonly value: unknown }

/** What a thread without a segmenter (270 MB) gives to one that has it. */
export interface CutterLine {
  readonly port: MessagePort;
  /** Shared: the number of the last question that was answered. */
  readonly answered: Int32Array<SharedArrayBuffer>;
}

/**
 * The segmenter of another thread, which answers by {@link cutFor}. Waits without letting anything else of this thread run.
 * @throws when nobody answers
 */
export function farCutter({ port, answered }: CutterLine): Cutter {
  let asked = 0;
  const ask = (method: keyof Cutter, given: Question['given']): unknown => {
    const number = ++asked;
    port.postMessage({ number, method, given } satisfies Question);
    const endsMs = performance.now() + mostWaitMs;
    for (let last = Atomics.load(answered, 0); last < number; last = Atomics.load(answered, 0))
      if (Atomics.wait(answered, 0, last, Math.max(0, endsMs - performance.now())) === 'timed-out') throw new Error('the thread that cuts words does not answer');
    // Answers that came too late for their questions lie before it.
    for (;;) {
      const { message } = receiveMessageOnPort(port) as { readonly message: Answer };
      if (message.number === number) return message.value;
    }
  };
  return {
    cut: given => ask('cut', given) as string[][],
    subwords: given => ask('subwords', given) as ReturnType<Cutter['subwords']>,
  };
}

/** Cuts with this thread's segmenter for another. */
export function cutFor({ port, answered }: CutterLine): void {
  port.on('message', ({ number, method, given }: Question) => {
    const segmenter = loadSegmenter();
    port.postMessage({ number, value: method === 'cut' ? segmenter.cut(given as readonly string[]) : segmenter.subwords(given as string) } satisfies Answer);
    Atomics.store(answered, 0, number);
    Atomics.notify(answered, 0);
  });
  // It keeps no process alive by itself.
  port.unref();
}
