import { describe, expect, it } from 'vitest';
import { layout } from '../fixtures/layouts';
import { loadCheckpoint, type ModelFiles } from './load';

const roberta = layout('roberta');
const bytes = (text: string) => new TextEncoder().encode(text);
const json = JSON.parse(new TextDecoder().decode(roberta.files.get('tokenizer.json'))) as {
  readonly model: { readonly vocab: Record<string, number>; readonly merges: [string, string][] };
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
};

/** RoBERTa's files as they were before tokenizer.json. */
function old(lineEnd: string, changes: Record<string, number> = {}): ModelFiles {
  const vocab = {
    ...json.model.vocab,
    ...Object.fromEntries(json.added_tokens.map(({ id, content }) => [content, id])),
    ...changes,
  };
  const merges = ['#version: 0.2', ...json.model.merges.map((pair) => pair.join(' ')), ''].join(lineEnd);
  const kept = [...roberta.files].filter(([name]) => !name.startsWith('tokenizer'));
  return new Map([...kept, ['vocab.json', bytes(JSON.stringify(vocab))], ['merges.txt', bytes(merges)]]);
}

describe('vocab.json and merges.txt', () => {
  it('split as the tokenizer.json of the same model does', async () => {
    for (const files of [old('\n'), old('\r\n')]) {
      const { tokenizer } = await loadCheckpoint(files, 'old');
      for (const { prompt, ids } of roberta.cases) expect(tokenizer.encode(prompt).ids).toEqual(ids);
      for (const [text, ids] of Object.entries(roberta.hardTexts))
        expect(tokenizer.encode(text).ids, text).toEqual(ids);
    }
  });

  it('are refused where they are not what they should be', async () => {
    await expect(loadCheckpoint(new Map([...old('\n'), ['vocab.json', bytes('[1]')]]), 'm')).rejects.toThrow(
      'vocab.json: expected record; found [1]',
    );
    await expect(loadCheckpoint(old('\n', { far: 5000 }), 'm')).rejects.toThrow(
      'vocab.json has 5001 tokens, but config.json gives the model 351',
    );
    await expect(loadCheckpoint(new Map([...old('\n'), ['vocab.json', bytes('{"a": 0}')]]), 'm')).rejects.toThrow(
      'vocab.json: the vocabulary has no mask token ([MASK] or <mask>)',
    );
  });
});
