/**
 * From an edits document to what a layer's program takes: by layer, each edited neuron's gain and offset in the [MASK]
 * row and in the others, and what is added to its value vector.
 */
import type { BertConfig } from '../../bert/config';
import { EngramError } from '../../errors';
import { quote } from '../../schema';
import { neuronKey, validateEdits, type EditsDocument, type NeuronEdit, type NeuronRef, type ValueOp } from './edits';

/** What happens to one neuron in one row: a' = gain * a + offset. */
export interface RowEdit {
  readonly neuron: number;
  readonly gain: number;
  readonly offset: number;
}

/** The edits of one layer, ready for its program; neurons ascend in each list, and what changes nothing is left out. */
export interface LayerEdits {
  readonly layer: number;
  /** In the [MASK] row. */
  readonly mask: readonly RowEdit[];
  /** In every other row. */
  readonly others: readonly RowEdit[];
  /** delta [D]: the value vector after the edits, less the one before. */
  readonly valueDeltas: readonly { readonly neuron: number; readonly delta: Float32Array }[];
}

/** What the resolution needs to know of the model. */
export interface EditedModel {
  readonly config: Pick<BertConfig, 'layers' | 'intermediateSize' | 'vocabSize'>;
  /** The token's embedding in the residual stream, [D]. */
  tokenDirection(id: number): Float32Array;
  /** [D], unedited. */
  valueVector(layer: number, neuron: number): Float32Array;
  /** The id of a token, undefined where the vocabulary has none. */
  tokenId(token: string): number | undefined;
}

/**
 * The layers that the active edits change, ascending.
 * @throws EngramError('edits') where they do not fit the model.
 */
export function resolveEdits(document: EditsDocument, model: EditedModel): LayerEdits[] {
  validateEdits(document, model.config);
  const rows = { mask: new Map<string, RowState>(), others: new Map<string, RowState>() };
  for (const edit of document.neurons) {
    if (edit.off) continue;
    for (const row of edit.at === 'all' ? (['mask', 'others'] as const) : (['mask'] as const)) applyTo(rows[row], edit);
  }
  const vectors = new Map<string, { ref: NeuronRef; before: Float32Array; after: Float64Array }>();
  document.values.forEach((edit, i) => {
    if (edit.off) return;
    const key = neuronKey(edit);
    const before = vectors.get(key)?.before ?? model.valueVector(edit.layer, edit.neuron);
    const after = vectors.get(key)?.after ?? Float64Array.from(before);
    edit.ops.forEach((op, k) => rewrite({ before, after }, op, model, `values[${i}].ops[${k}]`));
    vectors.set(key, { ref: edit, before, after });
  });

  const layers = new Map<
    number,
    { layer: number; mask: RowEdit[]; others: RowEdit[]; valueDeltas: { neuron: number; delta: Float32Array }[] }
  >();
  const layerOf = (layer: number) => {
    const found = layers.get(layer) ?? { layer, mask: [], others: [], valueDeltas: [] };
    layers.set(layer, found);
    return found;
  };
  for (const row of ['mask', 'others'] as const) {
    for (const { layer, neuron, gain, offset } of rows[row].values()) {
      if (!Number.isFinite(Math.fround(gain)) || !Number.isFinite(Math.fround(offset))) {
        throw new EngramError(
          'edits',
          `The gains of layer ${layer}, neuron ${neuron} multiply to more than a number can hold. Remove some of them.`,
        );
      }
      if (gain !== 1 || offset !== 0) layerOf(layer)[row].push({ neuron, gain, offset });
    }
  }
  for (const { ref, before, after } of vectors.values()) {
    const delta = Float32Array.from(after, (x, d) => x - (before[d] ?? 0));
    if (delta.some((x) => x !== 0)) layerOf(ref.layer).valueDeltas.push({ neuron: ref.neuron, delta });
  }
  for (const edits of layers.values()) {
    for (const list of [edits.mask, edits.others, edits.valueDeltas]) list.sort((a, b) => a.neuron - b.neuron);
  }
  return [...layers.values()].sort((a, b) => a.layer - b.layer);
}

type RowState = NeuronRef & { readonly gain: number; readonly offset: number };

/** Edits of one neuron act one after the other: a gain on what is there, a value instead of it. */
function applyTo(row: Map<string, RowState>, { layer, neuron, gain, value }: NeuronEdit): void {
  const key = neuronKey({ layer, neuron });
  const now = row.get(key) ?? { gain: 1, offset: 0 };
  const next = gain === undefined ? { gain: 0, offset: value } : { gain: now.gain * gain, offset: now.offset * gain };
  row.set(key, { layer, neuron, ...next });
}

/** A value vector as it was, and as the steps so far leave it. */
interface Rewritten {
  readonly before: Float32Array;
  readonly after: Float64Array;
}

/** One step on the vector `after`, in float64; the norms are those of the unedited vector and of the embedding. */
function rewrite({ before, after }: Rewritten, op: ValueOp, model: EditedModel, where: string): void {
  if ('erase' in op) {
    after.fill(0);
    return;
  }
  const id = 'tokenId' in op.add ? op.add.tokenId : model.tokenId(op.add.token);
  if (id === undefined) {
    throw new EngramError(
      'edits',
      `${where}: ${quote('token' in op.add ? op.add.token : '')} is not a token of this model. Are the edits for another model?`,
    );
  }
  const row = model.tokenDirection(id);
  const length = norm(row);
  if (length === 0) return; // A padding row has no direction to add.
  const scale = (op.add.lambda * norm(before)) / length;
  for (let d = 0; d < after.length; d++) after[d] = (after[d] ?? 0) + scale * (row[d] ?? 0);
}

function norm(v: Float32Array): number {
  let sum = 0;
  for (const x of v) sum += x * x;
  return Math.sqrt(sum);
}
