/** The exported file, opened again by our own loader, gives the edited model's predictions. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCheckpoint, type LoadedModel, type ModelFiles } from '../../checkpoint/load';
import { referenceModels } from '../../fixtures/reference';
import { distance } from '../../fixtures/workbench';
import { createNodeRuntime } from '../../runtime/node';
import { NO_EDITS, type EditsDocument } from '../edits/edits';
import { exportModel } from './export-model';
import { BertModel } from '../bert-model';

async function reopened(folder: string, bytes: Uint8Array<ArrayBuffer>): Promise<LoadedModel> {
  const names = ['config.json', 'tokenizer.json', 'vocab.txt'];
  const read = (name: string) =>
    readFile(join(folder, name)).then(
      (data) => [[name, new Uint8Array(data)] as const],
      () => [],
    );
  const files = await Promise.all(names.map(read));
  const all: ModelFiles = new Map<string, Uint8Array<ArrayBuffer>>([...files.flat(), ['model.safetensors', bytes]]);
  return loadCheckpoint(all, 'edited');
}

describe.each(referenceModels())('$name', ({ folder, load, cases }) => {
  let bert: BertModel;
  let model: LoadedModel;
  beforeAll(async () => {
    model = await load();
    bert = await BertModel.open(await createNodeRuntime(1), model.checkpoint, model.tokenizer);
  });
  afterAll(() => bert.close());

  const everywhere = (document: EditsDocument): EditsDocument => ({
    ...document,
    neurons: document.neurons.filter(({ at }) => at === 'all'),
  });
  const edited = cases.flatMap(({ prompt, edits }) => edits.map(({ name, document }) => ({ prompt, name, document })));

  it.each(edited)('$name: $prompt', async ({ prompt, document }) => {
    const { bytes, notExported } = exportModel(bert, document);
    expect(notExported).toEqual(document.neurons.filter(({ at, off }) => at === 'mask' && !off));
    const { checkpoint, tokenizer } = await reopened(folder, bytes);
    const again = await BertModel.open(await createNodeRuntime(1), checkpoint, tokenizer);
    const { after } = await bert.predict(prompt, everywhere(document));
    const { before } = await again.predict(prompt, NO_EDITS);
    await again.close();
    expect(distance(before, after)).toBeLessThan(1e-4);
  });

  it('without edits holds the same weights', async () => {
    const { checkpoint } = await reopened(folder, exportModel(bert, NO_EDITS).bytes);
    const name = 'bert.encoder.layer.1.output.dense.weight';
    expect(checkpoint.weight(name)).toEqual(model.checkpoint.weight(name));
    expect(checkpoint.parameters).toBe(model.checkpoint.parameters);
  });
});
