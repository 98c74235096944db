/** Operations on each element by itself; operands broadcast. A number as an operand stands for a constant. */
import type { NoAttributes, Operation, Value } from '../graph';
import { broadcastShapes } from '../shape';
import { unbroadcast } from './arrange';

type Operand = Value | number;

const elementwise: Pick<Operation, 'shapes' | 'cheap'> = {
  shapes: (inputs) => [inputs.reduce(broadcastShapes)],
  cheap: true,
};

export const Add: Operation<NoAttributes> = {
  ...elementwise,
  name: 'Add',
  gradient: (dy, { shapes }) => shapes.map((shape) => unbroadcast(dy, shape)),
};

export const Sub: Operation<NoAttributes> = {
  ...elementwise,
  name: 'Sub',
  gradient: (dy, { shapes: [a, b], needs }) => [unbroadcast(dy, a!), needs(1) ? unbroadcast(mul(dy, -1), b!) : null],
};

export const Mul: Operation<NoAttributes> = {
  ...elementwise,
  name: 'Mul',
  gradient: (dy, { shapes: [a, b], needs, x }) => [
    needs(0) ? unbroadcast(mul(dy, x(1)), a!) : null,
    needs(1) ? unbroadcast(mul(dy, x(0)), b!) : null,
  ],
};

export const Relu: Operation<NoAttributes> = {
  ...elementwise,
  name: 'Relu',
  gradient: (dy, { x }) => [where(greater(x(0), 0), dy, 0)],
};

export const Gelu: Operation<{ readonly approximate: 'none' | 'tanh' }> = {
  ...elementwise,
  name: 'Gelu',
  gradient: (dy, { attributes: { approximate }, x }) => [
    mul(dy, approximate === 'tanh' ? geluTanhSlope(x(0)) : geluSlope(x(0))),
  ],
  onnx: ({ attributes: { approximate } }) => ({ attributes: { approximate: { string: approximate } } }),
};

export const Erf: Operation<NoAttributes> = { ...elementwise, name: 'Erf' };
export const Exp: Operation<NoAttributes> = { ...elementwise, name: 'Exp' };
export const Tanh: Operation<NoAttributes> = { ...elementwise, name: 'Tanh' };
export const Greater: Operation<NoAttributes> = { ...elementwise, name: 'Greater', type: 'bool' };
/** The second operand where the first is true, else the third. */
export const Where: Operation<NoAttributes> = { ...elementwise, name: 'Where' };

export const add = (a: Value, b: Operand): Value => binary(Add, a, b);
export const sub = (a: Value, b: Operand): Value => binary(Sub, a, b);
export const mul = (a: Value, b: Operand): Value => binary(Mul, a, b);
export const greater = (a: Value, b: Operand): Value => binary(Greater, a, b);
export const relu = (x: Value): Value => x.graph.apply(Relu, [x])[0]!;
export const erf = (x: Value): Value => x.graph.apply(Erf, [x])[0]!;
export const exp = (x: Value): Value => x.graph.apply(Exp, [x])[0]!;
export const tanh = (x: Value): Value => x.graph.apply(Tanh, [x])[0]!;

export function gelu(x: Value, approximate: 'none' | 'tanh' = 'none'): Value {
  return x.graph.apply(Gelu, [x], { approximate })[0]!;
}

export function where(condition: Value, yes: Operand, no: Operand): Value {
  const { graph } = condition;
  return graph.apply(Where, [condition, lift(graph, yes), lift(graph, no)])[0]!;
}

function binary(op: Operation<NoAttributes>, a: Value, b: Operand): Value {
  return a.graph.apply(op, [a, lift(a.graph, b)])[0]!;
}

function lift(graph: Value['graph'], operand: Operand): Value {
  return typeof operand === 'number' ? graph.constant(operand) : operand;
}

/** d/dx [x Phi(x)] = Phi(x) + x phi(x), with Phi and phi the normal distribution and density. */
function geluSlope(x: Value): Value {
  const cdf = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
  const pdf = mul(exp(mul(mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return add(cdf, mul(x, pdf));
}

/** Of 0.5 x (1 + tanh u), u = sqrt(2/pi) (x + 0.044715 x^3) (Hendrycks & Gimpel 2016). */
function geluTanhSlope(x: Value): Value {
  const k = Math.sqrt(2 / Math.PI);
  const square = mul(x, x);
  const t = tanh(mul(mul(x, add(mul(square, 0.044715), 1)), k));
  const du = mul(add(mul(square, 3 * 0.044715), 1), k);
  const tail = mul(mul(mul(x, 0.5), mul(sub(mul(t, t), 1), -1)), du);
  return add(mul(add(t, 1), 0.5), tail);
}
