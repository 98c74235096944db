/**
 * What a plan must be, whatever the program: kernels that a card can bind, in an order in which everything is there before
 * it is read. And how many kernels each program is, so that a fusion that is lost is noticed.
 */
import { describe, expect, it } from 'vitest';
import { bertSuite } from '../bert/suite';
import { bertConfig } from '../fixtures/model-info';
import { programsOf } from '../fixtures/programs';
import { specialise, type Program } from '../graph/program';
import type { Bindings } from '../graph/shape';
import type { Term } from '../graph/terms';
import type { WgslKernel } from './frame';
import { planProgram, type Plan } from './plan';

const shape = { vocabSize: 30, hiddenSize: 8, embeddingSize: 8, heads: 2, intermediateSize: 12 } as const;
const configs = {
  gelu: bertConfig(shape),
  'gelu_new, projected embeddings': bertConfig({
    ...shape,
    activation: 'gelu_new',
    headActivation: 'gelu_new',
    embeddingSize: 4,
    projectsEmbeddings: true,
  }),
  'relu, odd sizes': bertConfig({
    vocabSize: 31,
    hiddenSize: 15,
    embeddingSize: 15,
    heads: 3,
    intermediateSize: 17,
    activation: 'relu',
    headActivation: 'relu',
  }),
  wide: bertConfig({ vocabSize: 300, hiddenSize: 128, embeddingSize: 128, heads: 2, intermediateSize: 512 }),
};

/** Dims that are 1 in some runs: a single sample, no edit that takes a row of its own, a single token. */
const ones: readonly Bindings[] = [{}, { B: 1 }, { B: 1, R: 1, K: 1, P: 1 }, { T: 1 }];

/** As runs of a model are: everything, for a gradient, or what a prediction reads. */
function fetches({ outputs }: Program): (readonly string[])[] {
  const all = [...outputs.keys()];
  const own = all.filter((name) => !name.startsWith('kept.'));
  return [all, own, own.slice(0, 1)];
}

function sourcesOf({ kernels }: Plan, known: Bindings): WgslKernel[] {
  const sizes = [
    { B: 1, T: 9, R: 1, K: 1, P: 1 },
    { B: 300, T: 80, R: 3, K: 50, P: 40 },
  ];
  return kernels.flatMap(({ choose }) =>
    sizes.flatMap((size) =>
      [false, true].map((sharesMemory) => choose({ ...size, ...known }, { sharesMemory }).kernel),
    ),
  );
}

function checkOrder({ kernels, outputs, lastReads }: Plan): void {
  const stored = new Map<Term, number>();
  const freed = new Set<Term>();
  for (const [step, { bindings, stores }] of kernels.entries()) {
    expect(bindings.length).toBeLessThanOrEqual(8);
    expect(new Set(stores).size).toBe(stores.length);
    for (const term of stores) stored.set(term, (stored.get(term) ?? 0) + 1);
    for (const { term, access } of bindings) {
      if (access === 'read_write') expect(stores).toContain(term);
      else if (term.kind !== 'buffer')
        expect(stored.has(term) && !stores.includes(term), 'reads what is there').toBe(true);
      expect(freed.has(term), 'binds what was given back').toBe(false);
    }
    for (const term of stores) expect(bindings.map((binding) => binding.term)).toContain(term);
    for (const term of lastReads[step]!) freed.add(term);
  }
  for (const [term, times] of stored) expect(times).toBe(term.kind === 'join' ? term.parts.length : 1);
  for (const term of outputs.values()) expect(stored.has(term) && !freed.has(term), 'keeps its results').toBe(true);
  expect(freed.size, 'gives back all else').toBe(stored.size - new Set(outputs.values()).size);
}

function checkSources(plan: Plan, known: Bindings): void {
  for (const { source, bindings, dims } of sourcesOf(plan, known)) {
    const declared = [...source.matchAll(/var<storage, \w+> (\w+):/g)].map(([, name]) => name!);
    expect(declared).toEqual(bindings.map(({ name }) => name));
    const used = source.match(/\b(in|out)\d+\b/g) ?? [];
    expect(new Set(used)).toEqual(new Set(declared));
    for (const name of declared) expect(used.filter((other) => other === name).length, source).toBeGreaterThan(1);
    const asked = [...source.matchAll(/dims\.(\w+)/g)].map(([, name]) => name!);
    expect(dims).toEqual(expect.arrayContaining(asked));
  }
}

