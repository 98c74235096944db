/** The workbench's commands, on a reference model, against what PyTorch computes in float64. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Safetensors } from '../checkpoint/safetensors';
import { workbenchReferences } from '../fixtures/workbench';
import type { GroupComparison } from '../experiments/compare';
import { EVERYDAY_PROMPTS } from '../experiments/everyday-prompts';
import { softmaxOf } from '../knowledge/passes/softmax';
import { run } from './run';

const MODELS = join(import.meta.dirname, '../../models');
const { folder: model, golden, load } = workbenchReferences()[0]!;
let folder: string;
let token: (id: number) => string;
let facts: string;
let edits: string;

async function write(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

async function lines(...argv: string[]): Promise<string[]> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, { out: (line) => out.push(line), err: (line) => err.push(line) });
  expect(code, err.join('\n')).toBe(0);
  return out;
}
const engram = async <T>(...argv: string[]): Promise<T[]> =>
  (await lines(...argv)).map((line) => JSON.parse(line) as T);

async function failure(...argv: string[]): Promise<string> {
  const err: string[] = [];
  expect(await run(argv, { out: () => {}, err: (line) => err.push(line) })).toBe(1);
  return err.join('\n');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engram-'));
  const { tokenizer } = await load();
  token = (id) => tokenizer.token(id);
  const asLine = ({ prompts, target }: (typeof golden.facts)[number]) =>
    JSON.stringify({ prompts, target: token(target) });
  facts = await write('facts.jsonl', golden.facts.map(asLine).join('\n'));
  edits = await write('edits.json', JSON.stringify(golden.edits));
});
afterAll(() => rm(folder, { recursive: true }));

describe('engram', () => {
  it('neurons: the refined sets of a file of facts', async () => {
    interface Line {
      readonly neurons: { layer: number; neuron: number; count: number }[];
      readonly s: number;
      readonly byActivation: unknown[];
      readonly activationThresholds: { t: number; s: number };
      readonly overlap: { count: number; jaccard: number };
      readonly prompts: { prompt: string; converged: boolean }[];
    }
    const found = await engram<Line>('neurons', '--model', model, '--file', facts);
    expect(found.map(({ neurons }) => neurons.map(({ layer, neuron, count }) => [layer, neuron, count]))).toEqual(
      golden.facts.map(({ refined }) => refined),
    );
    expect(found.map(({ prompts }) => prompts.map(({ prompt }) => prompt))).toEqual(
      golden.facts.map(({ prompts }) => prompts),
    );
    const adjusted = await engram<Line>('neurons', '--model', model, '--file', facts, '--s', 'auto');
    expect(adjusted.map(({ s }) => s)).toEqual(golden.facts.map(() => golden.adjusted.s));

    // The ranking by activation has a threshold of its own, which leaves the other one's sets alone.
    const loose = await engram<Line>('neurons', '--model', model, '--file', facts, '--activation-t', '0.05');
    expect(found[0]!.activationThresholds).toEqual({ t: 0.5, s: 0.7 });
    expect(loose.map(({ neurons }) => neurons)).toEqual(found.map(({ neurons }) => neurons));
    const sizes = (all: Line[]) => all.reduce((sum, { byActivation }) => sum + byActivation.length, 0);
    expect(sizes(loose)).toBeGreaterThan(sizes(found));
  });

  it('update: a new answer for one fact, beside its controls', async () => {
    interface Read {
      readonly id: number;
      readonly probability: number;
    }
    interface Line {
      readonly edits: unknown;
      readonly paraphrases: { prompt: string; after: { target: Read; watched: Read[] } }[];
      readonly answers: { paraphrases: number; changed: number; unmoved: number };
      readonly groups: GroupComparison[];
      readonly verdict: { kind: string; text: string };
    }
    // Each wording twice: one of them finds the neurons, so that all do, and the other is only measured.
    const [{ prompts, target: first }] = [golden.facts[0]!];
    const twice = { prompts: prompts.flatMap((prompt) => [prompt, prompt]), target: token(first) };
    const one = await write('one.jsonl', JSON.stringify(twice));
    const s = String(0.6);
    const [line] = await engram<Line>(
      'update',
      '--model',
      model,
      '--file',
      one,
      '--to',
      token(golden.to),
      '--s',
      s,
      '--lambda2',
      String(golden.lambdas.lambda2),
      '--draws',
      '2',
    );
    const {
      data,
      shape: [, V],
    } = golden.tensor('updated');
    expect(line!.paraphrases).toHaveLength(2 * prompts.length);
    line!.paraphrases.forEach(({ after }, i) => {
      const row = Math.floor(i / 2);
      const probabilities = softmaxOf(data.subarray(row * V!, (row + 1) * V!));
      for (const { id, probability } of [after.target, ...after.watched])
        expect(probability).toBeCloseTo(probabilities[id]!, 5);
    });
    expect(line!.answers).toMatchObject({ paraphrases: 10, unmoved: 10 - line!.answers.changed });
    const kinds = ['random', 'matched', 'mostActive', 'push'];
    expect(line!.groups.map(({ name, controls }) => [name, controls.map(({ kind }) => kind)])).toEqual(
      ['finding wordings', 'other wordings', 'other facts', 'everyday'].map((name) => [name, kinds]),
    );
    expect(line!.groups[0]!.controls.map(({ changes }) => changes.length)).toEqual([2, 2, 1, 1]);
    expect(line!.verdict.text).toMatch(/2 draws of random neurons cannot show/);
    expect(await failure('update', '--model', model, '--file', facts, '--to', 'river')).toMatch(
      /takes one fact; 3 are given/,
    );
  });

  it('controls: the edits on prompts of a file and on everyday sentences', async () => {
    const prompts = golden.groups
      .relation!.map(({ prompt, target }) => JSON.stringify({ prompt, target: token(target) }))
      .join('\n');
    const [line] = await engram<{
      groups: GroupComparison[];
      controlNeurons: { kind: string; neurons: unknown[] }[];
      verdict: { kind: string };
    }>(
      'controls',
      '--model',
      model,
      '--edits',
      edits,
      '--prompts',
      await write('prompts.jsonl', prompts),
      '--draws',
      '4',
    );
    expect(line!.groups[0]!.before.perplexity / golden.erased.relation!.before.perplexity).toBeCloseTo(1, 4);
    expect(line!.groups[1]!.before.accuracy).toBe(1);
    expect(line!.controlNeurons.map(({ kind, neurons }) => [kind, neurons.length])).toEqual([
      ['random', 4],
      ['matched', 4],
      ['mostActive', 1],
    ]);
    expect(line!.verdict.kind).toMatch(/^(nothingChanged|fewDraws|asChance)$/);
  });

  it('lens: every layer', async () => {
    const prompt = golden.facts[0]!.prompts[0]!;
    const target = golden.facts[0]!.target;
    const [line] = await engram<{ layers: { after: { target: { probability: number } } }[] }>(
      'lens',
      '--model',
      model,
      '--prompt',
      prompt,
      '--target',
      token(target),
      '--edits',
      edits,
    );
    const {
      data,
      shape: [L, V],
    } = golden.tensor('edited_lens');
    expect(line!.layers).toHaveLength(L!);
    line!.layers.forEach(({ after }, l) =>
      expect(after.target.probability).toBeCloseTo(softmaxOf(data.subarray(l * V!, (l + 1) * V!))[target]!, 5),
    );
  });

  it('export: weights that can be read, and what is not in them', async () => {
    const out = join(folder, 'edited.safetensors');
    const [line] = await engram<{ bytes: number; notExported: unknown[] }>(
      'export',
      '--model',
      model,
      '--edits',
      edits,
      '--out',
      out,
    );
    const bytes = await readFile(out);
    expect(line!.bytes).toBe(bytes.length);
    expect(line!.notExported).toEqual(golden.edits.neurons.filter(({ at }) => at === 'mask'));
    expect(Safetensors.parse(bytes).tensors.size).toBe(
      Safetensors.parse(await readFile(join(model, 'model.safetensors'))).tensors.size,
    );
  });

  it('python: a script with the prompt, the edits and the model', async () => {
    const [script] = await lines(
      'python',
      '--model',
      model,
      '--prompt',
      golden.facts[0]!.prompts[0]!,
      '--edits',
      edits,
    );
    expect(script).toContain(JSON.stringify(model));
    for (const { layer, neuron } of [...golden.edits.neurons, ...golden.edits.values])
      expect(script).toContain(`(${layer}, ${neuron}, `);
  });

  it('erase and neurons take relations of the library', async () => {
    const source = ['--model', join(MODELS, 'builtin'), '--relation', 'P36', '--facts', '1', '--wordings', '3'];
    const [fact] = await engram<{ name: string; prompts: unknown[] }>('neurons', ...source, '--subject', 'france');
    expect([fact!.name, fact!.prompts.length]).toEqual(['France', 3]);
    interface Line {
      readonly neurons: unknown[];
      readonly groups: GroupComparison[];
    }
    const [erased] = await engram<Line>(
      'erase',
      ...source,
      '--count',
      '3',
      '--spare',
      '0',
      '--asked',
      '1',
      '--draws',
      '1',
    );
    const [spared] = await engram<Line>(
      'erase',
      ...source,
      '--wordings',
      '1',
      '--count',
      '3',
      '--spare',
      '1',
      '--asked',
      '1',
      '--draws',
      '0',
    );
    expect(erased!.neurons).toHaveLength(3);
    expect(spared!.neurons).not.toEqual(erased!.neurons);
    expect(erased!.groups.map(({ name }) => name)).toEqual(expect.arrayContaining(['P36', 'P1376', 'everyday']));
  }, 60_000);

  it.each([
    [['neurons', '--model', 'm'], /--file FACTS.jsonl or --relation ID/],
    [['neurons', '--model', 'm', '--relation', 'P36', '--t', '2'], /--t is "2"; it should be a number from 0.05 to 1/],
    [['update', '--model', 'm', '--relation', 'P36'], /Give --to TOKEN/],
    [['erase', '--model', 'm', '--file', 'f'], /takes a relation of the library/],
    [
      ['erase', '--model', 'm', '--relation', 'P36', '--spare', '0', '--wordings', '2'],
      /asks for 3 wordings of a fact or more: --wordings is 2/,
    ],
    [['export', '--model', 'm', '--edits', 'f'], /Give --out/],
    [['lens'], /--model/],
    [['neurons', '--model', 'm', '--nonsense'], /nonsense/],
  ])('%s is refused', async (argv, message) => {
    expect(await failure(...argv)).toMatch(message);
  });

  it('help names every command', async () => {
    const help = (await lines('help')).join('\n');
    for (const name of ['neurons', 'update', 'erase', 'controls', 'lens', 'export', 'python'])
      expect(help).toContain(`engram -- ${name}`);
  });
});

it('there are 40 everyday prompts, each once and with one gap', () => {
  expect(new Set(EVERYDAY_PROMPTS).size).toBe(40);
  for (const prompt of EVERYDAY_PROMPTS) expect(prompt.split('[MASK]')).toHaveLength(2);
});
