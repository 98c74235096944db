import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referenceModels } from '../fixtures/reference';
import { loadCheckpoint } from './load';
import { loadFolder } from './node';

const [model] = referenceModels();
if (!model) throw new Error('models/reference is empty');
const read = (name: string) => new Uint8Array(readFileSync(join(model.folder, name)));
const files = (...names: string[]) => new Map(names.map((name) => [name, read(name)]));
const all = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json', 'vocab.txt'];

describe('loadCheckpoint', () => {
  it('opens a model, from a folder or from files with a folder in front of their names', async () => {
    const fromFolder = await loadFolder(model.folder);
    const picked = new Map([...files(...all)].map(([name, bytes]) => [`My BERT/${name}`, bytes]));
    const fromFiles = await loadCheckpoint(picked, 'My BERT');
    expect(fromFolder.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(fromFiles).toMatchObject({
      id: 'My-BERT',
      name: 'My BERT',
      hash: fromFolder.hash,
      config: fromFolder.config,
    });
  });

  it('opens weights under another name where there is one such file', async () => {
    const some = files('config.json', 'vocab.txt');
    await expect(loadCheckpoint(some.set('mine.safetensors', read('model.safetensors')), 'm')).resolves.toBeDefined();
    await expect(loadCheckpoint(some.set('more.safetensors', read('model.safetensors')), 'm')).rejects.toThrow(
      'There are 2 files of weights (mine.safetensors, more.safetensors, ...), but no model.safetensors.index.json',
    );
  });

  it('names what is missing and what is there', async () => {
    await expect(loadCheckpoint(files('config.json', 'vocab.txt'), 'm')).rejects.toThrow(
      'model.safetensors is missing (there: config.json, vocab.txt)',
    );
    await expect(loadCheckpoint(files('config.json', 'model.safetensors'), 'm')).rejects.toThrow(
      'tokenizer.json or vocab.txt is missing',
    );
    await expect(loadCheckpoint(new Map(), 'm')).rejects.toThrow('there are no files at all');
  });

  it('explains why it does not open a pickle, and how to convert it', async () => {
    const pickle = files('config.json', 'vocab.txt').set('pytorch_model.bin', new Uint8Array(4));
    await expect(loadCheckpoint(pickle, 'm')).rejects.toThrow(
      /pytorch_model\.bin is a Python pickle, which can run code .* python -c "from transformers/,
    );
  });

  it('names a file that is not JSON, or not text', async () => {
    const notJson = files('model.safetensors', 'vocab.txt').set('config.json', new TextEncoder().encode('{"a": '));
    await expect(loadCheckpoint(notJson, 'm')).rejects.toThrow('config.json: it is not valid JSON');
    const notText = files('model.safetensors', 'config.json').set('vocab.txt', Uint8Array.of(0xc3, 0x28));
    await expect(loadCheckpoint(notText, 'm')).rejects.toThrow('vocab.txt: it is not UTF-8 text');
  });

  it('says that a folder cannot be read', async () => {
    await expect(loadFolder('/no/such/folder')).rejects.toThrow('The model folder "/no/such/folder" cannot be read.');
  });
});
