/**
 * The edits document: what a visitor changed, as plain data. Links, exports and the command line carry this same shape.
 * Base weights are never written; an edit is an input to the layer programs, so taking it away restores the model exactly.
 */
import { z } from 'zod';
import type { BertConfig } from '../../bert/config';
import { EngramError } from '../../errors';
import { parseWith } from '../../schema';

/** Layers and neurons count from 0. */
export interface NeuronRef {
  readonly layer: number;
  readonly neuron: number;
}

/** A neuron's place as a key of maps and sets. */
export function neuronKey({ layer, neuron }: NeuronRef): string {
  return `${layer}/${neuron}`;
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
