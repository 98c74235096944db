/**
 * Work that only ever matters in its newest form (a slider's position): one call is in flight, the newest request waits,
 * those between are forgotten. Nothing queues up.
 */
export class Latest<A> {
  #waiting: { readonly request: A } | null = null;
  #running = false;

  readonly #run: (request: A) => Promise<void>;

  constructor(run: (request: A) => Promise<void>) {
    this.#run = run;
  }

  request(request: A): void {
    this.#waiting = { request };
    if (!this.#running) void this.#drain();
  }

  /** Forgets the request that waits; the one in flight goes on. */
  drop(): void {
    this.#waiting = null;
  }

  async #drain(): Promise<void> {
    this.#running = true;
    while (this.#waiting) {
      const { request } = this.#waiting;
      this.#waiting = null;
      await this.#run(request);
    }
    this.#running = false;
  }
}

/** Calls back once things have been quiet for a while; each new call starts the wait again. */
export class Settled {
  #timer: ReturnType<typeof setTimeout> | undefined;

  after(milliseconds: number, callback: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(callback, milliseconds);
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}
