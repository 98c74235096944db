/** The last few values by their keys; what was used longest ago is forgotten. */
export class Remembered<Value> {
  /** The one used last at the end. */
  readonly #values = new Map<string, Value>();

  /** @param most how many to remember. */
  constructor(readonly most: number) {}

  get(key: string): Value | undefined {
    const value = this.#values.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.most && oldest !== undefined) this.#values.delete(oldest);
  }
}
