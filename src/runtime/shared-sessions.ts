/** Sessions that kernels share: each program is compiled once, for the first kernel that takes it, and released with the last. */
import type { Program } from '../graph/program';

export class SharedSessions<S> {
  readonly #held = new Map<Program, { readonly session: Promise<S>; users: number }>();

  constructor(
    readonly compile: (program: Program) => Promise<S>,
    readonly release: (session: S) => Promise<void>,
  ) {}

  /** Each `take` that succeeds needs a `give`. */
  async take(program: Program): Promise<S> {
    const shared = this.#held.get(program) ?? { session: this.compile(program), users: 0 };
    this.#held.set(program, shared);
    shared.users++;
    try {
      return await shared.session;
    } catch (error) {
      // All who wait for it hear of the failure; another may have been started since.
      if (this.#held.get(program) === shared) this.#held.delete(program);
      throw error;
    }
  }

  async give(program: Program): Promise<void> {
    const shared = this.#held.get(program);
    if (!shared || --shared.users > 0) return;
    this.#held.delete(program);
    await this.release(await shared.session);
  }
}
