/**
 * A layer as it is computed, and its gradient as it is derived: what changes in either shows here first. The numbers are
 * checked elsewhere: rule by rule beside the operations, and whole models against PyTorch.
 */
import { describe, expect, it } from 'vitest';
import { bertConfig } from '../fixtures/model-info';
import { formatProgram } from '../graph/format';
import { linearize } from '../graph/linearize';
import { layerProgram } from './programs';

const tiny = bertConfig({
  vocabSize: 20,
  heads: 2,
  intermediateSize: 6,
  activation: 'relu',
  headActivation: 'relu',
  maxPositions: 8,
});

describe('a layer, with respect to the residual stream', () => {
  const { forward, backward, residuals } = linearize(layerProgram(tiny, 'all', 'edited'), ['y'], ['x']);

  it('keeps of the forward run what the gradient needs', () => {
    expect(residuals).toMatchInlineSnapshot(`
      [
        "kept.Add.46",
        "kept.LayerNormalization.48.1",
        "kept.LayerNormalization.48.2",
        "kept.Gemm.29",
        "kept.Add.26",
        "kept.LayerNormalization.27.1",
        "kept.LayerNormalization.27.2",
        "kept.Transpose.19",
        "kept.Softmax.14",
        "kept.Transpose.11",
        "kept.Transpose.4",
      ]
    `);
  });

  it('computes', () => {
    expect(formatProgram(forward)).toMatchInlineSnapshot(`
      "program layer.all.edited.forward
      input x [B, T, 4]
      input at [B, 1, T]
      input bias [B, 1, 1, T]
      input profile [B*T, R]
      input gain [R, 6]
      input offset [R, 6]
      input pick [K, 6]
      input delta [K, 4]
      weight attention.self.query.weight [4, 4]
      weight attention.self.query.bias [4]
      weight attention.self.key.weight [4, 4]
      weight attention.self.key.bias [4]
      weight attention.self.value.weight [4, 4]
      weight attention.self.value.bias [4]
      weight attention.output.dense.weight [4, 4]
      weight attention.output.dense.bias [4]
      weight attention.output.LayerNorm.weight [4]
      weight attention.output.LayerNorm.bias [4]
      weight intermediate.dense.weight [6, 4]
      weight intermediate.dense.bias [6]
      weight output.dense.weight [4, 6]
      weight output.dense.bias [4]
      weight output.LayerNorm.weight [4]
      weight output.LayerNorm.bias [4]
      Reshape.0 [B*T, 4] = Reshape(x; shape: [B*T, 4])
      Gemm.1 [B*T, 4] = Gemm(Reshape.0, attention.self.query.weight, attention.self.query.bias; transB)
      Reshape.2 [B, T, 4] = Reshape(Gemm.1; shape: [B, T, 4])
      Reshape.3 [B, T, 2, 2] = Reshape(Reshape.2; shape: [B, T, 2, 2])
      Transpose.4 [B, 2, T, 2] = Transpose(Reshape.3; perm: [0, 2, 1, 3])
      Mul.5 [B, 2, T, 2] = Mul(Transpose.4, 0.7071067811865475)
      Reshape.6 [B*T, 4] = Reshape(x; shape: [B*T, 4])
      Gemm.7 [B*T, 4] = Gemm(Reshape.6, attention.self.key.weight, attention.self.key.bias; transB)
      Reshape.8 [B, T, 4] = Reshape(Gemm.7; shape: [B, T, 4])
      Reshape.9 [B, T, 2, 2] = Reshape(Reshape.8; shape: [B, T, 2, 2])
      Transpose.10 [B, 2, T, 2] = Transpose(Reshape.9; perm: [0, 2, 1, 3])
      Transpose.11 [B, 2, 2, T] = Transpose(Transpose.10; perm: [0, 1, 3, 2])
      MatMul.12 [B, 2, T, T] = MatMul(Mul.5, Transpose.11)
      Add.13 [B, 2, T, T] = Add(MatMul.12, bias)
      Softmax.14 [B, 2, T, T] = Softmax(Add.13)
      Reshape.15 [B*T, 4] = Reshape(x; shape: [B*T, 4])
      Gemm.16 [B*T, 4] = Gemm(Reshape.15, attention.self.value.weight, attention.self.value.bias; transB)
      Reshape.17 [B, T, 4] = Reshape(Gemm.16; shape: [B, T, 4])
      Reshape.18 [B, T, 2, 2] = Reshape(Reshape.17; shape: [B, T, 2, 2])
      Transpose.19 [B, 2, T, 2] = Transpose(Reshape.18; perm: [0, 2, 1, 3])
      MatMul.20 [B, 2, T, 2] = MatMul(Softmax.14, Transpose.19)
      Transpose.21 [B, T, 2, 2] = Transpose(MatMul.20; perm: [0, 2, 1, 3])
      Reshape.22 [B, T, 4] = Reshape(Transpose.21; shape: [B, T, 4])
      Reshape.23 [B*T, 4] = Reshape(Reshape.22; shape: [B*T, 4])
      Gemm.24 [B*T, 4] = Gemm(Reshape.23, attention.output.dense.weight, attention.output.dense.bias; transB)
      Reshape.25 [B, T, 4] = Reshape(Gemm.24; shape: [B, T, 4])
      Add.26 [B, T, 4] = Add(x, Reshape.25)
      LayerNormalization.27 [B, T, 4], LayerNormalization.27.1 [B, T, 1], LayerNormalization.27.2 [B, T, 1] = LayerNormalization(Add.26, attention.output.LayerNorm.weight, attention.output.LayerNorm.bias; epsilon: 1e-12)
      Reshape.28 [B*T, 4] = Reshape(LayerNormalization.27; shape: [B*T, 4])
      Gemm.29 [B*T, 6] = Gemm(Reshape.28, intermediate.dense.weight, intermediate.dense.bias; transB)
      Reshape.30 [B, T, 6] = Reshape(Gemm.29; shape: [B, T, 6])
      Relu.31 [B, T, 6] = Relu(Reshape.30)
      MatMul.32 [B*T, 6] = MatMul(profile, gain)
      Reshape.33 [B, T, 6] = Reshape(MatMul.32; shape: [B, T, 6])
      Mul.34 [B, T, 6] = Mul(Relu.31, Reshape.33)
      MatMul.35 [B*T, 6] = MatMul(profile, offset)
      Reshape.36 [B, T, 6] = Reshape(MatMul.35; shape: [B, T, 6])
      Add.37 [B, T, 6] = Add(Mul.34, Reshape.36)
      Reshape.38 [B*T, 6] = Reshape(Add.37; shape: [B*T, 6])
      Gemm.39 [B*T, 4] = Gemm(Reshape.38, output.dense.weight; transB)
      Reshape.40 [B, T, 4] = Reshape(Gemm.39; shape: [B, T, 4])
      Reshape.41 [B*T, 6] = Reshape(Add.37; shape: [B*T, 6])
      Gemm.42 [B*T, K] = Gemm(Reshape.41, pick; transB)
      Reshape.43 [B, T, K] = Reshape(Gemm.42; shape: [B, T, K])
      MatMul.44 [B, T, 4] = MatMul(Reshape.43, delta)
      Add.45 [B, T, 4] = Add(Reshape.40, MatMul.44)
      Add.46 [B, T, 4] = Add(LayerNormalization.27, Add.45)
      Add.47 [B, T, 4] = Add(Add.46, output.dense.bias)
      LayerNormalization.48 [B, T, 4], LayerNormalization.48.1 [B, T, 1], LayerNormalization.48.2 [B, T, 1] = LayerNormalization(Add.47, output.LayerNorm.weight, output.LayerNorm.bias; epsilon: 1e-12)
      MatMul.49 [B, 1, 6] = MatMul(at, Add.37)
      Reshape.50 [B, 6] = Reshape(MatMul.49; shape: [B, 6])
      MatMul.51 [B, 1, 4] = MatMul(at, LayerNormalization.27)
      Reshape.52 [B, 4] = Reshape(MatMul.51; shape: [B, 4])
      MatMul.53 [B, 1, 4] = MatMul(at, Add.45)
      Reshape.54 [B, 4] = Reshape(MatMul.53; shape: [B, 4])
      result y = LayerNormalization.48
      result activation = Reshape.50
      result attended = Reshape.52
      result written = Reshape.54
      result kept.Add.46 = Add.46
      result kept.LayerNormalization.48.1 = LayerNormalization.48.1
      result kept.LayerNormalization.48.2 = LayerNormalization.48.2
      result kept.Gemm.29 = Gemm.29
      result kept.Add.26 = Add.26
      result kept.LayerNormalization.27.1 = LayerNormalization.27.1
      result kept.LayerNormalization.27.2 = LayerNormalization.27.2
      result kept.Transpose.19 = Transpose.19
      result kept.Softmax.14 = Softmax.14
      result kept.Transpose.11 = Transpose.11
      result kept.Transpose.4 = Transpose.4"
    `);
  });

  it('derives', () => {
    expect(formatProgram(backward)).toMatchInlineSnapshot(`
      "program layer.all.edited.backward
      input d.y [B, T, 4]
      input kept.Add.46 [B, T, 4]
      input kept.LayerNormalization.48.1 [B, T, 1]
      input kept.LayerNormalization.48.2 [B, T, 1]
      input delta [K, 4]
      input pick [K, 6]
      input profile [B*T, R]
      input gain [R, 6]
      input kept.Gemm.29 [B*T, 6]
      input kept.Add.26 [B, T, 4]
      input kept.LayerNormalization.27.1 [B, T, 1]
      input kept.LayerNormalization.27.2 [B, T, 1]
      input kept.Transpose.19 [B, 2, T, 2]
      input kept.Softmax.14 [B, 2, T, T]
      input kept.Transpose.11 [B, 2, 2, T]
      input kept.Transpose.4 [B, 2, T, 2]
      weight output.LayerNorm.weight [4]
      weight output.dense.bias [4]
      weight output.dense.weight [4, 6]
      weight intermediate.dense.weight [6, 4]
      weight attention.output.LayerNorm.weight [4]
      weight attention.output.dense.weight [4, 4]
      weight attention.self.value.weight [4, 4]
      weight attention.self.key.weight [4, 4]
      weight attention.self.query.weight [4, 4]
      Mul.0 [B, T, 4] = Mul(d.y, output.LayerNorm.weight)
      Add.1 [B, T, 4] = Add(kept.Add.46, output.dense.bias)
      Sub.2 [B, T, 4] = Sub(Add.1, kept.LayerNormalization.48.1)
      Mul.3 [B, T, 4] = Mul(Sub.2, kept.LayerNormalization.48.2)
      ReduceMean.4 [B, T, 1] = ReduceMean(Mul.0; axes: [2])
      Sub.5 [B, T, 4] = Sub(Mul.0, ReduceMean.4)
      Mul.6 [B, T, 4] = Mul(Mul.0, Mul.3)
      ReduceMean.7 [B, T, 1] = ReduceMean(Mul.6; axes: [2])
      Mul.8 [B, T, 4] = Mul(Mul.3, ReduceMean.7)
      Sub.9 [B, T, 4] = Sub(Sub.5, Mul.8)
      Mul.10 [B, T, 4] = Mul(Sub.9, kept.LayerNormalization.48.2)
      ReduceSum.11 [1, 1, 4] = ReduceSum(Mul.10; axes: [0, 1])
      Reshape.12 [4] = Reshape(ReduceSum.11; shape: [4])
      Transpose.13 [4, K] = Transpose(delta; perm: [1, 0])
      MatMul.14 [B, T, K] = MatMul(Mul.10, Transpose.13)
      Reshape.15 [B*T, K] = Reshape(MatMul.14; shape: [B*T, K])
      Gemm.16 [B*T, 6] = Gemm(Reshape.15, pick)
      Reshape.17 [B, T, 6] = Reshape(Gemm.16; shape: [B, T, 6])
      Reshape.18 [B*T, 4] = Reshape(Mul.10; shape: [B*T, 4])
      Gemm.19 [B*T, 6] = Gemm(Reshape.18, output.dense.weight)
      Reshape.20 [B, T, 6] = Reshape(Gemm.19; shape: [B, T, 6])
      Add.21 [B, T, 6] = Add(Reshape.17, Reshape.20)
      MatMul.22 [B*T, 6] = MatMul(profile, gain)
      Reshape.23 [B, T, 6] = Reshape(MatMul.22; shape: [B, T, 6])
      Mul.24 [B, T, 6] = Mul(Add.21, Reshape.23)
      Reshape.25 [B, T, 6] = Reshape(kept.Gemm.29; shape: [B, T, 6])
      Greater.26 [B, T, 6] bool = Greater(Reshape.25, 0)
      Where.27 [B, T, 6] = Where(Greater.26, Mul.24, 0)
      Reshape.28 [B*T, 6] = Reshape(Where.27; shape: [B*T, 6])
      Gemm.29 [B*T, 4] = Gemm(Reshape.28, intermediate.dense.weight)
      Reshape.30 [B, T, 4] = Reshape(Gemm.29; shape: [B, T, 4])
      Add.31 [B, T, 4] = Add(Mul.10, Reshape.30)
      Mul.32 [B, T, 4] = Mul(Add.31, attention.output.LayerNorm.weight)
      Sub.33 [B, T, 4] = Sub(kept.Add.26, kept.LayerNormalization.27.1)
      Mul.34 [B, T, 4] = Mul(Sub.33, kept.LayerNormalization.27.2)
      ReduceMean.35 [B, T, 1] = ReduceMean(Mul.32; axes: [2])
      Sub.36 [B, T, 4] = Sub(Mul.32, ReduceMean.35)
      Mul.37 [B, T, 4] = Mul(Mul.32, Mul.34)
      ReduceMean.38 [B, T, 1] = ReduceMean(Mul.37; axes: [2])
      Mul.39 [B, T, 4] = Mul(Mul.34, ReduceMean.38)
      Sub.40 [B, T, 4] = Sub(Sub.36, Mul.39)
      Mul.41 [B, T, 4] = Mul(Sub.40, kept.LayerNormalization.27.2)
      Reshape.42 [B*T, 4] = Reshape(Mul.41; shape: [B*T, 4])
      Gemm.43 [B*T, 4] = Gemm(Reshape.42, attention.output.dense.weight)
      Reshape.44 [B, T, 4] = Reshape(Gemm.43; shape: [B, T, 4])
      Reshape.45 [B, T, 2, 2] = Reshape(Reshape.44; shape: [B, T, 2, 2])
      Transpose.46 [B, 2, T, 2] = Transpose(Reshape.45; perm: [0, 2, 1, 3])
      Transpose.47 [B, 2, 2, T] = Transpose(kept.Transpose.19; perm: [0, 1, 3, 2])
      MatMul.48 [B, 2, T, T] = MatMul(Transpose.46, Transpose.47)
      Transpose.49 [B, 2, T, T] = Transpose(kept.Softmax.14; perm: [0, 1, 3, 2])
      MatMul.50 [B, 2, T, 2] = MatMul(Transpose.49, Transpose.46)
      Transpose.51 [B, T, 2, 2] = Transpose(MatMul.50; perm: [0, 2, 1, 3])
      Reshape.52 [B, T, 4] = Reshape(Transpose.51; shape: [B, T, 4])
      Reshape.53 [B*T, 4] = Reshape(Reshape.52; shape: [B*T, 4])
      Gemm.54 [B*T, 4] = Gemm(Reshape.53, attention.self.value.weight)
      Reshape.55 [B, T, 4] = Reshape(Gemm.54; shape: [B, T, 4])
      Add.56 [B, T, 4] = Add(Mul.41, Reshape.55)
      Mul.57 [B, 2, T, T] = Mul(MatMul.48, kept.Softmax.14)
      ReduceSum.58 [B, 2, T, 1] = ReduceSum(Mul.57; axes: [3])
      Mul.59 [B, 2, T, T] = Mul(kept.Softmax.14, ReduceSum.58)
      Sub.60 [B, 2, T, T] = Sub(Mul.57, Mul.59)
      ReduceSum.61 [B, 1, 1, T] = ReduceSum(Sub.60; axes: [1, 2])
      Transpose.62 [B, 2, T, 2] = Transpose(kept.Transpose.11; perm: [0, 1, 3, 2])
      MatMul.63 [B, 2, T, 2] = MatMul(Sub.60, Transpose.62)
      Mul.64 [B, 2, T, 2] = Mul(kept.Transpose.4, 0.7071067811865475)
      Transpose.65 [B, 2, 2, T] = Transpose(Mul.64; perm: [0, 1, 3, 2])
      MatMul.66 [B, 2, 2, T] = MatMul(Transpose.65, Sub.60)
      Transpose.67 [B, 2, T, 2] = Transpose(MatMul.66; perm: [0, 1, 3, 2])
      Transpose.68 [B, T, 2, 2] = Transpose(Transpose.67; perm: [0, 2, 1, 3])
      Reshape.69 [B, T, 4] = Reshape(Transpose.68; shape: [B, T, 4])
      Reshape.70 [B*T, 4] = Reshape(Reshape.69; shape: [B*T, 4])
      Gemm.71 [B*T, 4] = Gemm(Reshape.70, attention.self.key.weight)
      Reshape.72 [B, T, 4] = Reshape(Gemm.71; shape: [B, T, 4])
      Add.73 [B, T, 4] = Add(Add.56, Reshape.72)
      Mul.74 [B, 2, T, 2] = Mul(MatMul.63, 0.7071067811865475)
      Transpose.75 [B, T, 2, 2] = Transpose(Mul.74; perm: [0, 2, 1, 3])
      Reshape.76 [B, T, 4] = Reshape(Transpose.75; shape: [B, T, 4])
      Reshape.77 [B*T, 4] = Reshape(Reshape.76; shape: [B*T, 4])
      Gemm.78 [B*T, 4] = Gemm(Reshape.77, attention.self.query.weight)
      Reshape.79 [B, T, 4] = Reshape(Gemm.78; shape: [B, T, 4])
      Add.80 [B, T, 4] = Add(Add.73, Reshape.79)
      result d.x = Add.80"
    `);
  });
});

describe('a layer without edits', () => {
  it.each(['all', 'selected'] as const)('has no operands for them, in its gradient neither: rows %s', (rows) => {
    const { forward, backward } = linearize(layerProgram(tiny, rows, 'unedited'), ['y'], ['x']);
    expect([...forward.inputs.keys()].sort()).toEqual(['at', 'bias', 'x']);
    for (const name of ['profile', 'gain', 'offset', 'pick', 'delta'])
      expect([...backward.inputs.keys()]).not.toContain(name);
  });
});
