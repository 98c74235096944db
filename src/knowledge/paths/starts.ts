/** What a pass holds of its layers at [MASK], read from the device: where the paths of attribution start. */
import type { ForwardPass } from '../passes/forward';
import { readAll } from '../passes/tensors';

/** One layer at [MASK], by prompt. */
export interface LayerStart {
  /** a' [P, F]. */
  readonly activation: Float32Array;
  /** h [P, D]. */
  readonly attended: Float32Array;
  /** a' V [P, D], without b_V. */
  readonly written: Float32Array;
}

/** By layer. */
export async function readStarts({ layers }: ForwardPass): Promise<readonly LayerStart[]> {
  const values = await readAll(layers.flatMap(({ activation, attended, written }) => [activation, attended, written]));
  return layers.map((_, layer) => {
    const [activation, attended, written] = values.slice(3 * layer, 3 * layer + 3);
    return { activation: activation!, attended: attended!, written: written! };
  });
}
