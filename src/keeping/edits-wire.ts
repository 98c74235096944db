/**
 * How a link writes edits: [neurons, values].
 *
 *   neurons  flat: layer, neuron, kind, number, layer, ...      kind: 0 gain, 1 value; + 2 at every token; + 4 off
 *   values   [layer, neuron, off (0 or 1), ...steps]            step: 0 erase, or [token or id, lambda]
 */
import { z } from 'zod';
import type { EditsDocument, ValueOp } from '../knowledge/edits/edits';

const step = z.union([z.literal(0), z.tuple([z.union([z.string(), z.number()]), z.number()])]);

export const editsWire = [
  z.array(z.number()).refine((list) => list.length % 4 === 0),
  z.array(z.tuple([z.number(), z.number(), z.int().min(0).max(1)], step)),
] as const;
export const editsWireSchema = z.tuple(editsWire);
type EditsWire = z.infer<typeof editsWireSchema>;

const VALUE = 1;
const ALL = 2;
const OFF = 4;

export function editsToWire(edits: EditsDocument): EditsWire {
  const neurons = edits.neurons.flatMap(({ layer, neuron, at, off, gain, value }) => {
    const kind = (gain === undefined ? VALUE : 0) + (at === 'all' ? ALL : 0) + (off ? OFF : 0);
    return [layer, neuron, kind, gain ?? value ?? 0];
  });
  const values = edits.values.map(({ layer, neuron, off, ops }): EditsWire[1][number] => [
    layer,
    neuron,
    off ? 1 : 0,
    ...ops.map(stepToWire),
  ]);
  return [neurons, values];
}

function stepToWire(op: ValueOp): z.infer<typeof step> {
  if ('erase' in op) return 0;
  return ['token' in op.add ? op.add.token : op.add.tokenId, op.add.lambda];
}

/** The edits as the wire says them, still to be checked. */
export function editsFromWire([flat, wireValues]: EditsWire): unknown {
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
  return { version: 1, neurons, values };
}

function stepFromWire(wire: z.infer<typeof step>): unknown {
  if (wire === 0) return { erase: true };
  const [token, lambda] = wire;
  return { add: typeof token === 'string' ? { token, lambda } : { tokenId: token, lambda } };
}
