import { expect, it } from 'vitest';
import type { Relation } from '../library/relation';
import type { AskedModel } from './asked-model';
import type { CompareRequest, Comparison } from './compare';
import { measureErasure, measureUpdate } from './measure';

const score = { perplexity: 2, accuracy: 1, probability: 0.5 };
const reading = (id: number) => {
  const top = { id, token: `t${id}`, probability: 0.5 };
  return { top, target: { ...top, logProbability: Math.log(0.5), rank: 1 }, watched: [] };
};
const relation = (id: string, objects: readonly string[]): Relation => ({
  id,
  label: id,
  description: 'a relation',
  templates: [{ text: `[X] ${id} [Y].`, use: 'train' }],
  facts: objects.map((object, i) => ({ subject: `s${i}`, object, source: 'own', mentions: 9 - i })),
});
const LIBRARY = {
  relations: [relation('P1', ['a', 'b', 'two words']), relation('P2', ['c']), relation('P3', ['d e'])],
};
const EDITS = { version: 1, neurons: [], values: [{ layer: 0, neuron: 4, ops: [{ erase: true }] }] } as const;
const CONTROLS = { draws: 2, seed: 7 };
const FROM = { id: 1, token: 'old' };

/** Says 1 to everything, and 2 under edits. */
function scripted(): { readonly model: AskedModel; readonly asked: CompareRequest[] } {
  const asked: CompareRequest[] = [];
  const none = () => expect.fail('It is not asked this.');
  const compare = async (request: CompareRequest): Promise<Comparison> => {
    asked.push(request);
    const change = { after: score, answersChanged: 1, probability: 0, logOdds: 0 };
    const groups = request.groups.map(({ name, probes }) => ({
      name,
      before: score,
      edit: change,
      random: [change, change],
      mostActive: null,
      readings: { before: probes.map(() => reading(1)), after: probes.map(() => reading(2)) },
    }));
    return { groups, neurons: [{ layer: 0, neuron: 4 }], randomNeurons: [], mostActiveNeurons: null };
  };
  const tokenIds = async (words: readonly string[]) => words.map((word) => (word.includes(' ') ? null : 5));
  return {
    asked,
    model: {
      hash: 'h',
      tokenIds,
      problemOf: none,
      lookUp: none,
      evidence: none,
      firing: none,
      attention: none,
      compare,
    },
  };
}

const fact = { relation: 'P1', subject: 's0', from: FROM, set: [], prompts: ['p [MASK]', 'q [MASK]'], edits: EDITS };
const names = ({ groups }: { groups: readonly { name: string; prompts: number }[] }) =>
  groups.map(({ name, prompts }) => [name, prompts]);

it('an update is asked of its fact, of its relation without it, of the others, and of everyday sentences', async () => {
  const { model, asked } = scripted();
  const to = { id: 2, token: 'new' };
  const result = await measureUpdate(model, { ...fact, to, library: LIBRARY, controls: CONTROLS }, {});
  expect(names(result)).toEqual([
    ['paraphrases', 2],
    ['other facts', 1],
    ['other relations', 1],
    ['everyday', 40],
  ]);
  expect(asked[0]!.controls).toEqual({ ...CONTROLS, activationPrompt: 'p [MASK]' });
  expect(asked[0]!.groups[0]!.probes[0]).toEqual({ prompt: 'p [MASK]', target: 1, watch: [2] });
  expect(result).toMatchObject({ hash: 'h', edits: EDITS, neurons: [{ layer: 0, neuron: 4 }], controls: CONTROLS });
  expect(result.verdict).toEqual({ paraphrases: 2, changed: 2, succeeded: 2, unmoved: 0 });
  expect(result.paraphrases[1]).toEqual({ prompt: 'q [MASK]', before: reading(1), after: reading(2) });
});

it('without a library and a new answer the fact is asked alone', async () => {
  const own = { ...fact, relation: null, to: null, library: null, controls: CONTROLS };
  const result = await measureUpdate(scripted().model, own, {});
  expect(names(result)).toEqual([
    ['paraphrases', 2],
    ['other facts', 0],
    ['everyday', 40],
  ]);
  expect(result.verdict).toMatchObject({ changed: 2, succeeded: 0 });
});

it('an erasure is asked of every relation that the model can answer at all', async () => {
  const request = { relation: 'P1', facts: 3, edits: EDITS, relations: LIBRARY.relations, controls: CONTROLS };
  const { model, asked } = scripted();
  expect(names(await measureErasure(model, request, {}))).toEqual([
    ['P1', 2],
    ['P2', 1],
    ['everyday', 40],
  ]);
  expect(asked[0]!.controls.activationPrompt).toBeNull();
});
