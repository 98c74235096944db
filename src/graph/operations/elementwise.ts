/** Operations on each element by itself; operands broadcast. A number as an operand stands for a constant. */
import type { NoAttributes, Node, Operation, Value } from '../graph';
import { broadcastShapes } from '../shape';
import { cells, type CellsOptions, type Source, type Term } from '../terms';
import { unbroadcast } from './arrange';

type Operand = Value | number;

const elementwise: Pick<Operation, 'shapes' | 'cheap'> = {
  shapes: (inputs) => [inputs.reduce(broadcastShapes)],
  cheap: true,
};

/**
 * WGSL has no erf. Near zero its Maclaurin series, whose terms fall below float32's last digit within twelve; else Abramowitz and
 * Stegun 7.1.26, within 1.5e-7, which there is a float32's last digit or two.
 */
const ERF = `
fn erf(x: f32) -> f32 {
  let a = abs(x);
  if (a < 1.0) {
    let q = x * x;
    var sum = 0.0;
    for (var n = 11; n > 0; n--) { sum = -q / f32(n) * (1.0 / f32(2 * n + 1) + sum); }
    return 1.1283791670955126 * x * (1.0 + sum);
  }
  let t = 1.0 / (1.0 + 0.3275911 * a);
  let poly = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return sign(x) * (1.0 - poly * exp(-a * a));
}`;
const GELU = `
fn gelu(x: f32) -> f32 { return 0.5 * x * (1.0 + erf(x * 0.7071067811865476)); }`;
/** Some drivers overflow inside tanh, which is 1 from 10 on. */
const TANH = `
fn tanh_of(x: f32) -> f32 { return tanh(clamp(x, -10.0, 10.0)); }`;
const GELU_TANH = `
fn gelu_tanh(x: f32) -> f32 { return 0.5 * x * (1.0 + tanh_of(0.7978845608028654 * (x + 0.044715 * x * x * x))); }`;

/** @param express from the operands' elements to the result's, in WGSL. */
const cellwise = (express: (operands: readonly Source[]) => Source, how: CellsOptions = {}) => ({
  terms: (operands: readonly Term[], { outputs: [y] }: Node): readonly Term[] => [
    cells(y!.shape, operands, express, how),
  ],
});

export const Add: Operation<NoAttributes> = {
  ...elementwise,
  ...cellwise(([a, b]) => `(${a} + ${b})`, { linear: true }),
  name: 'Add',
  gradient: (dy, { shapes }) => shapes.map((shape) => unbroadcast(dy, shape)),
};

export const Sub: Operation<NoAttributes> = {
  ...elementwise,
  ...cellwise(([a, b]) => `(${a} - ${b})`, { linear: true }),
  name: 'Sub',
  gradient: (dy, { shapes: [a, b], needs }) => [unbroadcast(dy, a!), needs(1) ? unbroadcast(mul(dy, -1), b!) : null],
};

export const Mul: Operation<NoAttributes> = {
  ...elementwise,
  ...cellwise(([a, b]) => `(${a} * ${b})`, { linear: true }),
  name: 'Mul',
  gradient: (dy, { shapes: [a, b], needs, x }) => [
    needs(0) ? unbroadcast(mul(dy, x(1)), a!) : null,
    needs(1) ? unbroadcast(mul(dy, x(0)), b!) : null,
  ],
};

export const Relu: Operation<NoAttributes> = {
  ...elementwise,
  ...cellwise(([x]) => `max(${x}, 0.0)`),
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
  terms: ([x], { attributes: { approximate }, outputs: [y] }) => [
    approximate === 'tanh'
      ? cells(y!.shape, [x!], ([a]) => `gelu_tanh(${a})`, { costly: true, helpers: [TANH, GELU_TANH] })
      : cells(y!.shape, [x!], ([a]) => `gelu(${a})`, { costly: true, helpers: [ERF, GELU] }),
  ],
};

export const Erf: Operation<NoAttributes> = {
  ...elementwise,
  ...cellwise(([x]) => `erf(${x})`, { costly: true, helpers: [ERF] }),
  name: 'Erf',
};
export const Exp: Operation<NoAttributes> = {
  ...elementwise,
  ...cellwise(([x]) => `exp(${x})`, { costly: true }),
  name: 'Exp',
};
export const Tanh: Operation<NoAttributes> = {
  ...elementwise,
  ...cellwise(([x]) => `tanh_of(${x})`, { costly: true, helpers: [TANH] }),
  name: 'Tanh',
};
export const Greater: Operation<NoAttributes> = {
  ...elementwise,
  ...cellwise(([a, b]) => `(${a} > ${b})`),
  name: 'Greater',
  type: 'bool',
};
/** The second operand where the first is true, else the third. */
export const Where: Operation<NoAttributes> = {
  ...elementwise,
  ...cellwise(([condition, yes, no]) => `select(${no}, ${yes}, ${condition})`),
  name: 'Where',
};

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
