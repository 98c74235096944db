/** What operations may be told is checked by the compiler: these hold when the tests compile. */
import { expectTypeOf, test } from 'vitest';
import type { Operation } from '../graph';
import type { Expand, Reshape, Split, Transpose } from './arrange';
import type { Gelu, Relu } from './elementwise';
import type { Gemm, MatMul } from './matrix';
import type { LayerNormalization, Softmax } from './normalise';

/** What `apply` takes as the attributes of an operation. */
type AttributesOf<Op> = Op extends Operation<infer A> ? A : never;

test('an operation takes its own attributes, and no others', () => {
  expectTypeOf<AttributesOf<typeof Gemm>>().toEqualTypeOf<{ readonly transA: boolean; readonly transB: boolean }>();
  expectTypeOf<AttributesOf<typeof Transpose>>().toEqualTypeOf<{ readonly perm: readonly number[] }>();
  expectTypeOf<{ transA: true }>().not.toExtend<AttributesOf<typeof Softmax>>();
  expectTypeOf<{ transA: true }>().not.toExtend<AttributesOf<typeof MatMul>>();
  expectTypeOf<{ approximate: 'tanh' }>().not.toExtend<AttributesOf<typeof Relu>>();
  expectTypeOf<{ approximate: 'erf' }>().not.toExtend<AttributesOf<typeof Gelu>>();
  expectTypeOf<{ shape: [4] }>().not.toExtend<AttributesOf<typeof Transpose>>();
  expectTypeOf<{ sizes: [4] }>().toExtend<AttributesOf<typeof Split>>();
});

test('an operation that has attributes is not applied without', () => {
  expectTypeOf<object>().not.toExtend<AttributesOf<typeof Reshape>>();
  expectTypeOf<typeof Expand>().not.toExtend<Operation<AttributesOf<typeof Relu>>>();
  expectTypeOf<typeof LayerNormalization>().not.toExtend<Operation<AttributesOf<typeof Relu>>>();
  expectTypeOf<typeof Softmax>().toExtend<Operation<AttributesOf<typeof Relu>>>();
});
