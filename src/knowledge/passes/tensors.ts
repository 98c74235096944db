/** Tensors on the device that a piece of work makes: read together, and disposed of with it. */
import type { DeviceTensor } from '../../runtime/runtime';

/** Asks for all of them in one turn, since a device that computes when it is read then answers in one round trip. */
export async function readAll(tensors: readonly DeviceTensor[]): Promise<Float32Array[]> {
  return Promise.all(tensors.map((tensor) => tensor.read()));
}

/** Tensors in somebody's care. */
export class OwnedTensors {
  readonly #tensors = new Set<DeviceTensor>();

  /** Takes a tensor into care. */
  own(tensor: DeviceTensor): DeviceTensor {
    this.#tensors.add(tensor);
    return tensor;
  }

  /** Disposes of one that is needed no more; one that is not in this care is left alone. */
  drop(tensor: DeviceTensor): void {
    if (this.#tensors.delete(tensor)) tensor.dispose();
  }

  dispose(): void {
    for (const tensor of this.#tensors) tensor.dispose();
    this.#tensors.clear();
  }
}

/** Disposes of what a piece of work took into care, however the work ends. */
export async function disposing<T>(work: (owned: OwnedTensors) => Promise<T>): Promise<T> {
  const owned = new OwnedTensors();
  try {
    return await work(owned);
  } finally {
    owned.dispose();
  }
}
