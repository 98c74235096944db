import { expect, it } from 'vitest';
import { readPrompts } from '../../keeping/prompts/read';
import type { TargetLookup } from '../../worker/api';
import { standIn, storeWith } from '../../fixtures/alone';
import { walkTo } from './walk';

const LIST = readPrompts([{ name: 'list.csv', text: 'prompt,target\nParis is [MASK].,paris\nRome is [MASK].,\n' }]);
const knows = (word: string): Promise<TargetLookup> =>
  Promise.resolve({ ok: true, token: { id: word.length, token: word } });

it('asks the prompt and follows its target', async () => {
  const store = storeWith({ promptList: LIST });
  await walkTo(store, standIn({ lookUp: knows }), 0);
  expect(store.getState()).toMatchObject({ promptAt: 0, prompt: 'Paris is [MASK].', target: { token: 'paris' } });
  await walkTo(store, standIn(), 1);
  expect(store.getState()).toMatchObject({ promptAt: 1, prompt: 'Rome is [MASK].', target: null });
});

it('says why a target cannot be followed, and asks all the same', async () => {
  const store = storeWith({ promptList: LIST });
  const lookUp = () => Promise.resolve({ ok: false as const, problem: 'it is no word.', suggestions: [] });
  await walkTo(store, standIn({ lookUp }), 0);
  expect(store.getState()).toMatchObject({ prompt: 'Paris is [MASK].', target: null });
  expect(store.getState().notices.map(({ text }) => text)).toEqual(['"paris" cannot be followed: it is no word.']);
});

it('leaves the target alone where the visitor has gone on meanwhile', async () => {
  const store = storeWith({ promptList: LIST });
  const walking = walkTo(store, standIn({ lookUp: knows }), 0);
  store.getState().setPrompt('Else [MASK].');
  await walking;
  expect(store.getState()).toMatchObject({ prompt: 'Else [MASK].', target: null });
});
