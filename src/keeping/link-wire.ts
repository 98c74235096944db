/**
 * How a link writes its state: JSON arrays instead of objects, so that little is left to compress. Numbers are written
 * in full (the shortest decimal that reads back as the same number).
 *
 *   [modelId, modelHash, prompt, target, neurons, values, view]
 *   neurons  flat: layer, neuron, kind, number, layer, ...      kind: 0 gain, 1 value; + 2 at every token; + 4 off
 *   values   [layer, neuron, off (0 or 1), ...steps]            step: 0 erase, or [token or id, lambda]
 *   view     [colour] or [colour, layer, neuron]                colour: 0 attribution, 1 activation, 2 change
 */
import { z } from 'zod';
import type { EditsDocument, NeuronRef, ValueOp } from '../knowledge/edits/edits';

export interface LinkState {
  readonly modelId: string;
  /** First 16 hex digits of the SHA-256 over the model's weights. */
  readonly modelHash: string;
  readonly prompt: string;
  /** The target token as in the vocabulary; '' where none is chosen. */
  readonly target: string;
  readonly edits: EditsDocument;
  readonly view: {
    readonly colour: 'attribution' | 'activation' | 'change';
    readonly selected?: NeuronRef;
  };
}

const step = z.union([z.literal(0), z.tuple([z.union([z.string(), z.number()]), z.number()])]);
const colour = z.int().min(0).max(2);

export const wireSchema = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.array(z.number()).refine((list) => list.length % 4 === 0),
  z.array(z.tuple([z.number(), z.number(), z.int().min(0).max(1)], step)),
  z.union([z.tuple([colour]), z.tuple([colour, z.number(), z.number()])]),
]);
export type LinkWire = z.infer<typeof wireSchema>;

const COLOURS = ['attribution', 'activation', 'change'] as const;
const VALUE = 1;
const ALL = 2;
const OFF = 4;

export function toWire({ modelId, modelHash, prompt, target, edits, view }: LinkState): LinkWire {
  const neurons = edits.neurons.flatMap(({ layer, neuron, at, off, gain, value }) => {
    const kind = (gain === undefined ? VALUE : 0) + (at === 'all' ? ALL : 0) + (off ? OFF : 0);
    return [layer, neuron, kind, gain ?? value ?? 0];
  });
  const values = edits.values.map(({ layer, neuron, off, ops }): LinkWire[5][number] => [
    layer,
    neuron,
    off ? 1 : 0,
    ...ops.map(stepToWire),
  ]);
  const { selected } = view;
  const colourCode = COLOURS.indexOf(view.colour);
  return [
    modelId,
    modelHash,
    prompt,
    target,
    neurons,
    values,
    selected ? [colourCode, selected.layer, selected.neuron] : [colourCode],
  ];
}

function stepToWire(op: ValueOp): z.infer<typeof step> {
  if ('erase' in op) return 0;
  return ['token' in op.add ? op.add.token : op.add.tokenId, op.add.lambda];
}

/** The state as the wire says it, still to be checked: layers may be fractions, kinds unknown. */
export function fromWire([
  modelId,
  modelHash,
  prompt,
  target,
  flat,
  wireValues,
  [colourCode, layer, neuron],
]: LinkWire): unknown {
  const neurons: unknown[] = [];
  for (let i = 0; i < flat.length; i += 4) {
    const [neuronLayer, index, kind = 0, number] = flat.slice(i, i + 4);
    const set = kind & VALUE ? { value: number } : { gain: number };
    // A kind beyond the known bits becomes a place that the schema refuses.
    const at = kind >= 0 && kind < 8 && Number.isInteger(kind) ? (kind & ALL ? 'all' : 'mask') : kind;
    neurons.push({ layer: neuronLayer, neuron: index, at, ...set, ...(kind & OFF ? { off: true } : {}) });
  }
  const values = wireValues.map(([valueLayer, valueNeuron, off, ...steps]) => ({
    layer: valueLayer,
    neuron: valueNeuron,
    ops: steps.map(stepFromWire),
    ...(off ? { off: true } : {}),
  }));
  const view = { colour: COLOURS[colourCode], ...(layer === undefined ? {} : { selected: { layer, neuron } }) };
  return { modelId, modelHash, prompt, target, edits: { version: 1, neurons, values }, view };
}

function stepFromWire(wire: z.infer<typeof step>): unknown {
  if (wire === 0) return { erase: true };
  const [token, lambda] = wire;
  return { add: typeof token === 'string' ? { token, lambda } : { tokenId: token, lambda } };
}
