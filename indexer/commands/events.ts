/** What a program is told while a command with `--json` runs: a JSON object a line on standard error; the answer itself is on standard output. */
export type CommandEvent =
  | { readonly event: 'started'; readonly paths: readonly string[]; readonly dryRun: boolean; readonly incremental: boolean }
  | { readonly event: 'progress'; readonly bytes: number; readonly totalBytes: number; readonly articles: number; readonly articlesPerSecond: number; readonly secondsLeft: number | null }
  | { readonly event: 'warning' | 'rejected' | 'doubtful'; readonly [detail: string]: unknown }
  | { readonly event: 'failed'; readonly error: string };

export function tell(event: CommandEvent): void {
  process.stderr.write(`${JSON.stringify(event)}\n`);
}

const told = new WeakSet<Error>();

/** Tells a program why a command failed: it need not be said once more. */
export function tellFailure(error: Error): void {
  tell({ event: 'failed', error: error.message });
  told.add(error);
}

export const isTold = (error: unknown): boolean => error instanceof Error && told.has(error);
