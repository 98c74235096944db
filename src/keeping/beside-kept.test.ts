import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryEdits } from '../fixtures/arbitrary-edits';
import { BESIDE_AT_FIRST, type BesideChoice } from '../state/beside';
import { createAppStore } from '../state/store';
import { besideSchema } from './beside-kept';
import { restoreWork, serializeWork, STORAGE_KEY } from './persistence';

const name = fc.stringMatching(/^[a-z][a-z/-]{0,20}$/);
const choice: fc.Arbitrary<BesideChoice> = fc.record({
  prompt: fc.option(fc.constantFrom('One [MASK].', 'He said „[MASK]“.', '')),
  target: fc.option(fc.record({ id: fc.nat(1000), token: fc.constantFrom('paris', '##ing') })),
  edits: fc.oneof(
    fc.constantFrom('same' as const, 'trained' as const),
    arbitraryEdits({ layers: 2, neurons: 8, tokens: 50 }),
  ),
  model: fc.option(
    fc.oneof(
      fc.constant({ kind: 'builtin' as const }),
      fc.record({ kind: fc.constant('hub' as const), id: name, revision: name }, { requiredKeys: ['kind', 'id'] }),
      fc.record({ kind: fc.constant('files' as const), name }),
    ),
  ),
});

it('comes back after a reload as it was, whatever was chosen', () => {
  fc.assert(
    fc.property(choice, (beside) => {
      const store = createAppStore();
      store.setState({ beside });
      const text = serializeWork(store.getState());
      const restored = restoreWork({ getItem: (key) => (key === STORAGE_KEY ? text : null), setItem: () => {} });
      expect(restored.beside).toEqual(beside);
    }),
  );
});

it('parts that are left out are as they stand there at first; those that do not fit are refused', () => {
  expect(besideSchema.parse({})).toEqual(BESIDE_AT_FIRST);
  expect(besideSchema.parse({ edits: 'same' })).toEqual({ ...BESIDE_AT_FIRST, edits: 'same' });
  for (const wrong of [
    { edits: 'mine' },
    { edits: { version: 2 } },
    { model: { kind: 'hub' } },
    { model: { kind: 'files', name: '' } },
    { target: { id: -1, token: 'x' } },
    { prompt: 7 },
  ])
    expect(besideSchema.safeParse(wrong).success).toBe(false);
});
