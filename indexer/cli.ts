#!/usr/bin/env node
import { CommanderError } from 'commander';
import { BadSettings } from '../config/settings.js';
import { BuildRefused, EngineUnavailable, NoPreviousBuild, ReindexRunning } from '../src/engines/engine.js';
import { MaintenanceError } from '../src/engines/maintenance.js';
import { isTold } from './commands/events.js';
import { program } from './program.js';
import { SourceOptionError } from './sources/record.js';
import { Interrupted, UsageError } from './usage.js';

// A reader such as `head` may close the pipe early: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(0); });

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const wrongUsage = error instanceof UsageError || error instanceof SourceOptionError;
    // Without a stack: these say all that their reader needs.
    const expected = wrongUsage || [BadSettings, BuildRefused, ReindexRunning, NoPreviousBuild, EngineUnavailable, MaintenanceError, Interrupted].some(kind => error instanceof kind) || (error as NodeJS.ErrnoException).code !== undefined;
    if (!expected || !isTold(error)) process.stderr.write(`jianbao: ${expected ? (error as Error).message : String((error as Error).stack)}\n`);
    process.exitCode = wrongUsage ? 2 : 1;
  }
}
