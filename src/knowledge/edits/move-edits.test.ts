import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryEdits } from '../../fixtures/arbitrary-edits';
import { editedNeurons, mostActiveTwins, moveEdits, randomTwins } from './move-edits';
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
