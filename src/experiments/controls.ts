/**
 * Which neurons stand in for edited ones, by kind of control: random ones of the same layers; random ones that write about
 * as much; the most active; another fact's of the same relation; another relation's, the paper's own control; and those
 * that push the answer most directly. Random neurons hardly ever fail to be weaker, the others may.
 */
import type { BertModel } from '../knowledge/bert-model';
import { neuronKey, type NeuronRef } from '../knowledge/edits/edits';
import { matchedTwins, mostActiveTwins, randomTwins, rankedTwins, type Twins } from '../knowledge/edits/move-edits';
import { meansOverPrompts } from '../knowledge/measures/mask-activations';
import { rankNeurons } from '../knowledge/measures/ranking';
import { directPush, writtenSizes } from '../knowledge/measures/written';
import type { WorkOptions } from '../knowledge/passes/work';

export const CONTROL_KINDS = ['random', 'matched', 'mostActive', 'sameRelation', 'otherRelation', 'push'] as const;
export type ControlKind = (typeof CONTROL_KINDS)[number];

export interface ControlsAsked {
  /** Draws of random neurons, and as many of matched ones; 0 for none. */
  readonly draws: number;
  /** Of the first draw; the next ones count up. The same seed draws the same neurons. */
  readonly seed: number;
  /** Prompts over which activations at [MASK] are averaged, for the matched, the most active and the push; none: without those. */
  readonly prompts: readonly string[];
  /** Token id of the answer whose direct push ranks; null: without that control. */
  readonly target: number | null;
  /** Neurons that something else chose, the strongest first; several of a kind are its draws. */
  readonly ranked: readonly { readonly kind: ControlKind; readonly neurons: readonly NeuronRef[] }[];
}

export interface ControlTwins {
  readonly kind: ControlKind;
  /** By draw. */
  readonly draws: readonly Twins[];
  /**
   * How much the twins write beside the edited neurons: the geometric mean of their ratios in |a| |v|; null where activations
   * were not asked for.
   */
  readonly written: number | null;
}

interface Chosen {
  /** The edited ones. */
  readonly neurons: readonly NeuronRef[];
  readonly controls: ControlsAsked;
}

/** The controls that can be had, in the order of their kinds. */
export async function controlTwins(
  bert: BertModel,
  { neurons, controls: { draws, seed, prompts, target, ranked } }: Chosen,
  options: WorkOptions,
): Promise<readonly ControlTwins[]> {
  if (neurons.length === 0) return [];
  const { checkpoint } = bert;
  const { intermediateSize } = checkpoint.config;
  const seeds = Array.from({ length: draws }, (_, draw) => seed + draw);
  const found = new Map<ControlKind, readonly Twins[]>();
  found.set(
    'random',
    seeds.map((own) => randomTwins(neurons, intermediateSize, own)),
  );
  let written: Float32Array | null = null;
  if (prompts.length > 0) {
    const [activations, sizes] = (await meansOverPrompts(bert, prompts, options, [
      (own) => own,
      (own) => writtenSizes(checkpoint, own),
    ])) as [Float32Array, Float32Array];
    written = sizes;
    found.set(
      'matched',
      seeds.map((own) => matchedTwins({ neurons, written: sizes, intermediateSize, seed: own })),
    );
    found.set('mostActive', [mostActiveTwins(neurons, intermediateSize, activations)]);
    // The push is linear in the activations, so that of their mean is its mean.
    if (target !== null) {
      const pushed = rankNeurons(directPush(checkpoint, { activations, target }), intermediateSize);
      found.set('push', [rankedTwins(neurons, pushed.neurons)]);
    }
  }
  for (const { kind, neurons: others } of ranked)
    found.set(kind, [...(found.get(kind) ?? []), rankedTwins(neurons, others)]);
  const sizeOf = ({ layer, neuron }: NeuronRef) => written![layer * intermediateSize + neuron]!;
  return CONTROL_KINDS.flatMap((kind) => {
    const own = found.get(kind) ?? [];
    if (own.length === 0) return [];
    return [{ kind, draws: own, written: written && ratioOf(neurons, own, sizeOf) }];
  });
}

/** Neurons that write nothing have no ratio and are left out. */
function ratioOf(
  neurons: readonly NeuronRef[],
  draws: readonly Twins[],
  sizeOf: (ref: NeuronRef) => number,
): number | null {
  const logs = draws.flatMap((twins) =>
    neurons.flatMap((ref) => {
      const twin = twins.get(neuronKey(ref));
      return twin ? [Math.log(sizeOf(twin) / sizeOf(ref))] : [];
    }),
  );
  const finite = logs.filter(Number.isFinite);
  return finite.length === 0 ? null : Math.exp(finite.reduce((sum, log) => sum + log, 0) / finite.length);
}

/** By draw, the neurons that stand in for the edited ones. */
export function neuronsOf({ draws }: Pick<ControlTwins, 'draws'>): readonly (readonly NeuronRef[])[] {
  return draws.map((twins) => [...new Map([...twins.values()].map((ref) => [neuronKey(ref), ref])).values()]);
}
