/** How an operation is told to ONNX, as data: each operation gives its form, onnx.ts writes it. */
import type { Shape } from './shape';

/** By the field of AttributeProto that holds the value. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] };

/** An int64 operand whose dims are known only at run time. */
export interface ShapeOperand {
  readonly name: string;
  readonly dims: Shape;
}

/** An int64 operand that is written into the model. */
export interface IntsOperand {
  /** What it is to the operator; the model names it so, with the node's number. */
  readonly name: 'axes' | 'sizes' | 'shape';
  readonly ints: readonly number[];
}

export interface OnnxForm {
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** Behind the other operands, where the operator takes its axes, sizes or target shape so. */
  readonly operand?: IntsOperand | ShapeOperand;
}
