/**
 * How often the engine waits for the device, and what it leaves there: what is read together is asked for in one turn,
 * and whatever fails or is stopped in the middle takes with it all that it made.
 */
import { describe, expect, it } from 'vitest';
import { WatchedRuntime, type RuntimeClaims } from '../fixtures/watched-runtime';
import { distance, largest } from '../fixtures/workbench';
import { referenceModels } from '../fixtures/reference';
import { createNodeRuntime } from '../runtime/node';
import { BertModel } from './bert-model';
import { NO_EDITS, type EditsDocument } from './edits/edits';
import { attributeAttention } from './measures/attention';
import { doseResponse } from './measures/dose';
import { gatherEvidence } from './measures/evidence';
import { FiringIndex } from './measures/firing';
import { logitLens } from './measures/lens';
import { activationByPosition } from './measures/positions';
import { readProbes } from './measures/probes';
import { whatNeuronSays } from './measures/says';

const reference = referenceModels()[0]!;
const { prompt, targetId: target } = reference.cases[0]!;
const edits: EditsDocument = {
  version: 1,
  neurons: [{ layer: 0, neuron: 1, gain: 3, at: 'all' }],
  values: [{ layer: 1, neuron: 2, ops: [{ erase: true }] }],
};
const quadrature = { method: 'gauss-legendre', points: 3, tolerance: 1e-3 } as const;
const neuron = { layer: 1, neuron: 2 };

/** Each question, and the reads that it takes when no pass is kept; `sweeps` is how often the head went backward. */
const questions: readonly {
  readonly name: string;
  readonly ask: (bert: BertModel, signal?: AbortSignal) => Promise<unknown>;
  readonly turns: (sweeps: number) => number;
}[] = [
  { name: 'a prediction', ask: (bert, signal) => bert.predict(prompt, edits, optional(signal)), turns: () => 1 },
  { name: 'activations', ask: (bert, signal) => bert.activations(prompt, edits, optional(signal)), turns: () => 1 },
  {
    name: 'an attribution',
    ask: (bert, signal) => bert.attribute(prompt, target, quadrature, optional(signal)),
    // The starts, each wave, the products with the value vectors.
    turns: (sweeps) => 2 + sweeps,
  },
  {
    name: 'an attribution that refines, under edits',
    ask: (bert, signal) =>
      bert.attribute(prompt, target, { method: 'adaptive', tolerance: 1e-4 }, { edits, ...optional(signal) }),
    turns: (sweeps) => 2 + sweeps,
  },
  {
    name: 'the evidence of some wordings',
    ask: (bert, signal) =>
      gatherEvidence(
        bert,
        { questions: [prompt, prompt].map((text) => ({ prompt: text, target })), quadrature },
        optional(signal),
      ),
    turns: (sweeps) => 2 + sweeps,
  },
  {
    name: 'attention',
    ask: (bert, signal) => attributeAttention(bert, { prompt, target, tolerance: 1e-2, edits }, optional(signal)),
    // The maps of all layers, each sweep.
    turns: (sweeps) => 1 + sweeps,
  },
  {
    name: 'a lens',
    ask: (bert, signal) => logitLens(bert, { prompt, edits, top: 3, target }, optional(signal)),
    // The residual streams, the logits.
    turns: () => 2,
  },
  {
    name: 'activations along a prompt',
    ask: (bert, signal) => activationByPosition(bert, { prompt, ...neuron, edits }, optional(signal)),
    turns: () => 1,
  },
  {
    name: 'a dose curve',
    ask: (bert, signal) =>
      doseResponse(bert, { prompt, edits, neurons: [neuron], at: 'mask', gains: [0, 1, 2], target }, optional(signal)),
    turns: () => 1,
  },
  {
    name: 'prompts that fire a neuron',
    ask: (bert, signal) => new FiringIndex(bert).search({ ...neuron, prompts: [prompt], count: 1 }, optional(signal)),
    turns: () => 1,
  },
  {
    name: 'what a neuron says',
    ask: (bert) => whatNeuronSays(bert, { ...neuron, edits, count: 2 }),
    turns: () => 1,
  },
  {
    name: 'probes under many edits',
    ask: (bert, signal) =>
      readProbes(bert, [{ prompt, target }], [NO_EDITS, ...new Array<EditsDocument>(12).fill(edits)], optional(signal)),
    // At most 8 documents at once.
    turns: () => 2,
  },
];

