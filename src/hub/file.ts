/**
 * One file of a model, whole and verified: what the store has of it, then the rest from the network, written to the
 * store as it comes in. It takes one buffer of the file's size, made before the first byte.
 */
import { EngramError, throwIfCancelled } from '../errors';
import { inSlices, startHashing } from './digest';
import type { DiskFile } from './disk';
import { damaged, type Wanted } from './failures';
import type { Following, Net } from './net';
import type { HubFile } from './repository';
import { attempt, type Shelf } from './store';
import { transfer } from './transfer';

export interface FileRequest {
  readonly file: HubFile;
  readonly url: string;
  readonly wanted: Wanted;
  /** Null where nothing is kept. */
  readonly shelf: Shelf | null;
  /** Gets the bytes that are there, as they grow. */
  readonly onAt: (at: number) => void;
}

/** @throws HubFailure, also where the bytes are not those that the repository names, twice. */
export async function readVerified(
  net: Net,
  { file, url, wanted, shelf, onAt }: FileRequest,
  following: Following,
): Promise<Uint8Array<ArrayBuffer>> {
  const { size, digest } = file;
  const into = allocate(file);
  const kept = new Kept((await shelf?.open(file.name)) ?? null);
  try {
    const hashing = await startHashing(digest.kind, size);
    let have = kept.size(size);
    await inSlices(have, (from, to) => {
      throwIfCancelled(following.signal);
      const part = into.subarray(from, to);
      if (!kept.read(part, from)) have = 0;
      hashing.update(part);
      onAt(to);
    });
    // What was kept may be damaged, and so may be what comes: the second download is the last.
    let found = '';
    for (let downloads = have === size ? 0 : 1; downloads <= 2; downloads++) {
      if (downloads > 0) {
        await transfer(
          net,
          {
            url,
            wanted,
            into,
            have,
            onBytes: (from, to) => {
              if (from === 0) {
                hashing.restart();
                kept.clear();
              }
              const part = into.subarray(from, to);
              hashing.update(part);
              kept.write(part, from);
              onAt(to);
            },
          },
          following,
        );
      }
      found = hashing.hex();
      if (found === digest.hex) return into;
      have = 0;
    }
    kept.clear();
    throw damaged(
      `${file.name} of “${wanted.id}”`,
      `${digest.kind === 'git' ? 'git id' : 'SHA-256'} ${digest.hex.slice(0, 16)}…`,
      `${found.slice(0, 16)}…`,
    );
  } finally {
    await kept.close(shelf);
  }
}

function allocate({ name, size }: HubFile): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw new EngramError(
      'runtime',
      `${name} needs ${size} bytes of memory at once, more than this browser gives. Close other tabs, or choose a smaller model.`,
      { cause },
    );
  }
}

/** The store's copy, while it can be written; the first failure ends that, and the download goes on without it. */
class Kept {
  #failure: unknown = null;

  constructor(readonly file: DiskFile | null) {}

  /** Bytes of it that are there; more than the file should have are none of it. */
  size(whole: number): number {
    let size = 0;
    this.#try((file) => (size = file.size()));
    return size <= whole ? size : 0;
  }

  read(into: Uint8Array, at: number): boolean {
    let read = 0;
    this.#try((file) => (read = file.read(into, at)));
    return read === into.length;
  }

  write(bytes: Uint8Array, at: number): void {
    this.#try((file) => file.write(bytes, at));
  }

  clear(): void {
    this.#try((file) => file.truncate(0));
  }

  async close(shelf: Shelf | null): Promise<void> {
    if (this.file) await shelf?.close(this.file, this.#failure);
  }

  #try(work: (file: DiskFile) => unknown): void {
    const { file } = this;
    if (file && this.#failure === null) this.#failure = attempt(() => work(file));
  }
}
