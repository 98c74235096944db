/** What the benchmark's page offers as `window.bench`. */
import type { BackendPreference } from '../../src/runtime/choose';
import type { Quadrature } from '../../src/knowledge/paths/attribution';
import type { ModelName } from '../models';
import type { Held, Soaked, SoakPlan } from '../soak';
import type { Measured } from '../workload';
import type { Asking, Tell } from './asking';
import type { Card, CardPlan } from './card';

/** Milliseconds of attributing one prompt by the published rule, `riemann-left` with 20 points, by Engram and by jax-js. */
export interface Peers {
  readonly engram: readonly number[];
  /** Tuned for jax-js's compiler (see bench/jax/bert.ts), and written plainly; the latter is empty for large models. */
  readonly jax: readonly number[];
  readonly plainJax: readonly number[];
  /** Threads of jax-js. */
  readonly threads: number;
}

export interface BenchPage {
  /** Milliseconds that the real page's worker takes to be ready. */
  load(model: ModelName, backend: BackendPreference): Promise<number>;
  /** Everything, on the real page's worker. */
  measure(model: ModelName, backend: BackendPreference, runs: number): Promise<Measured>;
  /** GFLOP/s of a plain matrix product. */
  matmul(backend: BackendPreference, runs: number): Promise<number[]>;
  /** What a model holds once it has attributed. */
  held(model: ModelName, backend: BackendPreference, quadrature: Quadrature): Promise<Held>;
  /** Engram, jax-js and Engram again; throws where their scores differ. */
  peers(model: ModelName, backend: 'wasm' | 'webgpu', runs: number): Promise<Peers>;
  soak(model: ModelName, backend: BackendPreference, plan: SoakPlan): Promise<Soaked>;
  /** Whether there is a GPU, as opposed to one in software. */
  hasGpu(): Promise<boolean>;
  /** A sentence on whether WebGPU in software runs a model. */
  tryWebGpu(model: ModelName): Promise<string>;
  /** The cost of asking, on WebGPU; throws where jax-js and Engram differ. By default the console is told of each part. */
  asking(runs: number, tell?: Tell): Promise<Asking>;
  /** All that is worth knowing of this graphics card. */
  card(plan?: Partial<CardPlan>, tell?: Tell): Promise<Card>;
}

/** What came of the last part that was started with a button or by the address. */
export interface BenchResult {
  readonly part: string;
  readonly found?: Asking | Card;
  readonly error?: string;
}

declare global {
  interface Window {
    bench: BenchPage;
    benchResult?: BenchResult;
  }
}
