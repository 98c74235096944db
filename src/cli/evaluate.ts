/** `evaluate`: one report of what a model knows, how well it reads English, and what its knowledge neurons do. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadFolder } from '../checkpoint/node';
import { loadLibraryFolder } from '../library/node';
import { BertModel } from '../knowledge/bert-model';
import { createNodeRuntime } from '../runtime/node';
import { evaluateFacts } from './evaluate-facts';
import { evaluateNeurons } from './evaluate-neurons';
import { evaluateEveryday, evaluateText, headAlignment, heldOutSentences } from './evaluate-text';
import { readTextFile } from './questions';

export interface EvaluateOptions {
  readonly model: string;
  /** Folder of relations with index.json. */
  readonly relations: string;
  /** Folder with patterns/P*.jsonl and text/*.txt.gz; without it those parts are left out. */
  readonly data?: string;
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
    const { data, sentences } = options;
    const heldOut = data !== undefined && existsSync(join(data, 'text')) ? await heldOutSentences(data) : null;
    const text = heldOut && (await evaluateText(bert, heldOut, sentences, report));
    const beside = heldOut ? await readBeside(options.beside, heldOut, sentences, report) : [];
    const facts = await evaluateFacts(bert, library, { data, most: options.facts }, report);
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

/** How well other models read the same general text; a folder is named by its last part, since the rest is this machine's. */
async function readBeside(
  folders: readonly string[],
  heldOut: readonly string[],
  sentences: number,
  report: (line: string) => void,
) {
  const others = [];
  for (const folder of folders) {
    others.push(
      await withModel(folder, async (bert) => {
        const { parameters, hash } = bert.checkpoint;
        return {
          folder: basename(folder),
          hash,
          parameters,
          text: await evaluateText(bert, heldOut, sentences, report),
        };
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
