/**
 * What proves that a file is the one that the repository names: SHA-256 for large files (their LFS oid), git's own
 * blob id for the others (SHA-1 over "blob SIZE\0" and the content). Both are taken while the bytes come in, so that no
 * second copy of the file is needed.
 */
import { createSHA1, createSHA256 } from 'hash-wasm';

export interface Digest {
  readonly kind: 'sha256' | 'git';
  /** Hexadecimal, lower case. */
  readonly hex: string;
}

/** Takes a file's bytes in order. */
export interface Hashing {
  update(bytes: Uint8Array): void;
  /** Forgets all bytes so far. */
  restart(): void;
  /** Of everything so far; only `restart` can follow. */
  hex(): string;
}

/** @param size of the whole file, in bytes. */
export async function startHashing(kind: Digest['kind'], size: number): Promise<Hashing> {
  const hasher = await (kind === 'sha256' ? createSHA256() : createSHA1());
  const restart = () => {
    hasher.init();
    if (kind === 'git') hasher.update(`blob ${size}\0`);
  };
  restart();
  return { update: (bytes) => void hasher.update(bytes), restart, hex: () => hasher.digest('hex') };
}

/** Bytes to hash at a time, between which other work gets its turn. */
const SLICE = 4 << 20;

export async function hashOf(bytes: Uint8Array, kind: Digest['kind']): Promise<string> {
  const hashing = await startHashing(kind, bytes.length);
  await inSlices(bytes.length, (from, to) => hashing.update(bytes.subarray(from, to)));
  return hashing.hex();
}

/** Does something slice by slice from 0 to `length`; typing and sliders get their turn in between. */
export async function inSlices(length: number, work: (from: number, to: number) => void): Promise<void> {
  for (let from = 0; from < length; from += SLICE) {
    work(from, Math.min(length, from + SLICE));
    await new Promise((resolve) => setTimeout(resolve));
  }
}
