/**
 * The models that this browser keeps: a folder for each model at each commit, with its files and a manifest that says
 * what they should be. Nothing in it is trusted: a file counts only with the size and the digest of the manifest.
 */
import { z } from 'zod';
import type { Disk, DiskFile } from './disk';
import { hubModelId, parseHubAddress } from './address';
import type { Following } from './net';
import type { Repository } from './repository';

const manifestSchema = z.object({
  version: z.literal(1),
  host: z.string(),
  id: z.string().refine((id) => parseHubAddress(id)?.id === id),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  /** By which names it was asked for, "id@revision". */
  names: z.array(z.string()),
  files: z.array(
    z.object({
      name: z.string(),
      size: z.int().nonnegative(),
      digest: z.object({ kind: z.enum(['sha256', 'git']), hex: z.string().regex(/^[0-9a-f]+$/) }),
    }),
  ),
  /** The files that loading it took, once that has succeeded. */
  needed: z.array(z.string()),
  lastUsed: z.number(),
});

type Manifest = z.infer<typeof manifestSchema>;

export interface Stored extends Manifest {
  /** Bytes that its folder holds. */
  readonly bytes: number;
  /** Whether everything that the model needs is there, so that it loads without network. */
  readonly complete: boolean;
}

const MANIFEST = 'manifest';

export class Store {
  constructor(
    readonly disk: Disk,
    readonly host: string,
    readonly now: () => number,
  ) {}

  /** The last used first. */
  async list(): Promise<Stored[]> {
    const found = await Promise.all((await this.disk.folders()).map((folder) => this.#read(folder)));
    return found
      .filter((stored): stored is Stored => stored?.host === this.host)
      .sort((a, b) => b.lastUsed - a.lastUsed);
  }

  /** The model at this commit, or the last complete one that went by this name. */
  async find(id: string, revision: string): Promise<Stored | null> {
    const name = hubModelId(id, revision);
    const all = await this.list();
    return (
      all.find(
        (stored) => hubModelId(stored.id, stored.commit) === name || (stored.complete && stored.names.includes(name)),
      ) ?? null
    );
  }

  /** Bytes of each file that lie here. */
  sizes({ id, commit }: Repository): Promise<ReadonlyMap<string, number>> {
    return this.disk.sizes(this.#folder(id, commit));
  }

  /** A small file's content, unverified. */
  read({ id, commit }: Repository, file: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.disk.read(this.#folder(id, commit), file);
  }

  /** Deletes the model once no tab is writing or reading it. */
  async delete(id: string, commit: string, signal: AbortSignal): Promise<void> {
    const folder = this.#folder(id, commit);
    await this.disk.hold(folder, { signal, onWait: () => {} }, () => this.disk.remove(folder));
  }

  /** Works with a model's folder while no other tab can. */
  use<T>(
    repository: Repository,
    name: string,
    { signal, onNote }: Following,
    work: (shelf: Shelf) => Promise<T>,
  ): Promise<T> {
    const folder = this.#folder(repository.id, repository.commit);
    const onWait = () => onNote(`Another tab is loading “${repository.id}”; waiting for it.`);
    return this.disk.hold(folder, { signal, onWait }, async () => {
      onNote(null);
      const before = await this.#read(folder);
      const { id, commit, files } = repository;
      const names = [...new Set([...(before?.names ?? []), name])];
      const shelf = new Shelf(this.disk, folder, {
        version: 1,
        host: this.host,
        id,
        commit,
        names,
        files: [...files],
        needed: before?.needed ?? [],
        lastUsed: this.now(),
      });
      await shelf.describe();
      return work(shelf);
    });
  }

  #folder(id: string, commit: string): string {
    return `${new URL(this.host).host} ${id} ${commit}`;
  }

  async #read(folder: string): Promise<Stored | null> {
    const bytes = await this.disk.read(folder, MANIFEST);
    const sizes = await this.disk.sizes(folder);
    try {
      const manifest = manifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes ?? undefined)));
      const complete =
        manifest.needed.length > 0 &&
        manifest.needed.every((name) =>
          manifest.files.some((file) => file.name === name && file.size === sizes.get(name)),
        );
      return { ...manifest, bytes: [...sizes.values()].reduce((a, b) => a + b, 0), complete };
    } catch {
      return null;
    }
  }
}

/** One model's folder, while it is held. Where it cannot be written it is given up, and the work goes on without it. */
export class Shelf {
  #failure: unknown = null;

  constructor(
    readonly disk: Disk,
    readonly folder: string,
    readonly manifest: Manifest,
  ) {}

  /** What went wrong when nothing could be kept; null while all is well. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The file as far as it is here; null once the folder is given up. */
  async open(name: string): Promise<DiskFile | null> {
    if (this.#failure !== null) return null;
    try {
      return await this.disk.open(this.folder, name);
    } catch (error) {
      await this.giveUp(error);
      return null;
    }
  }

  /** Writes the manifest. @param needed all that the model needs, once it is here. */
  async describe(needed = this.manifest.needed): Promise<void> {
    const file = await this.open(MANIFEST);
    if (!file) return;
    const bytes = new TextEncoder().encode(JSON.stringify({ ...this.manifest, needed }));
    const failure = attempt(() => {
      file.truncate(0);
      file.write(bytes, 0);
    });
    await this.close(file, failure);
  }

  /** @param failure what went wrong with the file, or null. */
  async close(file: DiskFile, failure: unknown): Promise<void> {
    const atEnd = attempt(() => file.close());
    if (failure !== null || atEnd !== null) await this.giveUp(failure ?? atEnd);
  }

  /** Frees the room that a model takes in vain of which not all can be kept. Its files must be closed. */
  async giveUp(failure: unknown): Promise<void> {
    this.#failure = failure;
    await this.disk.remove(this.folder).catch(() => {});
  }
}

/** What the call threw, or null. */
export function attempt(call: () => void): unknown {
  try {
    call();
    return null;
  } catch (error) {
    return error ?? new Error('unknown');
  }
}
