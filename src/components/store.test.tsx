import { expect, it } from 'vitest';
import { htmlOf, storeWith } from '../fixtures/alone';
import { useApp, useAppStore } from './store';
import { renderToStaticMarkup } from 'react-dom/server';

function Prompt() {
  const prompt = useApp((state) => state.prompt);
  const same = useAppStore().getState().prompt === prompt;
  return same && <p>{prompt}</p>;
}

it('is the one that stands around the component, so that two stores can stand side by side', () => {
  const [one, other] = [storeWith({ prompt: 'One [MASK].' }), storeWith({ prompt: 'Another [MASK].' })];
  expect([htmlOf(<Prompt />, one), htmlOf(<Prompt />, other)]).toEqual([
    '<p>One [MASK].</p>',
    '<p>Another [MASK].</p>',
  ]);
  one.getState().setPrompt('Changed [MASK].');
  expect([htmlOf(<Prompt />, one), htmlOf(<Prompt />, other)]).toEqual([
    '<p>Changed [MASK].</p>',
    '<p>Another [MASK].</p>',
  ]);
});

it('is missed where none stands around the component', () => {
  expect(() => renderToStaticMarkup(<Prompt />)).toThrow('needs a StoreContext around it');
});
