/**
 * A program is a graph with named results: what a runtime compiles and runs. Its weights are parameters, bound to the
 * tensors of a checkpoint only when a runtime makes a kernel of it, so one layer program serves every layer.
 */
import { EngramError } from '../errors';
import { Graph, type Value } from './graph';
import { bindDims, evaluateDim, type Bindings, type Dim, type Shape } from './shape';

/** A Reshape whose target ONNX cannot express with 0 and -1 takes it at run time, as an int64 operand. */
export interface ShapeOperand {
  readonly name: string;
  readonly dims: Shape;
}

export class Program {
  constructor(
    readonly name: string,
    readonly graph: Graph,
    readonly outputs: ReadonlyMap<string, Value>,
  ) {
    const seen = new Set<Value>();
    for (const [output, value] of outputs) {
      const wrong =
        value.graph !== graph
          ? 'belongs to another graph'
          : value.kind !== 'result'
            ? 'is not the result of an operation'
            : seen.has(value)
              ? 'is named twice'
              : null;
      if (wrong) throw new EngramError('graph', `program '${name}': output '${output}' ${wrong}`);
      seen.add(value);
    }
  }

  /** Shapes of the operands to give at every run. */
  get inputs(): ReadonlyMap<string, Shape> {
    return new Map([...this.graph.inputs].map(([name, value]) => [name, value.shape]));
  }

  /** Shapes of the weights. */
  get params(): ReadonlyMap<string, Shape> {
    return new Map([...this.graph.params].map(([name, value]) => [name, value.shape]));
  }

  /** Int64 operands that a runtime fills in from the bound dims (see `shapeValues`). */
  get shapeOperands(): readonly ShapeOperand[] {
    const operands = new Map<string, ShapeOperand>();
    for (const node of this.graph.nodes) {
      if (node.op !== 'Reshape') continue;
      const target = reshapeTarget(node.inputs[0]!.shape, node.attributes.shape ?? []);
      if ('operand' in target) operands.set(target.operand.name, target.operand);
    }
    return [...operands.values()];
  }

  /** Checks the operands' shapes and binds the names in them. */
  bind(actual: (name: string) => readonly number[]): Bindings {
    return bindDims(this.inputs, actual);
  }
}

/** Builds a program: `write` declares inputs and parameters on the graph and returns the named results. */
export function program(name: string, write: (graph: Graph) => Readonly<Record<string, Value>>): Program {
  const graph = new Graph();
  return new Program(name, graph, new Map(Object.entries(write(graph))));
}

/**
 * How a Reshape from `from` to `to` is told to ONNX: as constants where every dim is a number, equal to the dim at the
 * same place (0), or the only unknown (-1); else as an operand.
 */
export function reshapeTarget(
  from: Shape,
  to: Shape,
): { readonly constant: readonly number[] } | { readonly operand: ShapeOperand } {
  let unknown = 0;
  const constant = to.map((dim, i) => {
    if (typeof dim === 'number') return dim;
    if (dim === from[i]) return 0;
    unknown++;
    return -1;
  });
  return unknown <= 1 ? { constant } : { operand: { name: `shape:${to.join(',')}`, dims: to } };
}

export function shapeValues(operand: ShapeOperand, bindings: Bindings): BigInt64Array {
  return BigInt64Array.from(operand.dims, (dim: Dim) => BigInt(evaluateDim(dim, bindings)));
}
