import { setFlagsFromString } from 'node:v8';
import { pino } from 'pino';
import { BadSettings, readSettings } from '../config/settings.js';
import { EngineUnavailable } from './engines/engine.js';
import { examples } from './examples.js';
import { serve } from './serve.js';

// Under load V8 lets a heap of 40 MB grow to four times that before it looks through it: an eighth of all memory, and no search is the faster for it.
setFlagsFromString('--heap-growing-percent=30');

try {
  const settings = readSettings();
  // A write for each request would cost as much as parsing it.
  const log = pino({ level: settings.LOG_LEVEL, base: null }, pino.destination({ sync: false, minLength: 4_096, periodicFlush: 250 }));
  const { address } = await serve(settings, log);
  const [first, second] = examples.map(q => `  ${address}/?q=${encodeURIComponent(q)}   (${q})`);
  process.stdout.write(`\njianbao: ${address}/\nTo try:\n${first}\n${second}\n`);
} catch (error) {
  // Without a stack: a wrong setting or a port in use is the reader's to mend, not a fault of the program.
  const { code, message, stack } = error as NodeJS.ErrnoException, expected = error instanceof BadSettings || error instanceof EngineUnavailable || code !== undefined;
  process.stderr.write(`jianbao: ${expected ? message : String(stack)}${code === 'EADDRINUSE' ? '; PORT names another port' : ''}\n`);
  process.exitCode = 1;
}
