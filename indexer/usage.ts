/** The command was called wrongly: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Somebody stopped the command. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
