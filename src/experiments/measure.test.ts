import { expect, it } from 'vitest';
import type { Relation } from '../library/relation';
import type { AskedModel } from './asked-model';
import type { CompareRequest, Comparison } from './compare';
import { NO_EDITS } from '../knowledge/edits/edits';
import { measureUpdate } from './measure-update';
import { DRAWS } from './protocol';
import type { EvidenceRequest } from '../knowledge/measures/evidence';
import { changeOf, scoreOf } from '../knowledge/measures/score';

/** Says a word, and gives it and every other one half. */
const reading = (id: number, watch: readonly number[]) => {
  const half = (of: number) => ({ id: of, token: `t${of}`, probability: 0.5, logProbability: Math.log(0.5), rank: 1 });
  return { top: { id, token: `t${id}`, probability: 0.5 }, target: half(1), watched: watch.map(half) };
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
const ERASED = { version: 1, neurons: [], values: [{ layer: 0, neuron: 4, ops: [{ erase: true }] }] } as const;
const TO = { id: 2, token: 'new' };
const TAUGHT = {
  version: 1,
  neurons: [],
  values: [{ layer: 0, neuron: 4, ops: [{ add: { token: 'new', lambda: 1 } }] }],
} as const;
const CONTROLS = { draws: 2, seed: 7 };
const FROM = { id: 1, token: 'old' };
/** Words by their ids. */
const WORDS = ['', '', '', '', '', 'a', 'b', 'c'];

/** Says 1 to everything, and 2 under edits. */
function scripted(): { readonly model: AskedModel; readonly asked: CompareRequest[]; readonly attributed: string[] } {
  const [asked, attributed] = [[] as CompareRequest[], [] as string[]];
  const none = () => expect.fail('It is not asked this.');
  const compare = async (request: CompareRequest): Promise<Comparison> => {
    asked.push(request);
    const isEdited = request.edits.values.length > 0;
    const groups = request.groups.map(({ name, probes }) => {
      const before = probes.map(({ watch = [] }) => reading(1, watch));
      const after = isEdited ? probes.map(({ watch = [] }) => reading(2, watch)) : before;
      const edit = changeOf(before, after);
      return {
        name,
        before: scoreOf(before),
        edit,
        controls: [{ kind: 'random' as const, changes: [edit, edit] }],
        readings: { before, after },
      };
    });
    const neurons = [{ layer: 0, neuron: 4 }];
    return { groups, neurons, controls: [{ kind: 'random', written: 0.5, neurons: [neurons, []] }] };
  };
  const tokenIds = async (words: readonly string[]) =>
    words.map((word) => (word.includes(' ') ? null : WORDS.indexOf(word)));
  const evidence = async ({ questions }: EvidenceRequest) => {
    attributed.push(...questions.map(({ prompt }) => prompt));
    const ranking = {
      neurons: [
        { layer: 0, neuron: 3, score: 1 },
        { layer: 1, neuron: 2, score: 0.5 },
      ],
      largest: 1,
      completeFrom: 0.05,
    };
    return questions.map(({ prompt, target: id }) => ({
      prompt,
      target: { id, token: '', probability: 0.5 },
      attribution: ranking,
      activation: ranking,
      push: ranking,
      residual: 0,
      converged: true,
    }));
  };
  return {
    asked,
    attributed,
    model: { hash: 'h', tokenIds, problemOf: none, lookUp: none, evidence, firing: none, attention: none, compare },
  };
}

const set = [{ layer: 0, neuron: 4, share: 0, isSpared: false }];
const fact = {
  relation: 'P1',
  subject: 's0',
  from: FROM,
  set,
  prompts: ['p [MASK]', 'q [MASK]', 'r [MASK]'],
  edits: TAUGHT,
};
const names = ({ groups }: { groups: readonly { name: string; prompts: number }[] }) =>
  groups.map(({ name, prompts }) => [name, prompts]);

it('an update is asked of both halves of its wordings, of its relation without it, of the others, and of everyday sentences', async () => {
  const { model, asked, attributed } = scripted();
  const result = await measureUpdate(model, { ...fact, to: TO, library: LIBRARY, controls: CONTROLS }, {});
  expect(names(result)).toEqual([
    ['finding wordings', 2],
    ['other wordings', 1],
    ['other facts', 1],
    ['other relations', 1],
    ['everyday', 40],
  ]);
  const [request] = asked;
  expect(request!.controls).toMatchObject({ ...CONTROLS, prompts: ['p [MASK]', 'r [MASK]'], target: 1 });
  expect(request!.groups.map(({ draws }) => draws)).toEqual([
    undefined,
    undefined,
    ...[1, 2, 3].map(() => DRAWS.elsewhere),
  ]);
  // The new answer is watched everywhere.
  const probes = request!.groups.flatMap((group) => group.probes);
  expect(probes.map(({ watch }) => watch)).toEqual(probes.map(() => [2]));
  expect(probes).toHaveLength(45);
  expect(request!.groups[0]!.probes[0]).toEqual({ prompt: 'p [MASK]', target: 1, watch: [2] });
  // Another fact with another answer, and one of the other relation that has any, each in its wordings.
  expect(attributed.map((prompt) => prompt.slice(0, 5))).toEqual(['S1 P1', 'S0 P2']);
  const neurons = [
    { layer: 0, neuron: 3 },
    { layer: 1, neuron: 2 },
  ];
  expect(request!.controls.ranked).toEqual([
    { kind: 'sameRelation', neurons },
    { kind: 'otherRelation', neurons },
  ]);
  expect(result).toMatchObject({ hash: 'h', edits: TAUGHT, neurons: [{ layer: 0, neuron: 4 }], controls: CONTROLS });
  expect(result.beside).toEqual([{ kind: 'random', draws: 2, neurons: 0, written: 0.5 }]);
  // Sentences whose answer changed come with the numbers: three of a group at most.
  expect(result.groups.map(({ examples }) => examples.length)).toEqual([2, 1, 1, 1, 3]);
  expect(result.groups[0]!.examples[1]).toEqual({
    prompt: 'r [MASK]',
    before: { id: 1, token: 't1' },
    after: { id: 2, token: 't2' },
  });
  expect(result.skipped).toBeNull();
  expect(result.answers).toEqual({ paraphrases: 3, changed: 3, succeeded: 3, unmoved: 0 });
  expect(result.scores).toEqual({ efficacy: 1, generalisation: 1, specificity: 0, harmonicMean: 0 });
  expect(result.perplexity.inner?.before).toBeCloseTo(2, 9);
  expect(result.paraphrases.map(({ prompt, chose }) => [prompt, chose])).toEqual([
    ['p [MASK]', true],
    ['q [MASK]', false],
    ['r [MASK]', true],
  ]);
});

it('facts whose right answer is the new one are no side effect, and are not asked', async () => {
  const { model } = scripted();
  const to = { id: WORDS.indexOf('b'), token: 'new' };
  const result = await measureUpdate(model, { ...fact, to, library: LIBRARY, controls: CONTROLS }, {});
  expect(names(result)[2]).toEqual(['other facts', 0]);
  expect(result.scores).toMatchObject({ specificity: null, harmonicMean: null });
});

it('edits that teach nothing have no figures of an update, and neurons of another choice no wordings of their own', async () => {
  const { model } = scripted();
  const other = { ...fact, edits: ERASED, set: [], to: TO, library: LIBRARY, controls: CONTROLS };
  const result = await measureUpdate(model, other, {});
  expect([result.to, result.scores, result.skipped]).toEqual([null, null, null]);
  expect(names(result).slice(0, 2)).toEqual([
    ['finding wordings', 3],
    ['other wordings', 0],
  ]);
  expect(result.groups[0]!.edit.watched).toBeNull();
});

it.each([
  ['noNeurons', [], /^No neuron reaches both thresholds, so there is nothing to edit/],
  ['allSpared', [{ ...set[0]!, isSpared: true }], /^Its one neuron serves other facts .* and is spared/],
] as const)('an update with nothing to rewrite is skipped, not failed: %s', async (skipped, found, words) => {
  const { model, attributed } = scripted();
  const nothing = { ...fact, edits: NO_EDITS, set: found, to: TO, library: LIBRARY, controls: CONTROLS };
  const result = await measureUpdate(model, nothing, {});
  expect([result.skipped, result.scores, result.verdict.kind]).toEqual([skipped, null, 'nothingToEdit']);
  expect(result.verdict.text).toMatch(words);
  expect(result.verdict.text).toMatch(/neither failed nor succeeded/);
  expect(result.to).toEqual(TO);
  expect(attributed).toEqual([]);
});

it('without a library and a new answer the fact is asked alone', async () => {
  const own = { ...fact, relation: null, to: null, library: null, controls: CONTROLS };
  const result = await measureUpdate(scripted().model, own, {});
  expect(names(result)).toEqual([
    ['finding wordings', 2],
    ['other wordings', 1],
    ['other facts', 0],
    ['everyday', 40],
  ]);
  expect(result.answers).toMatchObject({ changed: 3, succeeded: 0 });
  expect(result.perplexity).toEqual({ inner: null, outer: null });
});
