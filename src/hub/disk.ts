/**
 * What the store needs of the place where it keeps files: folders of files that can be written in the middle of a
 * download, and a lock a folder, since the page may be open in several tabs.
 */

export interface Disk {
  /** Names of the folders. */
  folders(): Promise<readonly string[]>;
  /** Bytes of each file of a folder. */
  sizes(folder: string): Promise<ReadonlyMap<string, number>>;
  /** A file's content, or null where there is none. */
  read(folder: string, file: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Opens a file to read and write it, empty where it was not there. Only who holds the folder's lock may. */
  open(folder: string, file: string): Promise<DiskFile>;
  /** Deletes a folder and all that is in it, if it is there. */
  remove(folder: string): Promise<void>;
  /**
   * Holds a folder alone, in all tabs, while `work` runs. `onWait` is called where another tab holds it.
   * Rejects with 'cancelled' where `signal` ends the waiting.
   */
  hold<T>(
    folder: string,
    options: { readonly signal: AbortSignal; readonly onWait: () => void },
    work: () => Promise<T>,
  ): Promise<T>;
}

/** An open file. Every call may throw; `write` throws where the disk or the quota is full. */
export interface DiskFile {
  size(): number;
  /** Fills `into` with the bytes from `at` on; fewer came where the file ends. */
  read(into: Uint8Array, at: number): number;
  write(bytes: Uint8Array, at: number): void;
  truncate(size: number): void;
  /** Writes what is not written yet, and lets the file go. */
  close(): void;
}
