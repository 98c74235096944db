/** Writes the safetensors format; its reader is safetensors.ts. */
import { BITS, type Tensors } from './safetensors';

export interface TensorBytes {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** The tensors lie in the order given; the header says that PyTorch may read them, which transformers asks for. */
export function assembleSafetensors(tensors: readonly TensorBytes[]): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  for (const { name, dtype, shape, bytes } of tensors) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Spaces behind the header align the data to 8 bytes.
  const headerLength = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(text, 8);
  let at = 8 + headerLength;
  for (const { bytes } of tensors) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/**
 * One file with all the tensors, some with their values replaced, those as float32; the others keep their bytes. Wide
 * elements come first, so that every tensor stays aligned to its element size.
 */
export function rewriteTensors(source: Tensors, replaced: ReadonlyMap<string, Float32Array>): Uint8Array<ArrayBuffer> {
  const parts = [...source.tensors].map(([name, { dtype, shape }]) => {
    const values = replaced.get(name);
    const count = shape.reduce((a, b) => a * b, 1);
    if (values && values.length !== count)
      throw new RangeError(`"${name}" holds ${count} values; ${values.length} were given.`);
    const bytes = values ? new Uint8Array(values.buffer, values.byteOffset, values.byteLength) : source.bytesOf(name);
    return { name, dtype: values ? 'F32' : dtype, shape, bytes };
  });
  return assembleSafetensors(parts.sort((a, b) => (BITS[b.dtype] ?? 0) - (BITS[a.dtype] ?? 0)));
}
