/** The evaluation against what single predictions say, on a tiny model with a library made of its own answers. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomOf } from '../random';
import { referenceModels } from '../fixtures/reference';
import { NO_EDITS } from '../knowledge/edits/edits';
import { BertModel } from '../knowledge/bert-model';
import { createNodeRuntime } from '../runtime/node';
import { evaluate } from './evaluate';
import { answerOf, askAll } from './evaluate-ask';
import { sampleOf } from './evaluate-statistics';
import { run } from './run';

const reference = referenceModels().find(({ name }) => name === 'small-uncased-tied')!;
const TEMPLATES = [
  'the capital of [X] is [Y].',
  '[Y] is in [X].',
  'in [X] she sings in [Y].',
  'the river of [X] and [Y].',
];
const ALL = [...TEMPLATES, ...TEMPLATES.map((text) => `old ${text}`)];
const SUBJECTS = ['norway', 'peru', 'egypt'];

let folder: string;
let bert: BertModel;
/** [template][subject] the model's first answer. */
let first: string[][];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engram-'));
  const { checkpoint, tokenizer } = await reference.load();
  bert = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
  const ask = async (prompt: string) => {
    const { before } = await bert.predict(prompt, NO_EDITS);
    return tokenizer.token(answerOf(before, 0).firstId);
  };
  const promptsOf = (text: string) => SUBJECTS.map((subject) => text.replace('[X]', subject).replace('[Y]', '[MASK]'));
  first = await Promise.all(ALL.map((text) => Promise.all(promptsOf(text).map(ask))));
});
afterAll(async () => {
  await bert.close();
  await rm(folder, { recursive: true });
});

/** What the model says most often of the first subject is its fact; the others have answers that it does not give. */
async function writeLibrary(): Promise<{ relations: string; object: string }> {
  const said = first.map((row) => row[0]!);
  const object = [...said].sort((a, b) => said.filter((x) => x === b).length - said.filter((x) => x === a).length)[0]!;
  const others = ['oslo', 'lima', 'cairo'].filter((word) => word !== object);
  const facts = SUBJECTS.map((subject, i) => ({ subject, object: [object, ...others][i], source: 'own', mentions: 1 }));
  const head = { id: 'P36', label: 'capital', description: 'the city' };
  const templates = ALL.map((text, i) => ({ text, use: i < 5 ? 'train' : 'heldout' }));
  const relations = join(folder, 'relations');
  await mkdir(relations, { recursive: true });
  await writeFile(join(relations, 'index.json'), JSON.stringify([{ ...head, facts: facts.length }]));
  await writeFile(join(relations, 'P36.json'), JSON.stringify({ ...head, templates, facts }));
  return { relations, object };
}

/** A fact of a subject that the library has not, with an answer that the model does not give. */
async function writeUnseen(): Promise<string> {
  const path = join(folder, 'unseen-facts.json');
  await writeFile(path, JSON.stringify({ P36: [{ subject: 'iraq', object: 'cairo', mentions: 0 }] }));
  return path;
}

/** Sentences of the vocabulary's words, some of which the rule holds out. */
async function writeData(): Promise<{ data: string; heldOut: number }> {
  const words = ['the', 'old', 'baker', 'of', 'city', 'harbour', 'sings', 'near', 'blue', 'bridge'];
  const random = randomOf(7);
  const sentences = Array.from({ length: 3000 }, () => `${sampleOf(random, words, 8).join(' ')}.`);
  const data = join(folder, 'data');
  await mkdir(join(data, 'text'), { recursive: true });
  await mkdir(join(data, 'patterns'), { recursive: true });
  await writeFile(
    join(data, 'text/all.txt.gz'),
    gzipSync([...sentences, 'Www.Example.Com And Other Headlines.'].join('\n')),
  );
  await writeFile(join(data, 'patterns/P36.jsonl'), `${JSON.stringify({ pattern: 'near [X] is [Y] .' })}\n`);
  return { data, heldOut: new Set(sentences.filter((sentence) => crc32(sentence) % 400 === 0)).size };
}

