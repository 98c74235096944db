/** The axis of ranks: logarithmic, from the last word of the vocabulary to the first, which is the answer. */

/** 0 for the last of `size` words, 1 for the first. */
export function placeOfRank(rank: number, size: number): number {
  if (size <= 1) return 1;
  const place = 1 - Math.log(Math.max(1, rank)) / Math.log(size);
  return Math.min(1, Math.max(0, place));
}

/** The powers of ten within the vocabulary, the first rank last. */
export function ticksOfRank(size: number): readonly number[] {
  const ticks: number[] = [];
  for (let rank = 1; rank <= size; rank *= 10) ticks.unshift(rank);
  return ticks;
}
