/** Edits made to fail, on a small model of the repository: what is said of them is what was planted. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { workbenchReferences } from '../fixtures/workbench';
import { BertModel } from '../knowledge/bert-model';
import type { EditsDocument, NeuronRef } from '../knowledge/edits/edits';
import { createNodeRuntime } from '../runtime/node';
import { askedModelOf } from './asked-model';
import { eraseEdits } from './erase';
import { measureUpdate } from './measure-update';
import { DRAWS } from './protocol';

const { load, golden } = workbenchReferences()[0]!;
const [fact] = golden.facts;
let bert: BertModel;
beforeAll(async () => {
  const { checkpoint, tokenizer } = await load();
  bert = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
});
afterAll(() => bert.close());

/** Every neuron of the last layer. */
function lastLayer(): readonly NeuronRef[] {
  const { layers, intermediateSize } = bert.checkpoint.config;
  return Array.from({ length: intermediateSize }, (_, neuron) => ({ layer: layers - 1, neuron }));
}

function measured(edits: EditsDocument, to: number | null) {
  const token = (id: number) => ({ id, token: bert.tokenizer.token(id) });
  return measureUpdate(
    askedModelOf(bert),
    {
      relation: null,
      subject: '',
      from: token(fact!.target),
      to: to === null ? null : token(to),
      set: [],
      prompts: fact!.prompts,
      edits,
      library: null,
      controls: { draws: DRAWS.effect, seed: 1 },
    },
    {},
  );
}

it('a word that an edit of a whole layer makes everybody say is broadcast', async () => {
  const shout = (ops: EditsDocument['values'][number]['ops']): EditsDocument => ({
    version: 1,
    neurons: [],
    values: lastLayer().map((ref) => ({ ...ref, ops })),
  });
  const loud = { add: { tokenId: golden.to, lambda: 20 } };
  // What a random head makes of it; that is the word to teach.
  const { paraphrases } = await measured(shout([loud]), null);
  const word = paraphrases[0]!.after.top.id;
  const { verdict, groups } = await measured(shout([loud, { add: { tokenId: word, lambda: 0.01 } }]), word);
  expect(groups.find(({ name }) => name === 'everyday')!.edit.watched!.first).toBeGreaterThan(0.5);
  expect(verdict.text).toMatch(/It broadcasts “.+”: \d+ of 40 everyday sentences now say it/);
}, 60_000);

it('neurons that serve everything harm everything', async () => {
  const { verdict, groups } = await measured(eraseEdits(lastLayer()), null);
  expect(groups.find(({ name }) => name === 'everyday')!.edit.answersChanged).toBeGreaterThan(0.5);
  expect(verdict.text).toMatch(/It is not specific to this fact: .*everyday sentences/);
}, 60_000);

it('an edit that changes nothing is said to change nothing', async () => {
  const gain = lastLayer().map((ref) => ({ ...ref, gain: 1, at: 'mask' as const }));
  const { verdict } = await measured({ version: 1, neurons: gain.slice(0, 3), values: [] }, null);
  expect(verdict.kind).toBe('nothingChanged');
}, 60_000);
