/**
 * The CPU runtime: onnxruntime in WebAssembly or natively in Node, which share one API. Weights are initializers, so
 * onnxruntime packs each matrix once for its kernels; tensors are plain arrays in JS memory.
 */
import type { InferenceSession, OnnxValue, TensorConstructor } from 'onnxruntime-common';
import { EngramError, messageOf } from '../errors';
import { bytesOf, encodeOnnx } from '../graph/onnx';
import { shapeValues, type Program } from '../graph/program';
import { elements, prepareRun } from './operands';
import { CallQueue } from './queue';
import { rankRows, type RankedRow, type RankRequest } from './ranks';
import type { DeviceTensor, HostTensor, Kernel, Operand, Runtime, WeightSource } from './runtime';
import { fitting } from './weights';

/** The part of onnxruntime-web and onnxruntime-node that is used. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<Session>;
  };
  readonly Tensor: TensorConstructor;
}

interface Session {
  run(
    feeds: Readonly<Record<string, OnnxValue>>,
    fetch: readonly string[],
  ): Promise<Readonly<Record<string, OnnxValue>>>;
  release(): Promise<void>;
}

export interface CpuOptions {
  readonly backend: 'wasm' | 'node';
  readonly threads: number;
  readonly session: InferenceSession.SessionOptions;
  /**
   * Whether onnxruntime takes weights as files beside the model, which it copies straight to where it needs them. In the
   * model itself they would be copied three times more. Native onnxruntime reads such files from a disk only.
   */
  readonly weightFiles: boolean;
}

/**
 * Every session has threads of its own. By default they spin for a while after a run, and so hold the cores that the
 * next layer's session needs: natively an edit is answered five times as fast without, in WebAssembly a tenth faster.
 */
const NO_SPINNING = { session: { intra_op: { allow_spinning: '0' } } };

class CpuTensor implements DeviceTensor {
  constructor(
    readonly data: Float32Array,
    readonly shape: readonly number[],
  ) {}

  read(): Promise<Float32Array> {
    return Promise.resolve(this.data);
  }

  dispose(): void {
    // Plain memory: the garbage collector's.
  }
}

export class CpuRuntime implements Runtime {
  readonly backend: 'wasm' | 'node';
  readonly threads: number;
  readonly precision = 'float32';
  readonly sharesWeights = false;
  /** Nothing can take the CPU away. */
  readonly lost = new Promise<never>(() => {});
  readonly #queue = new CallQueue();
  readonly #kernels = new Set<Kernel>();

  constructor(
    readonly ort: OnnxRuntime,
    readonly options: CpuOptions,
  ) {
    this.backend = options.backend;
    this.threads = options.threads;
  }

  upload({ data, shape }: HostTensor): Promise<DeviceTensor> {
    return Promise.resolve(new CpuTensor(data, shape));
  }

  async concat(parts: readonly DeviceTensor[]): Promise<DeviceTensor> {
    const arrays = await Promise.all(parts.map((part) => part.read()));
    const data = new Float32Array(arrays.reduce((n, array) => n + array.length, 0));
    let offset = 0;
    for (const array of arrays) {
      data.set(array, offset);
      offset += array.length;
    }
    const rows = parts.reduce((n, part) => n + part.shape[0]!, 0);
    return new CpuTensor(data, [rows, ...parts[0]!.shape.slice(1)]);
  }

  async slice(tensor: DeviceTensor, from: number, to: number): Promise<DeviceTensor> {
    const rest = tensor.shape.slice(1);
    const row = elements(rest);
    return new CpuTensor((await tensor.read()).subarray(from * row, to * row), [to - from, ...rest]);
  }

  async rank(scores: DeviceTensor, request: RankRequest): Promise<RankedRow[]> {
    return rankRows(await scores.read(), request);
  }

  async kernel(program: Program, weights: WeightSource, bind: (param: string) => string): Promise<Kernel> {
    const session = await this.#queue.run(() =>
      this.#prepare(program, (param) => {
        const name = bind(param);
        return fitting(program, param, name, weights.weight(name)).data;
      }),
    );
    const kernel: Kernel = {
      program,
      run: (operands, options = {}) => this.#run(program, session, operands, options),
      release: async () => {
        if (this.#kernels.delete(kernel)) await this.#queue.run(() => session.release());
      },
    };
    this.#kernels.add(kernel);
    return kernel;
  }

  async dispose(): Promise<void> {
    await this.#queue.settled();
    await Promise.all([...this.#kernels].map((kernel) => kernel.release()));
  }

  async #prepare(program: Program, valuesOf: (param: string) => Float32Array): Promise<Session> {
    const options = { ...this.options.session, extra: NO_SPINNING };
    try {
      if (!this.options.weightFiles)
        return await this.ort.InferenceSession.create(encodeOnnx(program, valuesOf), options);
      const externalData = [...program.params.keys()].map((param) => ({ path: param, data: bytesOf(valuesOf(param)) }));
      return await this.ort.InferenceSession.create(encodeOnnx(program, 'files'), { ...options, externalData });
    } catch (error) {
      // A weight that is missing or misshapen says so itself.
      if (error instanceof EngramError) throw error;
      throw new EngramError('runtime', `onnxruntime could not prepare '${program.name}': ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  async #run(
    program: Program,
    session: Session,
    operands: Readonly<Record<string, Operand>>,
    { fetch, lane }: NonNullable<Parameters<Kernel['run']>[1]>,
  ): Promise<Record<string, DeviceTensor>> {
    const prepared = prepareRun(program, operands, fetch);
    const feeds: Record<string, OnnxValue> = {};
    for (const name of program.inputs.keys()) {
      const operand = operands[name]!;
      const data = 'data' in operand ? operand.data : await operand.read();
      feeds[name] = new this.ort.Tensor('float32', data, operand.shape);
    }
    for (const operand of program.shapeOperands) {
      const values = shapeValues(operand, prepared.bindings);
      feeds[operand.name] = new this.ort.Tensor('int64', values, [values.length]);
    }
    return this.#queue.run(async () => {
      try {
        const results = await session.run(feeds, prepared.fetch);
        return Object.fromEntries(
          prepared.fetch.map((name) => {
            const result = results[name]!;
            return [name, new CpuTensor(result.data as Float32Array, result.dims)];
          }),
        );
      } catch (error) {
        throw new EngramError('runtime', `onnxruntime failed in '${program.name}': ${messageOf(error)}`, {
          cause: error,
        });
      }
    }, lane);
  }
}
