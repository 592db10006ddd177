import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { loadSegmenter, type Cutter } from './segmenter.js';

/** Cutting takes microseconds; the thread that does it may be busy, or gone. */
const mostWaitMs = 10_000;

interface Question { readonly method: keyof Cutter; readonly given: string | readonly string[] }

/** What a thread without a segmenter (270 MB) gives to one that has it. */
export interface CutterLine {
  readonly port: MessagePort;
  /** Shared: 1 when an answer is there. */
  readonly answered: Int32Array<SharedArrayBuffer>;
}

/**
 * The segmenter of another thread, which answers by {@link cutFor}. Waits without letting anything else of this thread run.
 * @throws when nobody answers
 */
export function farCutter({ port, answered }: CutterLine): Cutter {
  const ask = (question: Question): unknown => {
    port.postMessage(question);
    if (Atomics.wait(answered, 0, 0, mostWaitMs) === 'timed-out') throw new Error('the thread that cuts words does not answer');
    Atomics.store(answered, 0, 0);
    return (receiveMessageOnPort(port) as { readonly message: unknown }).message;
  };
  return {
    cut: given => given.length ? ask({ method: 'cut', given }) as string[][] : [],
    subwords: given => ask({ method: 'subwords', given }) as ReturnType<Cutter['subwords']>,
  };
}

/** Cuts with this thread's segmenter for another. */
export function cutFor({ port, answered }: CutterLine): void {
  port.on('message', ({ method, given }: Question) => {
    const segmenter = loadSegmenter();
    port.postMessage(method === 'cut' ? segmenter.cut(given as readonly string[]) : segmenter.subwords(given as string));
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
  // It keeps no process alive by itself.
  port.unref();
}
