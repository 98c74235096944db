/** Labels at the ends of curves: each as near to its curve's end as the others let it be. */

/**
 * Heights at which labels are `gap` apart and between `top` and `bottom`, in their given order; those that fit stay where
 * they are. Where there are too many, they start at `bottom` and go on above `top`.
 */
export function apart(wanted: readonly number[], gap: number, top: number, bottom: number): readonly number[] {
  const order = wanted.map((y, index) => ({ y: Math.min(bottom, Math.max(top, y)), index })).sort((a, b) => a.y - b.y);
  for (let i = 1; i < order.length; i++) order[i]!.y = Math.max(order[i]!.y, order[i - 1]!.y + gap);
  const most = order.length - 1;
  for (let i = most; i >= 0; i--) order[i]!.y = Math.min(order[i]!.y, i === most ? bottom : order[i + 1]!.y - gap);
  const heights: number[] = [];
  for (const { y, index } of order) heights[index] = y;
  return heights;
}
