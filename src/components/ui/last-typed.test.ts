import { expect, it, vi } from 'vitest';
import { lastTyped } from './last-typed';

it('asks about a text once while the answer is under way, and again for another text', async () => {
  const typed = lastTyped<string>();
  const ask = vi.fn((text: string) => Promise.resolve(text));
  typed.type('paris');
  // Leaving the field asks; the click on the button beside it waits for the same answer.
  const both = [typed.ask('paris', ask), typed.ask('paris', ask)];
  expect(await Promise.all(both)).toEqual(['paris', 'paris']);
  expect(ask).toHaveBeenCalledTimes(1);
  await typed.ask('paris', ask);
  expect(ask).toHaveBeenCalledTimes(2);

  const late = typed.ask('paris', ask);
  typed.type('parish');
  expect(typed.isLast('paris')).toBe(false);
  expect(await typed.ask('parish', ask)).toBe('parish');
  expect(await late).toBe('paris');
});
