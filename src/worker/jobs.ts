/** Pieces of work by name, so that each can be cancelled. New work under a name in use replaces the old, which is stale. */
import { EngramError } from '../errors';

export class Jobs {
  readonly #running = new Map<string, AbortController>();

  /** Settles as `work` does, or rejects with 'cancelled' as soon as that is asked for. */
  async run<T>(job: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.cancel(job);
    const controller = new AbortController();
    this.#running.set(job, controller);
    const { signal } = controller;
    const cancelled = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new EngramError('cancelled', 'Cancelled.')));
    });
    try {
      return await Promise.race([work(signal), cancelled]);
    } finally {
      if (this.#running.get(job) === controller) this.#running.delete(job);
    }
  }

  cancel(job: string): void {
    this.#running.get(job)?.abort();
  }

  cancelAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }
}
