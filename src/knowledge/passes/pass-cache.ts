/**
 * Forward passes that are kept for the next question about the same prompt. A pass is disposed of when it is the least
 * recently used of too many and nobody uses it. A pass that was started from another one holds on to it. One with which
 * some work failed is not kept, since a device may say only when it is read that a pass did not come about.
 */
import { EngramError } from '../../errors';
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
    lease.take();
    try {
      return await work(await lease.pass, lease);
    } catch (error) {
      const isStopped = error instanceof EngramError && error.code === 'cancelled';
      if (!isStopped || (await lease.failed())) await this.#forget(key, lease);
      throw error;
    } finally {
      await lease.give();
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
      if (!lease.isUsed) await this.#forget(key, lease);
    }
  }

  async #forget(key: string, lease: PassLease): Promise<void> {
    if (this.#leases.get(key) === lease) this.#leases.delete(key);
    await lease.forget();
  }
}

/** A pass and how many use it: work in progress, and passes that started from it. */
export class PassLease {
  #users = 0;
  #isForgotten = false;

  constructor(
    readonly pass: Promise<ForwardPass>,
    readonly parent: PassLease | undefined,
  ) {
    parent?.take();
  }

  get isUsed(): boolean {
    return this.#users > 0;
  }

  take(): void {
    this.#users++;
  }

  async give(): Promise<void> {
    this.#users--;
    await this.#disposeIfFree();
  }

  /** Nobody else will ask for it: the last who uses it disposes of it. */
  async forget(): Promise<void> {
    if (this.#isForgotten) return;
    this.#isForgotten = true;
    await this.#disposeIfFree();
  }

  failed(): Promise<boolean> {
    return this.pass.then(
      () => false,
      () => true,
    );
  }

  async #disposeIfFree(): Promise<void> {
    if (this.isUsed || !this.#isForgotten) return;
    if (!(await this.failed())) (await this.pass).dispose();
    await this.parent?.give();
  }
}
