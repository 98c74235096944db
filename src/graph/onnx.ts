/**
 * Writes a program as an ONNX model. Weights are initializers on the CPU, which packs them once, and graph inputs on
 * WebGPU, where one buffer serves many sessions.
 *
 * Field numbers are those of onnx.proto3; the wire format is @bufbuild/protobuf's.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { EngramError } from '../errors';
import type { Node, Value } from './graph';
import { reshapeTarget, type Program } from './program';
import type { Shape } from './shape';

const IR_VERSION = 9;
const OPSET = 20;
const FLOAT = 1;
const INT64 = 7;
/** TensorProto.DataLocation */
const EXTERNAL = 1;

const enum AttributeType {
  Float = 1,
  Int = 2,
  String = 3,
  Ints = 7,
}

/**
 * How the weights are given: as inputs of the model; as files of its own beside it, one a parameter and by its name; or
 * as data in it (float32, row-major).
 */
export type Weights = 'inputs' | 'files' | ((param: string) => Float32Array);

/** @returns the bytes of an ONNX ModelProto. */
export function encodeOnnx(program: Program, weights: Weights): Uint8Array {
  const model = new BinaryWriter();
  model.uint32(tag(1)).int64(IR_VERSION);
  model.uint32(tag(2, bytes)).string('engram');
  message(model, 7, (graph) => writeGraph(graph, program, weights));
  message(model, 8, (opset) => opset.uint32(tag(2)).int64(OPSET));
  return model.finish();
}

function writeGraph(graph: BinaryWriter, program: Program, weights: Weights): void {
  const aliases = new Map([...program.outputs].map(([name, value]) => [value, name]));
  const nameOf = (value: Value) => (value.kind === 'result' ? (aliases.get(value) ?? value.name) : value.name);
  const extra: { name: string; ints: readonly number[] }[] = [];

  program.graph.nodes.forEach((node, index) => {
    message(graph, 1, (writer) => {
      for (const input of node.inputs) writer.uint32(tag(1, bytes)).string(nameOf(input));
      const operand = intsOperand(node, index);
      if (operand) {
        writer.uint32(tag(1, bytes)).string(operand.name);
        if (operand.ints) extra.push({ name: operand.name, ints: operand.ints });
      }
      for (const output of node.outputs) writer.uint32(tag(2, bytes)).string(nameOf(output));
      writer.uint32(tag(3, bytes)).string(`${node.op}.${index}`);
      writer.uint32(tag(4, bytes)).string(node.op);
      writeAttributes(writer, node);
    });
  });
  graph.uint32(tag(2, bytes)).string(program.name);

  for (const constant of program.graph.constants.values()) {
    writeTensor(graph, constant.name, [], FLOAT, new Uint8Array(Float32Array.of(constant.scalar ?? 0).buffer));
  }
  for (const { name, ints } of extra) {
    writeTensor(graph, name, [ints.length], INT64, new Uint8Array(BigInt64Array.from(ints, BigInt).buffer));
  }
  for (const input of program.graph.inputs.values()) writeValueInfo(graph, 11, input.name, FLOAT, input.shape);
  for (const { name, shape } of program.graph.params.values()) {
    if (weights === 'inputs') writeValueInfo(graph, 11, name, FLOAT, shape);
    else if (weights === 'files') writeTensorInFile(graph, name, shape);
    else writeTensor(graph, name, shape, FLOAT, bytesOf(weights(name)));
  }
  for (const { name, dims } of program.shapeOperands) writeValueInfo(graph, 11, name, INT64, [dims.length]);
  for (const [name, value] of program.outputs) writeValueInfo(graph, 12, name, FLOAT, value.shape);
}

/** Operators that take their axes, sizes or target shape as a last int64 operand: a constant, or one that is given at run time. */
function intsOperand(node: Node, index: number): { name: string; ints?: readonly number[] } | null {
  if (node.op === 'ReduceSum' || node.op === 'ReduceMean')
    return { name: `axes.${index}`, ints: node.attributes.axes ?? [] };
  if (node.op === 'Split') return { name: `sizes.${index}`, ints: node.attributes.sizes ?? [] };
  if (node.op === 'Expand') return { name: `shape.${index}`, ints: expandTarget(node) };
  if (node.op !== 'Reshape') return null;
  const target = reshapeTarget(node.inputs[0]!.shape, node.attributes.shape ?? []);
  return 'operand' in target ? { name: target.operand.name } : { name: `shape.${index}`, ints: target.constant };
}

