import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/checkpoint/config';
import { SHAPES } from './shapes';
import { attributionWork } from './work';

const config = (layers: number) =>
  parseConfig({ model_type: 'bert', vocab_size: 30_522, ...SHAPES.base, num_hidden_layers: layers });

describe('useful work', () => {
  it('of a layer is what paper and pencil say: two for each weight and token, and the attention', () => {
    const [D, F, T, V] = [768, 3072, 12, 30_522];
    const oneMoreLayer = attributionWork(config(3), T, [1, 1, 1], false) - attributionWork(config(2), T, [1, 1], false);
    // Forward and backward. Attention has two products forward, and four backward.
    const whole = 2 * (2 * T * (4 * D * D + 2 * D * F)) + 6 * (2 * T * T * D);
    // In the last layer keys and values of all tokens, the rest of one.
    const last = 2 * (2 * T * 2 * D * D + 2 * (2 * D * D + 2 * D * F)) + 6 * (2 * T * D);
    const head = 2 * (2 * (D * D + D * V));
    // With two layers: one sample in the last layer, two in the head. With three: one in the middle, two in the last, three in the head.
    expect(oneMoreLayer).toBe(whole + last + head);
  });

  it('counts the sample at alpha = 1 once for all layers', () => {
    const withEnd = attributionWork(
      config(12),
      12,
      Array.from({ length: 12 }, () => 4),
      true,
    );
    const three = attributionWork(
      config(12),
      12,
      Array.from({ length: 12 }, () => 3),
      false,
    );
    const four = attributionWork(
      config(12),
      12,
      Array.from({ length: 12 }, () => 4),
      false,
    );
    expect(withEnd).toBeGreaterThan(three);
    expect(withEnd - three).toBeLessThan(0.2 * (four - three));
  });
});
