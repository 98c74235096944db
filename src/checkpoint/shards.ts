/**
 * Weights that are split over several safetensors files ("shards"), read as one. model.safetensors.index.json says which
 * tensor is in which file; the files and the index must agree about that.
 */
import { z } from 'zod';
import { EngramError } from '../errors';
import { parseWith, quote } from '../schema';
import type { Safetensors, TensorInfo, Tensors } from './safetensors';

export const INDEX_FILE = 'model.safetensors.index.json';
/** Far more than any model of a size that a browser can hold. */
const MAX_SHARDS = 100;

const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/**
 * File name by tensor name. `json` is the parsed index.
 * @throws EngramError('checkpoint').
 */
export function parseShardIndex(json: unknown): ReadonlyMap<string, string> {
  const { weight_map } = parseWith(indexSchema, json, 'checkpoint', INDEX_FILE);
  const byTensor = new Map(Object.entries(weight_map));
  const shards = shardsOf(byTensor);
  // Such a name is put behind a folder or an address, so it must be nothing but a name.
  const odd = shards.find((name) => !/^[A-Za-z0-9_][A-Za-z0-9._-]*\.safetensors$/.test(name) || name.includes('..'));
  if (odd !== undefined) throw fault(`expected names of .safetensors files, found ${quote(odd)}`);
  if (shards.length === 0) throw fault('it names no files');
  if (shards.length > MAX_SHARDS) throw fault(`it names ${shards.length} files; Engram opens ${MAX_SHARDS} at most`);
  return byTensor;
}

/** The files that an index names, in name order. */
export function shardsOf(index: ReadonlyMap<string, string>): string[] {
  return [...new Set(index.values())].sort();
}

export class Shards implements Tensors {
  readonly tensors: ReadonlyMap<string, TensorInfo>;

  readonly #owners: ReadonlyMap<string, Safetensors>;

  private constructor(owners: ReadonlyMap<string, Safetensors>) {
    this.#owners = owners;
    this.tensors = new Map([...owners].map(([name, owner]) => [name, owner.info(name)]));
  }

  /** @throws EngramError('checkpoint') where the files do not hold what the index says. */
  static join(index: ReadonlyMap<string, string>, files: readonly Safetensors[]): Shards {
    const byName = new Map(files.map((file) => [file.file, file]));
    const owners = new Map<string, Safetensors>();
    for (const [tensor, name] of index) {
      const owner = byName.get(name);
      if (!owner) throw fault(`${name}, which should hold "${tensor}", is missing`);
      if (!owner.tensors.has(tensor))
        throw fault(
          `it says that "${tensor}" is in ${name}, which does not hold it. Are all files from the same model?`,
        );
      owners.set(tensor, owner);
    }
    for (const file of files) {
      const unnamed = [...file.tensors.keys()].find((tensor) => owners.get(tensor) !== file);
      if (unnamed !== undefined)
        throw fault(
          `${file.file} holds "${unnamed}", which the index does not say. Are all files from the same model?`,
        );
    }
    return new Shards(owners);
  }

  info(name: string): TensorInfo {
    return this.#owner(name).info(name);
  }

  bytesOf(name: string): Uint8Array {
    return this.#owner(name).bytesOf(name);
  }

  decode(name: string): { data: Float32Array; shape: readonly number[] } {
    return this.#owner(name).decode(name);
  }

  decodeRange(name: string, start: number, count: number): Float32Array {
    return this.#owner(name).decodeRange(name, start, count);
  }

  checkWeights(name: string): void {
    this.#owner(name).checkWeights(name);
  }

  #owner(name: string): Safetensors {
    const owner = this.#owners.get(name);
    if (!owner) throw fault(`there is no tensor "${name}"`);
    return owner;
  }
}

function fault(message: string): EngramError {
  return new EngramError('checkpoint', `${INDEX_FILE}: ${message}${message.endsWith('?') ? '' : '.'}`);
}
