/**
 * A graph is a list of operations in the order in which they were applied, each value named and shaped. It is built by
 * applying operations to values (`add(a, matMul(b, c))`, see build.ts), checked as it grows, and never changed after.
 */
import { EngramError } from '../errors';
import { operations, type Attributes, type OpName } from './ops';
import { formatShape, type Shape } from './shape';

export type ElementType = 'float32' | 'bool';

export interface Value {
  readonly graph: Graph;
  readonly name: string;
  readonly shape: Shape;
  readonly type: ElementType;
  /** input: given at every run. param: a weight. constant: a number in the graph. result: made by a node. */
  readonly kind: 'input' | 'param' | 'constant' | 'result';
  readonly node: Node | null;
  /** The number, where kind is 'constant' (always a scalar). */
  readonly scalar?: number;
}

export interface Node {
  readonly op: OpName;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];
}

export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs = new Map<string, Value>();
  readonly params = new Map<string, Value>();
  readonly constants = new Map<number, Value>();

  input(name: string, shape: Shape): Value {
    return this.#declare(this.inputs, 'input', name, shape);
  }

  /** A weight, by the name under which the program's user binds it. Asking twice gives the same value. */
  param(name: string, shape: Shape): Value {
    return this.params.get(name) ?? this.#declare(this.params, 'param', name, shape);
  }

  constant(scalar: number): Value {
    const known = this.constants.get(scalar);
    if (known) return known;
    const name = `constant.${this.constants.size}`;
    const value: Value = { graph: this, name, shape: [], type: 'float32', kind: 'constant', node: null, scalar };
    this.constants.set(scalar, value);
    return value;
  }

  /** Applies an operation; its shapes are checked here, so a wrong graph fails where it is written. */
  apply(op: OpName, inputs: readonly Value[], attributes: Attributes = {}): readonly Value[] {
    for (const input of inputs) {
      if (input.graph !== this)
        throw new EngramError('graph', `${op}: operand '${input.name}' belongs to another graph`);
    }
    const outputs: Value[] = [];
    const node: Node = { op, inputs, attributes, outputs };
    const definition = operations[op];
    let shapes: readonly Shape[];
    try {
      shapes = definition.shapes(
        inputs.map((input) => input.shape),
        attributes,
      );
    } catch (error) {
      const operands = inputs.map((input) => `${input.name} ${formatShape(input.shape)}`).join(', ');
      throw new EngramError('graph', `${op}(${operands}): ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
    shapes.forEach((shape, i) => {
      const name = `${op}.${this.nodes.length}${i === 0 ? '' : `.${i}`}`;
      outputs.push({ graph: this, name, shape, type: definition.type ?? 'float32', kind: 'result', node });
    });
    this.nodes.push(node);
    return outputs;
  }

  #declare(where: Map<string, Value>, kind: 'input' | 'param', name: string, shape: Shape): Value {
    if (this.inputs.has(name) || this.params.has(name)) throw new EngramError('graph', `'${name}' is declared twice`);
    const value: Value = { graph: this, name, shape, type: 'float32', kind, node: null };
    where.set(name, value);
    return value;
  }
}
