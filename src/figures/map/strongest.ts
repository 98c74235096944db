/** The indices of the `count` largest absolute values, largest first; zeros are left out. */
export function strongest(
  values: Float32Array,
  count: number,
  range: readonly [number, number] | null = null,
): readonly number[] {
  const [from, to] = range ?? [0, values.length];
  const size = (index: number) => Math.abs(values[index] ?? 0);
  const best: number[] = [];
  let least = 0;
  for (let index = from; index < to; index++) {
    if (size(index) <= least) continue;
    best.push(index);
    // Trimmed now and then, so that the work stays linear.
    if (best.length >= 4 * count) {
      best.sort((a, b) => size(b) - size(a));
      best.length = count;
      least = size(best[count - 1] ?? 0);
    }
  }
  return best.sort((a, b) => size(b) - size(a) || a - b).slice(0, count);
}

/** The `count` neurons that push the target up most. */
export function strongestUp(scores: Float32Array, count: number): readonly number[] {
  return strongest(
    scores.map((score) => Math.max(0, score)),
    count,
  );
}
