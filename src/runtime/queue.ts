/**
 * One call at a time, in two lanes: whatever is interactive goes before whatever is not. onnxruntime hangs or corrupts
 * its memory when two of its calls overlap, so every call of a runtime passes through here. Between two calls the
 * queue lets the event loop turn, so that a worker hears of a cancellation in the middle of long work.
 */
import type { Lane } from './runtime';

interface Entry {
  readonly start: () => Promise<void>;
}

export class CallQueue {
  readonly #lanes: Readonly<Record<Lane, Entry[]>> = { interactive: [], background: [] };
  #running = false;

  /** Runs `call` when its turn comes, and settles as it does. A call that fails does not hold up the next. */
  run<T>(call: () => Promise<T>, lane: Lane = 'background'): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#lanes[lane].push({ start: () => call().then(resolve, reject) });
      if (!this.#running) void this.#drain();
    });
  }

  /** Resolves when all calls that wait now are done, and whoever asked for them has heard. */
  settled(): Promise<void> {
    return this.run(async () => {});
  }

  async #drain(): Promise<void> {
    this.#running = true;
    for (let entry = this.#next(); entry; entry = this.#next()) {
      await entry.start();
      await nextTask();
    }
    this.#running = false;
  }

  #next(): Entry | undefined {
    return this.#lanes.interactive.shift() ?? this.#lanes.background.shift();
  }
}

/** Resolves after the messages that wait now have been handled; unlike a timer it is not slowed down when nested. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
