/**
 * A runtime runs programs somewhere: on the GPU through WebGPU, in WebAssembly, or natively in Node. They share this
 * interface and nothing else. All calls of one runtime go through one queue, since overlapping calls into onnxruntime
 * hang or corrupt its memory.
 */
import type { Program } from '../graph/program';
import type { RankedRow, RankRequest } from './ranks';

/** A tensor that lives where the runtime computes. It must be disposed of; `read` leaves it alive. */
export interface DeviceTensor {
  readonly shape: readonly number[];
  /** Copies the values to JS memory. */
  read(): Promise<Float32Array>;
  dispose(): void;
}

/** Values in JS memory, handed to a program; row-major. */
export interface HostTensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export type Operand = DeviceTensor | HostTensor;

/** Where a program's parameters come from: a float32 tensor, row-major, by its name in the checkpoint. */
export interface WeightSource {
  /** Only to be read. Decoded afresh on each call, or a view of the file, so that no second copy of the model stays in memory. */
  weight(name: string): { readonly data: Float32Array; readonly shape: readonly number[] };
}

/** How a runtime holds the weights' matrices; it computes in float32 always. */
export type Precision = 'float32' | 'float16';

/** 'interactive' work (a slider) overtakes 'background' work (an attribution) between two runs. */
export type Lane = 'interactive' | 'background';

/** A program bound to its weights, ready to run. */
export interface Kernel {
  readonly program: Program;
  /**
   * Runs the program once. Checks each operand's shape against the program's; symbolic dims are bound by the operands.
   * Returns the fetched outputs (default: all), which the caller must dispose of.
   */
  run(
    operands: Readonly<Record<string, Operand>>,
    options?: { readonly fetch?: readonly string[]; readonly lane?: Lane },
  ): Promise<Record<string, DeviceTensor>>;
  release(): Promise<void>;
}

export interface Runtime {
  readonly backend: 'webgpu' | 'wasm' | 'node';
  readonly threads: number;
  readonly precision: Precision;
  /** Whether kernels that are bound to the same weights hold them once; elsewhere each holds a copy of its own. */
  readonly sharesWeights: boolean;
  /** Copies values to the device, to be used in many runs. */
  upload(tensor: HostTensor): Promise<DeviceTensor>;
  /** Joins tensors along the first axis; the parts stay alive. */
  concat(parts: readonly DeviceTensor[]): Promise<DeviceTensor>;
  /** Rows `from` (included) to `to` (excluded) along the first axis, as a tensor of its own. */
  slice(tensor: DeviceTensor, from: number, to: number): Promise<DeviceTensor>;
  /** What rows of scores [B, V] come down to; the scores stay where they are. */
  rank(scores: DeviceTensor, request: RankRequest): Promise<RankedRow[]>;
  /**
   * Binds a program to weights. `bind` gives the checkpoint's tensor name for each of the program's parameters.
   */
  kernel(program: Program, weights: WeightSource, bind: (param: string) => string): Promise<Kernel>;
  /** Rejects with what happened when the device is lost; never resolves otherwise. */
  readonly lost: Promise<never>;
  /** Releases every kernel, buffer and the device. */
  dispose(): Promise<void>;
}
