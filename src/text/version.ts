/** Raised when folding, cutting or the streams change: what was written before is then written again. */
export const textVersion = 3;
