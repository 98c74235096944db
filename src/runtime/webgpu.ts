/**
 * The GPU runtime. Programs become kernels of our own (src/wgsl), with the weights in buffers, each once. A run only records
 * commands; they go to the card when something is read, all at once, and results stay there until then.
 */
import { EngramError } from '../errors';
import type { Program } from '../graph/program';
import { evaluateDim, type Bindings } from '../graph/shape';
import type { Plan } from '../wgsl/plan';
import { size, type CardStyle } from '../wgsl/frame';
import { isSoftware, openDevice } from './gpu-device';
import { GpuMemory, type Weight } from './gpu-memory';
import { GpuPipelines, type Bound } from './gpu-pipelines';
import { GpuPlans, type BoundProgram } from './gpu-plans';
import { GpuPool, type PooledBuffer } from './gpu-pool';
import { rankedRows, rankLengths, rankSizes, rankSteps } from './gpu-ranks';
import { GpuRecorder } from './gpu-recorder';
import { GpuUploads } from './gpu-uploads';
import { elements, prepareRun } from './operands';
import { rankRows, type RankedRow, type RankRequest } from './ranks';
import type { DeviceTensor, HostTensor, Kernel, Lane, Operand, Precision, Runtime, WeightSource } from './runtime';
import { fitting } from './weights';

export async function createWebGpuRuntime(adapter: GPUAdapter, precision: Precision): Promise<Runtime> {
  return new WebGpuRuntime(await openDevice(adapter), precision, { sharesMemory: !isSoftware(adapter) });
}

class GpuTensor implements DeviceTensor {
  #disposed = false;

  constructor(
    readonly runtime: WebGpuRuntime,
    readonly storage: PooledBuffer,
    /** In bytes. */
    readonly offset: number,
    readonly shape: readonly number[],
  ) {}

  get bytes(): number {
    return 4 * elements(this.shape);
  }

  read(): Promise<Float32Array> {
    return this.runtime.read(this);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.storage.release();
  }
}

/** Bytes at which a binding may begin. */
const ALIGNMENT = 256;

export class WebGpuRuntime implements Runtime {
  readonly backend = 'webgpu';
  readonly threads = 1;
  readonly sharesWeights = true;
  readonly lost: Promise<never>;
  readonly #memory: GpuMemory;
  readonly #pool: GpuPool;
  readonly #uploads: GpuUploads;
  readonly #pipelines: GpuPipelines;
  readonly #recorder: GpuRecorder;
  readonly #plans = new GpuPlans();
  readonly #kernels = new Set<Kernel>();
  #failure: EngramError | null = null;

  constructor(
    readonly device: GPUDevice,
    readonly precision: Precision,
    readonly style: CardStyle,
  ) {
    this.lost = this.#watch();
    this.lost.catch(() => {});
    this.#memory = new GpuMemory(device, precision);
    this.#pool = new GpuPool(this.#memory);
    this.#uploads = new GpuUploads(device, this.#memory);
    this.#pipelines = new GpuPipelines(device);
    this.#recorder = new GpuRecorder(device, this.#pool, this.#uploads, this.lost);
  }

