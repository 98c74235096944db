/**
 * Controls of an edit: the same edits on other neurons, a neuron for a neuron. Random ones of the same layers tell what
 * chance does, but most neurons write next to nothing; those matched in what they write tell what any neuron as loud
 * would do, the most active ones what anything that fires would do, and those of a ranking (another fact's, another
 * relation's, the direct push) what neurons chosen by something else would do.
 */
import { randomOf } from '../../random';
import { MATCHED_AMONG } from '../protocol';
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

export interface MatchedRequest {
  readonly neurons: readonly NeuronRef[];
  /** [L * F] |a| |v|: how much each neuron writes into the residual stream. */
  readonly written: Float32Array;
  readonly intermediateSize: number;
  /** The same seed gives the same neurons. */
  readonly seed: number;
}

/**
 * For each neuron a random one of the same layer that writes about as much: one of those nearest in log(|a| |v|). None
 * twice, and none of the given ones; a neuron has no twin where its layer has no other left.
 */
export function matchedTwins({ neurons, written, intermediateSize, seed }: MatchedRequest): Twins {
  const random = randomOf(seed);
  const taken = new Set(neurons.map(neuronKey));
  const found = new Map<string, NeuronRef>();
  for (const { layer, neuron } of neurons) {
    const size = (other: number) => Math.log(Math.max(written[layer * intermediateSize + other]!, Number.MIN_VALUE));
    const apart = (other: number) => Math.abs(size(other) - size(neuron));
    const nearest = Array.from({ length: intermediateSize }, (_, other) => other)
      .filter((other) => !taken.has(neuronKey({ layer, neuron: other })))
      .sort((a, b) => apart(a) - apart(b) || a - b)
      .slice(0, MATCHED_AMONG);
    const chosen = nearest[Math.floor(random() * nearest.length)];
    if (chosen === undefined) continue;
    taken.add(neuronKey({ layer, neuron: chosen }));
    found.set(neuronKey({ layer, neuron }), { layer, neuron: chosen });
  }
  return found;
}

/**
 * The n-th of the neurons to the n-th of a ranking, in whatever layer it is; it may be one of the given neurons, since
 * what two choices share is part of the comparison. Where the ranking is shorter, the neurons behind its end have no twin.
 */
export function rankedTwins(neurons: readonly NeuronRef[], ranked: readonly NeuronRef[]): Twins {
  return new Map(
    neurons.slice(0, ranked.length).map((ref, n) => {
      const { layer, neuron } = ranked[n]!;
      return [neuronKey(ref), { layer, neuron }];
    }),
  );
}

/**
 * The same edits on the twins of their neurons. What is on and has no twin is left out; what is off stays where it is.
 * Lambdas keep to the twin's own norm.
 */
export function moveEdits(document: EditsDocument, to: Twins): EditsDocument {
  const move = <T extends NeuronRef & { readonly off?: boolean }>(edit: T): readonly T[] => {
    const twin = to.get(neuronKey(edit));
    return twin ? [{ ...edit, ...twin }] : edit.off ? [edit] : [];
  };
  return { ...document, neurons: document.neurons.flatMap(move), values: document.values.flatMap(move) };
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
