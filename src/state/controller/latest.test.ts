import { describe, expect, it } from 'vitest';
import { NO_EDITS, type EditsDocument } from '../../knowledge/edits';
import { moveToRandom } from './chance';
import { Latest } from './latest';

const soon = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('latest-wins work', () => {
  it('runs one at a time and skips all but the newest of those that wait', async () => {
    const done: number[] = [];
    let running = 0;
    const work = new Latest(async (request: number) => {
      expect(++running).toBe(1);
      await soon();
      running--;
      done.push(request);
    });
    for (let request = 0; request < 50; request++) work.request(request);
    while (done.length < 2) await soon();
    work.request(99);
    while (done.length < 3) await soon();
    expect(done).toEqual([0, 49, 99]);
  });
});

describe('the control of an effect', () => {
  const edits: EditsDocument = {
    ...NO_EDITS,
    neurons: [0, 1, 2].map((neuron) => ({ layer: 1, neuron, gain: 0, at: 'mask' as const })),
    values: [{ layer: 1, neuron: 2, ops: [{ erase: true }] }, { layer: 0, neuron: 2, ops: [{ erase: true }] }],
  };

  it('makes the same edits on other neurons of the same layers, the same ones every time', () => {
    const moved = moveToRandom(edits, 64, 3);
    expect(moveToRandom(edits, 64, 3)).toEqual(moved);
    expect(moveToRandom(edits, 64, 4)).not.toEqual(moved);
    expect(moved.neurons.map(({ layer, gain }) => [layer, gain])).toEqual([[1, 0], [1, 0], [1, 0]]);
    const used = moved.neurons.map((edit) => edit.neuron);
    expect(new Set(used).size).toBe(3);
    expect(used.some((neuron) => neuron <= 2)).toBe(false);
    // A neuron with two edits stays one neuron.
    expect(moved.values[0]?.neuron).toBe(used[2]);
  });
});
