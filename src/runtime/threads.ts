/**
 * Threads beyond one a physical core slow matrix products down, and browsers report logical cores: all of few, half of
 * many. Without cross-origin isolation there is no shared memory, hence one. A model beside another takes half as many, so
 * that it slows down the one that the visitor works with as little as can be.
 */
export function threadsFor(logicalCores: number, isolated: boolean, isBeside = false): number {
  if (!isolated) return 1;
  const all = Math.max(1, Math.min(logicalCores, Math.max(4, Math.ceil(logicalCores / 2)), 8));
  return isBeside ? Math.max(1, Math.floor(all / 2)) : all;
}
