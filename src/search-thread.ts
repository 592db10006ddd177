import { MessageChannel, parentPort } from 'node:worker_threads';
import type { Errand } from './engines/engine.js';
import { threadOf } from './engines/sqlite/thread.js';
import { doErrand } from './search/errands.js';
import { farCutter, type CutterLine } from './text/far-segmenter.js';

const { port1, port2 } = new MessageChannel(), answered = new Int32Array(new SharedArrayBuffer(4));
parentPort?.postMessage({ port: port2, answered } satisfies CutterLine, [port2]);
const cutter = farCutter({ port: port1, answered });

/** Runs in a thread of a pool: whole searches, where the index is. */
export default threadOf((errand: Errand, engine) => doErrand(errand, engine, cutter));
