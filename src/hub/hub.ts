/**
 * Models of the Hub, for the engine: found by name, read from this browser's storage as far as they are there and from
 * the network for the rest, verified either way. A file whose digest is wrong is never handed on.
 */
import { EngramError, messageOf } from '../errors';
import { isCommit } from './address';
import { hashOf } from './digest';
import type { Disk } from './disk';
import { final, HubFailure } from './failures';
import { readVerified } from './file';
import type { Following, Net } from './net';
import { findRepository, type HubFile, type Repository } from './repository';
import type { Shelf } from './store';
import { Store, type Stored } from './store';

export interface HubParts {
  /** Where the Hub is, "https://huggingface.co". */
  readonly host: string;
  readonly net: Net;
  /** Null where nothing can be kept here. */
  readonly disk: Disk | null;
}

/** A model found, at a commit. */
export interface Found {
  readonly repository: Repository;
  /** The branch, tag or commit that was asked for. */
  readonly revision: string;
  /** A sentence for the visitor, where it is not quite what was asked for. */
  readonly notice: string | null;
}

export type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
export type OnBytes = (loaded: number, total: number) => void;

/** Reads files of one model, verified. */
export interface Reader {
  /** @param onBytes gets the bytes that are there of these files, stored ones included. */
  read(names: readonly string[], onBytes: OnBytes): Promise<Files>;
}

export interface Used<T> {
  readonly result: T;
  /** A sentence for the visitor where the model could not be kept. */
  readonly notice: string | null;
}

/** Files of one model are being read. */
interface Reading {
  readonly found: Found;
  /** Where they are kept; null where they are not. */
  readonly shelf: Shelf | null;
  readonly following: Following;
}

const NO_STORAGE =
  'It is not kept in this browser, which offers no storage here (a private window, or an older browser), ' +
  'so it is downloaded again the next time.';

export class Hub {
  readonly #net: Net;
  readonly #host: string;
  readonly #store: Store | null;

  constructor({ host, net, disk }: HubParts) {
    this.#net = net;
    this.#host = host;
    this.#store = disk && new Store(disk, host, () => net.now());
  }

  /**
   * The repository at the commit that the revision names now. A commit that is stored needs no request; where the Hub
   * cannot be reached, the commit that is stored under this name does, and `notice` says so.
   * @throws HubFailure
   */
  async find(id: string, revision: string, following: Following): Promise<Found> {
    const stored = isCommit(revision) ? await this.#store?.find(id, revision) : null;
    if (stored) return { repository: stored, revision, notice: null };
    try {
      return {
        repository: await findRepository(this.#net, { host: this.#host, id, revision }, following),
        revision,
        notice: null,
      };
    } catch (error) {
      const passing = error instanceof HubFailure && error.retryAfter !== null;
      const fallback = passing ? await this.#store?.find(id, revision) : null;
      if (!fallback) throw error;
      return {
        repository: fallback,
        revision,
        notice:
          `The Hub could not be asked for “${revision}” of ${id}; ` +
          `this is the version that this browser stored on ${dayOf(fallback)} (commit ${fallback.commit.slice(0, 8)}).`,
      };
    }
  }

  /** Bytes of each file that need no download. */
  async stored({ repository }: Found): Promise<ReadonlyMap<string, number>> {
    return (await this.#store?.sizes(repository)) ?? new Map<string, number>();
  }

  /** A small file, from storage or the network, without keeping it. */
  async peek(found: Found, name: string, following: Following): Promise<Uint8Array<ArrayBuffer>> {
    const file = fileOf(found.repository, name);
    const stored = await this.#store?.read(found.repository, name);
    if (stored?.length === file.size && (await hashOf(stored, file.digest.kind)) === file.digest.hex) return stored;
    return this.#read({ found, shelf: null, following }, file, () => {});
  }

  /** Works with a model's files, which are kept where there is room. Other tabs wait for it. */
  async use<T>(found: Found, following: Following, work: (reader: Reader) => Promise<T>): Promise<Used<T>> {
    if (!this.#store)
      return {
        result: await work({
          read: (names, onBytes) => this.#readAll({ found, shelf: null, following }, names, onBytes),
        }),
        notice: NO_STORAGE,
      };
    return this.#store.use(found.repository, `${found.repository.id}@${found.revision}`, following, async (shelf) => {
      const needed = new Set<string>();
      const result = await work({
        read: (names, onBytes) => {
          for (const name of names) needed.add(name);
          return this.#readAll({ found, shelf, following }, names, onBytes);
        },
      });
      await shelf.describe([...needed]);
      return { result, notice: shelf.failure === null ? null : notKept(shelf.failure) };
    });
  }

  /** Models in this browser's storage, the last used first. */
  async list(): Promise<readonly Stored[]> {
    return (await this.#store?.list()) ?? [];
  }

  async delete(id: string, commit: string): Promise<void> {
    const patience = AbortSignal.timeout(PATIENCE);
    await this.#store?.delete(id, commit, patience).catch((cause: unknown) => {
      if (!patience.aborted) throw cause;
      throw new EngramError(
        'download',
        `“${id}” is being loaded in another tab. Wait until that is done, then delete it.`,
        { cause },
      );
    });
  }

  async #readAll(reading: Reading, names: readonly string[], onBytes: OnBytes): Promise<Files> {
    const files = names.map((name) => fileOf(reading.found.repository, name));
    const total = files.reduce((sum, { size }) => sum + size, 0);
    const read = new Map<string, Uint8Array<ArrayBuffer>>();
    let before = 0;
    for (const file of files) {
      read.set(file.name, await this.#read(reading, file, (at) => onBytes(before + at, total)));
      before += file.size;
    }
    return read;
  }

  #read(
    { found, shelf, following }: Reading,
    file: HubFile,
    onAt: (at: number) => void,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { id, commit } = found.repository;
    return readVerified(
      this.#net,
      {
        file,
        url: `${this.#host}/${id}/resolve/${commit}/${encodeURIComponent(file.name)}`,
        wanted: { host: this.#host, id, revision: found.revision, file: file.name },
        shelf,
        onAt,
      },
      following,
    );
  }
}

/** Milliseconds that a deletion waits for other tabs. */
const PATIENCE = 3000;

function fileOf({ id, files }: Repository, name: string): HubFile {
  const file = files.find((each) => each.name === name);
  if (!file)
    throw final(
      `The Hub does not tell size and digest of ${name} of “${id}”, so it could not be verified; it is not used.`,
    );
  return file;
}

function dayOf({ lastUsed }: Stored): string {
  return new Date(lastUsed).toISOString().slice(0, 10);
}

function notKept(failure: unknown): string {
  const full = failure instanceof Error && failure.name === 'QuotaExceededError';
  return full
    ? 'It is not kept in this browser, whose storage for this page is full, so it is downloaded again the next time. ' +
        'Delete stored models to make room.'
    : `It is not kept in this browser, whose storage failed (${messageOf(failure)}), so it is downloaded again the next time.`;
}
