/** The examples, asked of the model that comes with the page. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadFolder } from '../checkpoint/node';
import { BertModel } from '../knowledge/bert-model';
import { NO_EDITS } from '../knowledge/edits/edits';
import { readPrediction } from '../knowledge/measures/prediction';
import { createNodeRuntime } from '../runtime/node';
import { EXAMPLES } from './examples';

/** What is right, in the order of the examples. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  Everyday: ['book', 'coffee', 'door'],
  Capitals: ['paris', 'baku', 'egypt'],
  Languages: ['portuguese', 'persian'],
  Places: ['africa', 'yen'],
  Makers: ['apple', 'microsoft'],
};

let bert: BertModel;
beforeAll(async () => {
  const { checkpoint, tokenizer } = await loadFolder(fileURLToPath(new URL('../../models/builtin', import.meta.url)));
  bert = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
}, 60_000);
afterAll(() => bert.close());

it.each(EXAMPLES)('$title: all are answered rightly', async ({ title, prompts }) => {
  const answers: string[] = [];
  for (const prompt of prompts) {
    const { target } = await readPrediction(bert, { prompt, target: null, edits: NO_EDITS, top: 1 });
    answers.push(target.token);
  }
  expect(answers).toEqual(ANSWERS[title]);
});
