/**
 * A name for a model's weights, by which a link can tell whether it meets the same ones: the first 16 hex digits of the SHA-256
 * over model.safetensors. Where the weights are split over several files it is the SHA-256 over the files' own SHA-256
 * digests (32 bytes each), in the order of the files' names.
 */
import { EngramError } from '../errors';

/** @param files the weights' files, in name order; or the SHA-256 of one, in hexadecimal, where it is known. */
export async function weightsHash(files: readonly (Uint8Array<ArrayBuffer> | string)[]): Promise<string> {
  const digests = [];
  for (const file of files) digests.push(typeof file === 'string' ? fromHex(file) : await sha256(file));
  const [first] = digests;
  const digest =
    first && digests.length === 1 ? first : await sha256(new Uint8Array(await new Blob(digests).arrayBuffer()));
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new EngramError(
      'runtime',
      'This page is not served securely, so the browser does not let it identify models. Open it over https or on localhost.',
    );
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
