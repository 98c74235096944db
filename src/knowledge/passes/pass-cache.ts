/**
 * Forward passes that are kept for the next question about the same prompt. A pass is disposed of when it is the least
 * recently used of too many and nobody uses it. A pass that was started from another one holds on to it.
 */
import type { ForwardPass } from './forward';

export class PassCache {
  /** In order of use, the most recent last. */
  readonly #leases = new Map<string, PassLease>();

  constructor(readonly capacity: number) {}

  /**
   * Works with the pass of that key, made if need be; it stays alive until the work is done.
   * @param parent the lease of the pass that `make` starts from.
   */
  async use<T>(
    key: string,
    make: () => Promise<ForwardPass>,
    work: (pass: ForwardPass, lease: PassLease) => Promise<T>,
    parent?: PassLease,
  ): Promise<T> {
    const lease = this.#leases.get(key) ?? new PassLease(make(), parent);
    this.#leases.delete(key);
    this.#leases.set(key, lease);
    lease.users++;
    try {
      return await work(await lease.pass, lease);
    } catch (error) {
      if (await lease.failed()) this.#leases.delete(key);
      throw error;
    } finally {
      lease.users--;
      await this.#trim(this.capacity);
    }
  }

  /** Disposes of every pass that nobody uses. */
  async clear(): Promise<void> {
    let before: number;
    do {
      before = this.#leases.size;
      await this.#trim(0);
    } while (this.#leases.size < before); // A pass is free only after those that started from it.
  }

  async #trim(capacity: number): Promise<void> {
    for (const [key, lease] of this.#leases) {
      if (this.#leases.size <= capacity) return;
      if (lease.users > 0) continue;
      this.#leases.delete(key);
      await lease.dispose();
    }
  }
}

/** A pass and how many use it: work in progress, and passes that started from it. */
export class PassLease {
  users = 0;

  constructor(
    readonly pass: Promise<ForwardPass>,
    readonly parent: PassLease | undefined,
  ) {
    if (parent) parent.users++;
  }

  failed(): Promise<boolean> {
    return this.pass.then(
      () => false,
      () => true,
    );
  }

  async dispose(): Promise<void> {
    if (this.parent) this.parent.users--;
    if (!(await this.failed())) (await this.pass).dispose();
  }
}
