import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryEdits } from '../../fixtures/arbitrary-edits';
import { MATCHED_AMONG } from '../protocol';
import { editedNeurons, matchedTwins, mostActiveTwins, moveEdits, randomTwins, rankedTwins } from './move-edits';
import { neuronKey } from './edits';

const F = 40;
const neurons = fc.uniqueArray(fc.record({ layer: fc.nat(3), neuron: fc.nat(F - 1) }), {
  selector: neuronKey,
  maxLength: 12,
});

describe('random twins', () => {
  it('are other neurons of the same layers, none twice, and the same for the same seed', () => {
    fc.assert(
      fc.property(neurons, fc.nat(), (own, seed) => {
        const to = randomTwins(own, F, seed);
        for (const ref of own) expect(to.get(neuronKey(ref))!.layer).toBe(ref.layer);
        const drawn = [...to.values()].map(neuronKey);
        expect(new Set([...drawn, ...own.map(neuronKey)]).size).toBe(2 * own.length);
        expect(randomTwins(own, F, seed)).toEqual(to);
      }),
    );
  });

  it('differ from draw to draw and reach every neuron', () => {
    const own = [{ layer: 0, neuron: 3 }];
    const drawn = new Set(Array.from({ length: 2000 }, (_, seed) => randomTwins(own, F, seed).get('0/3')!.neuron));
    expect(drawn.size).toBe(F - 1);
  });

  it('take edited neurons again where a layer has too few others', () => {
    const all = [0, 1, 2].map((neuron) => ({ layer: 0, neuron }));
    expect([...randomTwins(all, 3, 1).values()].map(({ neuron }) => neuron).sort()).toEqual([0, 1, 2]);
  });
});

it('the most active twins are the layer’s highest activations', () => {
  const activations = Float32Array.from({ length: 2 * F }, (_, index) => (index < F ? -index : index));
  const to = mostActiveTwins(
    [
      { layer: 0, neuron: 9 },
      { layer: 1, neuron: 9 },
      { layer: 0, neuron: 8 },
    ],
    F,
    activations,
  );
  expect([...to.values()].map(neuronKey).sort()).toEqual(['0/0', '0/1', `1/${F - 1}`]);
});

describe('matched twins', () => {
  /** Every neuron writes twice as much as the one before it. */
  const written = Float32Array.from({ length: 4 * F }, (_, index) => 2 ** (index % F));
  const matched = (own: readonly { layer: number; neuron: number }[], seed: number) =>
    matchedTwins({ neurons: own, written, intermediateSize: F, seed });

  it('are other neurons of the same layers, none twice, and the same for the same seed', () => {
    fc.assert(
      fc.property(neurons, fc.nat(), (own, seed) => {
        const to = matched(own, seed);
        for (const ref of own) expect(to.get(neuronKey(ref))!.layer).toBe(ref.layer);
        const drawn = [...to.values()].map(neuronKey);
        expect(new Set([...drawn, ...own.map(neuronKey)]).size).toBe(2 * own.length);
        expect(matched(own, seed)).toEqual(to);
      }),
    );
  });

  it('write about as much, by ratio: each of the nearest is drawn, and no other', () => {
    const drawn = new Set(
      Array.from({ length: 500 }, (_, seed) => matched([{ layer: 1, neuron: 20 }], seed)).map(
        (to) => to.get('1/20')!.neuron,
      ),
    );
    expect([...drawn].sort((a, b) => a - b)).toEqual([15, 16, 17, 18, 19, 21, 22, 23, 24, 25]);
    expect(drawn.size).toBe(MATCHED_AMONG);
  });

  it('take a silent neuron for a silent one, and leave none where a layer has no other', () => {
    const one = (sizes: readonly number[], own: readonly number[]) =>
      matchedTwins({
        neurons: own.map((neuron) => ({ layer: 0, neuron })),
        written: Float32Array.from(sizes),
        intermediateSize: sizes.length,
        seed: 1,
      });
    expect(one([0, 0], [0]).get('0/0')).toEqual({ layer: 0, neuron: 1 });
    expect([...one([1, 1, 1], [0, 1]).keys()]).toEqual(['0/0']);
  });
});

it('ranked twins are the ranking’s first, whoever they are, as far as it goes', () => {
  const at = (layer: number, neuron: number) => ({ layer, neuron });
  const to = rankedTwins([at(0, 1), at(0, 2), at(1, 3)], [at(1, 3), at(2, 0)]);
  expect([...to]).toEqual([
    ['0/1', at(1, 3)],
    ['0/2', at(2, 0)],
  ]);
  const gain = (neuron: number) => ({ ...at(0, neuron), gain: 0, at: 'mask' as const });
  const moved = moveEdits({ version: 1, neurons: [gain(1), gain(5), { ...gain(6), off: true }], values: [] }, to);
  expect(moved.neurons).toEqual([
    { ...gain(1), ...at(1, 3) },
    { ...gain(6), off: true },
  ]);
});

it('moved edits are the same edits elsewhere', () => {
  fc.assert(
    fc.property(arbitraryEdits({ layers: 2, neurons: F, tokens: 9 }), (document) => {
      const to = randomTwins(editedNeurons(document), F, 5);
      const moved = moveEdits(document, to);
      const back = new Map(
        [...to].map(([key, ref]) => [neuronKey(ref), { layer: ref.layer, neuron: Number(key.split('/')[1]) }]),
      );
      const active = (list: typeof document) => ({
        ...list,
        neurons: list.neurons.filter(({ off }) => !off),
        values: list.values.filter(({ off }) => !off),
      });
      expect(moveEdits(active(moved), back)).toEqual(active(document));
    }),
  );
});
