/**
 * A program is a graph with named results: what a runtime compiles and runs. Its weights are parameters, bound to the
 * tensors of a checkpoint only when a runtime makes a kernel of it, so one layer program serves every layer.
 */
import { EngramError } from '../errors';
import { Graph, type Value } from './graph';
import type { ShapeOperand } from './onnx-form';
import { bindDims, bindSome, evaluateDim, type Bindings, type Dim, type Shape } from './shape';

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
      const operand = node.op.onnx?.(node).operand;
      if (operand && 'dims' in operand) operands.set(operand.name, operand);
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

export function shapeValues(operand: ShapeOperand, bindings: Bindings): BigInt64Array {
  return BigInt64Array.from(operand.dims, (dim: Dim) => BigInt(evaluateDim(dim, bindings)));
}

/** The same program for runs in which some of its dims are known. */
export function specialise(general: Program, known: Bindings): Program {
  const bound = (shape: Shape) => shape.map((dim) => bindSome(dim, known));
  const graph = new Graph();
  const values = new Map<Value, Value>();
  for (const value of general.graph.inputs.values()) values.set(value, graph.input(value.name, bound(value.shape)));
  for (const value of general.graph.params.values()) values.set(value, graph.param(value.name, value.shape));
  for (const value of general.graph.constants.values()) values.set(value, graph.constant(value.scalar ?? 0));
  for (const { op, inputs, attributes, outputs } of general.graph.nodes) {
    const told = 'shape' in attributes ? { ...attributes, shape: bound(attributes.shape as Shape) } : attributes;
    const operands = inputs.map((input) => values.get(input)!);
    graph.apply(op, operands, told).forEach((result, i) => values.set(outputs[i]!, result));
  }
  return new Program(general.name, graph, new Map([...general.outputs].map(([name, v]) => [name, values.get(v)!])));
}
