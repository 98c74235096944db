/**
 * The origin private file system of the browser as the store's disk.
 *
 * Rather than the Cache API: that takes a response whole or not at all, while here a download is written as it comes
 * in, goes on after a reload where it broke off, and is read straight into the one buffer that the model needs. Its
 * synchronous files exist in workers only, which is where the engine lives.
 */
import { throwIfCancelled } from '../errors';
import type { Disk, DiskFile } from './disk';

/** All of it lies in this folder of the page's origin. */
const ROOT = 'hub-models';
const LOCK = 'engram hub-models/';

/** The disk, or null where this browser, or this window (a private one, say), has none. */
export async function openOpfs(): Promise<Disk | null> {
  // Older browsers lack some of these, whatever the types say.
  const { storage, locks } = navigator as Partial<Navigator>;
  const handles = (globalThis as { FileSystemFileHandle?: { prototype: object } }).FileSystemFileHandle;
  if (!storage || !locks || !handles || !('createSyncAccessHandle' in handles.prototype)) return null;
  try {
    const origin = await storage.getDirectory();
    return new Opfs(await origin.getDirectoryHandle(ROOT, { create: true }), locks);
  } catch {
    return null;
  }
}

class Opfs implements Disk {
  constructor(
    readonly root: FileSystemDirectoryHandle,
    readonly locks: LockManager,
  ) {}

  async folders(): Promise<string[]> {
    const names: string[] = [];
    for await (const [name, handle] of this.root.entries())
      if (handle.kind === 'directory') names.push(decodeURIComponent(name));
    return names;
  }

  async sizes(folder: string): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    const handle = await missingIsNull(this.root.getDirectoryHandle(encodeURIComponent(folder)));
    if (!handle) return sizes;
    for await (const [name, entry] of handle.entries()) {
      const file = entry.kind === 'file' ? await missingIsNull((entry as FileSystemFileHandle).getFile()) : null;
      if (file) sizes.set(decodeURIComponent(name), file.size);
    }
    return sizes;
  }

  async read(folder: string, file: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const handle = await missingIsNull(this.root.getDirectoryHandle(encodeURIComponent(folder)));
    const found = handle && (await missingIsNull(handle.getFileHandle(encodeURIComponent(file))));
    const content = found && (await missingIsNull(found.getFile()));
    return content && new Uint8Array(await content.arrayBuffer());
  }

  async open(folder: string, file: string): Promise<DiskFile> {
    const handle = await this.root.getDirectoryHandle(encodeURIComponent(folder), { create: true });
    const found = await handle.getFileHandle(encodeURIComponent(file), { create: true });
    return new OpfsFile(await found.createSyncAccessHandle());
  }

  async remove(folder: string): Promise<void> {
    await missingIsNull(this.root.removeEntry(encodeURIComponent(folder), { recursive: true }));
  }

  async hold<T>(
    folder: string,
    { signal, onWait }: { readonly signal: AbortSignal; readonly onWait: () => void },
    work: () => Promise<T>,
  ): Promise<T> {
    const name = LOCK + folder;
    const free = await this.locks.request(name, { ifAvailable: true }, async (lock) =>
      lock ? { done: await work() } : null,
    );
    if (free) return free.done;
    onWait();
    let begun = false;
    try {
      return await this.locks.request(name, { signal }, () => {
        begun = true;
        return work();
      });
    } catch (error) {
      if (!begun) throwIfCancelled(signal);
      throw error;
    }
  }
}

class OpfsFile implements DiskFile {
  constructor(readonly handle: FileSystemSyncAccessHandle) {}

  size(): number {
    return this.handle.getSize();
  }

  read(into: Uint8Array<ArrayBuffer>, at: number): number {
    return this.handle.read(into, { at });
  }

  write(bytes: Uint8Array<ArrayBuffer>, at: number): void {
    const written = this.handle.write(bytes, { at });
    if (written < bytes.length) throw new Error(`${written} of ${bytes.length} bytes were written`);
  }

  truncate(size: number): void {
    this.handle.truncate(size);
  }

  close(): void {
    this.handle.flush();
    this.handle.close();
  }
}

/** What was deleted meanwhile, by another tab or by the browser, is simply not there. */
async function missingIsNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}
