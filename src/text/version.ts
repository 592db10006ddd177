/** Raised when folding, cutting, the streams or sort keys change: what was written before is then written again. */
export const textVersion = 3;