describe.each(Object.entries(configs))('plans of %s', (_, config) => {
  it.each(ones)('read what is there, store each result once, and give back the rest, with %o', (known) => {
    for (const general of programsOf(config)) {
      const program = specialise(general, known);
      for (const fetch of fetches(program)) {
        const plan = planProgram(program, { fetch });
        expect([...plan.outputs.keys()]).toEqual(fetch);
        checkOrder(plan);
        if (fetch.length > 1) checkSources(plan, known);
      }
    }
  });
});

it('all sources of a kernel bind the same, whatever the sizes and the card', () => {
  for (const program of programsOf(configs.gelu)) {
    for (const kernel of planProgram(program, { fetch: [...program.outputs.keys()] }).kernels) {
      const bound = kernel.bindings.map(({ term, access }) => ({ term, access }));
      for (const source of sourcesOf({ kernels: [kernel], outputs: new Map(), lastReads: [[]] }, {}))
        expect(source.bindings.map(({ term, access }) => ({ term, access }))).toEqual(bound);
    }
  }
});

describe('how many kernels', () => {
  const countsOf = (known: Bindings, fetchOf: (program: Program) => readonly string[]) =>
    Object.fromEntries(
      programsOf(configs.wide).map((general, i) => {
        const program = specialise(general, known);
        const name = i < 29 ? program.name : `${program.name}, in parts`;
        return [name, planProgram(program, { fetch: fetchOf(program) }).kernels.length];
      }),
    );

  it('a wave of samples takes, with all that its gradient needs', () => {
    expect(countsOf({}, ({ outputs }) => [...outputs.keys()])).toMatchInlineSnapshot(`
      {
        "attentionMap": 4,
        "attentionPath.all.edited.backward": 8,
        "attentionPath.all.edited.forward": 9,
        "attentionPath.all.unedited.backward": 7,
        "attentionPath.all.unedited.forward": 7,
        "attentionPath.selected.edited.backward": 9,
        "attentionPath.selected.edited.forward": 9,
        "attentionPath.selected.unedited.backward": 7,
        "attentionPath.selected.unedited.forward": 7,
        "decoder.backward": 1,
        "decoder.backward, in parts": 3,
        "decoder.forward": 1,
        "decoder.forward, in parts": 3,
        "embedding": 1,
        "layer.all.edited.backward": 14,
        "layer.all.edited.forward": 15,
        "layer.all.unedited.backward": 13,
        "layer.all.unedited.forward": 13,
        "layer.selected.edited.backward": 16,
        "layer.selected.edited.forward": 13,
        "layer.selected.unedited.backward": 15,
        "layer.selected.unedited.forward": 11,
        "path.all.backward": 2,
        "path.all.forward": 2,
        "path.selected.backward": 2,
        "path.selected.forward": 2,
        "probability.backward": 1,
        "probability.forward": 3,
        "transform.backward": 2,
        "transform.forward": 2,
        "valueProducts": 1,
      }
    `);
  });

  it('a prediction takes', () => {
    const { layer, transform, decoder } = bertSuite(configs.wide);
    const read = ['y', 'activation', 'attended', 'written'];
    const count = (general: Program, fetch: readonly string[]) =>
      planProgram(specialise(general, { B: 1, R: 1, K: 1 }), { fetch }).kernels.length;
    expect({
      unedited: count(layer.all.unedited.forward, read),
      edited: count(layer.all.edited.forward, read),
      'edited, for the next layer alone': count(layer.all.edited.forward, ['y']),
      'unedited, the last': count(layer.selected.unedited.forward, read),
      'edited, the last': count(layer.selected.edited.forward, read),
      transform: count(transform.forward, ['h']),
      decoder: count(decoder.forward, ['scores']),
    }).toMatchInlineSnapshot(`
      {
        "decoder": 1,
        "edited": 14,
        "edited, for the next layer alone": 12,
        "edited, the last": 13,
        "transform": 2,
        "unedited": 13,
        "unedited, the last": 11,
      }
    `);
  });
});
