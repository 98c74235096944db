/**
 * Splits a program into a forward and a backward program. The backward one takes cotangents of some results and gives
 * those of some inputs; what it needs from the forward run (its residuals) is kept as extra results of the forward
 * program, except what is cheap to do again.
 */
import { EngramError } from '../errors';
import { add, mul } from './build';
import { Graph, type Forward, type Node, type Value } from './graph';
import { Program } from './program';

/** The name of a cotangent: of a result among the backward program's inputs, of an input among its results. */
export const cotangent = (name: string): string => `d.${name}`;

export interface Linearized {
  /** The program, with the residuals as further results. */
  readonly forward: Program;
  /** Inputs: `d.<output>` for each of `of`, the residuals, and the program's own inputs as far as needed. Results: `d.<input>` for each of `wrt`. */
  readonly backward: Program;
  /** Names that the two share. */
  readonly residuals: readonly string[];
}

/**
 * @param of results whose cotangents are given.
 * @param wrt inputs whose cotangents are wanted.
 * @throws EngramError('graph') for an operation without a gradient rule, or where a result does not depend on an input.
 */
export function linearize(program: Program, of: readonly string[], wrt: readonly string[]): Linearized {
  const active = activeValues(program, wrt);
  const recall = new Recall(program, active);
  const cotangents = new Map<Value, Value>();
  const accumulate = (value: Value, contribution: Value) => {
    const sum = cotangents.get(value);
    cotangents.set(value, sum ? add(sum, contribution) : contribution);
  };

  for (const name of of) {
    const output = program.outputs.get(name);
    if (!output) throw new EngramError('graph', `program '${program.name}' has no result '${name}'`);
    accumulate(output, recall.graph.input(cotangent(name), output.shape));
  }
  for (const node of program.graph.nodes.toReversed()) {
    const dy = cotangents.get(node.outputs[0]!);
    if (!dy || !active.has(node.outputs[0]!)) continue;
    applyRule(node, dy, active, recall).forEach((dx, i) => {
      const input = node.inputs[i]!;
      if (dx && active.has(input)) accumulate(input, dx);
    });
  }

  const outputs = new Map<string, Value>();
  for (const name of wrt) {
    const gradient = cotangents.get(program.graph.inputs.get(name)!);
    if (!gradient)
      throw new EngramError('graph', `program '${program.name}': [${of.join(', ')}] do not depend on '${name}'`);
    // A result must be one of its own, also where the cotangent passes through unchanged.
    const isOwn = gradient.kind === 'result' && ![...outputs.values()].includes(gradient);
    outputs.set(cotangent(name), isOwn ? gradient : mul(gradient, 1));
  }
  return {
    forward: new Program(`${program.name}.forward`, program.graph, new Map([...program.outputs, ...recall.residuals])),
    backward: new Program(`${program.name}.backward`, recall.graph, outputs),
    residuals: [...recall.residuals.keys()],
  };
}

/** Every value that depends on one of the inputs. */
function activeValues(program: Program, wrt: readonly string[]): ReadonlySet<Value> {
  const active = new Set<Value>();
  for (const name of wrt) {
    const input = program.graph.inputs.get(name);
    if (!input) throw new EngramError('graph', `program '${program.name}' has no input '${name}'`);
    active.add(input);
  }
  for (const node of program.graph.nodes) {
    if (node.inputs.some((input) => active.has(input))) node.outputs.forEach((output) => active.add(output));
  }
  return active;
}

function applyRule(node: Node, dy: Value, active: ReadonlySet<Value>, recall: Recall): readonly (Value | null)[] {
  const { op, inputs, attributes } = node;
  if (!op.gradient) {
    throw new EngramError('graph', `operation ${op.name} has no gradient rule; add one to it, in graph/operations`);
  }
  const forward: Forward = {
    attributes,
    shapes: inputs.map((input) => input.shape),
    needs: (i) => active.has(inputs[i]!),
    x: (i) => recall.value(inputs[i]!),
    y: (i) => recall.value(node.outputs[i]!),
  };
  return op.gradient(dy, forward);
}

/** Makes forward values available in the backward graph: as a weight or constant, by doing them again, or as a residual. */
class Recall {
  readonly graph = new Graph();
  readonly residuals = new Map<string, Value>();
  readonly #known = new Map<Value, Value>();

  readonly #resultNames: ReadonlyMap<Value, string>;

  constructor(
    program: Program,
    readonly active: ReadonlySet<Value>,
  ) {
    this.#resultNames = new Map([...program.outputs].map(([name, value]) => [value, name]));
  }

  value(forward: Value): Value {
    const known = this.#known.get(forward);
    if (known) return known;
    const recalled = this.#make(forward);
    this.#known.set(forward, recalled);
    return recalled;
  }

  #make(forward: Value): Value {
    if (forward.kind === 'param') return this.graph.param(forward.name, forward.shape);
    if (forward.kind === 'constant') return this.graph.constant(forward.scalar ?? 0);
    if (forward.kind === 'input') return this.graph.input(forward.name, forward.shape);
    if (this.#isCheapToRepeat(forward)) {
      const { op, inputs, attributes } = forward.node!;
      return this.graph.apply(
        op,
        inputs.map((input) => this.value(input)),
        attributes,
      )[0]!;
    }
    const name = this.#resultNames.get(forward) ?? `kept.${forward.name}`;
    this.residuals.set(name, forward);
    return this.graph.input(name, forward.shape);
  }

  /** What does not depend on the differentiated inputs is small here; else one operand to keep instead of the result. */
  #isCheapToRepeat(forward: Value): boolean {
    const { op, inputs, outputs } = forward.node!;
    if (outputs.length > 1) return false;
    if (!this.active.has(forward)) return true;
    return op.cheap === true && inputs.filter((input) => this.active.has(input)).length === 1;
  }
}
