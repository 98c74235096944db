/**
 * How much memory a model will take, told from its config alone, so that one that cannot fit is refused before anything
 * is fetched or allocated.
 *
 * The weights' file stays in JS memory. On WebAssembly every layer and the decoder are prepared twice, for the forward
 * and the backward pass (knowledge/kernels.ts), and while onnxruntime prepares a matrix it holds it once more; the heap
 * cannot shrink again. On WebGPU each tensor lies in one buffer. The formula gives the heaps that docs/benchmarks.md
 * lists: 248 MiB for the built-in model, 968 MiB for BERT-base.
 */
import type { BertConfig } from '../bert/config';
import { decoderParts } from '../bert/decoder-parts';
import type { BertCheckpoint } from '../checkpoint/bert-weights';
import { DECODER_WEIGHT, neededTensors, WORD_EMBEDDINGS } from '../checkpoint/weight-names';
import type { BackendLimits } from '../runtime/limits';
import type { Precision } from '../runtime/runtime';

const FLOAT = 4;
/** onnxruntime itself, and the tensors of runs. */
const WASM_BASE = 32_000_000;
const COPIES = { wasm: 2, webgpu: 1 } as const;

/** Bytes of the weights, as float32. */
interface Sizes {
  readonly layer: number;
  readonly decoder: number;
  /** The head before its decoder, and the normalisations. */
  readonly rest: number;
  /** Of the largest tensor or part of one that is prepared. */
  readonly largest: number;
}

/** Bytes that the prepared weights take on the backend, besides the file. @param precision in which a GPU holds matrices. */
export function preparedBytes(
  config: BertConfig,
  backend: BackendLimits['backend'],
  precision: Precision = 'float32',
): number {
  const { layer, decoder, rest, largest } = sizesOf(config);
  // One layer and the decoder are widened at a time.
  if (precision === 'float16') return preparedBytes(config, backend) / 2 + layer + decoder;
  // WebGPU holds layers that share their weights once.
  const layers = backend === 'wasm' ? config.layers : config.distinctLayers;
  const weights = COPIES[backend] * (layers * layer + decoder + rest);
  return backend === 'wasm' ? weights + Math.max(layer, largest) + WASM_BASE : weights;
}

/** From so many bytes of float32 on, halves stay halves on a GPU. */
const HALVES_FROM = 2 ** 30;

/** How a GPU is to hold the weights: as they are in the file where they are halves and many, which loses nothing and saves half the memory. */
export function precisionFor({
  config,
  isHalfPrecision,
}: Pick<BertCheckpoint, 'config' | 'isHalfPrecision'>): Precision {
  return isHalfPrecision && preparedBytes(config, 'webgpu') >= HALVES_FROM ? 'float16' : 'float32';
}

/** Why the model does not fit, and what would; null where it does. */
export function memoryProblem(name: string, config: BertConfig, limits: BackendLimits): string | null {
  const { layer, largest } = sizesOf(config);
  if (limits.backend === 'webgpu') {
    if (largest <= limits.buffer) return null;
    return (
      `“${name}” holds a matrix of ${inWords(largest)}, and this graphics processor reads ${inWords(limits.buffer)} at once. ` +
      'What would fit: a model with a smaller vocabulary.'
    );
  }
  const needed = preparedBytes(config, 'wasm');
  if (needed <= limits.heap) return null;
  const layers = Math.floor((limits.heap - (needed - 2 * config.layers * layer)) / (2 * layer));
  const smaller =
    layers >= 1
      ? `a model of this width and vocabulary with up to ${layers} layers (this one has ${config.layers})`
      : 'a model that is narrower or has a smaller vocabulary';
  return (
    `“${name}” would take ${inWords(needed)} of WebAssembly memory, which can be ${inWords(limits.heap)} at most. ` +
    `What would fit: ${smaller}, or a browser with WebGPU, ` +
    `where this one takes ${inWords(preparedBytes(config, 'webgpu'))} of graphics memory.`
  );
}

function sizesOf(config: BertConfig): Sizes {
  const tensors = [...neededTensors(config)].map(([name, shape]) => ({
    name,
    bytes: FLOAT * shape.reduce((a, b) => a * b, 1),
  }));
  const sum = (wanted: (name: string) => boolean) =>
    tensors.filter(({ name }) => wanted(name)).reduce((total, { bytes }) => total + bytes, 0);
  const decoder = config.tied ? WORD_EMBEDDINGS : DECODER_WEIGHT;
  return {
    layer: sum((name) => name.startsWith('bert.encoder.layer.0.')),
    decoder: sum((name) => name === decoder),
    rest: sum((name) => name.startsWith('cls.') && name !== DECODER_WEIGHT),
    largest: Math.max(
      ...tensors.filter(({ name }) => !isEmbedding(name)).map(({ bytes }) => bytes),
      ...decoderParts(config).map(({ from, to }) => FLOAT * (to - from) * config.embeddingSize),
    ),
  };
}

/** The embeddings stay in the file, from which a prompt's rows are read; the decoder is prepared in parts. */
function isEmbedding(name: string): boolean {
  return name.startsWith('bert.embeddings.') || name === DECODER_WEIGHT;
}

/** "1.1 GB", "340 MB". */
function inWords(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
