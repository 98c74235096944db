import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_EDITS } from '../../knowledge/edits/edits';
import { encodeLink } from '../../keeping/link';
import { CURATED } from './curated';
import { looksLikeModelFile, sourceOfPaths } from './own-files';

const paths = (...names: readonly string[]) => names.map((path) => ({ path, data: new Blob([path]) }));
const opened = (...names: readonly string[]) => {
  const { name, files } = sourceOfPaths(paths(...names));
  return [name, files.map((file) => file.name)];
};

describe('files of one’s own', () => {
  it('are those of the folder that holds config.json, under its name', () => {
    expect(
      opened('my-bert/config.json', 'my-bert/model.safetensors', 'my-bert/onnx/config.json', 'my-bert/onnx/model.onnx'),
    ).toEqual(['my-bert', ['config.json', 'model.safetensors']]);
    expect(opened('run/checkpoint-500/model.safetensors', 'run/checkpoint-500/config.json', 'run/log.txt')).toEqual([
      'checkpoint-500',
      ['model.safetensors', 'config.json'],
    ]);
    expect(opened('config.json', 'vocab.txt')).toEqual(['Own files', ['config.json', 'vocab.txt']]);
    expect(opened('builtin/config.json')[0]).toBe('Own files');
  });

  it('are told from prompts and edits by their names', () => {
    for (const name of [
      'config.json',
      'a/vocab.txt',
      'x.safetensors',
      'model.safetensors.index.json',
      'pytorch_model.bin',
      'merges.txt',
      'spiece/tokenizer.json',
    ]) {
      expect(looksLikeModelFile(name), name).toBe(true);
    }
    for (const name of ['prompts.txt', 'list.csv', 'P36.jsonl', 'engram-edits.json', 'my-config.json', 'notes.md'])
      expect(looksLikeModelFile(name), name).toBe(false);
  });

  it('have a name that a link can carry, whatever the folder is called', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 150 }).map((text) => text.replaceAll('/', '')),
        (folder) => {
          const { name } = sourceOfPaths(paths(`${folder}/config.json`));
          const link = {
            modelId: name,
            modelHash: '0'.repeat(16),
            prompt: 'A [MASK].',
            target: '',
            edits: NO_EDITS,
            view: { colour: 'attribution' as const },
          };
          expect(encodeLink(link)).toMatch(/^#e2=/);
        },
      ),
    );
  });
});

describe('models to begin with', () => {
  /** Parameters of model.safetensors: embeddings, layers, pooler, the heads of masked words and of the next sentence; tied words are stored once. */
  const bert = (vocabulary: number, width: number, layers: number) => {
    const [norm, inner] = [2 * width, 4 * width];
    const square = width * width + width;
    const layer = 4 * square + (width * inner + inner) + (inner * width + width) + 2 * norm;
    return (
      (vocabulary + 512 + 2) * width + norm + layers * layer + square + (square + norm + vocabulary) + 2 * width + 2
    );
  };

  it('have the sizes that their shapes give', () => {
    const bytesOf = (name: string) => CURATED.find(({ id }) => id.endsWith(`/${name}`))?.bytes;
    for (const [name, parameters] of [
      ['bert-base-cased', bert(28_996, 768, 12)],
      ['bert-base-uncased', bert(30_522, 768, 12)],
      ['bert-large-cased', bert(28_996, 1024, 24)],
      ['bert-base-multilingual-cased', bert(119_547, 768, 12)],
    ] as const) {
      expect(Math.abs((bytesOf(name) ?? 0) / (4 * parameters) - 1), name).toBeLessThan(5e-4);
    }
  });
});
