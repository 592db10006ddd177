/** How many articles there will be, as those so far stand in the bytes so far; 0 where nobody can tell. */
export function estimated(done: number, bytes: number, totalBytes: number): { readonly done: number; readonly total: number; readonly share: number } {
  const share = totalBytes ? Math.min(1, bytes / totalBytes) : 0;
  return { done, total: share ? Math.max(done, Math.round(done / share)) : 0, share };
}
