import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngramError } from '../../errors';
import { arbitraryEdits } from '../../fixtures/arbitrary-edits';
import { type EditsDocument, NO_EDITS, parseEdits, validateEdits } from './edits';
import { type EditedModel, resolveEdits } from './resolve';

const config = { layers: 3, intermediateSize: 10, vocabSize: 20 };
const model: EditedModel = {
  config,
  tokenDirection: (id) => (id === 19 ? new Float32Array(3) : Float32Array.of(id, 0, 4)),
  valueVector: (layer, neuron) => Float32Array.of(layer, neuron, 2),
  tokenId: (token) => ({ baku: 3, tokyo: 0 })[token],
};
const document = (parts: Partial<EditsDocument>): EditsDocument => ({ ...NO_EDITS, ...parts });
const fails = (run: () => unknown, message: string) => {
  expect(run).toThrow(EngramError);
  expect(run).toThrow(message);
};

describe('parseEdits', () => {
  const example = {
    version: 1,
    neurons: [
      { layer: 0, neuron: 5, gain: 0, at: 'mask' },
      { layer: 1, neuron: 7, value: 3.5, at: 'all' },
    ],
    values: [
      { layer: 0, neuron: 5, ops: [{ erase: true }] },
      { layer: 1, neuron: 7, ops: [{ add: { token: 'baku', lambda: -1 } }, { add: { tokenId: 178, lambda: 8 } }] },
    ],
  };

  it('reads a document as it is', () => {
    expect(parseEdits(example)).toEqual(example);
    expect(parseEdits({ ...NO_EDITS, neurons: [{ layer: 0, neuron: 0, at: 'all', gain: -0, off: false }] })).toEqual({
      ...NO_EDITS,
      neurons: [{ layer: 0, neuron: 0, at: 'all', gain: 0 }],
    });
  });

  const neuron = (change: object) => ({
    ...example,
    neurons: [{ layer: 0, neuron: 5, gain: 0, at: 'mask', ...change }],
  });
  const op = (step: unknown) => ({ ...example, values: [{ layer: 0, neuron: 5, ops: [step] }] });
  it.each<[string, unknown, string]>([
    [
      'a newer version',
      { ...example, version: 2 },
      'The edits are of version 2; this Engram reads version 1. A newer Engram can open them.',
    ],
    ['no version', { neurons: [], values: [] }, 'The edits: version: expected 1; found nothing'],
    ['no object', 'edits', 'The edits: expected object; found "edits"'],
    ['a missing list', { version: 1, neurons: [] }, 'values: expected array; found nothing'],
    ['a gain beyond 100', neuron({ gain: 101 }), 'neurons[0].gain: expected a number from -100 to 100; found 101'],
    [
      'a gain that is no number',
      neuron({ gain: '2' }),
      'neurons[0].gain: expected a number from -100 to 100; found "2"',
    ],
    [
      'an infinite value',
      neuron({ gain: undefined, value: Infinity }),
      'neurons[0].value: expected a number from -1000000 to 1000000; found Infinity',
    ],
    ['gain and value', neuron({ value: 1 }), 'neurons[0]: expected either a "gain" or a "value"'],
    ['neither', neuron({ gain: undefined }), 'neurons[0]: expected either a "gain" or a "value"'],
    ['a negative layer', neuron({ layer: -1 }), 'neurons[0].layer: expected a whole number from 0; found -1'],
    ['half a neuron', neuron({ neuron: 0.5 }), 'neurons[0].neuron: expected a whole number from 0; found 0.5'],
    ['no place', neuron({ at: undefined }), 'neurons[0].at: expected "mask" or "all"; found nothing'],
    ['an unknown word', neuron({ gian: 2 }), 'Unrecognized key: "gian"'],
    ['an unknown step', op({ remove: true }), 'values[0].ops[0]: expected {"erase": true}, {"add"'],
    ['a step without a token', op({ add: { lambda: 1 } }), 'values[0].ops[0]: expected'],
    ['a lambda that is no number', op({ add: { token: 'a', lambda: NaN } }), 'values[0].ops[0]'],
    [
      'too many edits',
      { ...example, neurons: Array.from({ length: 10_001 }, () => example.neurons[0]) },
      'expected at most 10000 edits',
    ],
  ])('refuses %s', (_, json, message) => {
    fails(() => parseEdits(json), message);
  });

  it('property: what is written as JSON reads back the same', () => {
    fc.assert(
      fc.property(arbitraryEdits({ layers: 40, neurons: 5000, tokens: 30_000 }), (edits) => {
        expect(parseEdits(JSON.parse(JSON.stringify(edits)))).toEqual(edits);
      }),
    );
  });

  it('property: any JSON is read or refused with a message', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record({ version: fc.constant(1), neurons: fc.jsonValue(), values: fc.jsonValue() }),
        ),
        (json) => {
          try {
            parseEdits(json);
          } catch (error) {
            expect(error).toBeInstanceOf(EngramError);
          }
        },
      ),
    );
  });
});

