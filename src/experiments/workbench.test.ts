/** Each operation of the workbench against what PyTorch computes in float64. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { distance, largest, workbenchReferences } from '../fixtures/workbench';
import { createNodeRuntime } from '../runtime/node';
import { attributeAttention } from '../knowledge/measures/attention';
import { compare, controlChanges, NO_CONTROLS } from './compare';
import { doseBand } from './dose-band';
import { NO_EDITS } from '../knowledge/edits/edits';
import { eraseEdits, neuronsServing } from './erase';
import { gatherEvidence, type Evidence } from '../knowledge/measures/evidence';
import type { AlongGains } from '../knowledge/measures/dose';
import { FiringIndex } from '../knowledge/measures/firing';
import { logitLens } from '../knowledge/measures/lens';
import { activationByPosition } from '../knowledge/measures/positions';
import { readProbes } from '../knowledge/measures/probes';
import { adjustShare, refine } from '../knowledge/measures/refined-set';
import { whatNeuronHears } from '../knowledge/measures/says';
import { BertModel } from '../knowledge/bert-model';
import { softmaxOf } from '../knowledge/passes/softmax';
import { updateEdits } from './update';

const QUADRATURE = { method: 'adaptive', tolerance: 1e-6 } as const;

/** In the order of the reference, the target first. */
const allOf = <Point>({ target, watched }: AlongGains<Point>) => [target, ...watched];

