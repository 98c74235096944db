/**
 * The GPU runtime. A program is compiled once, with its weights as graph inputs, so all layers share one session; the
 * weights lie in buffers of ours, each once; results stay on the GPU until they are read. Nothing may fall back to the
 * CPU: a program that would is an error.
 */
import type { InferenceSession, OnnxValue, Tensor } from 'onnxruntime-common';
import { EngramError, messageOf } from '../errors';
import { encodeOnnx } from '../graph/onnx';
import type { Program } from '../graph/program';
import { openDevice } from './gpu-device';
import { GpuMemory, type Span, type Weight } from './gpu-memory';
import { GpuScratch } from './gpu-scratch';
import { elements, prepareRun } from './operands';
import { CallQueue } from './queue';
import type { DeviceTensor, HostTensor, Kernel, Lane, Operand, Precision, Runtime, WeightSource } from './runtime';
import { SharedSessions } from './shared-sessions';
import type { ort as Ort } from './web';
import { fitting } from './weights';

/** Milliseconds in which a lost device is told of after a call on it has failed. */
const LOSS_NOTICE = 200;

export async function createWebGpuRuntime(adapter: GPUAdapter, precision: Precision): Promise<Runtime> {
  const { ort } = await import('./web');
  return new WebGpuRuntime(ort, await openDevice(adapter), precision);
}

/** A program with its weights. */
interface Prepared {
  readonly program: Program;
  readonly session: InferenceSession;
  readonly bound: ReadonlyMap<string, Tensor>;
  /** Has the weights that are held as halves widened to where they are bound. */
  widen(): void;
}

class GpuTensor implements DeviceTensor {
  constructor(
    readonly runtime: WebGpuRuntime,
    readonly buffer: GPUBuffer,
    readonly shape: readonly number[],
    readonly free: () => void,
  ) {}

  get length(): number {
    return elements(this.shape);
  }

  read(): Promise<Float32Array> {
    return this.runtime.read(this);
  }

  dispose(): void {
    this.runtime.discard(this.free);
  }
}

