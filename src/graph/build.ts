/**
 * The words in which programs are written: each applies operations to values of one graph and returns the result. A word
 * stands beside its operation, in the file of its family. Gradients are written in the same words: a family uses its own
 * and those of the families before it.
 */
import type { Value } from './graph';
import { reshape } from './operations/arrange';
import { gemm } from './operations/matrix';
import type { Dim } from './shape';

export * from './operations/arrange';
export * from './operations/elementwise';
export * from './operations/matrix';
export * from './operations/normalise';

/** x W^T + b with W [out, in], as torch.nn.Linear stores it; leading dims of x are rows. */
export function linear(x: Value, weight: Value, bias?: Value): Value {
  const width = x.shape.at(-1)!;
  const leading = x.shape.slice(0, -1);
  const y = gemm(reshape(x, [product(leading), width]), weight, { transB: true, ...(bias ? { bias } : {}) });
  return reshape(y, [...leading, weight.shape[0]!]);
}

/** One dim for many: the numbers multiplied, the names joined ('B*T'). */
export function product(dims: readonly Dim[]): Dim {
  const factor = dims.reduce<number>((n, dim) => (typeof dim === 'number' ? n * dim : n), 1);
  const names = dims.filter((dim) => typeof dim === 'string');
  if (names.length === 0) return factor;
  return factor === 1 ? names.join('*') : [factor, ...names].join('*');
}
