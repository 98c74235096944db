/**
 * A graph is a list of operations in the order in which they were applied, each value named and shaped. It is built by
 * applying operations to values (`add(a, matMul(b, c))`, see build.ts), checked as it grows, and never changed after.
 */
import { EngramError } from '../errors';
import type { OnnxForm } from './onnx-form';
import { formatShape, type Shape } from './shape';
import type { Term } from './terms';

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

/** An operation applied. Only `Graph.apply` makes one, so its attributes are those that its operation takes. */
export interface Node<A extends object = object> {
  readonly op: Operation<A>;
  readonly inputs: readonly Value[];
  readonly attributes: A;
  readonly outputs: readonly Value[];
}

/**
 * All that is known of an operation, in one place: an ONNX operator (opset 20) that runs natively in WebAssembly and in
 * Node, and its terms for a GPU. `A` is what it is told beside its operands. The operations themselves are in operations/.
 */
export interface Operation<A extends object = object> {
  /** The operator's name in ONNX. */
  readonly name: string;
  /**
   * How the shapes of its results follow from those of its operands.
   * @throws EngramError('graph') where the operands do not fit; the graph adds which they were.
   */
  shapes(inputs: readonly Shape[], attributes: A): readonly Shape[];
  /** Element type of the results, where it is not float32. */
  readonly type?: 'bool';
  /** Element by element (or free): a gradient graph may do it again rather than keep its result. */
  readonly cheap?: boolean;
  /**
   * Its vector-Jacobian product: from the cotangent dy of its first result to those of its operands (null where none is
   * needed). An operation that only gradients use has none.
   */
  gradient?(dy: Value, forward: Forward<A>): readonly (Value | null)[];
  /** Its attributes and int64 operand in ONNX, where it has any. */
  onnx?(node: Node<A>): OnnxForm;
  /** Its results, element by element, for the compiler of GPU kernels. `node` tells attributes and shapes. */
  terms(operands: readonly Term[], node: Node<A>): readonly Term[];
}

/** The attributes of an operation that has none. */
export type NoAttributes = Readonly<Record<string, never>>;

/**
 * A forward operation as its gradient rule sees it. `x(i)` is the i-th operand and `y(i)` the i-th result, as they are
 * available in the gradient graph; asking for one is what makes the forward program keep it.
 */
export interface Forward<A extends object = object> {
  readonly attributes: A;
  /** Shapes of the operands. */
  readonly shapes: readonly Shape[];
  /** Whether operand i needs a cotangent. */
  needs(i: number): boolean;
  x(i: number): Value;
  y(i: number): Value;
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

  /**
   * Applies an operation and returns its results.
   * @throws EngramError('graph') where the operands do not fit it, so that a wrong graph fails where it is written.
   */
  apply(op: Operation<NoAttributes>, inputs: readonly Value[]): readonly Value[];
  apply<A extends object>(op: Operation<A>, inputs: readonly Value[], attributes: NoInfer<A>): readonly Value[];
  apply(op: Operation, inputs: readonly Value[], attributes: object = {}): readonly Value[] {
    for (const input of inputs) {
      if (input.graph !== this)
        throw new EngramError('graph', `${op.name}: operand '${input.name}' belongs to another graph`);
    }
    const outputs: Value[] = [];
    const node: Node = { op, inputs, attributes, outputs };
    let shapes: readonly Shape[];
    try {
      shapes = op.shapes(
        inputs.map((input) => input.shape),
        attributes,
      );
    } catch (error) {
      const operands = inputs.map((input) => `${input.name} ${formatShape(input.shape)}`).join(', ');
      const reason = error instanceof Error ? error.message : String(error);
      throw new EngramError('graph', `${op.name}(${operands}): ${reason}`, { cause: error });
    }
    shapes.forEach((shape, i) => {
      const name = `${op.name}.${this.nodes.length}${i === 0 ? '' : `.${i}`}`;
      outputs.push({ graph: this, name, shape, type: op.type ?? 'float32', kind: 'result', node });
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

/** Whether a node applies this operation; its attributes are that operation's then. */
export function applies<A extends object>(node: Node, op: Operation<A>): node is Node<A> {
  return node.op === op;
}
