/**
 * Controls of an edit: the same edits on other neurons of the same layers, a neuron for a neuron. Random ones tell what
 * chance does; the most active ones tell what anything that fires would do.
 */
import { randomOf } from '../../random';
import { neuronKey, type EditsDocument, type NeuronRef } from './edits';

/** From each edited neuron to the one that stands in for it. */
export type Twins = ReadonlyMap<string, NeuronRef>;

/** The neurons that the active edits touch, each once. */
export function editedNeurons({ neurons, values }: EditsDocument): readonly NeuronRef[] {
  const active = [...neurons, ...values].filter((edit) => !edit.off);
  return [...new Map(active.map(({ layer, neuron }) => [neuronKey({ layer, neuron }), { layer, neuron }])).values()];
}

/**
 * As many random neurons of the same layers: none twice, none of the given ones as long as a layer has others. The same
 * seed gives the same neurons.
 */
export function randomTwins(neurons: readonly NeuronRef[], intermediateSize: number, seed: number): Twins {
  const random = randomOf(seed);
  return twins(neurons, (wanted, taken) => {
    const others = Array.from({ length: intermediateSize }, (_, neuron) => neuron).filter(
      (neuron) => !taken.has(neuron),
    );
    const pool = others.length >= wanted ? others : Array.from({ length: intermediateSize }, (_, neuron) => neuron);
    // The first steps of a Fisher-Yates shuffle.
    for (let i = 0; i < wanted; i++) {
      const j = i + Math.floor(random() * (pool.length - i));
      [pool[i], pool[j]] = [pool[j]!, pool[i]!];
    }
    return pool.slice(0, wanted);
  });
}

/**
 * As many neurons of the same layers, those with the highest activation; they may be the given ones themselves.
 * @param activations [L * F] at [MASK].
 */
export function mostActiveTwins(
  neurons: readonly NeuronRef[],
  intermediateSize: number,
  activations: Float32Array,
): Twins {
  return twins(neurons, (wanted, _, layer) => {
    const of = (neuron: number) => activations[layer * intermediateSize + neuron]!;
    const order = Array.from({ length: intermediateSize }, (_, neuron) => neuron).sort(
      (a, b) => of(b) - of(a) || a - b,
    );
    return order.slice(0, wanted);
  });
}

/** The same edits on the twins of their neurons; what has no twin stays where it is. Lambdas keep to the twin's own norm. */
export function moveEdits(document: EditsDocument, to: Twins): EditsDocument {
  const move = <T extends NeuronRef>(edit: T): T => ({ ...edit, ...to.get(neuronKey(edit)) });
  return { ...document, neurons: document.neurons.map(move), values: document.values.map(move) };
}

function twins(
  neurons: readonly NeuronRef[],
  choose: (wanted: number, taken: ReadonlySet<number>, layer: number) => readonly number[],
): Twins {
  const layers = new Map<number, number[]>();
  for (const { layer, neuron } of neurons) layers.set(layer, [...(layers.get(layer) ?? []), neuron]);
  const found = new Map<string, NeuronRef>();
  for (const [layer, own] of layers) {
    const chosen = choose(own.length, new Set(own), layer);
    own.forEach((neuron, i) => found.set(neuronKey({ layer, neuron }), { layer, neuron: chosen[i]! }));
  }
  return found;
}
