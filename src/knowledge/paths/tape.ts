/**
 * Runs stages forward and remembers what their backward runs need, as a tape does in automatic differentiation. What
 * it made is disposed of with it.
 */
import { throwIfCancelled } from '../../errors';
import { cotangent } from '../../graph/linearize';
import type { DeviceTensor, Operand } from '../../runtime/runtime';
import type { RunOptions } from '../passes/forward';
import type { Stage } from '../passes/kernels';

export interface TapeOptions extends RunOptions {
  /** Called after each run with its number of samples. */
  readonly onRun?: (samples: number) => void;
}

type Operands = Readonly<Record<string, Operand>>;

export class Tape {
  readonly #kept = new Map<string, Operands>();
  readonly #made = new Set<DeviceTensor>();

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
    for (const residual of stage.residuals) this.#drop(kept[residual]);
    this.#kept.delete(stage.name);
    this.options.onRun?.(dy.shape[0] ?? 0);
    return this.own(results[cotangent(wrt)]!);
  }

  /** Takes a tensor into the tape's care. */
  own(tensor: DeviceTensor): DeviceTensor {
    this.#made.add(tensor);
    return tensor;
  }

  dispose(): void {
    for (const tensor of this.#made) tensor.dispose();
    this.#made.clear();
    this.#kept.clear();
  }

  #drop(tensor: Operand | undefined): void {
    if (!tensor || !('dispose' in tensor)) return;
    tensor.dispose();
    this.#made.delete(tensor);
  }
}

function batchOf(operands: Operands): number {
  return Math.max(...Object.values(operands).map((operand) => operand.shape[0] ?? 0));
}
