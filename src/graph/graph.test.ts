import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { add, expand, gemm, layerNorm, linear, matMul, product, relu, reshape, transpose } from './build';
import { Graph } from './graph';
import { reshapeTarget } from './operations/arrange';
import { program, shapeValues } from './program';
import { bindDims, broadcastShapes, sameElementCount } from './shape';

describe('shapes', () => {
  it('broadcast as numpy does, and keep names', () => {
    expect(broadcastShapes(['B', 1, 4], [3, 1])).toEqual(['B', 3, 4]);
    expect(broadcastShapes([], ['B'])).toEqual(['B']);
    expect(() => broadcastShapes(['B', 4], ['T', 4])).toThrow('shapes [B, 4] and [T, 4] do not broadcast: B against T');
  });

  it('broadcasting is commutative where it is defined', () => {
    const shape = fc.array(fc.constantFrom<number | string>(1, 2, 3, 'B'), { maxLength: 4 });
    const attempt = (a: (number | string)[], b: (number | string)[]) => {
      try {
        return broadcastShapes(a, b);
      } catch {
        return null;
      }
    };
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        expect(attempt(a, b)).toEqual(attempt(b, a));
      }),
    );
  });

  it('count elements by name', () => {
    expect(sameElementCount(['B', 'T', 6], ['B*T', 2, 3])).toBe(true);
    expect(sameElementCount(['B', 'T', 6], ['B', 6])).toBe(false);
    expect(sameElementCount(['P', 'T', 24], ['P', '24*T'])).toBe(true);
    expect(sameElementCount(['P', 'T', 24], ['P', '23*T'])).toBe(false);
    expect(product([2, 'B', 3, 'T'])).toBe('6*B*T');
  });

  it('are bound by operands, whatever their order', () => {
    const declared = new Map([
      ['rows', ['B*T', 2]],
      ['x', ['B', 'T']],
    ] as const);
    const actual = { rows: [6, 2], x: [2, 3] };
    expect(bindDims(declared, (name) => actual[name as 'x'])).toEqual({ B: 2, T: 3 });
    expect(() => bindDims(declared, (name) => (name === 'rows' ? [5, 2] : [2, 3]))).toThrow(
      "operand 'rows': expected [B*T, 2] with B = 2, T = 3, found [5, 2]",
    );
    expect(() => bindDims(declared, (name) => (name === 'x' ? [2, 3, 1] : [6, 2]))).toThrow(
      "operand 'x': expected [B, T]",
    );
  });
});

describe('graphs', () => {
  it('refuse a wrong operation where it is written, naming the operands', () => {
    const graph = new Graph();
    const x = graph.input('x', ['B', 4]);
    const w = graph.param('w', [3, 5]);
    expect(() => gemm(x, w)).toThrow('Gemm(x [B, 4], w [3, 5]): inner dims differ: 4 against 3');
    expect(() => matMul(x, w)).toThrow('MatMul(x [B, 4], w [3, 5]): inner dims differ: 4 against 3');
    expect(() => add(x, w)).toThrow('Add(x [B, 4], w [3, 5])');
    expect(() => reshape(x, ['B', 5])).toThrow('Reshape(x [B, 4]): cannot become [B, 5]');
    expect(() => expand(x, ['B', 5])).toThrow('Expand(x [B, 4])');
    expect(() => transpose(x, [0, 0])).toThrow('Transpose(x [B, 4]): perm [0, 0] does not fit [B, 4]');
    expect(() => layerNorm(x, w, w, 1e-5)).toThrow('expected scale and bias of shape [4]');
    expect(() => graph.input('x', [1])).toThrow("'x' is declared twice");
    expect(() => add(x, new Graph().input('y', ['B', 4]))).toThrow("Add: operand 'y' belongs to another graph");
  });

  it('say which result of a program is wrong', () => {
    expect(() => program('p', (graph) => ({ y: graph.input('x', [1]) }))).toThrow(
      "program 'p': output 'y' is not the result of an operation",
    );
    expect(() =>
      program('p', (graph) => ({ y: relu(new Graph().input('x', [1])), z: relu(graph.input('x', [1])) })),
    ).toThrow("output 'y' belongs to another graph");
  });

  it('tell ONNX a shape by constants where they suffice, else by an operand', () => {
    expect(reshapeTarget(['B', 'T', 6], ['B', 'T', 2, 3])).toEqual({ constant: [0, 0, 2, 3] });
    expect(reshapeTarget(['B', 'T', 6], ['B*T', 6])).toEqual({ constant: [-1, 6] });
    const target = reshapeTarget(['B*T', 6], ['B', 'T', 6]);
    if (!('operand' in target)) throw new Error('expected an operand');
    expect(shapeValues(target.operand, { B: 2, T: 5 })).toEqual(BigInt64Array.of(2n, 5n, 6n));
  });

  it('keep leading dims in a linear layer', () => {
    const graph = new Graph();
    expect(linear(graph.input('x', ['B', 'T', 4]), graph.param('w', [7, 4])).shape).toEqual(['B', 'T', 7]);
  });
});
