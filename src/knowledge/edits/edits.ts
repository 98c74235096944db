/**
 * The edits document: what a visitor changed, as plain data. Links, exports and the command line carry this same shape.
 * Base weights are never written; an edit is an input to the layer programs, so taking it away restores the model exactly.
 */
import { z } from 'zod';
import type { BertConfig } from '../../bert/config';
import { EngramError } from '../../errors';
import { parseWith, quote } from '../../schema';

/** Layers and neurons count from 0. */
export interface NeuronRef {
  readonly layer: number;
  readonly neuron: number;
}

/** Scales the neuron's activation, or sets it to a fixed value, at the [MASK] position or at all positions. */
export type NeuronEdit = NeuronRef & {
  readonly at: 'mask' | 'all';
  /** Kept in the list, but without effect. */
  readonly off?: boolean;
} & ({ readonly gain: number; readonly value?: undefined } | { readonly value: number; readonly gain?: undefined });

/**
 * One step in rewriting a value vector v. `erase` sets it to zero; `add` adds lambda * |v| / |E[t]| * E[t] (|v| of the
 * unedited vector, E the word embeddings; Dai et al. 2022, section 5.1).
 */
export type ValueOp =
  | { readonly erase: true }
  | {
      readonly add:
        { readonly token: string; readonly lambda: number } | { readonly tokenId: number; readonly lambda: number };
    };

/** Rewrites the value vector of a neuron, by steps in order. */
export type ValueEdit = NeuronRef & { readonly off?: boolean; readonly ops: readonly ValueOp[] };

export interface EditsDocument {
  readonly version: 1;
  readonly neurons: readonly NeuronEdit[];
  readonly values: readonly ValueEdit[];
}

export const NO_EDITS: EditsDocument = { version: 1, neurons: [], values: [] };

export const MAX_GAIN = 100;
/** Edits in a document, and steps in all of its value edits together. */
export const MAX_EDITS = 10_000;
/** Bound on fixed values and lambdas: far beyond use, and what a float32 can hold after scaling by norms. */
const MAX_NUMBER = 1e6;

/** -0 becomes 0, so that a document reads back as it was written (JSON has no -0). */
const within = (limit: number) => {
  const message = `expected a number from -${limit} to ${limit}`;
  return z
    .number(message)
    .min(-limit, message)
    .max(limit, message)
    .overwrite((x) => x + 0);
};
const index = z.int('expected a whole number from 0').min(0, 'expected a whole number from 0');
const off = z.boolean().optional();
const lambda = within(MAX_NUMBER);
const ops = z.union(
  [
    z.strictObject({ erase: z.literal(true) }),
    z.strictObject({ add: z.strictObject({ token: z.string().min(1).max(200), lambda }) }),
    z.strictObject({ add: z.strictObject({ tokenId: index, lambda }) }),
  ],
  `expected {"erase": true}, {"add": {"token": ..., "lambda": ...}} or {"add": {"tokenId": ..., "lambda": ...}}, lambda from -${MAX_NUMBER} to ${MAX_NUMBER}`,
);

const neuronEdit = z
  .strictObject({
    layer: index,
    neuron: index,
    at: z.enum(['mask', 'all'], 'expected "mask" or "all"'),
    gain: within(MAX_GAIN).optional(),
    value: within(MAX_NUMBER).optional(),
    off,
  })
  .transform(({ layer, neuron, at, gain, value, off: isOff }, context): NeuronEdit => {
    const common = { layer, neuron, at, ...(isOff ? { off: true } : {}) };
    if (gain !== undefined && value === undefined) return { ...common, gain };
    if (value !== undefined && gain === undefined) return { ...common, value };
    context.addIssue({ code: 'custom', message: 'expected either a "gain" or a "value"' });
    return z.NEVER;
  });

const valueEdit = z
  .strictObject({ layer: index, neuron: index, ops: z.array(ops), off })
  .transform(({ layer, neuron, ops: steps, off: isOff }): ValueEdit => ({
    layer,
    neuron,
    ops: steps,
    ...(isOff ? { off: true } : {}),
  }));

export const editsSchema: z.ZodType<EditsDocument> = z
  .strictObject({ version: z.literal(1), neurons: z.array(neuronEdit), values: z.array(valueEdit) })
  .refine(
    ({ neurons, values }) =>
      neurons.length + values.length <= MAX_EDITS &&
      values.reduce((sum, edit) => sum + edit.ops.length, 0) <= MAX_EDITS,
    `expected at most ${MAX_EDITS} edits, and as many steps in them`,
  );

/**
 * Checks parsed JSON.
 * @throws EngramError('edits') that names the place and what is there.
 */
export function parseEdits(json: unknown): EditsDocument {
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined;
  if (typeof version === 'number' && version !== 1) {
    throw new EngramError(
      'edits',
      `The edits are of version ${version}; this Engram reads version 1. ${version > 1 ? 'A newer Engram can open them.' : ''}`.trim(),
    );
  }
  return parseWith(editsSchema, json, 'edits', 'The edits');
}

/** @throws EngramError('edits') where an edit names a layer, a neuron or a token id that the model does not have. */
export function validateEdits(
  document: EditsDocument,
  { layers, intermediateSize, vocabSize }: Pick<BertConfig, 'layers' | 'intermediateSize' | 'vocabSize'>,
): void {
  const check = (where: string, what: string, found: number, size: number) => {
    if (found < size) return;
    throw new EngramError(
      'edits',
      `${where}: there is no ${what} ${found} in this model; it has ${what}s 0 to ${size - 1}. Are the edits for another model?`,
    );
  };
  for (const list of ['neurons', 'values'] as const) {
    document[list].forEach(({ layer, neuron }, i) => {
      check(`${list}[${i}]`, 'layer', layer, layers);
      check(`${list}[${i}]`, 'neuron', neuron, intermediateSize);
    });
  }
  document.values.forEach(({ ops: steps }, i) =>
    steps.forEach((op, k) => {
      if ('add' in op && 'tokenId' in op.add) check(`values[${i}].ops[${k}]`, 'token', op.add.tokenId, vocabSize);
    }),
  );
}

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
    const key = `${edit.layer}/${edit.neuron}`;
    const before = vectors.get(key)?.before ?? model.valueVector(edit.layer, edit.neuron);
    const after = vectors.get(key)?.after ?? Float64Array.from(before);
    edit.ops.forEach((op, k) => rewrite(after, before, op, model, `values[${i}].ops[${k}]`));
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
  const key = `${layer}/${neuron}`;
  const now = row.get(key) ?? { gain: 1, offset: 0 };
  const next = gain === undefined ? { gain: 0, offset: value } : { gain: now.gain * gain, offset: now.offset * gain };
  row.set(key, { layer, neuron, ...next });
}

/** One step on the vector `after`, in float64; the norms are those of the unedited vector and of the embedding. */
function rewrite(after: Float64Array, before: Float32Array, op: ValueOp, model: EditedModel, where: string): void {
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
