/** The content of a gzip stream while it arrives, taken in pieces of the length that is asked for. */
import { EngramError, messageOf } from '../errors';

export class Inflated {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #piece: Uint8Array = new Uint8Array();

  /**
   * @param compressed the stream's bytes in order; what it throws, `take` throws on.
   * @param fault makes the error of a stream that is not as it should be, from what was expected and found.
   * @throws EngramError('runtime') where the browser cannot inflate.
   */
  constructor(
    compressed: AsyncIterable<Uint8Array<ArrayBuffer>>,
    readonly fault: (message: string, cause?: unknown) => EngramError,
  ) {
    if (typeof DecompressionStream === 'undefined') {
      throw new EngramError(
        'runtime',
        'The built-in model comes compressed, and this browser cannot unpack it: it has no DecompressionStream. Update the browser.',
      );
    }
    this.#reader = streamOf(compressed).pipeThrough(new DecompressionStream('gzip')).getReader();
  }

  /** Fills `into`, and gives it back. `what` is its name in messages. */
  async take<T extends Uint8Array>(into: T, what: string): Promise<T> {
    for (let filled = 0; filled < into.length;) {
      if (this.#piece.length === 0 && !(await this.#more()))
        throw this.fault(`expected ${into.length} bytes of ${what}, found ${filled}`);
      const part = this.#piece.subarray(0, into.length - filled);
      into.set(part, filled);
      filled += part.length;
      this.#piece = this.#piece.subarray(part.length);
    }
    return into;
  }

  /** Reads to the end, where gzip's checksum is; nothing may come before it. */
  async end(): Promise<void> {
    if (this.#piece.length > 0 || (await this.#more()))
      throw this.fault('expected its end behind the last tensor, found more');
  }

  /** Stops reading, wherever it is. */
  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => undefined);
  }

  async #more(): Promise<boolean> {
    try {
      const { done, value } = await this.#reader.read();
      if (done) return false;
      this.#piece = value;
      return value.length > 0 || this.#more();
    } catch (error) {
      if (error instanceof EngramError) throw error;
      throw this.fault(`it cannot be unpacked as gzip (${messageOf(error)})`, error);
    }
  }
}

function streamOf(parts: AsyncIterable<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = parts[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const part = await iterator.next();
      if (part.done) controller.close();
      else controller.enqueue(part.value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
