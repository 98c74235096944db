/** The controls beside the reading: asked once the edits stand still, and only for the newest of them. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CompareRequest } from '../experiments/compare';
import { DRAWS } from '../experiments/protocol';
import { engineOf } from '../fixtures/engine';
import { modelInfo } from '../fixtures/model-info';
import { NO_EDITS, type EditsDocument } from '../knowledge/edits/edits';
import type { AnswerOf } from '../state/answers';
import { createAppStore } from '../state/store';
import { followControl } from './control';

const score = (probability: number) => ({ perplexity: 1, accuracy: 1, probability });
const gain = (value: number): EditsDocument => ({
  ...NO_EDITS,
  neurons: [{ layer: 0, neuron: 1, at: 'mask', gain: value }],
});
const said = { top: [], target: null, watched: [] };
const reading = (edits: EditsDocument): AnswerOf<'reading'> => ({
  about: { model: 'hash', prompt: 'A [MASK].', chosen: null, edits },
  value: { tokens: [], maskIndex: 0, target: { id: 7, token: 'paris' }, before: said, after: said, milliseconds: 1 },
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('asks for 19 draws of the newest edits, and forgets what was asked of older ones', async () => {
  const asked: CompareRequest[] = [];
  const cancelled: string[] = [];
  const waiting: (() => void)[] = [];
  const api = engineOf({
    compare: async (_, request) => {
      asked.push(request);
      const [gained] = request.edits.neurons;
      await new Promise<void>((resolve) => waiting.push(resolve));
      const probability = gained && 'gain' in gained ? (gained.gain ?? 0) : 0;
      const change = { after: score(probability), answersChanged: 0, probability: 0, logOdds: 0, watched: null };
      const controls = [{ kind: 'random' as const, changes: [change] }];
      const group = { name: 'prompt', before: score(1), edit: change, controls, readings: { before: [], after: [] } };
      return { groups: [group], neurons: [], controls: [] };
    },
    cancel: async (job) => {
      cancelled.push(job);
    },
  });
  const store = createAppStore();
  store.setState({ info: modelInfo({ hash: 'hash' }), prompt: 'A [MASK].' });
  const stop = followControl({ store, api, fail: (error) => expect.fail(String(error)) });
  store.setState({ reading: reading(gain(0)) });
  store.setState({ reading: reading(gain(0.5)) });
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked.map(({ edits }) => edits)).toEqual([gain(0.5)]);
  expect(asked[0]!.controls).toMatchObject({ draws: DRAWS.reading, prompts: ['A [MASK].'] });
  expect(DRAWS.reading).toBeGreaterThanOrEqual(19);

  store.setState({ reading: reading(gain(0.25)) });
  expect(cancelled).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1000);
  waiting.forEach((resolve) => resolve());
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().control).toEqual({
    about: { model: 'hash', prompt: 'A [MASK].', target: 7, edits: gain(0.25) },
    value: [{ kind: 'random', probabilities: [0.25] }],
  });
  store.setState({ reading: reading(NO_EDITS) });
  expect(store.getState().control).toBeNull();
  stop();
});
