/** `evaluate`: one report of what a model knows, how well it reads English, and what its knowledge neurons do. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadFolder } from '../checkpoint/node';
import { loadLibraryFolder } from '../library/node';
import { BertModel } from '../knowledge/bert-model';
import { createNodeRuntime } from '../runtime/node';
import { evaluateFacts } from './evaluate-facts';
import { evaluateNeurons } from './evaluate-neurons';
import { overlapsWith } from './evaluate-overlap';
import { evaluateEveryday, evaluateText, headAlignment, heldOutSentences, type TextRequest } from './evaluate-text';
import { readUnseen } from './evaluate-unseen';
import { readTextFile } from './questions';

export interface EvaluateOptions {
  readonly model: string;
  /** Folder of relations with index.json. */
  readonly relations: string;
  /** Folder with patterns/P*.jsonl and text/*.txt.gz; without it those parts are left out. */
  readonly data?: string;
  /** Other folders with text/*.txt.gz that the model was trained on. */
  readonly trainedOn: readonly string[];
  /** File of facts that no training sentence had; where there is none, that part is left out. */
  readonly unseen: string;
  /** Facts a relation at most, in the part about facts. */
  readonly facts: number;
  /** Sentences of general text at most. */
  readonly sentences: number;
  /** Facts whose neurons are studied. */
  readonly effects: number;
  /** Folders of other models, which read the same general text. */
  readonly beside: readonly string[];
}

export const MODELS_FOLDER = join(import.meta.dirname, '../../models');

/** The report, as plain data; `report` is told how far it is. */
export function evaluate(options: EvaluateOptions, report: (line: string) => void) {
  return withModel(options.model, async (bert) => {
    const { checkpoint, tokenizer } = bert;
    const library = await loadLibraryFolder(options.relations);
    const { layers, hiddenSize, intermediateSize, vocabSize } = checkpoint.config;
    const objects = new Set(
      library.relations.flatMap(({ facts }) => facts.flatMap(({ object }) => idOf(bert, object))),
    );
    const words = Array.from({ length: vocabSize }, (_, id) => id).filter(
      (id) => !/^\[.*\]$/.test(tokenizer.token(id)),
    );
    const everyday = await evaluateEveryday(bert, await readTextFile(join(MODELS_FOLDER, 'everyday-prompts.tsv')));
    report(`everyday: ${everyday.sensible} of ${everyday.prompts} sensible`);
    const alignment = {
      objects: await headAlignment(bert, [...objects]),
      words: await headAlignment(bert, words),
    };
    report(`head: ${(100 * alignment.objects.first).toFixed(1)} % of the object words`);
    const { data } = options;
    const asked = data !== undefined && existsSync(join(data, 'text')) ? await textToAsk(data, options, report) : null;
    const text = asked && (await evaluateText(bert, asked, report));
    const beside = asked ? await readBeside(options.beside, asked, report) : [];
    const unseen = await readUnseen(options.unseen);
    const facts = await evaluateFacts(bert, library, { data, most: options.facts, unseen }, report);
    const neurons = await evaluateNeurons(bert, library, options.effects, report);
    return {
      model: {
        hash: checkpoint.hash,
        layers,
        hiddenSize,
        intermediateSize,
        vocabSize,
        parameters: checkpoint.parameters,
      },
      facts,
      text,
      beside,
      everyday,
      headAlignment: alignment,
      neurons,
    };
  });
}

/** Opens the model of a folder for some work, and closes it after. */
async function withModel<T>(folder: string, work: (bert: BertModel) => Promise<T>): Promise<T> {
  const { checkpoint, tokenizer } = await loadFolder(folder);
  const bert = await BertModel.open(await createNodeRuntime(), checkpoint, tokenizer);
  try {
    return await work(bert);
  } finally {
    await bert.close();
  }
}

/** The held-out sentences, with those among them that are near-duplicates of training sentences. */
async function textToAsk(
  data: string,
  { trainedOn, sentences: most }: EvaluateOptions,
  report: (line: string) => void,
): Promise<TextRequest> {
  const heldOut = await heldOutSentences(data);
  const overlaps = await overlapsWith(heldOut, [data, ...trainedOn]);
  const nearDuplicates = new Set(heldOut.filter((_, i) => overlaps[i]));
  report(`text: ${nearDuplicates.size} of ${heldOut.length} sentences are near-duplicates of training sentences`);
  return { heldOut, most, nearDuplicates };
}

/** How well other models read the same general text; a folder is named by its last part, since the rest is this machine's. */
async function readBeside(folders: readonly string[], asked: TextRequest, report: (line: string) => void) {
  const others = [];
  for (const folder of folders) {
    others.push(
      await withModel(folder, async (bert) => {
        const { parameters, hash } = bert.checkpoint;
        return { folder: basename(folder), hash, parameters, text: await evaluateText(bert, asked, report) };
      }),
    );
  }
  return others;
}

function idOf(bert: BertModel, word: string): number[] {
  const found = bert.tokenizer.lookUp(word);
  return found.ok ? [found.token.id] : [];
}

/** Four significant digits are more than such samples are good for, and keep the report readable. */
export function roundNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
