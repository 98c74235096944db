import { expect, test } from 'vitest';
import { gemm, layerNorm, mul, relu, splitLast } from './build';
import { formatProgram } from './format';
import { linearize } from './linearize';
import { program } from './program';

test('a program reads as a list of what it takes, does and gives', () => {
  const written = program('example', (graph) => {
    const hidden = gemm(graph.input('x', ['B', 4]), graph.param('w', [6, 4]), { transB: true });
    const normal = layerNorm(hidden, graph.param('scale', [6]), graph.param('shift', [6]), 1e-5);
    const [left, right] = splitLast(normal, [2, 4]);
    return { left: mul(left!, 0.5), right: right! };
  });
  expect(formatProgram(written)).toMatchInlineSnapshot(`
    "program example
    input x [B, 4]
    weight w [6, 4]
    weight scale [6]
    weight shift [6]
    Gemm.0 [B, 6] = Gemm(x, w; transB)
    LayerNormalization.1 [B, 6], LayerNormalization.1.1 [B, 1], LayerNormalization.1.2 [B, 1] = LayerNormalization(Gemm.0, scale, shift; epsilon: 0.00001)
    Split.2 [B, 2], Split.2.1 [B, 4] = Split(LayerNormalization.1; sizes: [2, 4])
    Mul.3 [B, 2] = Mul(Split.2, 0.5)
    result left = Mul.3
    result right = Split.2.1"
  `);
});

test('a gradient shows what it takes from the forward run', () => {
  const written = program('slope', (graph) => {
    const hidden = gemm(graph.input('x', ['B', 4]), graph.param('w', [4, 3]));
    return { y: mul(relu(hidden), hidden) };
  });
  const { backward } = linearize(written, ['y'], ['x']);
  expect(formatProgram(backward)).toMatchInlineSnapshot(`
    "program slope.backward
    input d.y [B, 3]
    input kept.Gemm.0 [B, 3]
    weight w [4, 3]
    Mul.0 [B, 3] = Mul(d.y, kept.Gemm.0)
    Relu.1 [B, 3] = Relu(kept.Gemm.0)
    Mul.2 [B, 3] = Mul(d.y, Relu.1)
    Greater.3 [B, 3] bool = Greater(kept.Gemm.0, 0)
    Where.4 [B, 3] = Where(Greater.3, Mul.0, 0)
    Add.5 [B, 3] = Add(Mul.2, Where.4)
    Gemm.6 [B, 4] = Gemm(Add.5, w; transB)
    result d.x = Gemm.6"
  `);
});
