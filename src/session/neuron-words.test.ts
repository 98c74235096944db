/** Words are asked for together, once for each neuron and model. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EngramError } from '../errors';
import { engineOf } from '../fixtures/engine';
import { modelInfo } from '../fixtures/model-info';
import type { NeuronRef } from '../knowledge/edits/edits';
import { wordsOfNeuron } from '../state/neuron-words';
import { createAppStore } from '../state/store';
import { followNeuronWords } from './neuron-words';

const [A, B] = ['a', 'b'].map((hash) => modelInfo({ hash, config: { layers: 2, intermediateSize: 8 } }));

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function begin() {
  const asked: (readonly NeuronRef[])[] = [];
  const waiting: (() => void)[] = [];
  const store = createAppStore();
  store.getState().setInfo(A!);
  const api = engineOf({
    wordsOfNeurons: async (_, { neurons, count }) => {
      asked.push(neurons);
      const { hash } = store.getState().info!;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return {
        words: neurons.map(({ layer, neuron }) =>
          Array.from({ length: count }, (_, rank) => `${hash}${layer}.${neuron}#${rank}`),
        ),
      };
    },
  });
  const stop = followNeuronWords({ store, api, fail: (error) => expect.fail(String(error)) });
  const answer = async () => {
    await vi.advanceTimersByTimeAsync(100);
    waiting.splice(0).forEach((resolve) => resolve());
    await vi.advanceTimersByTimeAsync(100);
  };
  return { store, asked, answer, stop };
}

it('gathers what the list and the hand want, and asks for nothing twice', async () => {
  const { store, asked, answer, stop } = begin();
  const { wantWords } = store.getState();
  expect(asked).toEqual([]);
  wantWords([3, 10]);
  wantWords([4]);
  await answer();
  expect(asked).toEqual([
    [
      { layer: 0, neuron: 3 },
      { layer: 1, neuron: 2 },
      { layer: 0, neuron: 4 },
    ],
  ]);
  expect(wordsOfNeuron(store.getState(), 10)).toEqual(['a1.2#0', 'a1.2#1', 'a1.2#2']);
  expect(wordsOfNeuron(store.getState(), 5)).toBeNull();

  // One more while an answer is on its way.
  wantWords([5]);
  await vi.advanceTimersByTimeAsync(100);
  wantWords([10, 6]);
  await answer();
  await answer();
  expect(asked.slice(1)).toEqual([[{ layer: 0, neuron: 5 }], [{ layer: 0, neuron: 6 }]]);
  expect([...store.getState().neuronWords!.value.keys()]).toEqual([3, 10, 4, 5, 6]);
  stop();
});

it('another model has its own words, and none of another size', async () => {
  const { store, asked, answer, stop } = begin();
  store.getState().wantWords([3, 999]);
  await vi.advanceTimersByTimeAsync(100);
  store.getState().setInfo(B!);
  await answer();
  await answer();
  expect(asked).toEqual([[{ layer: 0, neuron: 3 }], [{ layer: 0, neuron: 3 }]]);
  expect(store.getState().neuronWords).toEqual({
    about: { model: 'b' },
    value: new Map([[3, ['b0.3#0', 'b0.3#1', 'b0.3#2']]]),
  });
  stop();
});

it('wants the newest where there are too many', () => {
  const store = createAppStore();
  store.getState().wantWords(Array.from({ length: 200 }, (_, i) => i));
  const before = store.getState().wordsWanted;
  store.getState().wantWords([5]);
  expect(store.getState().wordsWanted).toBe(before);
  store.getState().wantWords(Array.from({ length: 200 }, (_, i) => 1000 + i));
  expect(store.getState().wordsWanted).toContain(1199);
  expect(store.getState().wordsWanted).not.toContain(5);
});

it('leaves a neuron without words where the engine was stopped', async () => {
  const store = createAppStore();
  store.getState().setInfo(A!);
  const wordsOfNeurons = vi.fn(() => Promise.reject(new EngramError('cancelled', 'Stopped.')));
  const stop = followNeuronWords({ store, api: engineOf({ wordsOfNeurons }), fail: () => expect.fail('broken') });
  store.getState().wantWords([1]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(wordsOfNeurons).toHaveBeenCalledTimes(1);
  expect(wordsOfNeuron(store.getState(), 1)).toBeNull();
  stop();
});