export class WebGpuRuntime implements Runtime {
  readonly backend = 'webgpu';
  readonly threads = 1;
  readonly sharesWeights = true;
  readonly lost: Promise<never>;
  readonly #queue = new CallQueue();
  readonly #memory: GpuMemory;
  readonly #scratch: GpuScratch;
  readonly #sessions = new SharedSessions<InferenceSession>(
    (program) => this.#call(() => this.#compile(program)),
    (session) => this.#queue.run(() => session.release()),
  );
  readonly #kernels = new Set<Kernel>();
  #discarded: (() => void)[] = [];
  #failure: EngramError | null = null;

  constructor(
    readonly ort: typeof Ort,
    readonly device: GPUDevice,
    readonly precision: Precision,
  ) {
    this.#memory = new GpuMemory(device, precision);
    this.#scratch = new GpuScratch(device, (length) => this.#memory.create(length));
    this.lost = device.lost.then(({ reason, message }) => {
      // 'destroyed' is our own doing.
      if (reason === 'destroyed') return new Promise<never>(() => {});
      this.#failure = new EngramError(
        'runtime',
        `The graphics device was lost${message ? ` (${message})` : ''}. Load the model again to go on.`,
      );
      throw this.#failure;
    });
    this.lost.catch(() => {});
  }

  async upload({ data, shape }: HostTensor): Promise<DeviceTensor> {
    return this.#own(this.#memory.store(data), shape);
  }

  async concat(parts: readonly DeviceTensor[]): Promise<DeviceTensor> {
    const tensors = parts.map((part) => this.#ours(part));
    const rows = tensors.reduce((n, { shape }) => n + shape[0]!, 0);
    const spans = tensors.map(({ buffer, length }): Span => ({ buffer, from: 0, length }));
    return this.#own(this.#memory.join(spans), [rows, ...tensors[0]!.shape.slice(1)]);
  }

  async slice(tensor: DeviceTensor, from: number, to: number): Promise<DeviceTensor> {
    const { buffer, shape } = this.#ours(tensor);
    const row = elements(shape.slice(1));
    const span: Span = { buffer, from: from * row, length: (to - from) * row };
    return this.#own(this.#memory.join([span]), [to - from, ...shape.slice(1)]);
  }

  async kernel(program: Program, weights: WeightSource, bind: (param: string) => string): Promise<Kernel> {
    const session = await this.#sessions.take(program);
    const taken = new Map<string, Weight>();
    const giveBack = async () => {
      for (const param of taken.keys()) {
        const freed = this.#memory.give(weights, bind(param));
        if (freed) this.#scratch.forget(freed);
      }
      await this.#sessions.give(program);
    };
    try {
      for (const param of program.params.keys()) {
        const name = bind(param);
        taken.set(param, this.#memory.take(weights, name));
        fitting(program, param, name, taken.get(param)!);
      }
      const prepared = { program, session, ...this.#bind(taken) };
      const kernel: Kernel = {
        program,
        run: (operands, { fetch, lane } = {}) => this.#run(prepared, operands, fetch, lane),
        release: async () => {
          if (this.#kernels.delete(kernel)) await giveBack();
        },
      };
      this.#kernels.add(kernel);
      return kernel;
    } catch (error) {
      // On a lost device giving back fails too, and says less.
      await giveBack().catch(() => {});
      throw error;
    }
  }

  async dispose(): Promise<void> {
    await this.#queue.settled();
    await Promise.all([...this.#kernels].map((kernel) => kernel.release()));
    await this.#queue.run(async () => this.#sweep());
    this.device.destroy();
  }

  /** Reads in the queue's turn, since the copy has to come after the runs that were asked for before it. */
  async read({ buffer, length }: GpuTensor): Promise<Float32Array> {
    return this.#call(() => this.#memory.read(buffer, length), 'interactive');
  }

  /** Frees something of onnxruntime's or ours, but never in the middle of a call. */
  discard(free: () => void): void {
    this.#discarded.push(free);
    if (this.#discarded.length === 1) void this.#queue.run(async () => this.#sweep(), 'interactive');
  }

  async #run(
    { program, session, bound, widen }: Prepared,
    operands: Readonly<Record<string, Operand>>,
    fetch: readonly string[] | undefined,
    lane: Lane | undefined,
  ): Promise<Record<string, DeviceTensor>> {
    const prepared = prepareRun(program, operands, fetch);
    const feeds: Record<string, OnnxValue> = Object.fromEntries(bound);
    for (const name of program.inputs.keys()) {
      const operand = operands[name]!;
      feeds[name] =
        'data' in operand
          ? new this.ort.Tensor('float32', operand.data, operand.shape)
          : this.#bindable(this.#ours(operand));
    }
    for (const [name, values] of prepared.shapes) feeds[name] = new this.ort.Tensor('int64', values, [values.length]);
    return this.#call(async () => {
      widen();
      try {
        const results = await session.run(feeds, prepared.fetch);
        return Object.fromEntries(
          prepared.fetch.map((name) => {
            const result = results[name]!;
            return [name, new GpuTensor(this, result.gpuBuffer, result.dims, () => result.dispose())];
          }),
        );
      } catch (error) {
        throw new EngramError('runtime', `WebGPU failed in '${program.name}': ${messageOf(error)}`, { cause: error });
      }
    }, lane);
  }

  #call<T>(call: () => Promise<T>, lane?: Lane): Promise<T> {
    return this.#queue.run(async () => {
      this.#sweep();
      // On a lost device runs seem to succeed and only reading fails.
      if (this.#failure) throw this.#failure;
      try {
        return await Promise.race([call(), this.lost]);
      } catch (error) {
        // Calls fail a moment before the device says that it is lost, which explains more.
        await Promise.race([this.lost, new Promise((resolve) => setTimeout(resolve, LOSS_NOTICE))]);
        throw error;
      }
    }, lane);
  }

  #sweep(): void {
    const discarded = this.#discarded;
    this.#discarded = [];
    for (const free of discarded) free();
  }

  async #compile(program: Program): Promise<InferenceSession> {
    try {
      return await this.ort.InferenceSession.create(encodeOnnx(program, 'inputs'), {
        executionProviders: [{ name: 'webgpu', device: this.device }],
        preferredOutputLocation: 'gpu-buffer',
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        extra: { session: { disable_cpu_ep_fallback: '1' } },
      });
    } catch (error) {
      throw new EngramError('runtime', `WebGPU could not prepare '${program.name}': ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  /** Each weight as it is bound: where it lies, or where it is widened to. */
  #bind(weights: ReadonlyMap<string, Weight>): Pick<Prepared, 'bound' | 'widen'> {
    const packed = [...weights.values()].filter(({ halves }) => halves);
    const slots = this.#scratch.reserve(packed);
    const bound = new Map(
      [...weights].map(([param, weight]) => {
        const buffer = weight.halves ? slots[packed.indexOf(weight)]!.buffer : weight.buffer;
        return [param, this.#bindable({ buffer, shape: weight.shape })];
      }),
    );
    return { bound, widen: () => this.#scratch.fill(packed, slots) };
  }

  #own(buffer: GPUBuffer, shape: readonly number[]): GpuTensor {
    return new GpuTensor(this, buffer, shape, () => buffer.destroy());
  }

  #ours(tensor: DeviceTensor): GpuTensor {
    if (tensor instanceof GpuTensor && tensor.runtime === this) return tensor;
    throw new EngramError('graph', `a tensor [${tensor.shape.join(', ')}] of another runtime was given to WebGPU`);
  }

  #bindable({ buffer, shape }: Pick<Weight, 'buffer' | 'shape'>): Tensor {
    return this.ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: shape });
  }
}
