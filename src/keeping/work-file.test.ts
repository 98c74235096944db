import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryLink } from '../fixtures/arbitrary-link';
import { modelInfo } from '../fixtures/model-info';
import { createAppStore } from '../state/store';
import { readWorkFile, workFile } from './work-file';

it('holds what a link would, however long, and gives it back', () => {
  const store = createAppStore();
  store.getState().setInfo(modelInfo({}));
  store.getState().ask(`${'long '.repeat(3000)}[MASK].`);
  expect(readWorkFile(workFile(store.getState()))?.prompt).toBe(store.getState().prompt);
  fc.assert(
    fc.property(arbitraryLink, (state) => {
      expect(readWorkFile(JSON.stringify({ format: 'engram-work', version: 1, state }))).toEqual(state);
    }),
  );
});

it('is told from other files, and says what is wrong with it', () => {
  for (const text of ['', 'The capital of France is [MASK].', '{"neurons":[],"values":[]}', '[1]', 'null'])
    expect(readWorkFile(text)).toBeNull();
  expect(() => readWorkFile('{"format":"engram-work","version":2,"state":{}}')).toThrow('newer Engram');
  expect(() => readWorkFile('{"format":"engram-work","version":1,"state":{"modelId":"builtin"}}')).toThrow('modelHash');
});

it('cannot be made without a model', () => {
  expect(() => workFile(createAppStore().getState())).toThrow('no model');
});
