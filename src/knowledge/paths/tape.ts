/**
 * Runs stages forward and remembers what their backward runs need, as a tape does in automatic differentiation. What
 * it made is disposed of with it.
 */
import { throwIfCancelled } from '../../errors';
import { cotangent } from '../../graph/linearize';
import type { DeviceTensor, Operand } from '../../runtime/runtime';
import type { RunOptions } from '../passes/forward';
import type { Stage } from '../passes/kernels';
import { OwnedTensors } from '../passes/tensors';

export interface TapeOptions extends RunOptions {
  /** Called after each run with its number of samples. */
  readonly onRun?: (samples: number) => void;
}

type Operands = Readonly<Record<string, Operand>>;

export class Tape {
  readonly #kept = new Map<string, Operands>();
  readonly #made = new OwnedTensors();

  constructor(readonly options: TapeOptions) {}

  /** Runs a stage and returns its result `name`. */
  async forward(stage: Stage, operands: Operands, name: string): Promise<DeviceTensor> {
    throwIfCancelled(this.options.signal);
    const { lane = 'background' } = this.options;
    const kernel = await stage.forward();
    const results = await kernel.run(operands, { fetch: [...new Set([name, ...stage.residuals])], lane });
    Object.values(results).forEach((tensor) => this.own(tensor));
    this.#kept.set(stage.name, { ...operands, ...results });
    this.options.onRun?.(batchOf(operands));
    return results[name]!;
  }

  /** From the cotangent of a stage's result `of` to that of its operand `wrt`. Each stage can be gone back through once. */
  async backward(stage: Stage, of: string, dy: Operand, wrt: string): Promise<DeviceTensor> {
    throwIfCancelled(this.options.signal);
    const { lane = 'background' } = this.options;
    const kept = this.#kept.get(stage.name) ?? {};
    const kernel = await stage.backward();
    const results = await kernel.run({ ...kept, [cotangent(of)]: dy }, { fetch: [cotangent(wrt)], lane });
    for (const residual of stage.residuals) {
      const tensor = kept[residual];
      if (tensor && 'dispose' in tensor) this.#made.drop(tensor);
    }
    this.#kept.delete(stage.name);
    this.options.onRun?.(dy.shape[0] ?? 0);
    return this.own(results[cotangent(wrt)]!);
  }

  /** Takes a tensor into the tape's care. */
  own(tensor: DeviceTensor): DeviceTensor {
    return this.#made.own(tensor);
  }

  dispose(): void {
    this.#made.dispose();
    this.#kept.clear();
  }
}

function batchOf(operands: Operands): number {
  return Math.max(...Object.values(operands).map((operand) => operand.shape[0] ?? 0));
}
