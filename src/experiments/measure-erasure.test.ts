import { describe, expect, it } from 'vitest';
import type { Relation } from '../library/relation';
import type { AskedModel } from './asked-model';
import type { CompareRequest, Comparison } from './compare';
import { measureErasure, probesInTurn } from './measure-erasure';
import { ASKED, DRAWS, SEED } from './protocol';
import { askElsewhere, askRelation, neuronsOfAnother } from './relation';

const made = (id: string, facts: number, more: Partial<Relation> = {}): Relation => ({
  id,
  label: id,
  description: 'a relation',
  templates: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((word) => ({ text: `[X] ${id} ${word} [Y].`, use: 'train' })),
  facts: Array.from({ length: facts }, (_, i) => ({ subject: `s${i}`, object: 'o', source: 'own', mentions: 99 - i })),
  ...more,
});
const RELATIONS = [
  made('P1', 40, { inverse: 'P2' }),
  made('P2', 40, { inverse: 'P1' }),
  made('P3', 3),
  made('P4', 9, { facts: [{ subject: 's', object: 'two words', source: 'own', mentions: 1 }] }),
  made('P5', 40),
];
const EDITS = { version: 1, neurons: [], values: [{ layer: 0, neuron: 4, ops: [{ erase: true }] }] } as const;
const CONTROLS = { draws: DRAWS.erasure, seed: SEED };

/** Perplexity 2, made 4 by the edit in one relation, and left by all else; each relation has a neuron of its number. */
function scripted(harmed: string): {
  readonly model: AskedModel;
  readonly compared: CompareRequest[];
  readonly prompts: Set<string>;
} {
  const [compared, prompts] = [[] as CompareRequest[], new Set<string>()];
  const none = () => expect.fail('It is not asked this.');
  const compare = async (request: CompareRequest): Promise<Comparison> => {
    compared.push(request);
    const score = (perplexity: number) => ({ perplexity, accuracy: 1, probability: 0.5 });
    const change = (perplexity: number) => ({
      after: score(perplexity),
      answersChanged: perplexity > 2 ? 0.5 : 0,
      probability: 0,
      logOdds: 0,
      watched: null,
    });
    const still = (count: number) => Array.from({ length: count }, () => change(2));
    const groups = request.groups.map(({ name, draws = request.controls.draws }) => ({
      name,
      before: score(2),
      edit: change(name === harmed ? 4 : 2),
      controls: [
        { kind: 'random' as const, changes: still(draws) },
        { kind: 'mostActive' as const, changes: still(1) },
        ...request.controls.ranked.map(({ kind }) => ({ kind, changes: still(1) })),
      ],
      readings: { before: [], after: [] },
    }));
    return { groups, neurons: [{ layer: 0, neuron: 4 }], controls: [] };
  };
  const evidence: AskedModel['evidence'] = async ({ questions }) =>
    questions.map(({ prompt, target }) => {
      prompts.add(prompt);
      const own = { layer: 0, neuron: Number(/ P(\d)/.exec(prompt)![1]), score: 1 };
      const ranking = { neurons: [own], largest: 1, completeFrom: 0.05 };
      const rankings = { attribution: ranking, activation: ranking, push: ranking };
      return {
        prompt,
        target: { id: target, token: 'o', probability: 0.5 },
        ...rankings,
        residual: 0,
        converged: true,
      };
    });
  const tokenIds = async (words: readonly string[]) => words.map((word) => (word.includes(' ') ? null : 5));
  const model = {
    hash: 'h',
    tokenIds,
    problemOf: none,
    lookUp: none,
    firing: none,
    attention: none,
    evidence,
    compare,
  };
  return { model, compared, prompts };
}

async function erased(harmed = 'P1', id = 'P1', isPaper = false) {
  const script = scripted(harmed);
  const of = RELATIONS.find((each) => each.id === id)!;
  const evidence = await askRelation(script.model, of, ASKED.relation, {});
  const elsewhere = isPaper ? null : await askElsewhere(script.model, RELATIONS, ASKED.elsewhere, {});
  const request = { relation: id, evidence, elsewhere, edits: EDITS, relations: RELATIONS, controls: CONTROLS };
  return { ...script, result: await measureErasure(script.model, request, {}) };
}

