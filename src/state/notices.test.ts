import { expect, it } from 'vitest';
import { MOST_NOTICES } from './notices';
import { createAppStore } from './store';

const texts = (store: ReturnType<typeof createAppStore>) => store.getState().notices.map(({ text }) => text);

it('a newer message of the same cause takes the place of the older; others stay', () => {
  const store = createAppStore();
  const { notify } = store.getState();
  notify({ tone: 'problem', text: 'This link is damaged.', cause: 'link' });
  notify({ tone: 'info', text: 'Without a cause.' });
  notify({ tone: 'problem', text: 'This link is cut short.', cause: 'link' });
  notify({ tone: 'info', text: 'Without a cause.' });
  expect(texts(store)).toEqual(['This link is cut short.', 'Without a cause.']);
});

it('a message goes once its cause is settled, and never more than a few stand at once', () => {
  const store = createAppStore();
  const { notify, settle } = store.getState();
  notify({ tone: 'problem', text: 'It cannot be followed.', cause: 'question' });
  notify({ tone: 'problem', text: 'It was not loaded.', cause: 'load' });
  settle('question');
  expect(texts(store)).toEqual(['It was not loaded.']);
  for (const text of ['One.', 'Two.', 'Three.', 'Four.']) notify({ tone: 'info', text });
  expect(texts(store)).toEqual(['Two.', 'Three.', 'Four.'].slice(-MOST_NOTICES));
});