describe('evaluate', () => {
  it('reports what single predictions say', async () => {
    const { relations, object } = await writeLibrary();
    const { data, heldOut } = await writeData();
    const options = {
      model: reference.folder,
      relations,
      data,
      facts: Infinity,
      sentences: 2000,
      effects: 2,
      beside: [reference.folder],
      trainedOn: [],
      unseen: await writeUnseen(),
    };
    const report = await evaluate(options, () => {});
    const objects = [object, ...['oslo', 'lima', 'cairo'].filter((word) => word !== object)];
    const right = (from: number, to: number) => {
      const hits = first.slice(from, to).flatMap((row) => row.map((token, i) => Number(token === objects[i])));
      return hits.reduce((sum, hit) => sum + hit, 0) / hits.length;
    };
    expect(report.facts.all.train).toMatchObject({ prompts: 15, top1: right(0, 5) });
    expect(report.facts.all.heldout).toMatchObject({ prompts: 9, top1: right(5, 8) });
    expect(report.facts.all.pararel).toMatchObject({ prompts: 3 });
    expect(heldOut).toBeGreaterThan(3);
    expect(report.text).toMatchObject({ sentences: heldOut });
    expect(report.text!.perplexity).toBeGreaterThan(1);
    expect(report.text!.withoutNearDuplicates, 'eight words of ten, drawn anew').toMatchObject({ sentences: heldOut });
    expect(report.facts.unseen).toMatchObject({
      relations: 1,
      heldout: { unseen: { facts: 1, prompts: 3, top1: 0, commonestObject: 0 }, library: { facts: 3, prompts: 9 } },
      pararel: { unseen: { prompts: 1 }, library: { prompts: 3, top1: report.facts.all.pararel!.top1 } },
    });
    expect(report.facts.unseen!.heldout!.library.top1).toBe(report.facts.all.heldout!.top1);
    expect(report.beside, 'the same model beside itself').toMatchObject([
      { hash: report.model.hash, text: report.text },
    ]);
    expect(report.everyday.prompts).toBe(40);

    const known = first.filter((row) => row[0] === object).length;
    expect(known, 'the first subject has to have a fact that is known').toBeGreaterThan(ALL.length / 2);
    const { neurons } = report;
    expect(neurons).toMatchObject({ facts: 1, wordings: { finding: 4, measuring: 4 }, factsWithoutNeurons: 0 });
    expect(neurons.neuronsPerFact!.mean).toBeGreaterThan(0);
    const { silenced, ownAmongControls } = neurons.effects;
    expect(silenced.knowledge.relative!.mean).toBeLessThan(silenced.random.relative!.mean);
    expect(silenced.knowledge.logOdds!.mean).toBeLessThan(0);
    expect(ownAmongControls).toMatchObject({ knowledge: { mean: 1 }, random: { mean: 0 }, matched: { mean: 0 } });
    expect(silenced.sameRelation.relative, 'no other fact is known').toBeNull();
    const { structure, updates } = neurons;
    expect(structure.atPaperThresholds).toMatchObject({ facts: 1, sharedWithinRelations: null });
    expect(structure.atPaperThresholds.commonest!.share).toBe(1);
    expect(updates.chosenOn).toMatchObject({ facts: 0, skipped: { withoutNeurons: 0, allSpared: 0 } });
    expect(updates.reported.lambdas.map(({ lambda2 }) => lambda2)).toEqual([1, 2, 4, 8]);
    expect(updates.byKind.knowledge).toEqual(
      updates.reported.lambdas.find(({ lambda2 }) => lambda2 === updates.chosenLambda2)!.table,
    );
    expect(await evaluate(options, () => {}), 'the same again').toEqual(report);
  });

  it('is a command, which needs no data', async () => {
    const { relations } = await writeLibrary();
    const lines: string[] = [];
    const none = ['--unseen', join(folder, 'nothing.json'), '--facts', '1', '--effects', '1'];
    const argv = ['evaluate', '--model', reference.folder, '--relations', relations, ...none];
    const code = await run(argv, { out: (line) => lines.push(line), err: () => {} });
    expect(code).toBe(0);
    const report = JSON.parse(lines.join('\n')) as {
      text: unknown;
      facts: { facts: number; unseen: unknown; all: { pararel: unknown } };
    };
    expect(report).toMatchObject({ text: null, facts: { facts: 1, unseen: null, all: { pararel: null } } });
  });
});

describe('many questions', () => {
  it('are answered as one by one, whatever shares a batch', async () => {
    const questions = ALL.map((text, i) => {
      const subject = i % 2 ? 'the old green harbour of peru' : 'lima';
      const cloze = bert.tokenizer.encodeCloze(text.replace('[X]', subject).replace('[Y]', '[MASK]'));
      return { ...cloze, targetId: 80 + i };
    });
    const together = await askAll(bert, questions, () => {});
    for (const [i, question] of questions.entries()) {
      const [alone] = await askAll(bert, [question], () => {});
      expect(together[i]).toMatchObject({ rank: alone!.rank, firstId: alone!.firstId });
      expect(together[i]!.logProbability).toBeCloseTo(alone!.logProbability, 4);
    }
  });

  it('rank the target and find the first', () => {
    expect(answerOf(Float32Array.of(0, 3, 1, 2), 2)).toMatchObject({ rank: 2, firstId: 1 });
    expect(answerOf(Float32Array.of(Math.log(1), Math.log(3)), 1).logProbability).toBeCloseTo(Math.log(0.75), 6);
  });
});