describe.each(workbenchReferences())('$name', ({ load, golden }) => {
  const [fact] = golden.facts;
  const prompt = fact!.prompts[0]!;
  const target = fact!.target;
  let bert: BertModel;
  let facts: Evidence[][];
  beforeAll(async () => {
    const { checkpoint, tokenizer } = await load();
    bert = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
    const questions = golden.facts.flatMap(({ prompts, target: id }) =>
      prompts.map((text) => ({ prompt: text, target: id })),
    );
    const evidence = await gatherEvidence(bert, { questions, quadrature: QUADRATURE });
    const n = fact!.prompts.length;
    facts = golden.facts.map((_, i) => evidence.slice(i * n, (i + 1) * n));
  });
  afterAll(() => bert.close());

  it('finds the refined sets', () => {
    golden.facts.forEach(({ prompts, largest: peaks, refined }, i) => {
      expect(facts[i]!.map((evidence) => evidence.prompt)).toEqual(prompts);
      facts[i]!.forEach(({ attribution }, n) => expect(attribution.largest / peaks[n]!).toBeCloseTo(1, 4));
      const found = refine(
        facts[i]!.map(({ attribution }) => attribution),
        golden.thresholds,
      );
      expect(found.map(({ layer, neuron, count }) => [layer, neuron, count])).toEqual(refined);
    });
  });

  it('moves the share s as the published code does', () => {
    const adjusted = adjustShare(
      facts.map((evidence) => evidence.map(({ attribution }) => attribution)),
      golden.thresholds.t,
    );
    expect(adjusted).toMatchObject({ s: golden.adjusted.s });
    expect(adjusted.meanSize).toBeCloseTo(golden.adjusted.meanSize, 9);
  });

  it('updates a fact: probabilities and ranks of both answers on every paraphrase', async () => {
    const document = updateEdits(golden.neurons, target, golden.to, golden.lambdas);
    const probes = fact!.prompts.map((text) => ({ prompt: text, target, watch: [golden.to] }));
    const { before, after } = await readProbes(bert, probes, [document, NO_EDITS]);
    const {
      data,
      shape: [, V],
    } = golden.tensor('updated');
    after[0]!.forEach(({ top, target: right, watched }, i) => {
      const logits = data.subarray(i * V!, (i + 1) * V!);
      const probabilities = softmaxOf(logits);
      expect([right, ...watched].map(({ id }) => id)).toEqual([target, golden.to]);
      [right, ...watched].forEach(({ id, probability, logProbability, rank }) => {
        expect(probability).toBeCloseTo(probabilities[id]!, 5);
        expect(logProbability).toBeCloseTo(Math.log(probabilities[id]!), 3);
        expect(rank).toBe(1 + logits.filter((logit) => logit > logits[id]!).length);
      });
      expect(top.id).toBe(logits.indexOf(Math.max(...logits)));
    });
    expect(after[1]).toEqual(before);
    expect(after[0]).not.toEqual(before);
  });

  it('erases: perplexity and accuracy of each group', async () => {
    const groups = Object.entries(golden.groups).map(([name, probes]) => ({ name, probes }));
    const result = await compare(bert, { edits: eraseEdits(golden.neurons), groups, controls: NO_CONTROLS });
    result.groups.forEach(({ name, before, edit }) => {
      const wanted = golden.erased[name]!;
      for (const [found, score] of [
        [before, wanted.before],
        [edit.after, wanted.after],
      ] as const) {
        expect(found.perplexity / score.perplexity).toBeCloseTo(1, 4);
        expect(found.accuracy).toBeCloseTo(score.accuracy, 9);
        expect(found.probability).toBeCloseTo(score.probability, 5);
      }
      expect(edit.answersChanged).toBeCloseTo(wanted.answersChanged, 9);
      expect(edit.logOdds).toBeCloseTo(wanted.logOdds, 3);
    });
  });

  it('reads the lens after every layer, before and after edits', async () => {
    const { layers } = await logitLens(bert, { prompt, edits: golden.edits, top: 5, target, watch: [golden.to] });
    for (const [key, name] of [
      ['before', 'lens'],
      ['after', 'edited_lens'],
    ] as const) {
      const {
        data,
        shape: [count, V],
      } = golden.tensor(name);
      expect(layers).toHaveLength(count!);
      layers.forEach((layer, l) => {
        const probabilities = softmaxOf(data.subarray(l * V!, (l + 1) * V!));
        for (const { id, probability } of [layer[key].target!, ...layer[key].watched, ...layer[key].top])
          expect(probability).toBeCloseTo(probabilities[id]!, 5);
        expect(layer[key].top[0]!.probability).toBeCloseTo(Math.max(...probabilities), 5);
      });
    }
  });

  it('attributes to attention, and its scores sum to what they should', async () => {
    const done: number[] = [];
    const result = await attributeAttention(
      bert,
      { prompt, target, tolerance: 1e-6 },
      { onProgress: (progress) => done.push(progress.done) },
    );
    const wanted = golden.tensor('attention').data;
    expect(distance(result.weights, golden.tensor('maps').data)).toBeLessThan(1e-5);
    expect(distance(result.scores, wanted)).toBeLessThan(1e-4 * largest(wanted));
    expect(distance(result.expected, golden.tensor('attention_expected').data)).toBeLessThan(
      1e-4 * largest(result.expected),
    );
    expect(result.residual).toBeLessThan(1e-4 * largest(result.expected));
    expect(done).toEqual(result.expected.map((_, layer) => layer + 1));
  });

  it('holds no attention kernels once it is done', async () => {
    const { runtime } = bert.kernels;
    const make = runtime.kernel.bind(runtime);
    const held: string[] = [];
    let made = 0;
    const making = vi.spyOn(runtime, 'kernel').mockImplementation(async (program, weights, bind) => {
      const kernel = await make(program, weights, bind);
      const own = `${program.name} ${made++}`;
      held.push(own);
      return { ...kernel, release: () => (held.splice(held.indexOf(own), 1), kernel.release()) };
    });
    await attributeAttention(bert, { prompt, target, tolerance: 1e-2 });
    making.mockRestore();
    // Three kernels a layer: maps, forward, backward.
    expect(made).toBeGreaterThanOrEqual(3 * bert.checkpoint.config.layers);
    expect(held.filter((name) => name.startsWith('attention'))).toEqual([]);
  });

  it('follows activations along the prompt, before and after edits', async () => {
    const {
      shape: [L, T, F],
    } = golden.tensor('positions');
    for (let layer = 0; layer < L!; layer++) {
      const neurons = [5, ...golden.edits.neurons.filter((edit) => edit.layer === layer).map(({ neuron }) => neuron)];
      for (const neuron of neurons) {
        const result = await activationByPosition(bert, { prompt, layer, neuron, edits: golden.edits });
        for (const [found, name] of [
          [result.before, 'positions'],
          [result.after, 'edited_positions'],
        ] as const) {
          const { data } = golden.tensor(name);
          expect(
            distance(
              found,
              Array.from({ length: T! }, (_, t) => data[(layer * T! + t) * F! + neuron]!),
            ),
          ).toBeLessThan(5e-5);
        }
      }
    }
  });

  it('responds to doses as PyTorch does, beside its controls', async () => {
    const request = {
      prompt,
      neurons: golden.neurons,
      at: 'mask',
      gains: golden.gains,
      target,
      watch: [golden.to],
      edits: NO_EDITS,
      draws: 3,
      seed: 7,
    } as const;
    const result = await doseBand(bert, request);
    allOf(result.curves).forEach((curve, i) => expect(distance(curve, golden.dose[i]!)).toBeLessThan(1e-5));
    expect(result.random).toHaveLength(3);
    const one = golden.gains.indexOf(1);
    for (const curves of [...result.random, result.mostActive])
      allOf(curves).forEach((curve, i) => expect(curve[one]).toBeCloseTo(golden.dose[i]![one]!, 6));
    allOf(result.band).forEach((points, w) =>
      points.forEach(({ low, mean, high }, g) => {
        const drawn = result.random.map((curves) => allOf(curves)[w]![g]!);
        expect([low, high]).toEqual([Math.min(...drawn), Math.max(...drawn)]);
        expect(mean).toBeCloseTo((drawn[0]! + drawn[1]! + drawn[2]!) / 3, 12);
      }),
    );
    expect((await doseBand(bert, request)).random).toEqual(result.random);
  });

  it('hears: E . k', async () => {
    const { layer, neuron } = golden.hears;
    const scores = golden.tensor('hears').data;
    const { top, bottom } = await whatNeuronHears(bert, { layer, neuron, count: 3 });
    expect(
      distance(
        top.map(({ score }) => score),
        [...scores].sort((a, b) => b - a).slice(0, 3),
      ),
    ).toBeLessThan(1e-4);
    expect(
      distance(
        bottom.map(({ score }) => score),
        [...scores].sort((a, b) => a - b).slice(0, 3),
      ),
    ).toBeLessThan(1e-4);
    for (const { id, score } of [...top, ...bottom]) expect(score).toBeCloseTo(scores[id]!, 4);
  });

  it('names the prompts that fire a neuron most and least, and runs none of them twice', async () => {
    const prompts = golden.facts.flatMap((each) => each.prompts);
    const index = new FiringIndex(bert);
    const progress: number[] = [];
    const { most, least, mean } = await index.search(
      { layer: 1, neuron: 4, prompts, count: 2 },
      { onProgress: ({ done }) => progress.push(done) },
    );
    const F = bert.checkpoint.config.intermediateSize;
    const single = await Promise.all(
      prompts.map(async (text) => (await bert.activations(text, NO_EDITS)).before[F + 4]!),
    );
    const sorted = single.toSorted((a, b) => b - a);
    expect(
      distance(
        [...most, ...least].map(({ activation }) => activation),
        [...sorted.slice(0, 2), ...sorted.slice(-2).reverse()],
      ),
    ).toBeLessThan(1e-5);
    expect(mean).toBeCloseTo(single.reduce((a, b) => a + b, 0) / single.length, 5);
    for (const { prompt: text, activation } of most) expect(activation).toBeCloseTo(single[prompts.indexOf(text)]!, 5);
    const before = progress.length;
    await index.search({ layer: 0, neuron: 9, prompts, count: 2 }, { onProgress: ({ done }) => progress.push(done) });
    expect([before > 0, progress.length]).toEqual([true, before]);
  });

  it('sets controls beside an edit: as many other neurons, the same for the same seed', async () => {
    const probes = fact!.prompts.map((text) => ({ prompt: text, target: null, watch: [golden.to] }));
    const groups = [
      { name: 'own', probes },
      { name: 'everyday', probes: probes.slice(1), draws: 1 },
    ];
    const elsewhere = [
      { layer: 0, neuron: 1 },
      { layer: 1, neuron: 2 },
    ];
    const request = {
      edits: eraseEdits(golden.neurons),
      groups,
      controls: {
        draws: 2,
        seed: 3,
        prompts: fact!.prompts,
        target,
        ranked: [
          { kind: 'sameRelation', neurons: elsewhere },
          { kind: 'sameRelation', neurons: golden.neurons },
          { kind: 'otherRelation', neurons: elsewhere.slice(1) },
        ],
      },
    } as const;
    const progress: number[] = [];
    const result = await compare(bert, request, { onProgress: ({ done, total }) => progress.push(done / total) });
    expect(progress.at(-1)).toBeCloseTo(1, 9);
    const [own, everyday] = result.groups;
    expect(own!.before.accuracy).toBe(1);
    const numbers = (group: typeof own) => group!.controls.map(({ kind, changes }) => [kind, changes.length]);
    expect(numbers(own)).toEqual([
      ['random', 2],
      ['matched', 2],
      ['mostActive', 1],
      ['sameRelation', 2],
      ['otherRelation', 1],
      ['push', 1],
    ]);
    expect(numbers(everyday)).toEqual(numbers(own).map(([kind]) => [kind, 1]));
    const neuronsOfKind = (kind: string) => result.controls.find((control) => control.kind === kind)!.neurons;
    for (const drawn of ['random', 'matched', 'mostActive'].flatMap(neuronsOfKind)) {
      expect(drawn.map(({ layer }) => layer).sort()).toEqual(golden.neurons.map(({ layer }) => layer).sort());
      expect(new Set(drawn.map(({ layer, neuron }) => `${layer}/${neuron}`)).size).toBe(drawn.length);
    }
    expect(neuronsOfKind('otherRelation')).toEqual([elsewhere.slice(1)]);
    // The very neurons of the edit do the very same.
    expect(controlChanges(own!, 'sameRelation')[1]).toEqual(own!.edit);
    // A control is the same edit made by hand on those neurons.
    for (const [kind, draw] of [
      ['random', 1],
      ['matched', 0],
      ['push', 0],
    ] as const) {
      const byHand = await compare(bert, {
        ...request,
        edits: eraseEdits(neuronsOfKind(kind)[draw]!),
        controls: NO_CONTROLS,
      });
      expect(byHand.groups[0]!.edit).toEqual(controlChanges(own!, kind)[draw]);
      expect(byHand.controls).toEqual([]);
    }
    expect(await compare(bert, request)).toEqual(result);
  });

  it('stops when asked, between two batches', async () => {
    const controller = new AbortController();
    const probes = Array.from({ length: 40 }, () => ({ prompt, target }));
    const work = readProbes(bert, probes, [golden.edits], {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(work).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('orders neurons by the facts that they serve, then by strength', () => {
    const at = (neuron: number, score: number) => ({ layer: 0, neuron, score });
    const serving = neuronsServing([
      [at(1, 0.1), at(2, 0.9)],
      [at(1, 0.1), at(3, 0.5)],
      [at(3, 0.6), at(4, 0.2)],
    ]);
    expect(serving.map(({ neuron, facts: count }) => [neuron, count])).toEqual([
      [3, 2],
      [1, 2],
      [2, 1],
      [4, 1],
    ]);
    expect(serving[0]!.score).toBeCloseTo(1.1, 12);
  });
});
