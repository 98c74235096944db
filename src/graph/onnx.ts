/**
 * Writes a program as an ONNX model. Weights are initializers, which onnxruntime packs once for its kernels.
 *
 * Field numbers are those of onnx.proto3; the wire format is @bufbuild/protobuf's.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Value } from './graph';
import type { OnnxAttribute } from './onnx-form';
import type { Program } from './program';
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
 * How the weights are given: as files beside the model, one a parameter and by its name; or as data in it (float32,
 * row-major).
 */
export type Weights = 'files' | ((param: string) => Float32Array);

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
      const { operand, attributes = {} } = node.op.onnx?.(node) ?? {};
      if (operand) {
        const name = 'ints' in operand ? `${operand.name}.${index}` : operand.name;
        writer.uint32(tag(1, bytes)).string(name);
        if ('ints' in operand) extra.push({ name, ints: operand.ints });
      }
      for (const output of node.outputs) writer.uint32(tag(2, bytes)).string(nameOf(output));
      writer.uint32(tag(3, bytes)).string(`${node.op.name}.${index}`);
      writer.uint32(tag(4, bytes)).string(node.op.name);
      for (const [name, value] of Object.entries(attributes)) writeAttribute(writer, name, value);
    });
  });
  graph.uint32(tag(2, bytes)).string(program.name);

  for (const constant of program.graph.constants.values()) {
    const data = new Uint8Array(Float32Array.of(constant.scalar ?? 0).buffer);
    writeTensor(graph, { name: constant.name, type: FLOAT, shape: [] }, data);
  }
  for (const { name, ints } of extra) {
    const data = new Uint8Array(BigInt64Array.from(ints, BigInt).buffer);
    writeTensor(graph, { name, type: INT64, shape: [ints.length] }, data);
  }
  for (const { name, shape } of program.graph.inputs.values()) writeValueInfo(graph, 11, { name, type: FLOAT, shape });
  for (const { name, shape } of program.graph.params.values()) {
    if (weights === 'files') writeTensorInFile(graph, name, shape);
    else writeTensor(graph, { name, type: FLOAT, shape }, bytesOf(weights(name)));
  }
  for (const { name, dims } of program.shapeOperands)
    writeValueInfo(graph, 11, { name, type: INT64, shape: [dims.length] });
  for (const [name, { shape }] of program.outputs) writeValueInfo(graph, 12, { name, type: FLOAT, shape });
}

function writeAttribute(writer: BinaryWriter, name: string, value: OnnxAttribute): void {
  message(writer, 5, (w) => {
    w.uint32(tag(1, bytes)).string(name);
    const type = writeAttributeValue(w, value);
    w.uint32(tag(20)).int32(type);
  });
}

/** @returns the type of what it wrote. */
function writeAttributeValue(w: BinaryWriter, value: OnnxAttribute): AttributeType {
  if ('float' in value) {
    w.uint32(tag(2, WireType.Bit32)).float(value.float);
    return AttributeType.Float;
  }
  if ('int' in value) {
    w.uint32(tag(3)).int64(value.int);
    return AttributeType.Int;
  }
  if ('string' in value) {
    w.uint32(tag(4, bytes)).string(value.string);
    return AttributeType.String;
  }
  for (const int of value.ints) w.uint32(tag(8)).int64(int);
  return AttributeType.Ints;
}

/** What a tensor or value is called and holds; `type` is a TensorProto.DataType. */
interface Typed {
  readonly name: string;
  readonly type: number;
  readonly shape: Shape;
}

function writeTensor(graph: BinaryWriter, typed: Typed, data: Uint8Array): void {
  message(graph, 5, (tensor) => {
    writeTensorHead(tensor, typed);
    tensor.uint32(tag(9, bytes)).bytes(data);
  });
}

/** A float32 tensor that is all of the file of its name. */
function writeTensorInFile(graph: BinaryWriter, name: string, shape: Shape): void {
  message(graph, 5, (tensor) => {
    writeTensorHead(tensor, { name, type: FLOAT, shape });
    message(tensor, 13, (entry) => entry.uint32(tag(1, bytes)).string('location').uint32(tag(2, bytes)).string(name));
    tensor.uint32(tag(14)).int32(EXTERNAL);
  });
}

/** All of a TensorProto but its data. */
function writeTensorHead(tensor: BinaryWriter, { name, type, shape }: Typed): void {
  for (const dim of shape) tensor.uint32(tag(1)).int64(dim);
  tensor.uint32(tag(2)).int32(type);
  tensor.uint32(tag(8, bytes)).string(name);
}

/** The same memory. */
export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function writeValueInfo(graph: BinaryWriter, field: number, { name, type, shape }: Typed): void {
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
