/**
 * Threads beyond one a physical core slow matrix products down, and browsers report logical cores: all of few, half of
 * many. Without cross-origin isolation there is no shared memory, hence one.
 */
export function threadsFor(logicalCores: number, isolated: boolean): number {
  if (!isolated) return 1;
  return Math.max(1, Math.min(logicalCores, Math.max(4, Math.ceil(logicalCores / 2)), 8));
}
