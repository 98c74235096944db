/** What every kernel does before a run: check the operands, bind the dims, choose the results. */
import { EngramError } from '../errors';
import type { Program } from '../graph/program';
import type { Bindings } from '../graph/shape';
import type { Operand } from './runtime';

/** How many numbers a tensor of this shape holds. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((n, dim) => n * dim, 1);
}

export interface PreparedRun {
  readonly bindings: Bindings;
  readonly fetch: readonly string[];
}

/** @throws EngramError('graph') naming the operand that is missing or misshapen, or the result that does not exist. */
export function prepareRun(
  program: Program,
  operands: Readonly<Record<string, Operand>>,
  fetch?: readonly string[],
): PreparedRun {
  const bindings = program.bind((name) => {
    const operand = operands[name];
    if (!operand) throw new EngramError('graph', `program '${program.name}': operand '${name}' is missing`);
    return operand.shape;
  });
  const unknown = fetch?.find((name) => !program.outputs.has(name));
  if (unknown !== undefined) throw new EngramError('graph', `program '${program.name}' has no result '${unknown}'`);
  return {
    bindings,
    fetch: fetch ?? [...program.outputs.keys()],
  };
}
