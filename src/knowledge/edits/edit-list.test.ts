import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryEdits } from '../../fixtures/arbitrary-edits';
import {
  addToken,
  clear,
  countActive,
  describeEdit,
  eraseValue,
  neuronEdit,
  removeEdit,
  removeOp,
  setGain,
  setValue,
  toggle,
  valueEdit,
} from './edit-list';
import { type EditsDocument, NO_EDITS, parseEdits } from './edits';

const ref = { layer: 3, neuron: 41 };
const other = { layer: 0, neuron: 2 };

describe('neuron edits', () => {
  it('replaces the edit at the same place, and keeps its position', () => {
    const two = setGain(setGain(NO_EDITS, ref, 'mask', 0), other, 'mask', 2);
    const three = setValue(setGain(two, ref, 'mask', 3), ref, 'all', 1.5);
    expect(three.neurons).toEqual([
      { ...ref, at: 'mask', gain: 3 },
      { ...other, at: 'mask', gain: 2 },
      { ...ref, at: 'all', value: 1.5 },
    ]);
    expect(setValue(three, ref, 'mask', 9).neurons[0]).toEqual({ ...ref, at: 'mask', value: 9 });
    expect(neuronEdit(three, ref, 'all')).toEqual({ ...ref, at: 'all', value: 1.5 });
    expect(two.neurons.length).toBe(2);
  });

  it('a gain of 1 removes it, and is no change where there is none', () => {
    expect(setGain(setGain(NO_EDITS, ref, 'mask', 0), ref, 'mask', 1)).toEqual(NO_EDITS);
    expect(setGain(NO_EDITS, ref, 'mask', 1)).toBe(NO_EDITS);
  });

  it('takes the neuron out of a larger object', () => {
    const hover = { ...ref, score: 1 };
    expect(parseEdits(setGain(eraseValue(NO_EDITS, hover), hover, 'all', 0))).toEqual(
      setGain(eraseValue(NO_EDITS, ref), ref, 'all', 0),
    );
  });
});

describe('value edits', () => {
  it('adds tokens, sums the same one, and drops a sum of zero', () => {
    const added = addToken(
      addToken(addToken(NO_EDITS, ref, { token: 'baku' }, -1), ref, { tokenId: 7 }, 8),
      ref,
      { token: 'baku' },
      -1,
    );
    expect(valueEdit(added, ref)?.ops).toEqual([
      { add: { token: 'baku', lambda: -2 } },
      { add: { tokenId: 7, lambda: 8 } },
    ]);
    expect(valueEdit(addToken(added, ref, { token: 'baku' }, 2), ref)?.ops).toEqual([
      { add: { tokenId: 7, lambda: 8 } },
    ]);
    expect(addToken(addToken(NO_EDITS, ref, { token: 'a' }, 1), ref, { token: 'a' }, -1)).toEqual(NO_EDITS);
  });

  it('erasing replaces what came before', () => {
    const erased = addToken(eraseValue(addToken(NO_EDITS, ref, { token: 'a' }, 1), ref), ref, { token: 'a' }, 3);
    expect(valueEdit(erased, ref)?.ops).toEqual([{ erase: true }, { add: { token: 'a', lambda: 3 } }]);
    expect(valueEdit(removeOp(erased, ref, 0), ref)?.ops).toEqual([{ add: { token: 'a', lambda: 3 } }]);
    expect(removeOp(removeOp(erased, ref, 0), ref, 0)).toEqual(NO_EDITS);
  });
});

describe('lists', () => {
  const document = eraseValue(setGain(setGain(NO_EDITS, ref, 'mask', 0), other, 'all', 2), ref);

  it('switches off and on, removes, clears and counts', () => {
    const off = toggle(toggle(document, { list: 'neurons', index: 1 }), { list: 'values', index: 0 });
    expect(off.neurons[1]).toEqual({ ...other, at: 'all', gain: 2, off: true });
    expect(countActive(off)).toBe(1);
    expect(toggle(toggle(off, { list: 'neurons', index: 1 }), { list: 'values', index: 0 })).toEqual(document);
    expect(removeEdit(document, { list: 'neurons', index: 0 }).neurons).toEqual([{ ...other, at: 'all', gain: 2 }]);
    expect(clear(document)).toEqual(NO_EDITS);
  });

  it('describes an edit in a line', () => {
    const edits = addToken(
      addToken(setValue(document, other, 'mask', -0.123456), ref, { token: 'tokyo' }, 8),
      ref,
      { tokenId: 5 },
      -1.5,
    );
    expect(edits.neurons.map((edit) => describeEdit(edit))).toEqual([
      'Layer 3, neuron 41: activation × 0 at [MASK]',
      'Layer 0, neuron 2: activation × 2 at every token',
      'Layer 0, neuron 2: activation = −0.1235 at [MASK]',
    ]);
    expect(edits.values.map((edit) => describeEdit(edit, () => 'baku'))).toEqual([
      'Layer 3, neuron 41: value vector erased, + 8 × tokyo, − 1.5 × baku',
    ]);
  });
});

it('property: every change gives a document that the schema accepts, and leaves the old one alone', () => {
  const place = fc.constantFrom('mask' as const, 'all' as const);
  const refs = fc.record({ layer: fc.nat(3), neuron: fc.nat(3) });
  const gain = fc.double({ min: -100, max: 100, noNaN: true });
  const change: fc.Arbitrary<(document: EditsDocument) => EditsDocument> = fc.oneof(
    fc.tuple(refs, place, gain).map(
      ([r, at, g]) =>
        (d: EditsDocument) =>
          setGain(d, r, at, g),
    ),
    fc.tuple(refs, place, gain).map(
      ([r, at, g]) =>
        (d: EditsDocument) =>
          setValue(d, r, at, g),
    ),
    refs.map((r) => (d: EditsDocument) => eraseValue(d, r)),
    fc.tuple(refs, fc.nat(3), gain).map(
      ([r, t, g]) =>
        (d: EditsDocument) =>
          addToken(d, r, { tokenId: t }, g),
    ),
    fc.tuple(refs, fc.nat(3)).map(
      ([r, i]) =>
        (d: EditsDocument) =>
          removeOp(d, r, i),
    ),
    fc.tuple(fc.constantFrom('neurons' as const, 'values' as const), fc.nat(5)).map(
      ([list, index]) =>
        (d: EditsDocument) =>
          toggle(d, { list, index }),
    ),
    fc.tuple(fc.constantFrom('neurons' as const, 'values' as const), fc.nat(5)).map(
      ([list, index]) =>
        (d: EditsDocument) =>
          removeEdit(d, { list, index }),
    ),
  );
  fc.assert(
    fc.property(
      arbitraryEdits({ layers: 4, neurons: 4, tokens: 4 }),
      fc.array(change, { maxLength: 12 }),
      (start, changes) => {
        const before = structuredClone(start);
        const end = changes.reduce((document, apply) => apply(document), start);
        expect(start).toEqual(before);
        expect(() => parseEdits(end)).not.toThrow();
      },
    ),
  );
});
