/** A line of a given speed between a browser and a server. It holds for workers too, which a browser's own throttle leaves out. */
import { connect, createServer, type AddressInfo } from 'node:net';
import { Transform } from 'node:stream';

/** Milliseconds of the line that a busy machine may leave unused and make good. */
const CREDIT = 100;

/** When bytes may pass, so that no more do than the line carries: one after the other, whichever connection they are of. */
export class Pace {
  /** Milliseconds on the clock when the line is free again. */
  #free: number;

  /** @param speed of the line, in bits a millisecond. */
  constructor(
    readonly speed: number,
    readonly now: () => number = () => performance.now(),
  ) {
    this.#free = now();
  }

  /** Milliseconds from now until that many bytes are through. */
  delay(bytes: number): number {
    const now = this.now();
    this.#free = Math.max(this.#free, now - CREDIT) + (8 * bytes) / this.speed;
    return Math.max(0, this.#free - now);
  }
}

export interface Line {
  readonly port: number;
  close(): void;
}

/**
 * Opens a line to a port of this machine. What the browser sends passes at once; what it gets shares the speed, over all
 * connections. It has no delay of its own.
 * @param megabits a second.
 */
export async function openLine(to: number, megabits: number): Promise<Line> {
  const pace = new Pace(megabits * 1000);
  const ends = new Set<() => void>();
  const server = createServer((browser) => {
    const origin = connect(to);
    const paced = new Transform({
      transform: (chunk: Buffer, _, done) => void setTimeout(() => done(null, chunk), pace.delay(chunk.length)),
    });
    const end = () => {
      for (const stream of [browser, origin, paced]) stream.destroy();
      ends.delete(end);
    };
    ends.add(end);
    browser.pipe(origin).pipe(paced).pipe(browser);
    browser.on('close', end).on('error', end);
    origin.on('error', end);
  });
  await new Promise<void>((listening) => server.listen(0, listening));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const end of ends) end();
    },
  };
}