describe('an erasure', () => {
  it('is measured on facts and wordings that did not find the neurons, and says on how many', async () => {
    const { result, compared, prompts } = await erased();
    expect(result.foundOn).toEqual({ ...ASKED.relation, elsewhere: ASKED.elsewhere });
    expect(result.measuredOn).toEqual({ ...ASKED.erasure, seenFacts: 0 });
    const own = compared[0]!.groups[0]!.probes.map(({ prompt }) => prompt);
    expect(own).toHaveLength(ASKED.erasure.facts * ASKED.erasure.wordings);
    const parts = (texts: Iterable<string>, part: number) => new Set([...texts].map((text) => text.split(' ')[part]!));
    const found = [...prompts].filter((prompt) => prompt.includes(' P1 '));
    expect(found).toHaveLength(ASKED.relation.facts * ASKED.relation.wordings);
    for (const part of [0, 2]) expect([...parts(own, part)].filter((text) => parts(found, part).has(text))).toEqual([]);
    const all = compared[0]!.groups.flatMap(({ probes }) => probes.map(({ prompt }) => prompt));
    expect(all.filter((prompt) => prompts.has(prompt))).toEqual([]);
  });

  it('of a relation of few facts is measured on the same ones in other wordings, and says so', async () => {
    const { result, compared, prompts } = await erased('P3', 'P3');
    expect(result.foundOn).toMatchObject({ facts: 3, wordings: 3 });
    expect(result.measuredOn).toEqual({ facts: 3, wordings: 2, seenFacts: 3 });
    const own = compared[0]!.groups.find(({ name }) => name === 'P3')!.probes;
    expect(own.some(({ prompt }) => prompts.has(prompt))).toBe(false);
  });

  it('is asked of every relation that the model can answer, under many draws itself and under few elsewhere', async () => {
    const { result, compared } = await erased();
    expect(result.groups.map(({ name }) => name)).toEqual(['P1', 'P2', 'P3', 'P5', 'everyday']);
    expect(compared[0]!.groups.slice(0, 4).map(({ draws }) => draws)).toEqual([19, 1, 1, 1]);
    expect(compared[0]!.groups[1]!.probes).toHaveLength(ASKED.bystanders.facts);
    expect(compared[0]!.controls.prompts).toEqual(compared[0]!.groups[0]!.probes.map(({ prompt }) => prompt));
  });

  it('stands beside the own neurons of another relation, its inverse aside; not in the order that asks none', async () => {
    const { result, compared } = await erased();
    expect(result.otherRelation).toBe('P3');
    expect(compared[0]!.controls.ranked).toEqual([{ kind: 'otherRelation', neurons: [{ layer: 0, neuron: 3 }] }]);
    const paper = await erased('P1', 'P1', true);
    expect([paper.result.otherRelation, paper.compared[0]!.controls.ranked]).toEqual([null, []]);
    expect(paper.result.foundOn.elsewhere).toBeNull();
  });

  it('says what came of it: the other relations do not count the inverse', async () => {
    expect((await erased()).result.verdict).toMatchObject({ kind: 'specific' });
    expect((await erased('P2')).result.verdict).toMatchObject({ kind: 'nothing' });
    expect((await erased('P4', 'P4')).result.verdict).toBeNull();
  });
});

it('neurons of another relation are those of the next that has as many, or of the one that has most', async () => {
  const elsewhere = await askElsewhere(scripted('P1').model, RELATIONS, ASKED.elsewhere, {});
  const own = (relation: string, count: number) => neuronsOfAnother(elsewhere, RELATIONS, { relation, count });
  expect(own('P3', 1)?.relation).toBe('P5');
  expect(own('P5', 1)?.relation).toBe('P1');
  expect(own('P5', 9)).toEqual({ relation: 'P1', neurons: [{ layer: 0, neuron: 1 }] });
  expect(neuronsOfAnother(elsewhere, RELATIONS.slice(0, 2), { relation: 'P1', count: 1 })).toBeNull();
});

it('few facts are asked in many wordings: each begins with another one', () => {
  const facts = [1, 2, 3].map((target) => ({ target, prompts: ['a', 'b'].map((word) => `${word}${target}`) }));
  expect(probesInTurn(facts, 1).map(({ prompt }) => prompt)).toEqual(['a1', 'b2', 'a3']);
  expect(probesInTurn(facts, 5).map(({ prompt }) => prompt)).toEqual(['a1', 'b1', 'b2', 'a2', 'a3', 'b3']);
});
