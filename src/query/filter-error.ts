/** Why a filter was refused: it cannot be read, it names a field that may not be filtered, or asks for what is not offered. */
export type FilterErrorReason = 'syntax' | 'notFilterable' | 'notSupported' | 'tooLarge';

/** A filter that cannot be used. The message is made for the person who wrote the filter. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  readonly reason: FilterErrorReason;
  /** Where in `expression` it went wrong. */
  readonly offsetUtf16: number;
  /** What would have been right there, as a phrase: "a value", "a closing )". */
  readonly expected: string;
  /** The expression that was read: of a list of expressions, the one at fault. */
  readonly expression: string;

  constructor(message: string, details: { reason: FilterErrorReason; offsetUtf16: number; expected: string; expression: string }) {
    super(message);
    this.reason = details.reason;
    this.offsetUtf16 = details.offsetUtf16;
    this.expected = details.expected;
    this.expression = details.expression;
  }
}