/** 1 keeps a dim as it is, so only the stretched ones have to be known. */
function expandTarget({ inputs: [x], attributes: { shape = [] } }: Node): number[] {
  const offset = shape.length - x!.shape.length;
  return shape.map((dim, i) => {
    if (i >= offset && dim === x!.shape[i - offset]) return 1;
    if (typeof dim === 'number') return dim;
    throw new EngramError(
      'graph',
      `Expand cannot stretch '${x!.name}' to a size that is only known at run time: ${dim}`,
    );
  });
}

function writeAttributes(writer: BinaryWriter, { op, attributes }: Node): void {
  if (attributes.transA) attribute(writer, 'transA', AttributeType.Int, (w) => w.uint32(tag(3)).int64(1));
  if (attributes.transB) attribute(writer, 'transB', AttributeType.Int, (w) => w.uint32(tag(3)).int64(1));
  if (op === 'Softmax' || op === 'Concat' || op === 'Split')
    attribute(writer, 'axis', AttributeType.Int, (w) => w.uint32(tag(3)).int64(-1));
  const { epsilon, approximate, perm } = attributes;
  if (epsilon !== undefined)
    attribute(writer, 'epsilon', AttributeType.Float, (w) => w.uint32(tag(2, WireType.Bit32)).float(epsilon));
  if (approximate)
    attribute(writer, 'approximate', AttributeType.String, (w) => w.uint32(tag(4, bytes)).string(approximate));
  if (perm) {
    attribute(writer, 'perm', AttributeType.Ints, (w) => {
      for (const axis of perm) w.uint32(tag(8)).int64(axis);
    });
  }
}

function attribute(
  writer: BinaryWriter,
  name: string,
  type: AttributeType,
  value: (writer: BinaryWriter) => void,
): void {
  message(writer, 5, (w) => {
    w.uint32(tag(1, bytes)).string(name);
    value(w);
    w.uint32(tag(20)).int32(type);
  });
}

function writeTensor(graph: BinaryWriter, name: string, shape: Shape, type: number, data: Uint8Array): void {
  message(graph, 5, (tensor) => {
    writeTensorHead(tensor, name, shape, type);
    tensor.uint32(tag(9, bytes)).bytes(data);
  });
}

/** A float32 tensor that is all of the file of its name. */
function writeTensorInFile(graph: BinaryWriter, name: string, shape: Shape): void {
  message(graph, 5, (tensor) => {
    writeTensorHead(tensor, name, shape, FLOAT);
    message(tensor, 13, (entry) => entry.uint32(tag(1, bytes)).string('location').uint32(tag(2, bytes)).string(name));
    tensor.uint32(tag(14)).int32(EXTERNAL);
  });
}

/** All of a TensorProto but its data. */
function writeTensorHead(tensor: BinaryWriter, name: string, shape: Shape, type: number): void {
  for (const dim of shape) tensor.uint32(tag(1)).int64(dim);
  tensor.uint32(tag(2)).int32(type);
  tensor.uint32(tag(8, bytes)).string(name);
}

/** The same memory. */
export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function writeValueInfo(graph: BinaryWriter, field: number, name: string, type: number, shape: Shape): void {
  message(graph, field, (info) => {
    info.uint32(tag(1, bytes)).string(name);
    message(info, 2, (typeProto) => {
      message(typeProto, 1, (tensor) => {
        tensor.uint32(tag(1)).int32(type);
        message(tensor, 2, (shapeProto) => {
          for (const dim of shape) {
            message(shapeProto, 1, (w) => {
              if (typeof dim === 'number') w.uint32(tag(1)).int64(dim);
              else w.uint32(tag(2, bytes)).string(dim);
            });
          }
        });
      });
    });
  });
}

const bytes = WireType.LengthDelimited;

function tag(field: number, type: WireType = WireType.Varint): number {
  return (field << 3) | type;
}

function message(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => void): void {
  writer.uint32(tag(field, bytes)).fork();
  write(writer);
  writer.join();
}
