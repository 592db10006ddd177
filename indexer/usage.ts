import { isoDate } from '../src/ingest/dates.js';

/** The command was called wrongly: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Somebody stopped the command. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** What `--date` says, for articles that have none. @throws UsageError where it is no date */
export function dateOption(date: string | undefined): { readonly date?: string } {
  if (date === undefined) return {};
  if (isoDate(date) === undefined) throw new UsageError(`--date ${date}: expected a date such as 2025-03-01, 2025年3月1日 or 20250301`);
  return { date };
}
