/**
 * How much each neuron writes into the residual stream at [MASK], |a| |v|, whatever it says; and how far that pushes an
 * answer directly, a (v . E[t]), as the logit lens would have it, with nothing of what later layers make of it.
 */
import type { BertCheckpoint } from '../../checkpoint/bert-weights';
import { valueMatrix } from '../../checkpoint/weight-names';
import type { EditsByLayer } from '../passes/forward';
import { KEPT_PUSHES } from '../protocol';

/** [L * F] |a| |v|. @param activations [L * F] at [MASK]. */
export function writtenSizes(checkpoint: BertCheckpoint, activations: Float32Array): Float32Array {
  const norms = valueNorms(checkpoint);
  return activations.map((a, index) => Math.abs(a) * norms[index]!);
}

/**
 * [L * F] a (v . E[t]): a logit's worth, before the head's transform.
 * @param activations [L * F] at [MASK]. @param target token id. @param edits those that the activations were read under.
 */
export function directPush(
  checkpoint: BertCheckpoint,
  { activations, target }: { readonly activations: Float32Array; readonly target: number },
  edits: EditsByLayer = new Map(),
): Float32Array {
  const towards = valuesTowards(checkpoint, target);
  const scores = activations.map((a, index) => a * towards[index]!);
  const F = checkpoint.config.intermediateSize;
  for (const [layer, { valueDeltas }] of edits) {
    const direction = checkpoint.tokenDirection(target);
    for (const { neuron, delta } of valueDeltas) {
      const index = layer * F + neuron;
      scores[index]! += activations[index]! * delta.reduce((sum, value, d) => sum + value * direction[d]!, 0);
    }
  }
  return scores;
}

const norms = new WeakMap<BertCheckpoint, Float32Array>();

/** [L * F] |v|, once a model. */
function valueNorms(checkpoint: BertCheckpoint): Float32Array {
  const known = norms.get(checkpoint);
  if (known) return known;
  const { layers, intermediateSize: F } = checkpoint.config;
  const squares = new Float64Array(layers * F);
  for (let layer = 0; layer < layers; layer++) {
    const { data } = checkpoint.weight(valueMatrix(layer));
    for (let index = 0; index < data.length; index++) squares[layer * F + (index % F)]! += data[index]! ** 2;
  }
  const found = Float32Array.from(squares, Math.sqrt);
  norms.set(checkpoint, found);
  return found;
}

const pushes = new WeakMap<BertCheckpoint, Map<number, Float32Array>>();

/** [L * F] v . E[t], kept for the answers asked for last. */
function valuesTowards(checkpoint: BertCheckpoint, target: number): Float32Array {
  const kept = pushes.get(checkpoint) ?? new Map<number, Float32Array>();
  pushes.set(checkpoint, kept);
  const known = kept.get(target);
  const { layers, intermediateSize: F } = checkpoint.config;
  const found = known ?? new Float32Array(layers * F);
  if (!known) {
    const direction = checkpoint.tokenDirection(target);
    for (let layer = 0; layer < layers; layer++)
      found.set(checkpoint.combineRows(valueMatrix(layer), direction), layer * F);
  }
  kept.delete(target);
  kept.set(target, found);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_PUSHES && oldest !== undefined) kept.delete(oldest);
  return found;
}
