/**
 * The check that every runtime makes of a weight before it binds it. A checkpoint's own shapes are held against its config
 * when it is opened (checkpoint/bert-weights.ts); what still does not fit here is a program that asks for the wrong thing.
 */
import { EngramError } from '../errors';
import type { Program } from '../graph/program';
import { formatShape, sameShape } from '../graph/shape';

/**
 * The weight of this name itself, which is to serve as the program's parameter.
 * @throws EngramError('graph') where it has another shape than the program expects.
 */
export function fitting<W extends { readonly shape: readonly number[] }>(
  program: Program,
  param: string,
  name: string,
  weight: W,
): W {
  const expected = program.params.get(param) ?? [];
  if (sameShape(expected, weight.shape)) return weight;
  throw new EngramError(
    'graph',
    `weight '${name}': program '${program.name}' expects ${formatShape(expected)}, found ${formatShape(weight.shape)}`,
  );
}
