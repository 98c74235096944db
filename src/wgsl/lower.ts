/** A program as terms: what each of its results is, element by element. */
import type { Value } from '../graph/graph';
import type { Program } from '../graph/program';
import { constant, type Term } from '../graph/terms';

export interface Lowered {
  /** By the program's name of a result. */
  readonly outputs: ReadonlyMap<string, Term>;
  /** The nodes, by number, that use a term as an operand. */
  readonly users: ReadonlyMap<Term, ReadonlySet<number>>;
}

/** @param fetch the results that are wanted. */
export function lower(program: Program, fetch: readonly string[]): Lowered {
  const terms = new Map<Value, Term>();
  const users = new Map<Term, Set<number>>();
  const termOf = (value: Value): Term => {
    const known = terms.get(value);
    if (known) return known;
    const { kind, name, shape } = value;
    const term: Term =
      kind === 'constant'
        ? constant(value.scalar ?? 0)
        : { kind: 'buffer', name, of: kind === 'param' ? 'param' : 'input', shape };
    terms.set(value, term);
    return term;
  };
  const wanted = new Set(fetch.map((name) => program.outputs.get(name)!));
  const needed = neededNodes(program, wanted);
  program.graph.nodes.forEach((node, number) => {
    if (!needed.has(node)) return;
    const operands = node.inputs.map(termOf);
    for (const operand of operands) users.set(operand, (users.get(operand) ?? new Set()).add(number));
    const results = node.op.terms(operands, node);
    node.outputs.forEach((output, i) => terms.set(output, results[i]!));
  });
  return { outputs: new Map(fetch.map((name) => [name, termOf(program.outputs.get(name)!)])), users };
}

function neededNodes(program: Program, wanted: ReadonlySet<Value>): ReadonlySet<unknown> {
  const values = new Set(wanted);
  const nodes = new Set<unknown>();
  for (const node of program.graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => values.has(output))) continue;
    nodes.add(node);
    for (const input of node.inputs) values.add(input);
  }
  return nodes;
}
