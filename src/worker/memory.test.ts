import { describe, expect, test } from 'vitest';
import { parseConfig } from '../checkpoint/config';
import { memoryProblem, precisionFor, preparedBytes } from './memory';

const config = (shape: object, vocabulary = 30_522) =>
  parseConfig({ model_type: 'bert', vocab_size: vocabulary, max_position_embeddings: 512, ...shape });
const builtin = config({ hidden_size: 384, num_hidden_layers: 6, num_attention_heads: 12, intermediate_size: 1536 });
const base = config({ hidden_size: 768, num_hidden_layers: 12, num_attention_heads: 12, intermediate_size: 3072 });
const large = { hidden_size: 1024, num_hidden_layers: 24, num_attention_heads: 16, intermediate_size: 4096 };
const wasm = { backend: 'wasm', heap: 2 ** 32 } as const;

describe('memory told from the config', () => {
  test.each([
    ['the built-in model', builtin, 248 * 2 ** 20],
    ['BERT-base', base, 968 * 2 ** 20],
  ])('comes near the WebAssembly heap measured with %s (docs/benchmarks.md)', (_, shape, measured) => {
    expect(preparedBytes(shape, 'wasm') / measured).toBeGreaterThan(0.9);
    expect(preparedBytes(shape, 'wasm') / measured).toBeLessThan(1.1);
  });

  test('on WebGPU is each tensor of the layers and the head once', () => {
    const layers = 12 * (4 * (768 * 768 + 768) + 2 * 768 * 3072 + 3072 + 768 + 4 * 768);
    const head = 30_522 * 768 + 768 * 768 + 768 + 2 * 768 + 30_522;
    expect(preparedBytes(base, 'webgpu')).toBe(4 * (layers + head));
  });

  test('as halves is half of that, and what is widened at a time', () => {
    const shape = config(large);
    const whole = preparedBytes(shape, 'webgpu');
    expect(preparedBytes(shape, 'webgpu', 'float16')).toBeGreaterThan(whole / 2);
    expect(preparedBytes(shape, 'webgpu', 'float16')).toBeLessThan(0.65 * whole);
  });

  test('keeps halves as halves only where that saves much, and never makes any', () => {
    const shape = config(large);
    expect(precisionFor({ config: shape, isHalfPrecision: true })).toBe('float16');
    expect(precisionFor({ config: shape, isHalfPrecision: false })).toBe('float32');
    expect(precisionFor({ config: builtin, isHalfPrecision: true })).toBe('float32');
  });

  test('lets through what fits', () => {
    expect(memoryProblem('base', base, wasm)).toBeNull();
    expect(memoryProblem('large', config(large), wasm)).toBeNull();
    expect(memoryProblem('base', base, { backend: 'webgpu', buffer: 128 * 2 ** 20 })).toBeNull();
  });

  test('refuses what WebAssembly cannot hold, and says what would fit', () => {
    const problem = memoryProblem('xlm-roberta-large', config(large, 250_002), wasm);
    expect(problem).toMatch(
      /“xlm-roberta-large” would take 4\.\d GB of WebAssembly memory, which can be 4\.3 GB at most/,
    );
    const [, layers] = /with up to (\d+) layers \(this one has 24\)/.exec(problem ?? '') ?? [];
    expect(memoryProblem('fewer', config({ ...large, num_hidden_layers: Number(layers) }, 250_002), wasm)).toBeNull();
    expect(
      memoryProblem('one more', config({ ...large, num_hidden_layers: Number(layers) + 1 }, 250_002), wasm),
    ).not.toBeNull();
    expect(memoryProblem('vast', config({ ...large, hidden_size: 65_536, num_attention_heads: 1024 }), wasm)).toContain(
      'narrower or has a smaller vocabulary',
    );
  });

  test('refuses a matrix that the graphics processor cannot read', () => {
    expect(memoryProblem('base', base, { backend: 'webgpu', buffer: 64 * 2 ** 20 })).toMatch(
      /holds a matrix of 94 MB, and this graphics processor reads 67 MB at once/,
    );
  });
});
