/**
 * A program as text, to be read by people: in the message of a test that fails, in a snapshot, in a debugger. One line an
 * operand, a weight, a node, a result; constants stand where they are used.
 *
 *     program slope.backward
 *     input d.y [B, 4]
 *     weight w [3, 4]
 *     Gemm.0 [B, 3] = Gemm(d.y, w; transB)
 *     result d.x = Gemm.0
 */
import type { Node, Value } from './graph';
import type { Program } from './program';
import { formatShape } from './shape';

export function formatProgram({ name, graph, outputs }: Program): string {
  return [
    `program ${name}`,
    ...[...graph.inputs.values()].map((value) => `input ${typed(value)}`),
    ...[...graph.params.values()].map((value) => `weight ${typed(value)}`),
    ...graph.nodes.map(formatNode),
    ...[...outputs].map(([output, value]) => `result ${output} = ${value.name}`),
  ].join('\n');
}

function formatNode({ op, inputs, attributes, outputs }: Node): string {
  const operands = inputs.map((value) => (value.kind === 'constant' ? String(value.scalar) : value.name));
  const told = Object.entries(attributes).flatMap(([name, value]) => formatAttribute(name, value));
  const given = [operands.join(', '), ...(told.length > 0 ? [told.join(', ')] : [])].join('; ');
  return `${outputs.map(typed).join(', ')} = ${op.name}(${given})`;
}

/** Nothing for what is off. */
function formatAttribute(name: string, value: unknown): string[] {
  if (typeof value === 'boolean') return value ? [name] : [];
  return [`${name}: ${Array.isArray(value) ? formatShape(value) : String(value)}`];
}

function typed({ name, shape, type }: Value): string {
  return `${name} ${formatShape(shape)}${type === 'bool' ? ' bool' : ''}`;
}