describe.each(questions)('$name', ({ ask, turns }) => {
  it('is read in as few turns as it can be', async () => {
    const { runtime, bert } = await open();
    await ask(bert);
    expect(runtime.turns).toBe(turns(runtime.ran.filter((name) => name === 'probability.backward').length));
    await bert.close();
    expect(runtime.alive.size).toBe(0);
  });

  it('leaves nothing on the device where a call fails', async () => {
    const { calls } = await counted(ask);
    const { runtime, bert } = await open();
    const fail = () => {
      throw new Error('This call was made to fail.');
    };
    for (const at of someOf(calls)) {
      runtime.reset({ at, by: fail });
      await expect(ask(bert), `call ${at} of ${calls}`).rejects.toThrow('made to fail');
      expect(runtime.alive.size, `call ${at} of ${calls}`).toBe(0);
    }
    await bert.close();
  });

  it('leaves nothing but the kept passes where it is stopped', async () => {
    const { calls } = await counted(ask);
    for (const at of [0, Math.floor(calls / 2), calls - 1]) {
      const { runtime, bert } = await open();
      const controller = new AbortController();
      runtime.reset({ at, by: () => controller.abort() });
      // One that is nearly done may end all the same.
      await ask(bert, controller.signal).catch((error: unknown) => expect(error).toMatchObject({ code: 'cancelled' }));
      await bert.close();
      expect(runtime.alive.size, `call ${at} of ${calls}`).toBe(0);
    }
  });
});

describe('where kernels share their weights', () => {
  it('the answers are the same', async () => {
    const { bert: sharing } = await open();
    const { bert: copying } = await open({});
    for (const document of [NO_EDITS, edits]) {
      const [one, other] = await Promise.all([sharing, copying].map((bert) => bert.predict(prompt, document)));
      expect(distance(one!.after, other!.after)).toBeLessThan(1e-5 * largest(other!.after));
      const scores = await Promise.all(
        [sharing, copying].map(
          async (bert) => (await bert.attribute(prompt, target, quadrature, { edits: document })).scores,
        ),
      );
      expect(distance(scores[0]!, scores[1]!)).toBeLessThan(1e-5 * largest(scores[1]!));
      const attention = await Promise.all(
        [sharing, copying].map((bert) =>
          attributeAttention(bert, { prompt, target, tolerance: 1e-2, edits: document }),
        ),
      );
      expect(distance(attention[0]!.scores, attention[1]!.scores)).toBeLessThan(1e-5 * largest(attention[1]!.scores));
    }
    await sharing.close();
    await copying.close();
  });
});

/** Unless it is told otherwise, a runtime that claims to be a graphics processor. */
async function open(claims: RuntimeClaims = { backend: 'webgpu', sharesWeights: true }) {
  const runtime = new WatchedRuntime(await createNodeRuntime(1), claims);
  const { checkpoint, tokenizer } = await reference.load();
  return { runtime, bert: await BertModel.open(runtime, checkpoint, tokenizer) };
}

/** The calls that a question takes of a model that keeps no passes. */
async function counted(ask: (bert: BertModel) => Promise<unknown>) {
  const { runtime, bert } = await open();
  await ask(bert);
  await bert.close();
  return runtime;
}

/** Some of the numbers from 0, the first and the last among them. */
function someOf(count: number): number[] {
  const step = Math.max(1, Math.floor(count / 16));
  return [...new Set([...Array.from({ length: count }, (_, i) => i).filter((i) => i % step === 0), count - 1])];
}

function optional(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal ? { signal } : {};
}