describe('validateEdits', () => {
  it('names what the model does not have', () => {
    fails(
      () => validateEdits(document({ neurons: [{ layer: 3, neuron: 0, at: 'mask', gain: 0 }] }), config),
      'neurons[0]: there is no layer 3 in this model; it has layers 0 to 2.',
    );
    fails(
      () => validateEdits(document({ values: [{ layer: 0, neuron: 10, ops: [] }] }), config),
      'values[0]: there is no neuron 10 in this model; it has neurons 0 to 9.',
    );
    fails(
      () =>
        validateEdits(
          document({ values: [{ layer: 0, neuron: 0, ops: [{ erase: true }, { add: { tokenId: 20, lambda: 1 } }] }] }),
          config,
        ),
      'values[0].ops[1]: there is no token 20',
    );
  });
});

describe('resolveEdits', () => {
  it('gives nothing for no edits, for edits that are off and for edits without effect', () => {
    expect(resolveEdits(NO_EDITS, model)).toEqual([]);
    const idle = document({
      neurons: [
        { layer: 0, neuron: 1, at: 'all', gain: 0, off: true },
        { layer: 0, neuron: 2, at: 'mask', gain: 2 },
        { layer: 0, neuron: 2, at: 'mask', gain: 0.5 },
      ],
      values: [
        { layer: 1, neuron: 1, ops: [{ erase: true }], off: true },
        { layer: 1, neuron: 2, ops: [] },
      ],
    });
    expect(resolveEdits(idle, model)).toEqual([]);
  });

  it('applies edits of a neuron in order, at [MASK] and elsewhere', () => {
    const edits = document({
      neurons: [
        { layer: 2, neuron: 9, at: 'mask', gain: 3 },
        { layer: 0, neuron: 4, at: 'all', value: 1.5 },
        { layer: 0, neuron: 4, at: 'mask', gain: -2 },
        { layer: 0, neuron: 1, at: 'mask', gain: 5 },
        { layer: 0, neuron: 1, at: 'all', gain: 0.5 },
      ],
    });
    expect(resolveEdits(edits, model)).toEqual([
      {
        layer: 0,
        mask: [
          { neuron: 1, gain: 2.5, offset: 0 },
          { neuron: 4, gain: -0, offset: -3 },
        ],
        others: [
          { neuron: 1, gain: 0.5, offset: 0 },
          { neuron: 4, gain: 0, offset: 1.5 },
        ],
        valueDeltas: [],
      },
      { layer: 2, mask: [{ neuron: 9, gain: 3, offset: 0 }], others: [], valueDeltas: [] },
    ]);
  });

  it('rewrites value vectors by the norms of the unedited ones', () => {
    const edits = document({
      values: [
        { layer: 1, neuron: 2, ops: [{ erase: true }] },
        { layer: 1, neuron: 2, ops: [{ add: { token: 'baku', lambda: 5 } }] },
        { layer: 0, neuron: 0, ops: [{ add: { tokenId: 0, lambda: -2 } }, { add: { tokenId: 19, lambda: 7 } }] },
      ],
    });
    // |v| = |(1, 2, 2)| = 3, |E[baku]| = |(3, 0, 4)| = 5; |v| = |(0, 0, 2)| = 2, |E[0]| = 4, E[19] = 0.
    expect(resolveEdits(edits, model)).toEqual([
      { layer: 0, mask: [], others: [], valueDeltas: [{ neuron: 0, delta: Float32Array.of(0, 0, -4) }] },
      { layer: 1, mask: [], others: [], valueDeltas: [{ neuron: 2, delta: Float32Array.of(9 - 1, 0 - 2, 12 - 2) }] },
    ]);
  });

  it('names a token that the model does not know, and gains that overflow', () => {
    fails(
      () =>
        resolveEdits(
          document({ values: [{ layer: 0, neuron: 0, ops: [{ add: { token: 'xyz', lambda: 1 } }] }] }),
          model,
        ),
      'values[0].ops[0]: "xyz" is not a token of this model.',
    );
    const many = Array.from({ length: 30 }, () => ({ layer: 0, neuron: 0, at: 'mask' as const, gain: 100 }));
    fails(
      () => resolveEdits(document({ neurons: many }), model),
      'The gains of layer 0, neuron 0 multiply to more than a number can hold.',
    );
  });

  it('property: the profile of a row is the edits applied one after the other', () => {
    const apply = (edits: EditsDocument, layer: number, neuron: number, isMask: boolean, a: number) =>
      edits.neurons.reduce((x, edit) => {
        if (edit.off || edit.layer !== layer || edit.neuron !== neuron || (edit.at === 'mask' && !isMask)) return x;
        return edit.gain === undefined ? edit.value : x * edit.gain;
      }, a);
    fc.assert(
      fc.property(
        arbitraryEdits({ layers: 2, neurons: 3, tokens: 5 }, fc.constant('baku')),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (edits, a) => {
          const resolved = resolveEdits(edits, model);
          for (const layer of [0, 1])
            for (const neuron of [0, 1, 2])
              for (const row of ['mask', 'others'] as const) {
                const found = resolved.find((l) => l.layer === layer)?.[row].find((e) => e.neuron === neuron) ?? {
                  gain: 1,
                  offset: 0,
                };
                const expected = apply(edits, layer, neuron, row === 'mask', a);
                expect(Math.abs(found.gain * a + found.offset - expected)).toBeLessThanOrEqual(
                  1e-12 * Math.max(1, Math.abs(expected), Math.abs(found.offset)),
                );
              }
        },
      ),
    );
  });
});
