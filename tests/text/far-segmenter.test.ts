import { expect, test } from '@jest/globals';
import { MessageChannel, Worker } from 'node:worker_threads';
import { cutFor, type CutterLine } from '../../src/text/far-segmenter.js';
import { loadSegmenter } from '../../src/text/segmenter.js';

/** A thread that cuts each text by a far cutter, and sends what it got. */
const script = (path: string) => `
  const { parentPort, workerData } = require('node:worker_threads');
  import(${JSON.stringify(path)}).then(({ farCutter }) => {
    const cutter = farCutter(workerData.line);
    parentPort.postMessage(workerData.texts.map(text => cutter.cut([text])[0]));
  });`;

test('an answer that comes late is not taken for that of another question', async () => {
  const texts = ['渡口的老船夫收工', '晨雾里的灯火', '江边的柳树'], { port1, port2 } = new MessageChannel(), answered = new Int32Array(new SharedArrayBuffer(4));
  const line: CutterLine = { port: port2, answered };
  // What somebody asked who did not wait for it.
  port2.postMessage({ number: 0, method: 'cut', given: ['没人等的答案'] });
  cutFor({ port: port1, answered });
  const worker = new Worker(script(new URL('../../src/text/far-segmenter.js', import.meta.url).href), { eval: true, workerData: { line, texts }, transferList: [port2] });
  try {
    const cuts = await new Promise((resolve, reject) => { worker.once('message', resolve); worker.once('error', reject); });
    expect(cuts).toEqual(texts.map(text => loadSegmenter().cut([text])[0]));
  } finally {
    await worker.terminate();
    port1.close();
  }
});
