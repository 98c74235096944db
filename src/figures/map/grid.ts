/**
 * How many columns and rows a layer's neurons stand in: a rule of the model alone, so that a neuron has one place in every
 * room, window and picture. Of the divisors of F, for full rows, the one whose whole map comes nearest to one shape.
 */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
}

/** Width to height of all layers under one another: 6 layers of 128 by 12 cells, as 12 of 256 by 12, are exactly this. */
const SHAPE = 16 / 9;
/** A divisor may miss the shape by this factor; where all miss it by more, the last row stays partly empty. */
const FARTHEST = 2.5;

/** @param layers L @param neurons F */
export function gridOf(layers: number, neurons: number): Grid {
  const miss = (columns: number) => Math.abs(Math.log((columns * columns) / (layers * neurons * SHAPE)));
  let best = 1;
  for (let columns = 2; columns <= neurons; columns++) {
    if (neurons % columns === 0 && miss(columns) < miss(best)) best = columns;
  }
  const ideal = Math.min(neurons, Math.max(1, Math.round(Math.sqrt(layers * neurons * SHAPE))));
  const columns = miss(best) <= Math.log(FARTHEST) ? best : ideal;
  return { columns, rows: Math.ceil(neurons / columns) };
}