  async upload({ data, shape }: HostTensor): Promise<DeviceTensor> {
    const buffer = this.#memory.store(data);
    return new GpuTensor(this, this.#pool.adopt(buffer), 0, shape);
  }

  async concat(parts: readonly DeviceTensor[]): Promise<DeviceTensor> {
    const tensors = parts.map((part) => this.#ours(part));
    const rows = tensors.reduce((n, { shape }) => n + shape[0]!, 0);
    const joined = this.#create([rows, ...tensors[0]!.shape.slice(1)]);
    let at = 0;
    for (const { storage, offset, bytes } of tensors) {
      this.#recorder.copy({ buffer: storage.buffer, offset }, { buffer: joined.storage.buffer, offset: at }, bytes);
      at += bytes;
    }
    return joined;
  }

  /** The same memory, where a binding may begin there. */
  async slice(tensor: DeviceTensor, from: number, to: number): Promise<DeviceTensor> {
    const { storage, offset, shape } = this.#ours(tensor);
    const row = 4 * elements(shape.slice(1));
    const rows = [to - from, ...shape.slice(1)];
    const start = offset + from * row;
    if (start % ALIGNMENT === 0) return new GpuTensor(this, storage.retain(), start, rows);
    const copy = this.#create(rows);
    this.#recorder.copy(
      { buffer: storage.buffer, offset: start },
      { buffer: copy.storage.buffer, offset: 0 },
      copy.bytes,
    );
    return copy;
  }

  async rank(scores: DeviceTensor, request: RankRequest): Promise<RankedRow[]> {
    const sizes = rankSizes(scores.shape);
    // Too small a vocabulary to find the highest by its blocks: it is soon read.
    const short = sizes.blocks < request.top || request.ids.length === 0;
    const ranked = short ? null : await this.#rank(this.#ours(scores), request);
    return ranked ?? rankRows(await scores.read(), request);
  }

  async kernel(program: Program, weights: WeightSource, bind: (param: string) => string): Promise<Kernel> {
    const taken = new Map<string, Weight>();
    const giveBack = () => {
      for (const param of taken.keys()) this.#memory.give(weights, bind(param));
    };
    try {
      for (const param of program.params.keys()) {
        const name = bind(param);
        taken.set(param, this.#memory.take(weights, name));
        fitting(program, param, name, taken.get(param)!);
      }
    } catch (error) {
      giveBack();
      throw error;
    }
    const prepared = { program, weights: taken };
    const kernel: Kernel = {
      program,
      run: (operands, { fetch, lane } = {}) => this.#run(prepared, operands, fetch, lane),
      release: async () => {
        if (!this.#kernels.delete(kernel)) return;
        // Recorded commands may still name the weights.
        this.#recorder.submit();
        giveBack();
      },
    };
    this.#kernels.add(kernel);
    return kernel;
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#kernels].map((kernel) => kernel.release()));
    this.#recorder.clear();
    this.#uploads.clear();
    this.#pool.clear();
    this.device.destroy();
  }

  async read({ storage, offset, shape }: GpuTensor): Promise<Float32Array> {
    if (this.#failure) throw this.#failure;
    return this.#recorder.read(storage, offset, elements(shape));
  }

  async #run(
    { program, weights }: BoundProgram,
    operands: Readonly<Record<string, Operand>>,
    fetch: readonly string[] | undefined,
    lane: Lane = 'background',
  ): Promise<Record<string, DeviceTensor>> {
    if (this.#failure) throw this.#failure;
    const { bindings, fetch: wanted } = prepareRun(program, operands, fetch);
    const plan = this.#plans.plan({ program, weights }, wanted, bindings);
    const places = new Map<string, Bound>();
    for (const [name, { buffer }] of weights) places.set(name, { buffer, offset: 0, bytes: buffer.size });
    for (const name of program.inputs.keys()) places.set(name, this.#placeOf(operands[name]!));
    const results = this.#record(plan, bindings, places);
    await this.#recorder.worked(
      plan.kernels.reduce((sum, kernel) => sum + kernel.work(bindings), 0),
      lane,
    );
    return Object.fromEntries(
      wanted.map((name) => {
        const shape = shapeOf(program, name, bindings);
        return [name, new GpuTensor(this, results.get(name)!, 0, shape)];
      }),
    );
  }

  async #rank(scores: GpuTensor, request: RankRequest): Promise<RankedRow[] | null> {
    const sizes = rankSizes(scores.shape);
    const { top, ids, bias } = request;
    const lengths = rankLengths(sizes, request);
    const made = {
      blocks: this.#create([lengths.blocks]),
      logits: this.#create([lengths.logits]),
      above: this.#create([lengths.above]),
    };
    const asked = { data: Float32Array.from(ids), shape: [ids.length] };
    const added = { data: bias, shape: [bias.length] };
    const operands = { scores, bias: added, ids: asked, ...made };
    const bound = Object.fromEntries(Object.entries(operands).map(([name, of]) => [name, this.#placeOf(of)]));
    const dims = { V: sizes.vocabulary, W: ids.length, top, blocks: sizes.blocks };
    for (const { kernel, buffers, groups } of rankSteps(sizes, bound)) {
      const pipeline = this.#pipelines.pipeline(kernel);
      const group = this.#pipelines.group(pipeline, this.#dimsOf(kernel.dims, dims), buffers);
      this.#recorder.dispatch(pipeline.pipeline, group, groups);
    }
    const reading = Promise.all([made.blocks.read(), made.logits.read(), made.above.read()]);
    for (const tensor of Object.values(made)) tensor.dispose();
    const [blocks, logits, above] = await reading;
    return rankedRows(sizes, request, { blocks, logits, above });
  }

  /** @returns the storage of each result, a user each. */
  #record(plan: Plan, bindings: Bindings, operands: ReadonlyMap<string, Bound>): Map<string, PooledBuffer> {
    const made = new Map<unknown, PooledBuffer>();
    for (const [step, { stores, choose }] of plan.kernels.entries()) {
      const { kernel, groups } = choose(bindings, this.style);
      for (const term of stores) if (!made.has(term)) made.set(term, this.#pool.take(size(term.shape, bindings)));
      const bound = kernel.bindings.map(({ term }): Bound => {
        if (term.kind === 'buffer') return operands.get(term.name)!;
        const pooled = made.get(term)!;
        return { buffer: pooled.buffer, offset: 0, bytes: 4 * pooled.size };
      });
      const pipeline = this.#pipelines.pipeline(kernel);
      const group = this.#pipelines.group(pipeline, this.#dimsOf(kernel.dims, bindings), bound);
      this.#recorder.dispatch(pipeline.pipeline, group, groups);
      for (const term of plan.lastReads[step]!) made.get(term)!.release();
    }
    const results = new Map<string, PooledBuffer>();
    const outputs = [...plan.outputs];
    outputs.forEach(([name, term], i) => {
      const storage = made.get(term)!;
      const isShared = outputs.findIndex(([, other]) => other === term) < i;
      results.set(name, isShared ? storage.retain() : storage);
    });
    return results;
  }

  #placeOf(operand: Operand): Bound {
    const bytes = 16 * Math.ceil(elements(operand.shape) / 4);
    if ('data' in operand) return { ...this.#uploads.place(operand), bytes };
    const { storage, offset } = this.#ours(operand);
    return { buffer: storage.buffer, offset, bytes };
  }

  #dimsOf(names: readonly string[], bindings: Bindings): Bound | null {
    if (names.length === 0) return null;
    return { ...this.#uploads.constant(Uint32Array.from(names, (name) => bindings[name]!)), bytes: 4 * names.length };
  }

  #create(shape: readonly number[]): GpuTensor {
    return new GpuTensor(this, this.#pool.take(elements(shape)), 0, shape);
  }

  #ours(tensor: DeviceTensor): GpuTensor {
    if (tensor instanceof GpuTensor && tensor.runtime === this) return tensor;
    throw new EngramError('graph', `a tensor [${tensor.shape.join(', ')}] of another runtime was given to WebGPU`);
  }

  /** Rejects when the device is lost, or refuses a command, behind which no number can be trusted. */
  #watch(): Promise<never> {
    return new Promise<never>((_, reject) => {
      const fail = (failure: EngramError) => {
        this.#failure ??= failure;
        reject(this.#failure);
      };
      void this.device.lost.then(({ reason, message }) => {
        // 'destroyed' is our own doing.
        if (reason === 'destroyed') return;
        const why = message ? ` (${message})` : '';
        fail(new EngramError('runtime', `The graphics device was lost${why}. Load the model again to go on.`));
      });
      this.device.addEventListener('uncapturederror', ({ error }) => {
        const memory = error instanceof GPUOutOfMemoryError;
        const what = memory ? 'has no room for more' : 'refused a command';
        const message = `The graphics processor ${what} (${error.message}). Load the model again to go on.`;
        fail(new EngramError(memory ? 'memory' : 'runtime', message));
      });
    });
  }
}

function shapeOf(program: Program, output: string, bindings: Bindings): number[] {
  return program.outputs.get(output)!.shape.map((dim) => evaluateDim(dim, bindings));
}
