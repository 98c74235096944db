import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bertConfig } from '../../fixtures/model-info';
import { samplesThatFit, wavesOf } from './wave-plan';

const path = fc.record({
  prompt: fc.nat(3),
  layer: fc.nat(11),
  alphas: fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 7 }),
});
const paths = fc.uniqueArray(path, { maxLength: 12, selector: ({ prompt, layer }) => `${prompt}/${layer}` });
const flat = (all: readonly { prompt: number; layer: number; alphas: readonly number[] }[]) =>
  all.flatMap(({ prompt, layer, alphas }) => alphas.map((alpha) => `${prompt}/${layer}/${alpha}`)).sort();

describe('waves', () => {
  it('hold every sample once, up to their size', () => {
    fc.assert(
      fc.property(paths, fc.integer({ min: 1, max: 20 }), (all, size) => {
        const waves = wavesOf(all, [], size);
        expect(flat(waves.flatMap((wave) => wave.paths))).toEqual(flat(all));
        for (const wave of waves) expect(flat(wave.paths).length).toBeLessThanOrEqual(size);
      }),
    );
  });

  it('have the ends in the first one only', () => {
    const all = [{ prompt: 0, layer: 0, alphas: [0, 0.5, 0.7] }];
    expect(wavesOf(all, [0], 2).map(({ ends }) => ends)).toEqual([[0], []]);
  });

  it('take a few hundred samples of a base model, fewer of longer prompts, and always one', () => {
    const base = bertConfig({
      vocabSize: 30522,
      hiddenSize: 768,
      embeddingSize: 768,
      layers: 12,
      heads: 12,
      intermediateSize: 3072,
      maxPositions: 512,
    });
    expect(samplesThatFit(base, 12)).toBeGreaterThan(100);
    expect(samplesThatFit(base, 128)).toBeLessThan(samplesThatFit(base, 12));
    expect(samplesThatFit({ ...base, layers: 512, intermediateSize: 1e6 }, 512)).toBe(1);
  });
});
