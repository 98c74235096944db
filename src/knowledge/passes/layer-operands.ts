/**
 * The operands by which a batch of samples, and the edits, enter a layer program. Where a program takes edits and there
 * are none it gets the identity (gain 1, offset 0, no rewritten value vector), which leaves every number as it is to the
 * last bit.
 */
import type { BertConfig } from '../../bert/config';
import type { Rows } from '../../bert/programs';
import type { HostTensor } from '../../runtime/runtime';
import type { LayerEdits, RowEdit } from '../edits/resolve';

/** Prompts of one batch as far as the layers see them. */
export interface PromptBatch {
  /** T: tokens a prompt, the shorter ones padded. */
  readonly tokens: number;
  /** By prompt: its own number of tokens, and the position of [MASK]. */
  readonly prompts: readonly { readonly length: number; readonly maskIndex: number }[];
}

/** Added to the attention scores of padding: enough that its weight is exactly 0. */
const PADDING = -1e9;

/** `at` and `bias` of the layer program. `owners`: the prompt of each of the B samples. */
export function sampleOperands(
  { tokens, prompts }: PromptBatch,
  owners: readonly number[],
): { readonly at: HostTensor; readonly bias: HostTensor } {
  const at = new Float32Array(owners.length * tokens);
  const bias = new Float32Array(owners.length * tokens);
  owners.forEach((owner, sample) => {
    const { length, maskIndex } = prompts[owner]!;
    at[sample * tokens + maskIndex] = 1;
    bias.fill(PADDING, sample * tokens + length, (sample + 1) * tokens);
  });
  return {
    at: { data: at, shape: [owners.length, 1, tokens] },
    bias: { data: bias, shape: [owners.length, 1, 1, tokens] },
  };
}

export type EditOperands = Readonly<Record<'profile' | 'gain' | 'offset' | 'pick' | 'delta', HostTensor>>;

/** Samples of some prompts. */
export interface Samples {
  readonly batch: PromptBatch;
  /** The prompt of each of the B samples. */
  readonly owners: readonly number[];
}

/** The samples whose rows are edited. */
export interface EditedSamples extends Samples {
  /** Those that the layer computes. */
  readonly rows: Rows;
}

/** Of one layer: one entry that all samples share, or one a sample (whose value vectors must then agree). */
export type SampleEdits = readonly (LayerEdits | undefined)[];

export function editOperands(
  config: BertConfig,
  { batch, owners, rows }: EditedSamples,
  edits: SampleEdits,
): EditOperands {
  const { intermediateSize: F } = config;
  const { tokens, prompts } = batch;
  const rowsOfSample = rows === 'all' ? tokens : 1;
  const edited = edits.some((layer) => layer && (layer.mask.length > 0 || layer.others.length > 0));
  // Two profiles an entry, for [MASK] and for the other rows; or a single one that changes nothing.
  const profiles: readonly (readonly RowEdit[])[] = edited
    ? edits.flatMap((layer) => [layer?.mask ?? [], layer?.others ?? []])
    : [[]];
  const R = profiles.length;
  const gain = new Float32Array(R * F).fill(1);
  const offset = new Float32Array(R * F);
  profiles.forEach((profile, r) => {
    for (const edit of profile) {
      gain[r * F + edit.neuron] = edit.gain;
      offset[r * F + edit.neuron] = edit.offset;
    }
  });
  const profile = new Float32Array(owners.length * rowsOfSample * R);
  owners.forEach((owner, sample) => {
    for (let position = 0; position < rowsOfSample; position++) {
      const isMask = rows === 'selected' || position === prompts[owner]!.maskIndex;
      const r = edited ? 2 * (edits.length === 1 ? 0 : sample) + (isMask ? 0 : 1) : 0;
      profile[(sample * rowsOfSample + position) * R + r] = 1;
    }
  });
  return {
    profile: { data: profile, shape: [owners.length * rowsOfSample, R] },
    gain: { data: gain, shape: [R, F] },
    offset: { data: offset, shape: [R, F] },
    ...valueOperands(config, edits[0]?.valueDeltas ?? []),
  };
}

/** `pick` and `delta`; where nothing is rewritten, one neuron is picked by nobody, since an empty tensor upsets WebGPU. */
function valueOperands(
  { intermediateSize: F, hiddenSize: D }: BertConfig,
  deltas: LayerEdits['valueDeltas'],
): Pick<EditOperands, 'pick' | 'delta'> {
  const K = Math.max(1, deltas.length);
  const pick = new Float32Array(K * F);
  const delta = new Float32Array(K * D);
  deltas.forEach((rewritten, k) => {
    pick[k * F + rewritten.neuron] = 1;
    delta.set(rewritten.delta, k * D);
  });
  return { pick: { data: pick, shape: [K, F] }, delta: { data: delta, shape: [K, D] } };
}
