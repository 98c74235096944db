/** The built-in model's files from the page's host. */
import { COMPACT_FILE, unpackWeights } from '../../src/checkpoint/compact';

/**
 * Reads files of the Hugging Face folder; the weights travel compact.
 * @param folder address of the built-in model's.
 */
export function readFrom(folder: string): (name: string) => Promise<Uint8Array<ArrayBuffer>> {
  const get = (name: string) => fetch(new URL(name, folder));
  return async (name) =>
    name === 'model.safetensors'
      ? unpackWeights((await get(COMPACT_FILE)).body!)
      : new Uint8Array(await (await get(name)).arrayBuffer());
}
