import { expect, test } from 'vitest';
import { referenceModels } from '../fixtures/reference';
import { WatchedRuntime } from '../fixtures/watched-runtime';
import { BertModel } from '../knowledge/bert-model';
import { NO_EDITS } from '../knowledge/edits/edits';
import { createNodeRuntime } from '../runtime/node';
import { doseBand } from './dose-band';

const { load, cases } = referenceModels()[0]!;
const { prompt, targetId: target } = cases[0]!;
const request = {
  prompt,
  target,
  edits: NO_EDITS,
  neurons: [{ layer: 1, neuron: 2 }],
  at: 'mask',
  gains: [0, 1, 2],
  draws: 9,
  seed: 1,
} as const;

test('on a GPU several curves are read together, and nothing is left where one fails', async () => {
  const runtime = new WatchedRuntime(await createNodeRuntime(1), { backend: 'webgpu', sharesWeights: true });
  const { checkpoint, tokenizer } = await load();
  const bert = await BertModel.open(runtime, checkpoint, tokenizer);
  await doseBand(bert, request);
  // The curve, the activations; 10 controls, 8 at once.
  expect(runtime.turns).toBe(4);
  const kept = runtime.alive.size;
  const fail = () => {
    throw new Error('This call was made to fail.');
  };
  for (const at of [0, 3, 20, runtime.calls - 1]) {
    runtime.reset({ at, by: fail });
    await expect(doseBand(bert, request)).rejects.toThrow('made to fail');
    expect(runtime.alive.size, `call ${at}`).toBeLessThanOrEqual(kept);
  }
  await bert.close();
  expect(runtime.alive.size).toBe(0);
});
